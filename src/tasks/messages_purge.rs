//! `messages:purge`: deletes old messages for good.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use loco_rs::{
    Error, Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{
    arguments::{Arguments, Usage},
    find_user,
    terminal::{count, print, shown, would},
};
use crate::{
    models::{
        groups::{self, Kind},
        messages::{ChangeError, Journal, Purge, Share},
        shared::shared,
    },
    settings::Settings,
};

const USAGE: Usage = Usage {
    task: "messages:purge",
    does: "Delete old messages for good; `retention` is the configured time",
    arguments: "older_than:90d|retention [group:ID|ROOM] [author:NAME] [apply:yes]",
};

/// Messages between two lines of progress.
const PROGRESS: u64 = 1000;

pub struct MessagesPurge;

#[async_trait]
impl Task for MessagesPurge {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let apply = given.apply()?;
        let Some(age) = age(ctx, &given)? else {
            println!("settings.retention_days is not set: messages are kept for ever.");
            return Ok(());
        };
        let purge = Purge {
            before: (Utc::now() - age).fixed_offset(),
            group_id: group(ctx, &given).await?,
            author_id: author(ctx, &given).await?,
        };
        let shares = purge.preview(&ctx.db).await?;
        let messages: u64 = shares.iter().map(|share| share.messages).sum();
        let deed = format!(
            "delete {} in {}, written before {}",
            count(messages, "message", "messages"),
            count(shares.len() as u64, "group", "groups"),
            purge.before.format("%Y-%m-%d %H:%M UTC"),
        );
        for share in &shares {
            if !print(&line(share))? {
                return Ok(());
            }
        }
        if !apply {
            would(&deed);
            return Ok(());
        }
        let deleted = delete(ctx, &purge, &shares, messages).await?;
        println!("Deleted {}.", count(deleted, "message", "messages"));
        Ok(())
    }
}

async fn delete(ctx: &AppContext, purge: &Purge, shares: &[Share], of: u64) -> Result<u64> {
    let journal = Journal::start(ctx.db.clone(), None, 1);
    let mut told = 0;
    let progress = |deleted: u64| {
        if deleted / PROGRESS > told {
            told = deleted / PROGRESS;
            println!("{deleted} of {of} …");
        }
    };
    let deleted = purge.run(&ctx.db, &journal, &ctx.storage, shares, progress).await;
    journal.close().await;
    deleted.map_err(|error: ChangeError| Error::Message(format!("it stopped before the end: {error}")))
}

/// How old a message has to be; `None` where none is ever too old.
fn age(ctx: &AppContext, given: &Arguments<'_>) -> Result<Option<TimeDelta>> {
    if given.required("older_than")? == "retention" {
        let days = shared::<Arc<Settings>>(ctx)?.retention_days;
        return Ok(days.map(|days| TimeDelta::days(days.into())));
    }
    given.duration("older_than")
}

async fn group(ctx: &AppContext, given: &Arguments<'_>) -> Result<Option<i64>> {
    let Some(named) = given.text("group") else {
        return Ok(None);
    };
    match groups::find_named(&ctx.db, named).await? {
        Some(group) => Ok(Some(group.id)),
        None => Err(given.refuse(&format!(
            "there is no group {}: groups:list shows their ids",
            shown(named)
        ))),
    }
}

async fn author(ctx: &AppContext, given: &Arguments<'_>) -> Result<Option<i64>> {
    match given.text("author") {
        Some(username) => Ok(Some(find_user(ctx, username).await?.id)),
        None => Ok(None),
    }
}

fn line(Share { group, messages }: &Share) -> String {
    let kind = group.kind();
    // What a closed group is called is for its members.
    let name = match kind {
        Kind::Public => shown(&group.name),
        Kind::Private | Kind::Direct => String::new(),
    };
    let messages = count(*messages, "message", "messages");
    format!("{:>7}  {:<7}  {messages:<18}  {name}", group.id, kind.as_str())
}
