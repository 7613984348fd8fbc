//! Reporting a message, and what those who keep order make of it.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequestParts, Query},
    http::{StatusCode, request::Parts},
};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    admin,
    extractors::{Administrator, CurrentMessage, CurrentUser, ModeratedGroup, Scripted, Shared},
    messages::Refusal,
    respond::{page, retry_after, see_other, vary},
    surroundings::{self, header, sidebar},
};
use crate::{
    models::{
        groups::Standing,
        messages::PostError,
        reports::{self, Act, ReportError, ResolveError, Scope},
        throttles::Throttles,
    },
    settings::Settings,
    views::{
        reports::{ReportForm, ReportPage, ReportView, ReportsPage},
        shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    reason: String,
    note: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    sent: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resolution {
    act: String,
}

/// `GET /groups/{id}/messages/{message_id}/report`: the form, for a script in a sheet.
async fn new(reporting: Reporting, Query(flash): Query<Flash>) -> Result<Response> {
    let mut form = reporting.form();
    form.sent = flash.sent.is_some();
    if !reporting.message.posted.is_live() && !form.sent {
        return Err(Error::NotFound);
    }
    reporting.show(StatusCode::OK, form).await
}

/// `POST /groups/{id}/messages/{message_id}/report`
async fn create(
    reporting: Reporting,
    throttles: Shared<Throttles>,
    Form(Params { reason, note }): Form<Params>,
) -> Result<Response> {
    let Reporting {
        ctx,
        current,
        message,
        ..
    } = &reporting;
    let said = (reason.as_str(), note.as_str());
    let (status, key, seconds) =
        match reports::report(ctx, &throttles, &current.user, &message.posted, said).await {
            Ok(()) => return Ok(see_other(&format!("{}/report?sent=1", reporting.form().path))),
            Err(ReportError::Refused(key)) => (StatusCode::UNPROCESSABLE_ENTITY, key, None),
            Err(ReportError::TooMany(wait)) => (StatusCode::TOO_MANY_REQUESTS, "report-too-many", Some(wait)),
            Err(ReportError::Model(error)) => return Err(error.into()),
        };
    let form = ReportForm {
        error: Some(key),
        reason,
        note,
        ..reporting.form()
    };
    let response = reporting.show(status, form).await?;
    Ok(seconds.into_iter().fold(response, retry_after))
}

/// `GET /groups/{id}/reports`
async fn index_of_group(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
) -> Result<Response> {
    Queue::of_group(&ctx, &current, &standing).show(None).await
}

/// `POST /groups/{id}/reports/{report_id}/resolve`
async fn resolve_of_group(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    Path((_, id)): Path<(i64, i64)>,
    Form(Resolution { act }): Form<Resolution>,
) -> Result<Response> {
    Queue::of_group(&ctx, &current, &standing).resolve(id, &act).await
}

/// `GET /admin/reports`
async fn index(State(ctx): State<AppContext>, Administrator(current): Administrator) -> Result<Response> {
    Queue::of_site(&ctx, &current).show(None).await
}

/// `POST /admin/reports/{report_id}/resolve`
async fn resolve(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(id): Path<i64>,
    Form(Resolution { act }): Form<Resolution>,
) -> Result<Response> {
    Queue::of_site(&ctx, &current).resolve(id, &act).await
}

/// Somebody about to report a message.
struct Reporting {
    ctx: AppContext,
    current: CurrentUser,
    message: CurrentMessage,
    scripted: bool,
}

impl FromRequestParts<AppContext> for Reporting {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self> {
        Ok(Self {
            ctx: ctx.clone(),
            current: <CurrentUser as FromRequestParts<AppContext>>::from_request_parts(parts, ctx).await?,
            message: CurrentMessage::from_request_parts(parts, ctx).await?,
            scripted: Scripted::asks(&parts.headers),
        })
    }
}

impl Reporting {
    fn form(&self) -> ReportForm {
        ReportForm::new(&self.message.standing, &self.message.posted)
    }

    async fn show(&self, status: StatusCode, report: ReportForm) -> Result<Response> {
        let (group, _) = header(&self.ctx, &self.current, &self.message.standing).await?;
        let data = ReportPage {
            shell: Shell::new(Some(&self.current.user)),
            sidebar: sidebar(&self.ctx, &self.current, Some(group.id)).await?,
            group,
            report,
        };
        let template = if self.scripted {
            "messages/report_sheet.html"
        } else {
            "messages/report.html"
        };
        Ok(vary(page(status, template, &data)?))
    }
}

/// The reports of one group, or all, with whoever looks after them.
struct Queue<'a> {
    ctx: &'a AppContext,
    current: &'a CurrentUser,
    standing: Option<&'a Standing>,
}

impl<'a> Queue<'a> {
    fn of_group(ctx: &'a AppContext, current: &'a CurrentUser, standing: &'a Standing) -> Self {
        Self {
            ctx,
            current,
            standing: Some(standing),
        }
    }

    fn of_site(ctx: &'a AppContext, current: &'a CurrentUser) -> Self {
        Self {
            ctx,
            current,
            standing: None,
        }
    }

    fn scope(&self) -> Scope {
        self.standing
            .map_or(Scope::Site, |standing| Scope::Group(standing.group.id))
    }

    fn path(&self) -> String {
        match self.standing {
            Some(standing) => format!("/groups/{}/reports", standing.group.id),
            None => "/admin/reports".to_owned(),
        }
    }

    async fn show(&self, error: Option<&'static str>) -> Result<Response> {
        let Shared(site) = Shared::<Arc<Settings>>::find(self.ctx)?;
        let listed = reports::open(&self.ctx.db, self.scope(), self.current.user.id).await?;
        let view = |listed| match self.scope() {
            Scope::Group(_) => ReportView::in_group(listed, site.timezone),
            Scope::Site => ReportView::on_site(listed, site.timezone),
        };
        let group = match self.standing {
            Some(standing) => Some(header(self.ctx, self.current, standing).await?.0),
            None => None,
        };
        let data = ReportsPage {
            shell: Shell::new(Some(&self.current.user)),
            sidebar: sidebar(self.ctx, self.current, group.as_ref().map(|group| group.id)).await?,
            group,
            path: self.path(),
            reports: listed.iter().map(view).collect(),
            error,
        };
        let status = error.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
        page(status, "reports/index.html", &data)
    }

    async fn resolve(&self, report_id: i64, act: &str) -> Result<Response> {
        let Some(act) = Act::parse(act) else {
            return self.show(Some("report-act-unknown")).await;
        };
        let user = &self.current.user;
        match reports::resolve(self.ctx, user, self.scope(), report_id, act).await {
            Ok(()) => Ok(see_other(&self.path())),
            Err(ResolveError::NotFound) => Err(Error::NotFound),
            Err(ResolveError::Journal(error)) => {
                let refusal = Refusal::try_from(PostError::from(error))?;
                Ok(refusal.on(self.show(Some(refusal.key)).await?))
            }
            Err(ResolveError::Change(error)) => self.show(Some(surroundings::refusal(&error)?)).await,
            Err(ResolveError::Standing(error)) => self.show(Some(admin::refusal(error)?)).await,
            Err(ResolveError::App(error)) => Err(error),
            Err(ResolveError::Model(error)) => Err(error.into()),
        }
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/messages/{message_id}/report", new)
        .post("/groups/{id}/messages/{message_id}/report", create)
        .get("/groups/{id}/reports", index_of_group)
        .post("/groups/{id}/reports/{report_id}/resolve", resolve_of_group)
        .get("/admin/reports", index)
        .post("/admin/reports/{report_id}/resolve", resolve)
}
