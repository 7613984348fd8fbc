//! Bans from the whole site: what ends, what is said, and who looks after accounts.

use async_trait::async_trait;
use axum::http::StatusCode;
use banter::models::{memberships::Role, site_bans, throttles::Throttles, users};
use chrono::{TimeDelta, Utc};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, ExecResult, QueryFilter,
    QueryResult, Statement, sea_query::Expr,
};

use crate::support::{
    client::{PASSWORD, Person, Site, attributes_of, texts_of, with_site},
    socket::{Got, Socket},
};

async fn sign_in(site: &Site, username: &str, password: &str) -> (StatusCode, String) {
    let form = [("username", username), ("password", password)];
    let answer = site.stranger().post("/login", &form).await;
    (
        answer.status_code(),
        texts_of(&answer.text(), "#login-error").concat(),
    )
}

impl Person<'_> {
    async fn bans(&self, username: &str, reason: &str, days: &str) -> StatusCode {
        let path = format!("/admin/people/{username}/ban");
        let banned = self.post(&path, &[("reason", reason), ("days", days)]).await;
        banned.status_code()
    }
}

/// The time of all bans that have an end is over.
async fn let_time_pass(site: &Site) {
    let passed = site_bans::Entity::update_many()
        .col_expr(
            site_bans::Column::ExpiresAt,
            Expr::value((Utc::now() - TimeDelta::seconds(1)).fixed_offset()),
        )
        .filter(site_bans::Column::ExpiresAt.is_not_null())
        .exec(&site.ctx.db)
        .await;
    passed.expect("the database answers");
}

/// The database, where something happens right before an account changes.
struct Meanwhile<'a, F> {
    db: &'a DatabaseConnection,
    happens: F,
}

#[async_trait]
impl<'a, F: Fn() -> BoxFuture<'a, ()> + Sync> ConnectionTrait for Meanwhile<'a, F> {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        if statement.sql.starts_with("UPDATE \"users\"") {
            (self.happens)().await;
        }
        self.db.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.db.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.db.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(statement).await
    }
}

async fn closed(socket: &mut Socket) -> Option<u16> {
    loop {
        if let Got::Closed(code) = socket.next().await {
            return code;
        }
    }
}

