//! The members of a group: listing, coming and going, roles, bans.

use std::collections::HashSet;

use axum::http::StatusCode;
use axum_extra::extract::{Form, Query};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, ManagedGroup, ModeratedGroup, Shared},
    groups::next_page,
    people::{ids, picker},
    respond::{page, see_other},
    surroundings::{header, refusal, sidebar, throttle},
};
use crate::{
    models::{
        groups::{Kind, Standing},
        memberships::{
            self, Add, Ban, Banned, HandOver, Join, Leave, LiftBan, Member, Members, Remove, Role, SetRole,
        },
        messages::{Change, live},
        throttles::Throttles,
    },
    views::{
        members::{BanRow, MemberRow, MembersPage},
        shell::{Person, Shell},
    },
};

/// Which members, and who is picked so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
    after: Option<i64>,
    /// `q` is what the picker looks for.
    find: Option<String>,
    members: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Picked {
    members: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Whom {
    user_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewRole {
    role: String,
}

/// `GET /groups/{id}/members?q=…&after=…`
async fn index(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Query(search): Query<Search>,
) -> Result<Response> {
    show(&ctx, &current, &standing, search, None).await
}

/// `POST /groups/{id}/members`: without names it joins a public room, with names it adds them.
async fn create(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Form(Picked { members }): Form<Picked>,
) -> Result<Response> {
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    if members.is_empty() && !acting.standing.is_member() {
        let to = format!("/groups/{}", acting.standing.group.id);
        let user_id = current.user.id;
        return acting.make(Join { user_id }, to).await;
    }
    let change = Add {
        actor_id: current.user.id,
        user_ids: ids(&members),
    };
    let to = acting.members();
    acting.with(members).make(change, to).await
}

/// `POST /groups/{id}/members/leave`
async fn leave(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
) -> Result<Response> {
    let user_id = current.user.id;
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    acting.make(Leave { user_id }, "/groups".to_owned()).await
}

/// `POST /groups/{id}/members/{user_id}/remove`
async fn remove(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    Path((_, user_id)): Path<(String, String)>,
) -> Result<Response> {
    let change = Remove {
        actor_id: current.user.id,
        user_id: id(&user_id)?,
    };
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    let to = acting.members();
    acting.make(change, to).await
}

/// `POST /groups/{id}/members/{user_id}/role`
async fn set_role(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    Path((_, user_id)): Path<(String, String)>,
    Form(NewRole { role }): Form<NewRole>,
) -> Result<Response> {
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    let Some(role) = Role::parse(&role) else {
        return acting.refuse("members-role").await;
    };
    let change = SetRole {
        actor_id: current.user.id,
        user_id: id(&user_id)?,
        role,
    };
    let to = acting.members();
    acting.make(change, to).await
}

/// `POST /groups/{id}/owner`
async fn hand_over(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    Form(Whom { user_id }): Form<Whom>,
) -> Result<Response> {
    let change = HandOver {
        actor_id: current.user.id,
        user_id: id(&user_id)?,
    };
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    let to = acting.members();
    acting.make(change, to).await
}

/// `POST /groups/{id}/bans`
async fn ban(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    Form(Whom { user_id }): Form<Whom>,
) -> Result<Response> {
    let change = Ban {
        actor_id: current.user.id,
        user_id: id(&user_id)?,
    };
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    let to = acting.members();
    acting.make(change, to).await
}

/// `POST /groups/{id}/bans/{user_id}/lift`
async fn lift_ban(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ModeratedGroup(standing): ModeratedGroup,
    Path((_, user_id)): Path<(String, String)>,
) -> Result<Response> {
    let change = LiftBan {
        actor_id: current.user.id,
        user_id: id(&user_id)?,
    };
    let acting = Acting::new(&ctx, &throttles, &current, standing);
    let to = acting.members();
    acting.make(change, to).await
}

/// Somebody about to change who belongs to a group.
struct Acting<'a> {
    ctx: &'a AppContext,
    throttles: &'a Shared<Throttles>,
    current: &'a CurrentUser,
    standing: Standing,
    /// Whom they have picked, which a refusal must not lose.
    picked: Vec<String>,
}

impl<'a> Acting<'a> {
    fn new(
        ctx: &'a AppContext,
        throttles: &'a Shared<Throttles>,
        current: &'a CurrentUser,
        standing: Standing,
    ) -> Self {
        Self {
            ctx,
            throttles,
            current,
            standing,
            picked: Vec::new(),
        }
    }

    fn with(mut self, picked: Vec<String>) -> Self {
        self.picked = picked;
        self
    }

    fn members(&self) -> String {
        format!("/groups/{}/members", self.standing.group.id)
    }

    /// Makes the change and goes on to `to`, or says on the page of the members why not.
    async fn make(self, change: impl Change, to: String) -> Result<Response> {
        if let Some(wait) = throttle(self.throttles, self.current) {
            return Ok(wait);
        }
        match live::change(self.ctx, self.standing.group.id, change).await {
            Ok(_) => Ok(see_other(&to)),
            Err(error) => {
                let key = refusal(&error)?;
                self.refuse(key).await
            }
        }
    }

    async fn refuse(self, key: &'static str) -> Result<Response> {
        let search = Search {
            members: self.picked,
            ..Search::default()
        };
        show(self.ctx, self.current, &self.standing, search, Some(key)).await
    }
}

/// The page, as an answer to a refused change where `error` says why.
async fn show(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    search: Search,
    error: Option<&'static str>,
) -> Result<Response> {
    let group_id = standing.group.id;
    let (query, wanted) = match search.find {
        Some(_) => (String::new(), search.q),
        None => (search.q, String::new()),
    };
    let found = Members::read(&ctx.db, group_id, &query, search.after).await?;
    let mut online: HashSet<i64> = live::online(ctx, group_id).into_iter().collect();
    // Who looks at the members is here as well as who reads the messages.
    online.insert(current.user.id);
    let here: Vec<i64> = online.iter().copied().collect();
    let here = memberships::count_of(&ctx.db, group_id, &here).await?;
    let row = |member: &Member| row(member, standing, current, &online);
    let moderates = standing.may_moderate();
    let banned = if moderates {
        Banned::read(&ctx.db, group_id).await?.0
    } else {
        Vec::new()
    };
    let adds = moderates && standing.group.kind() == Kind::Private && !standing.group.is_archived();
    let (group, standing_view) = header(ctx, current, standing).await?;
    let path = format!("/groups/{group_id}/members");
    let data = MembersPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, Some(group_id)).await?,
        group,
        standing: standing_view,
        staff: found.staff.iter().map(row).collect(),
        members: found.members.iter().map(row).collect(),
        next: found.next.map(|after| next_page(&path, &query, after)),
        first_page: search.after.is_none(),
        online: here,
        banned: banned
            .iter()
            .map(|user| BanRow {
                person: Person::from(user),
            })
            .collect(),
        picker: if adds {
            Some(picker(ctx, current, &wanted, &search.members, Some(group_id)).await?)
        } else {
            None
        },
        query,
        // An administrator of the site may be refused the same, and leaves nothing.
        must_name: error == Some("members-last-owner") && standing.role == Some(Role::Owner),
        error,
    };
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    page(status, "groups/members.html", &data)
}

fn row(member: &Member, standing: &Standing, current: &CurrentUser, online: &HashSet<i64>) -> MemberRow {
    let myself = member.user.id == current.user.id;
    let is_private = standing.group.kind() == Kind::Private;
    let may_remove = !myself && standing.may_remove(member.role);
    MemberRow {
        person: Person::from(&member.user),
        role: member.role.as_str(),
        online: online.contains(&member.user.id),
        myself,
        // Whoever is removed from a public room comes back by a click.
        may_remove: may_remove && is_private,
        may_ban: may_remove,
        may_set_role: !myself && standing.may_manage(),
        deactivated: !member.user.is_active(),
    }
}

/// A user as a path or a form names them.
fn id(typed: &str) -> Result<i64> {
    typed.parse().map_err(|_| Error::NotFound)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/members", index)
        .post("/groups/{id}/members", create)
        .post("/groups/{id}/members/leave", leave)
        .post("/groups/{id}/members/{user_id}/remove", remove)
        .post("/groups/{id}/members/{user_id}/role", set_role)
        .post("/groups/{id}/owner", hand_over)
        .post("/groups/{id}/bans", ban)
        .post("/groups/{id}/bans/{user_id}/lift", lift_ban)
}
