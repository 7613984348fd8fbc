//! `groups:list`: which groups there are, and how large they are.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{
    arguments::Usage,
    terminal::{count, print, shown},
};
use crate::models::{
    groups::Kind,
    inventory::{Counted, Inventory},
};

const USAGE: Usage = Usage {
    task: "groups:list",
    does: "List the groups, how many belong to them and how much was written; only public ones by name",
    arguments: "[kind:public|private|direct] [archived:yes|no]",
};

pub struct GroupsList;

#[async_trait]
impl Task for GroupsList {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let kinds = [Kind::Public, Kind::Private, Kind::Direct].map(|kind| (kind.as_str(), kind));
        let inventory = Inventory {
            kind: given.choice("kind", &kinds)?,
            archived: given.yes_or_no("archived")?,
        };
        let mut listed = 0;
        let mut page = inventory.page(&ctx.db, 0).await?;
        while let Some(last) = page.last().map(|counted| counted.group.id) {
            for counted in &page {
                if !print(&line(counted))? {
                    return Ok(());
                }
                listed += 1;
            }
            page = inventory.page(&ctx.db, last).await?;
        }
        print(&count(listed, "group.", "groups."))?;
        Ok(())
    }
}

fn line(Counted { group, members }: &Counted) -> String {
    let (id, kind) = (group.id, group.kind());
    // What a closed group is called is for its members.
    let name = match kind {
        Kind::Public => shown(&group.name),
        Kind::Private | Kind::Direct => String::new(),
    };
    let state = match (group.deleted_at, group.archived_at) {
        (Some(at), _) => format!("deleted {}", at.format("%F")),
        (None, Some(at)) => format!("archived {}", at.format("%F")),
        (None, None) => String::new(),
    };
    let members = count(*members, "member", "members");
    let messages = format!("last_seq {}", group.last_seq);
    format!(
        "{id:>7}  {:<7}  {members:<14}  {messages:<18}  {state:<19}  {name}",
        kind.as_str()
    )
}
