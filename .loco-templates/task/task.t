{% set module = name | snake_case -%}
{% set struct = module | pascal_case -%}
to: src/tasks/{{ module }}.rs
skip_exists: true
message: "The task `{{ struct }}` is there: `cargo loco task {{ name }} username:NAME`. Say what it is for in its USAGE. For one with a dry run, progress and an audit row there is `cargo loco generate maintenance`."
injections:
- into: src/tasks/mod.rs
  after_last: "^mod "
  content: "mod {{ module }};"
- into: src/tasks/mod.rs
  after_last: "^pub use \\w+::\\w+;"
  content: "pub use {{ module }}::{{ struct }};"
- into: src/app.rs
  before: "// tasks-inject"
  content: "        tasks.register(tasks::{{ struct }});"
---
//! `{{ name }}`: says what somebody is called.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{
    arguments::Usage,
    find_user,
    terminal::{print, shown},
};

const USAGE: Usage = Usage {
    task: "{{ name }}",
    does: "Say what somebody is called",
    arguments: "username:NAME",
};

pub struct {{ struct }};

#[async_trait]
impl Task for {{ struct }} {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let user = find_user(ctx, given.required("username")?).await?;
        print(&format!("{} is called {}.", user.username, shown(user.name())))?;
        Ok(())
    }
}
