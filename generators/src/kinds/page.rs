//! A page of a group: rows that its members keep there, with all that belongs to them.

mod fields;

use std::collections::BTreeSet;

use clap::{Arg, ArgMatches};
use serde::Serialize;
use tera::Context;

use super::Kind;
use crate::{Footprint, Name, Result, Tree, refuse};
use fields::Field;

const HELP: &str = "\
FIELDS are those of Loco's own generators: NAME:TYPE, where ! means that something has to be filled in, and ^ that besides no two
rows of a group have the same.

  string text                       one line, several
  int big_int small_int             whole numbers; unsigned big_unsigned small_unsigned are not below zero
  float double decimal money        decimal_len:PRECISION:SCALE says how many digits
  bool                              a box to tick
  date time date_time tstz          tstz is a moment by the site's clock
  uuid json jsonb
  enum:easy,hard                    one of those
  array:TYPE                        a line for each; kept as JSON, because SQLite has no arrays
  blob var_binary:N binary_len:N    bytes, typed in hexadecimal
  NAME:references[?][:COLUMN_id]    somebody (user), or a row of the same group (message, another page); ? means it may be empty.
                                    Rows of a page that has a string are chosen by it, others by their number

It makes the whole of it: migration, entity, model, controller, views, templates, texts in each language, and tests. Rows belong to a
group: who sees the group sees them, members add some, and who made one, and moderators, may change it. They go with their group and
with their author's account, and along when that takes its data. A link is in the group's menu.

Examples:
  cargo loco generate page recipe title:string! body:text servings:int cooked_on:date vegan:bool
  cargo loco generate page task title:string^ state:enum:open,done! due:tstz user:references?:assignee_id
  cargo loco destroy page recipe";

pub struct Page;

/// Where a column leads.
#[derive(Debug, Serialize)]
struct Relation {
    table: String,
    column: String,
    pascal: String,
    name: String,
    on_delete: &'static str,
    /// Nothing else leads there.
    only: bool,
}

