//! Invitations by link: making them, taking them back, and where they lead.

use std::sync::Arc;

use axum::{Form, http::StatusCode, response::IntoResponse};
use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{Administrator, CurrentUser, FreshLink, ModeratedGroup, Next, Shared},
    respond::{page, see_other},
    surroundings::{header, refusal, sidebar, throttle},
};
use crate::{
    models::{
        groups::Standing,
        invitations::{self, Accept, Terms},
        messages::live,
        throttles::Throttles,
        users::Access,
    },
    settings::{Registration, Settings, address},
    views::{
        invitations::{InvitationView, InvitationsPage, LinkView, OfferPage, OfferView},
        shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    full: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    lifetime: String,
    most: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Token {
    invitation: String,
}

/// The site, or one group, with whoever invites there.
struct Inviting<'a> {
    ctx: &'a AppContext,
    current: &'a CurrentUser,
    standing: Option<&'a Standing>,
}

/// `GET /admin/invitations`
async fn index(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    jar: CookieJar,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    Inviting::new(&ctx, &current, None).show(jar, &flash).await
}

/// `POST /admin/invitations`
async fn create(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    Administrator(current): Administrator,
    jar: CookieJar,
    Form(params): Form<Params>,
) -> Result<Response> {
    Inviting::new(&ctx, &current, None)
        .make(&throttles, jar, &params)
        .await
}

/// `POST /admin/invitations/{invitation_id}/revoke`
async fn destroy(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(id): Path<i64>,
) -> Result<Response> {
    invitations::revoke(&ctx.db, current.user.id, None, id).await?;
    Ok(see_other("/admin/invitations"))
}

/// `GET /groups/{id}/invitations`
async fn index_of_group(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    jar: CookieJar,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let inviting = Inviting::new(&ctx, &current, Some(&standing));
    inviting.show(jar, &flash).await
}

/// `POST /groups/{id}/invitations`
async fn create_for_group(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    jar: CookieJar,
    Form(params): Form<Params>,
) -> Result<Response> {
    let inviting = Inviting::new(&ctx, &current, Some(&standing));
    inviting.make(&throttles, jar, &params).await
}

/// `POST /groups/{id}/invitations/{invitation_id}/revoke`
async fn destroy_of_group(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    Path((_, id)): Path<(i64, i64)>,
) -> Result<Response> {
    let group_id = standing.group.id;
    invitations::revoke(&ctx.db, current.user.id, Some(group_id), id).await?;
    Ok(see_other(&format!("/groups/{group_id}/invitations")))
}

/// `GET /join?invitation=…`: what a link offers, to anybody who has it.
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: Option<CurrentUser>,
    Query(Token { invitation }): Query<Token>,
) -> Result<Response> {
    let offer = invitations::find(&ctx.db, &invitation).await?;
    let access = Access::now(&ctx, &site).await?.with(offer.as_ref());
    let status = if offer.is_some() {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let query = format!("invitation={invitation}");
    let back = Next::new(&format!("/join?{query}"));
    let data = OfferPage {
        shell: Shell::new(current.as_ref().map(|current| &current.user)),
        offer: offer.as_ref().map(OfferView::from),
        may_register: access.has_form(),
        register: format!("{}&{query}", Next::default().after("/register")),
        login: back.after("/login"),
        token: invitation,
    };
    page(status, "invitations/show.html", &data)
}

/// `POST /join`: into the group that a link leads to.
async fn accept(
    State(ctx): State<AppContext>,
    current: Option<CurrentUser>,
    Form(Token { invitation }): Form<Token>,
) -> Result<Response> {
    let offer = invitations::find(&ctx.db, &invitation).await?;
    let offer = offer.ok_or(Error::NotFound)?;
    let Some(current) = current else {
        let back = Next::new(&format!("/join?invitation={invitation}"));
        return Ok(see_other(&back.after("/login")));
    };
    let Some(group) = offer.group else {
        return Ok(see_other("/"));
    };
    let accept = Accept {
        user_id: current.user.id,
        invitation_id: offer.invitation.id,
        claimed: false,
    };
    if let Err(error) = live::change(&ctx, group.id, accept).await {
        // Whatever is refused here, the link is worth nothing to them.
        refusal(&error)?;
        return Err(Error::NotFound);
    }
    Ok(see_other(&format!("/groups/{}", group.id)))
}

impl<'a> Inviting<'a> {
    fn new(ctx: &'a AppContext, current: &'a CurrentUser, standing: Option<&'a Standing>) -> Self {
        Self {
            ctx,
            current,
            standing,
        }
    }

    fn group_id(&self) -> Option<i64> {
        self.standing.map(|standing| standing.group.id)
    }

    fn path(&self) -> String {
        match self.group_id() {
            Some(id) => format!("/groups/{id}/invitations"),
            None => "/admin/invitations".to_owned(),
        }
    }

    async fn make(self, throttles: &Shared<Throttles>, jar: CookieJar, params: &Params) -> Result<Response> {
        if let Some(wait) = throttle(throttles, self.current) {
            return Ok(wait);
        }
        let terms = Terms::parse(&params.lifetime, &params.most);
        let made = invitations::make(&self.ctx.db, &self.current.user, self.group_id(), terms).await?;
        let Some(made) = made else {
            return Ok(see_other(&format!("{}?full=1", self.path())));
        };
        let cookie = FreshLink::keep(self.ctx, made.token);
        Ok((jar.add(cookie), see_other(&self.path())).into_response())
    }

    async fn show(self, jar: CookieJar, flash: &Flash) -> Result<Response> {
        let (ctx, current) = (self.ctx, self.current);
        let Shared(site) = Shared::<Arc<Settings>>::find(ctx)?;
        let listed = invitations::list(&ctx.db, self.group_id()).await?;
        let token = FreshLink::find(&jar);
        let fresh = match &token {
            Some(token) => invitations::find(&ctx.db, token).await?,
            None => None,
        };
        let fresh = fresh.filter(|offer| offer.invitation.group_id == self.group_id());
        let url = |token| format!("{}/join?invitation={token}", address(&ctx.config.server));
        let group = match self.standing {
            Some(standing) => Some(header(ctx, current, standing).await?.0),
            None => None,
        };
        let data = InvitationsPage {
            shell: Shell::new(Some(&current.user)),
            sidebar: sidebar(ctx, current, self.group_id()).await?,
            for_accounts_only: site.registration != Registration::Open && !current.is_administrator(),
            group,
            path: self.path(),
            fresh: token
                .filter(|_| fresh.is_some())
                .map(|token| LinkView::new(url(token))),
            invitations: listed
                .iter()
                .map(|listed| InvitationView::new(listed, site.timezone))
                .collect(),
            lifetimes: InvitationsPage::lifetimes(),
            counts: InvitationsPage::counts(),
            error: flash.full.as_ref().map(|_| "invitations-full"),
        };
        let response = page(StatusCode::OK, "invitations/index.html", &data)?;
        Ok((jar.add(FreshLink::removal(ctx)), response).into_response())
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/invitations", index)
        .post("/admin/invitations", create)
        .post("/admin/invitations/{invitation_id}/revoke", destroy)
        .get("/groups/{id}/invitations", index_of_group)
        .post("/groups/{id}/invitations", create_for_group)
        .post(
            "/groups/{id}/invitations/{invitation_id}/revoke",
            destroy_of_group,
        )
        .get("/join", show)
        .post("/join", accept)
}
