//! The engine on made-up trees.

use std::{collections::BTreeMap, fs, path::Path};

use clap::{ArgMatches, Command};
use tempfile::TempDir;

use crate::{
    Footprint, Kind, Name, Result, Tree, after_loco, answer,
    command_line::{Asked, act, asked, common, forcible},
    kinds,
    loco::before_loco,
    refuse,
};

/// What there is to add to.
const LIST: &str = "//! A list.\n\nmod apples;\npub mod pears;\n\npub static ALL: &[&str] = &[\n    \"apples\",\n    // inject\n];\n";

/// Makes a file of its own, and two lines in a list. `no_such` can't be made.
struct Fruit;

impl Kind for Fruit {
    fn name(&self) -> &'static str {
        "fruit"
    }

    fn about(&self) -> &'static str {
        "A fruit"
    }

    fn help(&self) -> &'static str {
        ""
    }

    fn check(&self, _: &Tree, name: &Name) -> Result<()> {
        if name.snake == "no_such" {
            return refuse("There is no such fruit.");
        }
        Ok(())
    }

    fn dependents(&self, tree: &Tree, name: &Name) -> Vec<String> {
        tree.find("src/baskets", &name.snake)
    }

    fn footprint(&self, tree: &Tree, name: &Name) -> Footprint {
        let Name { snake, .. } = name;
        Footprint::default()
            .file("tests/fruit.rs", format!("src/fruit/{snake}.rs"))
            .file("tests/nothing.rs", format!("src/fruit/{snake}_nothing.rs"))
            .file(
                "tests/fruit.txt",
                format!("migration/src/{}.rs", tree.migration(snake)),
            )
            .among("src/list.rs", "mod ", format!("mod {snake};"))
            .above("src/list.rs", "// inject", format!("\"{snake}\","))
    }

    fn next(&self, _: &Tree, name: &Name) -> Vec<String> {
        vec![format!("Eat the {}", name.words)]
    }
}

/// A tree with a list, and something that must stay as it is.
fn tree() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in [
        ("src/list.rs", LIST),
        ("src/app.rs", "//! Nothing.\n"),
        ("Cargo.toml", ""),
        ("rustfmt.toml", "max_width = 110\n"),
        ("migration/src/lib.rs", ""),
        ("migration/src/m20261122_000041_first.rs", "//! The first.\n"),
        ("migration/src/m20261123_000080_latest.rs", "//! The latest.\n"),
    ] {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        fs::write(place, text).expect("written");
    }
    folder
}

/// All files of a folder with their texts.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                found.insert(format!("{}/", path.display()), String::new());
                folders.push(path);
            } else {
                found.insert(
                    path.display().to_string(),
                    fs::read_to_string(&path).expect("a text"),
                );
            }
        }
    }
    found
}

/// What is said when this is typed.
fn typed(folder: &Path, verb: Asked, words: &[&str]) -> std::result::Result<String, String> {
    let mut command = common(&Fruit);
    if verb == Asked::Destroy {
        command = forcible(command);
    }
    let given: ArgMatches = Command::get_matches_from(command, [&["fruit"], words].concat());
    let mut said = Vec::new();
    act(&mut said, &Tree::at(folder), &Fruit, verb, &given).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(said).expect("text"))
}