impl Kind for Page {
    fn name(&self) -> &'static str {
        "page"
    }

    fn alias(&self) -> Option<&'static str> {
        Some("scaffold")
    }

    fn about(&self) -> &'static str {
        "A page of a group: rows that its members keep there, from the table to the tests"
    }

    fn help(&self) -> &'static str {
        HELP
    }

    fn arguments(&self) -> Vec<Arg> {
        let fields = Arg::new("fields").value_name("FIELDS").num_args(0..);
        vec![fields.help("title:string! body:text …")]
    }

    fn check(&self, tree: &Tree, name: &Name) -> Result<()> {
        let many = name.plural();
        if many.snake == name.singular().snake {
            return refuse(format!(
                "{} is the same for one and for many: take a name that can be counted.",
                name.snake
            ));
        }
        let route = format!("\"/groups/{{id}}/{}", many.kebab);
        for file in tree.names_in("src/controllers") {
            let text = tree
                .read(&format!("src/controllers/{file}"))
                .ok()
                .flatten()
                .unwrap_or_default();
            let is_it = |at: usize| matches!(text[at + route.len()..].chars().next(), Some('"' | '/'));
            if text.match_indices(&route).any(|(at, _)| is_it(at)) {
                return refuse(format!(
                    "There is something at /groups/{{id}}/{} already: src/controllers/{file}",
                    many.kebab
                ));
            }
        }
        let beginning = format!("{}-", many.kebab);
        for file in tree.names_in("assets/i18n/en") {
            let text = tree.read(&format!("assets/i18n/en/{file}"))?.unwrap_or_default();
            if text.lines().any(|line| line.starts_with(&beginning)) {
                return refuse(format!(
                    "Texts begin with {beginning} already: assets/i18n/en/{file}"
                ));
            }
        }
        Ok(())
    }

    fn called(&self, name: &Name) -> String {
        name.plural().snake
    }

    /// Other entities that lead to its rows, and other migrations that name its table.
    fn dependents(&self, tree: &Tree, name: &Name) -> Vec<String> {
        let snake = name.plural().snake;
        let [entities, migrations] = ["src/models/_entities", "migration/src"];
        let own = [
            format!("{entities}/{snake}.rs"),
            format!("{entities}/prelude.rs"),
            format!("{migrations}/{}.rs", tree.migration(&snake)),
        ];
        let named = [
            (entities, format!("super::{snake}::")),
            (migrations, format!("\"{snake}\"")),
        ];
        let found = named.iter().flat_map(|(folder, text)| tree.find(folder, text));
        found.filter(|path| !own.contains(path)).collect()
    }

    fn footprint(&self, tree: &Tree, name: &Name) -> Footprint {
        let many = name.plural();
        let Name { snake, pascal, .. } = &many;
        let migration = tree.migration(snake);
        let view = |file: &str| format!("assets/views/{snake}/{file}");
        Footprint::default()
            .file("page/migration.rs", format!("migration/src/{migration}.rs"))
            .file("page/entity.rs", format!("src/models/_entities/{snake}.rs"))
            .file("page/model.rs", format!("src/models/{snake}.rs"))
            .file("page/controller.rs", format!("src/controllers/{snake}.rs"))
            .file("page/view.rs", format!("src/views/{snake}.rs"))
            .file("page/index.html", view("index.html"))
            .file("page/show.html", view("show.html"))
            .file("page/form.html", view("form.html"))
            .file("page/link.html", view("_link.html"))
            .texts("page", snake)
            .file("page/requests.rs", format!("tests/requests/{snake}.rs"))
            .file("page/matrix.rs", format!("tests/requests/matrix/{snake}.rs"))
            .file("page/browser.rs", format!("tests/browser/{snake}.rs"))
            .file(
                "page/tour.rs",
                format!("tests/browser/accessible/tour/{snake}.rs"),
            )
            .above(
                "migration/src/lib.rs",
                "inject-above",
                format!("Box::new({migration}::Migration),"),
            )
            .among("migration/src/lib.rs", "mod ", format!("mod {migration};"))
            .among("src/models/_entities/mod.rs", "mod ", format!("pub mod {snake};"))
            .among(
                "src/models/_entities/prelude.rs",
                "use super::",
                format!("pub use super::{snake}::Entity as {pascal};"),
            )
            .among("src/models/mod.rs", "mod ", format!("pub mod {snake};"))
            .routed(snake)
            .above(
                "src/models/users/deletion/rows.rs",
                "// pages-inject",
                format!("crate::models::{snake}::forget(txn, user_id).await?;"),
            )
            .above(
                "src/models/export/content.rs",
                "// pages-inject",
                format!("pages!(export, db, id, {snake});"),
            )
            .above(
                "assets/views/groups/_header.html",
                "pages-inject",
                format!("{{%- include \"{snake}/_link.html\" %}}"),
            )
            .among("tests/requests/mod.rs", "mod ", format!("mod {snake};"))
            .above(
                "tests/requests/matrix.rs",
                "// pages-module",
                format!("mod {snake};"),
            )
            .above(
                "tests/requests/matrix.rs",
                "// pages-inject",
                format!("&{snake}::{pascal},"),
            )
            .among("tests/browser/mod.rs", "mod ", format!("mod {snake};"))
            .above(
                "tests/browser/accessible/tour.rs",
                "// pages-module",
                format!("mod {snake};"),
            )
            .above(
                "tests/browser/accessible/tour.rs",
                "// pages-inject",
                format!("{snake}::stops(&ada).await,"),
            )
    }

    fn context(&self, tree: &Tree, name: &Name, arguments: &ArgMatches) -> Result<Context> {
        let typed = arguments.get_many::<String>("fields").unwrap_or_default();
        let fields = fields::parse(tree, &typed.cloned().collect::<Vec<_>>())?;
        let mut context = Context::new();
        context.insert("one", &name.singular());
        context.insert("many", &name.plural());
        describe(&mut context, &fields);
        samples(&mut context, &fields);
        context.insert("fields", &fields);
        Ok(context)
    }

    fn next(&self, _: &Tree, name: &Name) -> Vec<String> {
        let Name { snake, kebab, .. } = name.plural();
        vec![
            format!(
                "Say it in other languages, too: assets/i18n/de/{snake}.ftl and assets/i18n/es/{snake}.ftl have your words in English"
            ),
            format!("Test it: cargo test --test app {snake} && cargo test --test app matrix"),
            format!("Try it: cargo loco start, and open /groups/1/{kebab}"),
        ]
    }
}