#[tokio::test]
async fn a_ban_ends_all_at_once_and_is_told_after_the_right_password_only() {
    with_site(async |site| {
        let (admin, bo) = (site.join("admin").await, site.join("bo").await);
        let mut page = Socket::of_page(&bo, 1).await;
        assert_eq!(
            admin.bans("bo", "Spam in every room", "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(closed(&mut page).await, Some(1008));
        assert_eq!(
            bo.get_fragment("/people").await.status_code(),
            StatusCode::UNAUTHORIZED
        );

        let (status, said) = sign_in(site, "bo", PASSWORD).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(
            said.contains("banned") && said.contains("Spam in every room"),
            "{said}"
        );
        let nobody = sign_in(site, "nobody", "wrong password here").await;
        assert_eq!(sign_in(site, "bo", "wrong password here").await, nobody);
        assert!(!nobody.1.contains("ban"), "{}", nobody.1);

        let list = admin.get("/admin/people?state=banned").await.text();
        assert_eq!(attributes_of(&list, ".entry-link", "href"), ["/admin/people/bo"]);
        admin.does("/admin/people/bo/unban", &[]).await;
        let again = bo.sign_in_elsewhere().await;
        assert_eq!(again.get("/people").await.status_code(), StatusCode::OK);
        let list = admin.get("/admin/people?state=banned").await.text();
        assert!(attributes_of(&list, ".entry-link", "href").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_ban_with_an_end_ends_and_takes_nothing_that_one_owns() {
    with_site(async |site| {
        let (admin, bo, cy) = (
            site.join("admin").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let group = bo.make_group("private", "attic", &[&cy]).await;
        assert_eq!(admin.bans("bo", "Calm down", "7").await, StatusCode::SEE_OTHER);
        let owner = |roles: &[(String, String)]| {
            let owners = roles.iter().filter(|(_, role)| role == Role::Owner.as_str());
            owners.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(owner(&site.roles(group).await), ["bo"]);
        let (status, said) = sign_in(site, "bo", PASSWORD).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(said.contains("until"), "{said}");
        let_time_pass(site).await;
        assert_eq!(
            sign_in(site, "bo", "wrong password here").await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert!(!bo.user().await.is_active(), "a wrong password ends nothing");
        bo.sign_in_elsewhere().await;
        assert!(bo.user().await.is_active());
        // For good, what they own passes on.
        assert_eq!(admin.bans("bo", "Enough", "").await, StatusCode::SEE_OTHER);
        assert_eq!(owner(&site.roles(group).await), ["bo", "cy"]);
    })
    .await;
}

#[tokio::test]
async fn the_end_of_one_ban_ends_no_other() {
    with_site(async |site| {
        let (admin, bo) = (site.join("admin").await, site.join("bo").await);
        assert_eq!(admin.bans("bo", "Calm down", "7").await, StatusCode::SEE_OTHER);
        let_time_pass(site).await;
        let user = bo.user().await;
        let ban_anew = || -> BoxFuture<'_, ()> {
            Box::pin(async {
                let lifted = site_bans::lift(&site.ctx.db, &user, None).await;
                lifted.expect("it can be");
                let terms = site_bans::Terms::new("Enough", "").expect("terms");
                let banned = site_bans::ban(&site.ctx, user.clone(), &terms, None).await;
                banned.expect("it can be");
            })
        };
        let db = Meanwhile {
            db: &site.ctx.db,
            happens: ban_anew,
        };
        let store = &site.ctx.shared_store;
        let (passwords, throttles): (users::Passwords, Throttles) = (
            store.get().expect("it has started"),
            store.get().expect("it has started"),
        );
        let signed_in = users::Model::authenticate(&db, &passwords, &throttles, "bo", PASSWORD).await;
        assert!(matches!(signed_in, Ok(None)), "{signed_in:?}");
        assert!(!bo.user().await.is_active());
        let (status, said) = sign_in(site, "bo", PASSWORD).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(said.contains("Enough"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn nobody_bans_themself_or_the_last_administrator_or_without_a_reason() {
    with_site(async |site| {
        let (admin, bo) = (site.join("admin").await, site.join("bo").await);
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(admin.bans("admin", "x", "").await, unprocessable);
        for (reason, days) in [(" ", ""), ("x", "0"), ("x", "-1"), ("x", "soon"), ("x", "99999")] {
            assert_eq!(
                admin.bans("bo", reason, days).await,
                unprocessable,
                "{reason:?} {days:?}"
            );
        }
        assert_eq!(admin.bans("bo", &"x".repeat(501), "").await, unprocessable);
        let demoted = admin
            .post("/admin/people/admin/role", &[("role", "member")])
            .await;
        assert_eq!(demoted.status_code(), unprocessable);
        assert!(admin.user().await.role() == users::Role::Administrator);
        assert_eq!(bo.bans("admin", "x", "").await, StatusCode::FORBIDDEN);

        admin
            .does("/admin/people/bo/role", &[("role", "administrator")])
            .await;
        assert_eq!(bo.bans("bo", "x", "").await, unprocessable, "oneself");
        assert_eq!(bo.bans("admin", "x", "").await, StatusCode::SEE_OTHER);
        assert_eq!(bo.bans("admin", "x", "").await, unprocessable, "once");
        // The last one by nobody, the operator neither.
        let terms = site_bans::Terms::new("x", "").expect("terms");
        let refused = site_bans::ban(&site.ctx, bo.user().await, &terms, None).await;
        assert!(matches!(refused, Err(users::StandingError::LastAdministrator)));
        let open = site_bans::Entity::find()
            .filter(site_bans::Column::LiftedAt.is_null())
            .all(&site.ctx.db)
            .await;
        assert_eq!(open.expect("answers").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_operators_word_is_the_last_one() {
    with_site(async |site| {
        let (admin, bo) = (site.join("admin").await, site.join("bo").await);
        admin.bans("bo", "x", "1").await;
        // Shut out for good meanwhile: the end of the ban opens nothing.
        let user = bo.user().await.deactivate(&site.ctx, None).await;
        assert!(!user.expect("it can be").is_active());
        assert!(
            site_bans::of(&site.ctx.db, bo.id().await)
                .await
                .expect("answers")
                .is_none()
        );
        assert_eq!(
            sign_in(site, "bo", PASSWORD).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        bo.user()
            .await
            .reactivate(&site.ctx.db, None)
            .await
            .expect("it can be");
        bo.sign_in_elsewhere().await;
    })
    .await;
}

#[tokio::test]
async fn accounts_are_found_by_name_role_and_state() {
    with_site(async |site| {
        let (admin, bo) = (site.join("admin").await, site.join("bo").await);
        site.join("bonnie").await;
        let gone = site.join("gone").await;
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("it can be");
        admin.bans("bonnie", "x", "30").await;
        let found = async |query: &str| {
            let page = admin.get(&format!("/admin/people?{query}")).await.text();
            attributes_of(&page, ".entry-link", "href")
                .join(" ")
                .replace("/admin/people/", "")
        };
        assert_eq!(found("").await, "admin bo bonnie gone");
        assert_eq!(found("q=bo").await, "bo bonnie");
        assert_eq!(found("role=administrator").await, "admin");
        assert_eq!(found("state=banned").await, "bonnie");
        assert_eq!(found("state=deactivated").await, "gone");
        assert_eq!(found("q=bo&state=active").await, "bo");
        site.accounts(60).await;
        assert_eq!(found("q=p0").await.split(' ').count(), 50);
        let page = admin.get("/admin/people?q=p0").await.text();
        let next = attributes_of(&page, "#more a", "href")
            .pop()
            .expect("there are more");
        assert_eq!(
            attributes_of(&admin.get(&next).await.text(), ".entry-link", "href").len(),
            10
        );
        assert_eq!(bo.get("/admin/people").await.status_code(), StatusCode::FORBIDDEN);
        let page = admin.get("/admin/people/bo").await.text();
        assert!(
            texts_of(&page, ".card-facts").concat().contains("Last seen"),
            "{page}"
        );
    })
    .await;
}
