//! Who did what that matters. Rows are only ever added: the database itself refuses the rest.

use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

const REFUSED: &str = "audit_events is append-only";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("audit_events")
                .col(big_pk_auto("id"))
                .col(string_len("action", 48))
                // NULL for the operator, who works by tasks. No foreign keys: what happened outlives whom it
                // happened to.
                .col(big_integer_null("actor_id"))
                .col(big_integer_null("user_id"))
                .col(big_integer_null("group_id"))
                // JSON: names and numbers as they were, never a secret or a message.
                .col(text("details"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_audit_events_created_at")
                .table("audit_events")
                .col("created_at")
                .to_owned(),
        )
        .await?;
        let db = m.get_connection();
        if db.get_database_backend() == DbBackend::Sqlite {
            // `INSERT OR REPLACE` deletes without the trigger of a deletion.
            db.execute_unprepared(&format!(
                "CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
                 WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
                 BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            ))
            .await?;
            for verb in ["UPDATE", "DELETE"] {
                db.execute_unprepared(&format!(
                    "CREATE TRIGGER audit_events_no_{verb} BEFORE {verb} ON audit_events
                     BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
                ))
                .await?;
            }
        } else {
            db.execute_unprepared(&format!(
                "CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$;
                 CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
                 FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse()"
            ))
            .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("audit_events").to_owned())
            .await?;
        let db = m.get_connection();
        if db.get_database_backend() != DbBackend::Sqlite {
            db.execute_unprepared("DROP FUNCTION audit_events_refuse()")
                .await?;
        }
        Ok(())
    }
}
