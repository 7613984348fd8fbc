{% set module = name | snake_case -%}
{% set kebab = module | kebab_case -%}
to: src/controllers/{{ module }}.rs
skip_exists: true
message: "The controller `{{ module }}` is there, for whoever is signed in. It says who asks: for pages with a form there is `cargo loco generate page`."
injections:
- into: src/controllers/mod.rs
  after_last: "^pub mod "
  content: "pub mod {{ module }};"
- into: src/app.rs
  after_last: "^        \\.add_route"
  content: "        .add_route(controllers::{{ module }}::routes())"
- into: tests/browser/accessible/tour.rs
  before: "// no-pages-inject"
  content: "    (\"/{{ kebab }}\", \"a text\"),{% for action in actions %}{% if action.verb == 'get' %}\n    (\"/{{ kebab }}/{{ action.name }}\", \"a text\"),{% endif %}{% endfor %}"
---
//! What is at `/{{ kebab }}`: who asks.

use loco_rs::{controller::Routes, prelude::*};

use super::extractors::CurrentUser;

/// `GET /{{ kebab }}`
async fn index(current: CurrentUser) -> Result<Response> {
    format::text(current.user.name())
}
{% for action in actions %}
/// `{{ action.verb | upper }} /{{ kebab }}/{{ action.name }}`
async fn {{ action.name }}(current: CurrentUser) -> Result<Response> {
    format::text(current.user.name())
}
{% endfor %}
pub fn routes() -> Routes {
    Routes::new()
        .get("/{{ kebab }}", index)
        {%- for action in actions %}
        .{{ action.verb }}("/{{ kebab }}/{{ action.name }}", {{ action.name }})
        {%- endfor %}
}
