//! Setting up a second factor for one's own account, and turning it off.

use std::sync::Arc;

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, CurrentUser, Next, Shared},
    respond::{page, retry_after, see_other},
    surroundings::sidebar,
};
use crate::{
    models::{
        second_factors::{self, State as Factor},
        throttles::Throttles,
        users::{CredentialError, Passwords},
    },
    settings::{Settings, host_name},
    views::{
        shell::Shell,
        two_factor::{FactorView, TwoFactorErrors, TwoFactorPage},
    },
};

const PATH: &str = "/settings/two-factor";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    /// Where somebody was going who has to set one up before.
    next: Option<Next>,
    saved: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    password: String,
    code: String,
    next: Option<Next>,
}

/// Somebody who changes something, and what they have sent.
struct Changing<'a> {
    ctx: &'a AppContext,
    current: CurrentUser,
    params: Params,
}

/// `GET /settings/two-factor`
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let factor = factor(&ctx, &current).await?;
    let mut data = two_factor_page(&ctx, &current, flash.next.as_ref()).await?;
    data.factor = FactorView::new(factor, site.timezone);
    data.saved = flash.saved.map(|_| "two-factor-off-saved");
    show_page(StatusCode::OK, &data)
}

/// `POST /settings/two-factor`: a secret to be confirmed.
async fn create(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let tried = throttles.sign_in(&current.user.username, ip);
    let changing = Changing::new(&ctx, current, params);
    if let Err(seconds) = tried {
        return changing.wait(seconds, |errors| &mut errors.begin).await;
    }
    let (user, password) = (&changing.current.user, &changing.params.password);
    match second_factors::begin(&ctx, &passwords, user, password).await {
        Ok(()) => {
            let next = changing.params.next.as_ref();
            Ok(see_other(
                &next.map_or_else(|| PATH.to_owned(), |next| next.after(PATH)),
            ))
        }
        Err(error) => {
            changing
                .refuse(error, "password-wrong", |errors| &mut errors.begin)
                .await
        }
    }
}

/// `POST /settings/two-factor/confirm`: on, by a first code. The recovery codes are shown this once.
async fn confirm(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let changing = Changing::new(&ctx, current, params);
    let (CurrentUser { user, session }, code) = (&changing.current, &changing.params.code);
    match second_factors::confirm(&ctx, user, session.id, code).await {
        Ok(codes) => changing.show_codes(codes, "two-factor-on-saved").await,
        Err(error) => {
            changing
                .refuse(error, "code-wrong", |errors| &mut errors.code)
                .await
        }
    }
}

/// `POST /settings/two-factor/codes`: other recovery codes.
async fn renew_codes(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let tried = throttles.sign_in(&current.user.username, ip);
    let changing = Changing::new(&ctx, current, params);
    if let Err(seconds) = tried {
        return changing.wait(seconds, |errors| &mut errors.codes).await;
    }
    let (user, password) = (&changing.current.user, &changing.params.password);
    match second_factors::renew_codes(&ctx, &passwords, user, password).await {
        Ok(codes) => changing.show_codes(codes, "recovery-saved").await,
        Err(error) => {
            changing
                .refuse(error, "password-wrong", |errors| &mut errors.codes)
                .await
        }
    }
}

/// `POST /settings/two-factor/off`
async fn destroy(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let tried = throttles.sign_in(&current.user.username, ip);
    let changing = Changing::new(&ctx, current, params);
    if let Err(seconds) = tried {
        return changing.wait(seconds, |errors| &mut errors.off).await;
    }
    let (CurrentUser { user, session }, password) = (&changing.current, &changing.params.password);
    match second_factors::turn_off(&ctx, &passwords, user, session.id, password).await {
        Ok(()) => Ok(see_other("/settings/two-factor?saved=1")),
        Err(error) => {
            changing
                .refuse(error, "password-wrong", |errors| &mut errors.off)
                .await
        }
    }
}

impl<'a> Changing<'a> {
    fn new(ctx: &'a AppContext, current: CurrentUser, params: Params) -> Self {
        Self { ctx, current, params }
    }

    async fn show_codes(self, codes: Vec<String>, saved: &'static str) -> Result<Response> {
        let mut data = two_factor_page(self.ctx, &self.current, self.params.next.as_ref()).await?;
        data.factor = FactorView::with_codes(codes);
        data.saved = Some(saved);
        show_page(StatusCode::OK, &data)
    }

    async fn wait(
        self,
        seconds: u64,
        field: impl Fn(&mut TwoFactorErrors) -> &mut Option<&'static str>,
    ) -> Result<Response> {
        let response = self
            .show_error(StatusCode::TOO_MANY_REQUESTS, "login-too-many", field)
            .await?;
        Ok(retry_after(response, seconds))
    }

    async fn refuse(
        self,
        error: CredentialError,
        wrong: &'static str,
        field: impl Fn(&mut TwoFactorErrors) -> &mut Option<&'static str>,
    ) -> Result<Response> {
        let key = match error {
            CredentialError::Wrong => wrong,
            CredentialError::Refused(key) => key,
            CredentialError::Model(error) => return Err(error.into()),
        };
        self.show_error(StatusCode::UNPROCESSABLE_ENTITY, key, field)
            .await
    }

    async fn show_error(
        self,
        status: StatusCode,
        key: &'static str,
        field: impl Fn(&mut TwoFactorErrors) -> &mut Option<&'static str>,
    ) -> Result<Response> {
        let Shared(site) = Shared::<Arc<Settings>>::find(self.ctx)?;
        let factor = factor(self.ctx, &self.current).await?;
        let mut data = two_factor_page(self.ctx, &self.current, self.params.next.as_ref()).await?;
        data.factor = FactorView::new(factor, site.timezone);
        *field(&mut data.errors) = Some(key);
        show_page(status, &data)
    }
}

async fn factor(ctx: &AppContext, current: &CurrentUser) -> Result<Factor> {
    let host = host_name(&ctx.config.server.host);
    Ok(second_factors::state(&ctx.db, &current.user, host).await?)
}

/// Who has to set one up sees nothing of the chat around it.
async fn two_factor_page(
    ctx: &AppContext,
    current: &CurrentUser,
    next: Option<&Next>,
) -> Result<TwoFactorPage> {
    let confined = current.session.confined;
    let around = if confined {
        None
    } else {
        Some(sidebar(ctx, current, None).await?)
    };
    Ok(TwoFactorPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: around,
        next: confined.then(|| next.cloned().unwrap_or_default().to_string()),
        required: second_factors::is_required(&ctx.db).await?,
        factor: FactorView::default(),
        errors: TwoFactorErrors::default(),
        saved: None,
    })
}

fn show_page(status: StatusCode, data: &TwoFactorPage) -> Result<Response> {
    let template = match data.sidebar {
        Some(_) => "settings/two_factor.html",
        None => "accounts/two_factor.html",
    };
    page(status, template, data)
}

pub fn routes() -> Routes {
    Routes::new()
        .get(PATH, show)
        .post(PATH, create)
        .post("/settings/two-factor/confirm", confirm)
        .post("/settings/two-factor/codes", renew_codes)
        .post("/settings/two-factor/off", destroy)
}