/// What the templates ask of all fields together.
fn describe(context: &mut Context, fields: &[Field]) {
    let relations = relations(fields);
    let has = |part: &str| fields.iter().any(|field| field.read.contains(part));
    let (zone, references) = (has(", zone)"), has("(db,"));
    // Somebody is looked for everywhere, a row in its group.
    let rows = has(" group_id,");
    let all = [(references, "&txn"), (rows, "group_id"), (zone, "zone")];
    let given = all.iter().filter(|(is_given, _)| *is_given);
    let given = given.map(|(_, arguments)| *arguments).collect::<Vec<_>>();
    let waits = if references { ".await" } else { "" };
    let any = |is: fn(&Field) -> bool| fields.iter().any(is);
    let is_text = |field: &Field| field.rust.contains("String");
    let tables: BTreeSet<&str> = fields
        .iter()
        .filter_map(|field| field.target.as_deref())
        .collect();
    let keys = relations.iter().map(|relation| &relation.column);

    context.insert("first", &fields.first());
    context.insert(
        "tables",
        &tables
            .into_iter()
            .filter(|table| *table != "users")
            .collect::<Vec<_>>(),
    );
    context.insert(
        "keys",
        &keys.filter(|column| *column != "group_id").collect::<Vec<_>>(),
    );
    context.insert("relations", &relations);
    context.insert(
        "uniques",
        &fields.iter().filter(|field| field.unique).collect::<Vec<_>>(),
    );
    context.insert("zone", &zone);
    context.insert("references", &references);
    context.insert("rows", &rows);
    context.insert("read_typed", &format!("typed.read({}){waits}?", given.join(", ")));
    context.insert("typed_people", &any(|field| field.input == "person"));
    context.insert("typed_rest", &any(|field| field.input != "person"));
    context.insert(
        "floats",
        &any(|field| field.rust.contains("f32") || field.rust.contains("f64")),
    );
    context.insert(
        "truths",
        &(2 + fields.iter().filter(|field| field.view == "bool").count()),
    );
    context.insert("uses_fields", &any(|field| field.shown.contains("fields::")));
    context.insert(
        "has_choices",
        &any(|field| field.named || !field.choices.is_empty()),
    );
    context.insert(
        "named",
        &fields.iter().filter(|field| field.named).collect::<Vec<_>>(),
    );
    context.insert(
        "helps",
        &fields.iter().filter_map(|field| field.help).collect::<Vec<_>>(),
    );
    let heading = fields
        .iter()
        .find(|field| field.input == "text" && is_text(field));
    context.insert("heading", &heading);
    let is_heading = |field: &&Field| heading.is_some_and(|heading| heading.name == field.name);
    context.insert(
        "numbered",
        &fields
            .iter()
            .filter(|field| field.unique || is_heading(field))
            .collect::<Vec<_>>(),
    );
    // What the list says of each besides: the first that is short and means something by itself.
    let is_fact = |field: &&Field| {
        !field.choices.is_empty() || ["date", "time", "datetime-local"].contains(&field.input)
    };
    context.insert("fact", &fields.iter().find(is_fact));
    context.insert(
        "note",
        &fields
            .iter()
            .find(|field| field.input == "textarea" && is_text(field)),
    );
}

/// What its tests type, and what they see.
fn samples(context: &mut Context, fields: &[Field]) {
    let bad = |field: &Field| match &field.wrong {
        Some(wrong) => Some(wrong.clone()),
        None => field.required.then(String::new),
    };
    let pairs = |value: &dyn Fn(&Field) -> String| {
        let pairs = fields.iter().map(|field| (&field.name, value(field)));
        let typed = pairs.filter(|(_, value)| !value.is_empty());
        typed
            .map(|(name, value)| format!("({name:?}, {value:?})"))
            .collect::<Vec<_>>()
    };
    let query = fields.iter().map(|field| (&field.name, matrix_sample(field)));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query.filter(|(_, value)| !value.is_empty()))
        .finish();
    let seen = fields.iter().filter(|field| !field.seen.is_empty());
    let worst = fields
        .iter()
        .filter(|field| field.required || !["select", "named"].contains(&field.input))
        .filter_map(|field| Some(format!("({:?}, {:?})", field.name, bad(field)?)));
    let refused = fields.iter().filter(|field| bad(field).is_some());

    context.insert("query", &query);
    context.insert("worst", &worst.collect::<Vec<_>>());
    context.insert("good", &pairs(&|field| field.sample.clone()));
    context.insert("better", &pairs(&|field| field.other.clone()));
    context.insert(
        "bad",
        &pairs(&|field| bad(field).unwrap_or_else(|| field.sample.clone())),
    );
    context.insert("changes", &fields.iter().any(|field| field.sample != field.other));
    context.insert("refused", &refused.map(|field| &field.name).collect::<Vec<_>>());
    context.insert(
        "seen",
        &seen.map(|field| format!("{:?}", field.seen)).collect::<Vec<_>>(),
    );
}

/// In the matrix there is somebody called plain.
fn matrix_sample(field: &Field) -> String {
    if field.input == "person" && !field.sample.is_empty() {
        "plain".to_owned()
    } else {
        field.sample.clone()
    }
}

