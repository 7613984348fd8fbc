//! The second factor: its secret, recovery codes, sign-ins that wait for a code, and whether everybody needs one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("second_factors")
                .col(big_integer("user_id").primary_key())
                // In base32. Codes are made from it, so that it can't be a hash.
                .col(string_len("secret", 64))
                .col(timestamp_with_time_zone("created_at"))
                // None until a code has shown that the authenticator has it.
                .col(timestamp_with_time_zone_null("confirmed_at"))
                // That of the code used last: none is good twice.
                .col(big_integer_null("last_step"))
                .foreign_key(&mut of_user("second_factors"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("recovery_codes")
                .col(big_pk_auto("id"))
                .col(big_integer("user_id"))
                .col(string_len("code_hash", 64))
                .col(timestamp_with_time_zone_null("used_at"))
                .foreign_key(&mut of_user("recovery_codes"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("pending_sign_ins")
                .col(big_pk_auto("id"))
                .col(string_len("token_hash", 64).unique_key())
                .col(big_integer("user_id"))
                // The hash of the password's hash: with another password it is worth nothing.
                .col(string_len("proof", 64))
                .col(integer("attempts"))
                .col(timestamp_with_time_zone("expires_at"))
                .foreign_key(&mut of_user("pending_sign_ins"))
                .to_owned(),
        )
        .await?;
        for table in ["recovery_codes", "pending_sign_ins"] {
            m.create_index(
                Index::create()
                    .name(format!("idx_{table}_user_id"))
                    .table(table)
                    .col("user_id")
                    .to_owned(),
            )
            .await?;
        }
        // Good for nothing but setting up a second factor.
        m.alter_table(
            Table::alter()
                .table("sessions")
                .add_column(boolean("confined").default(false))
                .to_owned(),
        )
        .await?;
        m.exec_stmt(
            Query::insert()
                .into_table("settings")
                .columns(["key", "value"])
                .values_panic(["second_factor".into(), "optional".into()])
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.exec_stmt(
            Query::delete()
                .from_table("settings")
                .and_where(Expr::col("key").eq("second_factor"))
                .to_owned(),
        )
        .await?;
        m.alter_table(
            Table::alter()
                .table("sessions")
                .drop_column("confined")
                .to_owned(),
        )
        .await?;
        for table in ["pending_sign_ins", "recovery_codes", "second_factors"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
