//! Recovery codes: each signs in once, without the authenticator.

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

use crate::models::{
    _entities::recovery_codes::{ActiveModel, Column, Entity},
    audit_events::{Action, Audit},
    sessions,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// So many at a time.
const COUNT: usize = 10;

/// 80 random bits: too many to be guessed from a hash, so that a fast one is enough.
const CHARACTERS: usize = 16;

/// RFC 4648, in small letters.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// New codes in place of all that there are, e.g. `abcd-efgh-2345-67ab`.
pub async fn renew(txn: &DatabaseTransaction, user_id: i64) -> ModelResult<Vec<String>> {
    forget(txn, user_id).await?;
    let codes: Vec<String> = (0..COUNT).map(|_| new_code()).collect();
    let rows = codes.iter().map(|code| ActiveModel {
        id: NotSet,
        user_id: Set(user_id),
        code_hash: Set(hash(code)),
        used_at: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(codes)
}

/// Uses a code up; false for one that is none, or that has been used.
pub async fn spend(txn: &DatabaseTransaction, user_id: i64, typed: &str) -> ModelResult<bool> {
    let spent = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Utc::now().fixed_offset()))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::CodeHash.eq(hash(typed)))
        .filter(Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    if spent.rows_affected == 0 {
        return Ok(false);
    }
    let audit = Audit::new(Action::RecoveryCodeUsed).by(user_id).user(user_id);
    audit.record(txn).await?;
    Ok(true)
}

/// How many have not been used.
pub async fn left(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<u64> {
    let left = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::UsedAt.is_null());
    Ok(left.count(db).await?)
}

pub async fn forget(txn: &DatabaseTransaction, user_id: i64) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    Ok(())
}

fn new_code() -> String {
    let bits = rand::random::<u128>();
    let letters: Vec<char> = (0..CHARACTERS)
        .map(|at| char::from(ALPHABET[usize::try_from(bits >> (5 * at) & 31).unwrap_or_default()]))
        .collect();
    let parts: Vec<String> = letters.chunks(4).map(String::from_iter).collect();
    parts.join("-")
}

/// However it was typed: large letters, spaces, no dashes.
fn hash(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    sessions::hash(&letters.map(|c| c.to_ascii_lowercase()).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = new_code();
        assert_eq!(code.len(), 19, "{code}");
        let typed = code.to_uppercase().replace('-', " ");
        assert_eq!(hash(&format!(" {typed}")), hash(&code));
        assert_ne!(hash(&new_code()), hash(&code));
    }
}