/// All that lead somewhere: the group, the author, and references, in the order and by the names of
/// sea-orm-codegen.
fn relations(fields: &[Field]) -> Vec<Relation> {
    let mut all = vec![
        ("groups".to_owned(), "group_id".to_owned(), "Cascade"),
        ("users".to_owned(), "author_id".to_owned(), "Cascade"),
    ];
    for field in fields {
        if let Some(table) = &field.target {
            let on_delete = if field.required { "Cascade" } else { "SetNull" };
            all.push((table.clone(), field.column.clone(), on_delete));
        }
    }
    // It goes by table and column, and counts those to the same table down.
    all.sort();
    let count = |from: usize, table: &str| all[from..].iter().filter(|(other, ..)| other == table).count();
    let mut relations = Vec::new();
    for (place, (table, column, on_delete)) in all.iter().enumerate() {
        let only = count(0, table) == 1;
        let pascal = heck::ToPascalCase::to_pascal_case(table.as_str());
        relations.push(Relation {
            name: if only {
                pascal
            } else {
                format!("{pascal}{}", count(place, table))
            },
            pascal: heck::ToPascalCase::to_pascal_case(column.as_str()),
            table: table.clone(),
            column: column.clone(),
            on_delete,
            only,
        });
    }
    relations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{command_line::common, generate};

    /// What would be done in this repository.
    fn plan(words: &[&str]) -> Result<String> {
        let tree = Tree::at(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let command = common(&Page).args(Page.arguments());
        let given = command.get_matches_from([&["page"], words].concat());
        let plan = generate(&tree, &Page, &Name::parse(words[0])?, &given)?;
        let mut said = Vec::new();
        plan.tell(&mut said).expect("it is said");
        Ok(String::from_utf8(said).expect("text"))
    }

    #[test]
    fn there_is_a_place_for_all_of_it_in_this_repository() {
        let said = plan(&[
            "zebra_crossing",
            "name:string^",
            "user:references",
            "state:enum:open,shut",
        ]);
        let said = said.expect("nothing is in the way");
        let count = |verb: &str| said.lines().filter(|line| line.trim().starts_with(verb)).count();
        assert_eq!((count("create"), count("insert")), (17, 17), "{said}");
        assert!(said.contains("_zebra_crossings::Migration"), "{said}");
    }

    #[test]
    fn what_leads_to_its_table_is_found() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let tree = Tree::at(folder.path());
        let (entities, migrations) = ("src/models/_entities", "migration/src");
        let column = |table: &str| format!("belongs_to = \"super::{table}::Entity\"");
        let table = |table: &str| format!(".table(\"{table}\")");
        for (path, text) in [
            (format!("{entities}/polls.rs"), column("groups")),
            (
                format!("{entities}/prelude.rs"),
                "pub use super::polls::Entity as Polls;".to_owned(),
            ),
            (format!("{entities}/recipes.rs"), column("users")),
            (format!("{entities}/votes.rs"), column("polls")),
            (format!("{entities}/wishes.rs"), column("polls_last")),
            (format!("{migrations}/m20261123_000001_polls.rs"), table("polls")),
            (
                format!("{migrations}/m20261123_000002_polls_last.rs"),
                table("polls_last"),
            ),
            (format!("{migrations}/m20261123_000003_color.rs"), table("polls")),
        ] {
            tree.write(&path, &text).expect("written");
        }
        let dependents = [
            format!("{entities}/votes.rs"),
            format!("{migrations}/m20261123_000003_color.rs"),
        ];
        for name in ["poll", "polls"] {
            assert_eq!(
                Page.dependents(&tree, &Name::parse(name).expect(name)),
                dependents
            );
        }
        assert!(
            Page.dependents(&tree, &Name::parse("vote").expect("a name"))
                .is_empty()
        );
    }

    #[test]
    fn what_there_is_already_or_would_not_work_out_is_refused() {
        for (words, why) in [
            (&["message", "a:int"] as &[&str], "in the way"),
            (&["file", "a:int"], "in the way"),
            (&["room", "a:int"], "Texts begin with rooms-"),
            (&["sheep", "a:int"], "the same for one and for many"),
            (&["type", "a:int"], "can't be a name"),
            (&["zebra"], "a field at least"),
            (&["zebra", "name"], "no type"),
        ] {
            let refused = plan(words).expect_err(words[0]).to_string();
            assert!(refused.contains(why), "{words:?}: {refused}");
        }
    }
}