#[test]
fn what_is_made_is_formatted_wired_in_order_and_told() {
    let folder = tree();
    let said = typed(folder.path(), Asked::Generate, &["Blood-Orange"]).expect("made");
    let path = |path: &str| fs::read_to_string(folder.path().join(path)).expect(path);
    assert_eq!(
        path("src/fruit/blood_orange.rs"),
        "//! A blood orange.\n\npub struct BloodOrange;\n"
    );
    let list = path("src/list.rs");
    assert!(
        list.contains("mod apples;\nmod blood_orange;\npub mod pears;\n"),
        "{list}"
    );
    assert!(
        list.contains("    \"apples\",\n    \"blood_orange\",\n    // inject\n"),
        "{list}"
    );
    assert_eq!(
        path("migration/src/m20261123_000081_blood_orange.rs"),
        "{{ Blood orange }}\n"
    );
    assert!(!folder.path().join("src/fruit/blood_orange_nothing.rs").exists());
    for line in [
        "    create  src/fruit/blood_orange.rs",
        "    insert  src/list.rs: mod blood_orange;",
        "1. Eat the blood orange",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn a_rehearsal_says_the_same_and_writes_nothing() {
    let folder = tree();
    let before = contents(folder.path());
    let said = typed(folder.path(), Asked::Generate, &["plum", "--dry-run"]).expect("planned");
    assert!(
        said.contains("create  src/fruit/plum.rs") && said.contains("Nothing was changed"),
        "{said}"
    );
    assert_eq!(contents(folder.path()), before);
    typed(folder.path(), Asked::Generate, &["plum"]).expect("made");
    let before = contents(folder.path());
    let said = typed(folder.path(), Asked::Destroy, &["plum", "--dry-run"]).expect("planned");
    assert!(
        said.contains("remove  src/fruit/plum.rs") && said.contains("Nothing was changed"),
        "{said}"
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn the_same_again_changes_nothing_and_what_was_changed_stays() {
    let folder = tree();
    typed(folder.path(), Asked::Generate, &["plum"]).expect("made");
    let before = contents(folder.path());
    let said = typed(folder.path(), Asked::Generate, &["plum"]).expect("there");
    assert!(
        said.ends_with("It is all there. Nothing was changed.\n"),
        "{said}"
    );
    assert_eq!(contents(folder.path()), before);

    let own = folder.path().join("src/fruit/plum.rs");
    fs::write(&own, "// My own.\n").expect("written");
    let said = typed(folder.path(), Asked::Generate, &["plum"]).expect("there");
    assert!(
        said.contains("changed  src/fruit/plum.rs") && said.contains("other than it would be made now"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&own).expect("there"), "// My own.\n");

    // What is left of it is not completed around what somebody has changed.
    fs::write(folder.path().join("src/list.rs"), LIST).expect("written");
    let before = contents(folder.path());
    let refused = typed(folder.path(), Asked::Generate, &["plum"]).expect_err("in the way");
    assert!(
        refused.contains("src/fruit/plum.rs") && refused.contains("overwritten"),
        "{refused}"
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn two_trees_that_are_alike_get_the_same_bytes() {
    let (one, other) = (tree(), tree());
    for folder in [&one, &other] {
        for name in ["plum", "fig"] {
            typed(folder.path(), Asked::Generate, &[name]).expect("made");
        }
    }
    let texts = |folder: &TempDir| contents(folder.path()).into_values().collect::<Vec<_>>();
    assert_eq!(texts(&one), texts(&other));
}

#[test]
fn destroying_leaves_nothing_behind_in_any_order() {
    let folder = tree();
    let before = contents(folder.path());
    for name in ["plum", "fig"] {
        typed(folder.path(), Asked::Generate, &[name]).expect("made");
    }
    for name in ["plum", "fig"] {
        let said = typed(folder.path(), Asked::Destroy, &[name]).expect("destroyed");
        assert!(
            said.contains(&format!("take out  src/list.rs: mod {name};")),
            "{said}"
        );
        assert!(said.contains("cargo loco db down"), "{said}");
    }
    assert_eq!(contents(folder.path()), before);
    let refused = typed(folder.path(), Asked::Destroy, &["plum"]).expect_err("gone");
    assert!(refused.contains("There is no fruit plum"), "{refused}");
}

#[test]
fn somebodys_own_work_of_that_name_is_not_destroyed() {
    let folder = tree();
    fs::create_dir(folder.path().join("src/fruit")).expect("made");
    fs::write(folder.path().join("src/fruit/apples.rs"), "// My own.\n").expect("written");
    // One of its lines is there, as somebody would write it, and the other one is not.
    fs::write(
        folder.path().join("src/list.rs"),
        LIST.replace("    \"apples\",\n", ""),
    )
    .expect("written");
    let before = contents(folder.path());
    let refused = typed(folder.path(), Asked::Destroy, &["apples"]).expect_err("not generated");
    assert!(
        refused.contains("src/list.rs has no line \"apples\",") && refused.contains("Nothing"),
        "{refused}"
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_was_changed_by_hand_is_destroyed_by_force_only() {
    let folder = tree();
    let before = contents(folder.path());
    typed(folder.path(), Asked::Generate, &["plum"]).expect("made");
    let (own, record) = ("src/fruit/plum.rs", "generators/made/fruit_plum.sha256");
    let made = fs::read_to_string(folder.path().join(own)).expect("made");
    let sums = fs::read_to_string(folder.path().join(record)).expect("made");
    for (path, text) in [
        (own, made.replace("Plum", "Plum(u8)")),
        // An empty record says of nothing that it is as it was made.
        (record, String::new()),
    ] {
        fs::write(folder.path().join(path), text).expect("written");
        let changed = contents(folder.path());
        for words in [&["plum"] as &[&str], &["plum", "--dry-run"]] {
            let refused = typed(folder.path(), Asked::Destroy, words).expect_err("changed");
            assert!(refused.contains(own) && refused.contains("--force"), "{refused}");
            assert_eq!(refused.contains("_plum.rs"), path == record, "{refused}");
        }
        assert_eq!(contents(folder.path()), changed);
        fs::write(folder.path().join(own), &made).expect("written");
        fs::write(folder.path().join(record), &sums).expect("written");
    }
    fs::write(folder.path().join(own), "// My own.\n").expect("written");
    typed(folder.path(), Asked::Destroy, &["plum", "--force"]).expect("by force");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_something_else_leads_to_is_destroyed_behind_it_or_by_force() {
    let folder = tree();
    typed(folder.path(), Asked::Generate, &["plum"]).expect("made");
    let basket = "src/baskets/mixed.rs";
    Tree::at(folder.path())
        .write(basket, "// A plum.\n")
        .expect("written");
    let before = contents(folder.path());
    let refused = typed(folder.path(), Asked::Destroy, &["plum"]).expect_err("in a basket");
    assert!(
        refused.contains(basket) && refused.contains("--force"),
        "{refused}"
    );
    assert_eq!(contents(folder.path()), before);
    typed(folder.path(), Asked::Destroy, &["plum", "--force"]).expect("by force");
    typed(folder.path(), Asked::Generate, &["plum"]).expect("made");
    Tree::at(folder.path()).remove(basket).expect("removed");
    typed(folder.path(), Asked::Destroy, &["plum"]).expect("in no basket");
}

#[test]
fn what_would_not_work_out_is_refused_before_anything_is_written() {
    for (name, change, why) in [
        ("no_such", None, "There is no such fruit"),
        ("type", None, "can't be a name"),
        ("../plum", None, "is no name"),
        (
            "plum",
            Some(("    // inject\n", "")),
            "no line with // inject any more",
        ),
        (
            "plum",
            Some(("mod apples;\npub mod pears;\n", "")),
            "begins with \"mod \"",
        ),
    ] {
        let folder = tree();
        if let Some((from, to)) = change {
            fs::write(folder.path().join("src/list.rs"), LIST.replace(from, to)).expect("written");
        }
        let before = contents(folder.path());
        let refused = typed(folder.path(), Asked::Generate, &[name]).expect_err(why);
        assert!(refused.contains(why), "{refused}");
        assert_eq!(contents(folder.path()), before, "{why}");
    }
    let folder = tree();
    fs::remove_file(folder.path().join("src/list.rs")).expect("removed");
    let refused = typed(folder.path(), Asked::Generate, &["plum"]).expect_err("no list");
    assert!(refused.contains("src/list.rs is missing"), "{refused}");
}

#[test]
fn only_what_is_ours_is_taken_from_loco() {
    let asked = |line: &str| asked(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    for line in [
        "generate command dice",
        "g command --help",
        "generate help command",
        // Loco's is a JSON API for a frontend that there is none of.
        "generate scaffold recipe title:string!",
        "g help scaffold",
    ] {
        assert_eq!(asked(line), Asked::Generate, "{line}");
    }
    for line in [
        "generate",
        "g",
        "generate --help",
        "generate -h",
        "generate help",
        "help generate",
    ] {
        assert_eq!(asked(line), Asked::Overview, "{line}");
    }
    for line in ["destroy", "d command dice", "destroy --help"] {
        assert_eq!(asked(line), Asked::Destroy, "{line}");
    }
    for line in [
        "",
        "start",
        "generate model post",
        "g worker command",
        "task command",
        "help g",
        "--help",
    ] {
        assert_eq!(asked(line), Asked::Nothing, "{line}");
    }
}

#[test]
fn what_loco_would_miss_half_way_is_said_before() {
    let lacking = |line: &str, has_reader: bool, database: &str| {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let found = crate::loco::lacking(&words, || has_reader, database);
        found.err().map(|error| error.to_string()).unwrap_or_default()
    };
    for line in [
        "generate model posts title:string",
        "g model posts",
        "db entities",
    ] {
        assert!(
            lacking(line, false, "postgres://x").contains("cargo install sea-orm-cli --locked"),
            "{line}"
        );
        assert!(
            lacking(line, true, "sqlite://x").contains("DATABASE_URL=postgres://"),
            "{line}"
        );
        assert_eq!(lacking(line, true, "postgres://x"), "", "{line}");
    }
    for line in [
        "generate task posts",
        "g model --help",
        "task model",
        "generate",
        "db migrate",
    ] {
        assert_eq!(lacking(line, false, ""), "", "{line}");
    }
}

#[test]
fn a_column_that_no_table_can_be_given_is_refused_before() {
    let refused = |line: &str| {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        crate::loco::addable(&words).is_err()
    };
    for line in [
        "generate migration AddNicknameToUsers nickname:string!",
        "g migration add_nickname_to_users age:int nickname:string^",
    ] {
        assert!(refused(line), "{line}");
    }
    for line in [
        "g migration AddNicknameToUsers nickname:string",
        "g migration CreatePosts title:string!",
        "g migration RemoveNameFromUsers name:string!",
        "g page posts title:string!",
    ] {
        assert!(!refused(line), "{line}");
    }
}

#[test]
fn the_bare_file_of_a_new_model_is_put_into_the_style_of_the_rest_unless_it_has_another() {
    let folder = tree();
    let tree = Tree::at(folder.path());
    let bare = |module: &str| {
        let uses = "use sea_orm::entity::prelude::*;";
        let with = "ActiveModelBehavior for ActiveModel {}";
        format!(
            "{uses}\npub use super::_entities::{module}::{{ActiveModel, Model, Entity}};\n\nimpl {with}\n"
        )
    };
    let read = |path: &str| tree.read(path).expect("it can be read");
    let others = [
        (
            "src/models/previews.rs",
            "impl ActiveModelBehavior for pages::ActiveModel {}\n".to_owned(),
        ),
        (
            "src/models/users/codes.rs",
            "use super::_entities::recovery_codes::{ActiveModel};\nimpl ActiveModelBehavior for ActiveModel {}\n"
                .to_owned(),
        ),
        ("src/models/users.rs", "use super::_entities::posts::{Entity};\n".to_owned()),
    ];
    for (path, text) in &others {
        tree.write(path, text).expect("written");
    }
    for module in ["posts", "pages", "recovery_codes"] {
        tree.write(&format!("src/models/{module}.rs"), &bare(module))
            .expect("written");
    }
    // As Loco adds to it.
    let list = "//! All.\n\npub mod users;\npub mod recovery_codes;\npub mod posts;\npub mod pages;\n";
    tree.write("src/models/mod.rs", list).expect("written");
    for _ in 0..2 {
        crate::loco::adopt(&tree).expect("adopted");
        let posts = read("src/models/posts.rs").expect("there");
        assert!(
            posts.starts_with("//! What is kept as `posts`.\n\npub use super::_entities::posts::{"),
            "{posts}"
        );
        for module in ["pages", "recovery_codes"] {
            assert_eq!(read(&format!("src/models/{module}.rs")), None);
        }
        let list = read("src/models/mod.rs").expect("there");
        assert_eq!(list, "//! All.\n\npub mod posts;\npub mod users;\n");
    }
    for (path, text) in &others {
        assert_eq!(read(path).as_ref(), Some(text));
    }
}

#[test]
fn loco_is_asked_only_what_it_can_do_and_what_it_wrote_is_put_in_order_behind_it() {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // Neither a database that says enough, nor one to be left alone.
    let before = |line: &str| before_loco(&words(line), |_| None).is_ok();
    for line in [
        "db entities",
        "generate model posts",
        "g migration AddAgeToUsers age:int!",
    ] {
        assert!(!before(line), "{line}");
    }
    assert!(before("db migrate") && before("g migration AddAgeToUsers age:int"));
    let skips = |name| (name == "SKIP_MIGRATION").then(|| "1".to_owned());
    assert!(before_loco(&words("g model posts"), skips).is_ok());
    let folder = tree();
    let answered = answer(&words("g migration AddAgeToUsers age:int!"), folder.path());
    assert!(
        answered.is_some_and(|done| done.is_err()),
        "it is not left to Loco"
    );
    assert!(answer(&words("g migration AddAgeToUsers age:int"), folder.path()).is_none());

    let tree = Tree::at(folder.path());
    let (path, bare) = (
        "src/models/posts.rs",
        "use sea_orm::entity::prelude::*;\npub use super::_entities::posts::{Entity};\n",
    );
    tree.write("src/models/mod.rs", "pub mod posts;\n")
        .expect("written");
    for line in ["generate model posts", "g model posts a:int", "db entities"] {
        tree.write(path, bare).expect("written");
        let done = after_loco(&words(line), folder.path()).expect("something to do");
        done.expect("done");
        let text = tree.read(path).expect("read").expect("there");
        assert!(text.starts_with("//! What is kept as `posts`."), "{line}: {text}");
    }
    tree.write(path, bare).expect("written");
    for line in ["db migrate", "g task posts", "generate"] {
        assert!(after_loco(&words(line), folder.path()).is_none(), "{line}");
    }
}

#[test]
fn every_kind_says_what_it_makes_and_how_it_is_asked_for() {
    for kind in kinds::all() {
        let name = kind.name();
        assert!(!kind.about().is_empty() && kind.about().len() < 90, "{name}");
        for words in [
            format!("cargo loco generate {name} "),
            format!("cargo loco destroy {name} "),
        ] {
            assert!(kind.help().contains(&words), "{name} has no example of {words}");
        }
    }
}
