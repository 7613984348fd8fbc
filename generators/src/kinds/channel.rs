//! Something to hear of a group besides what people write.

use clap::{Arg, ArgAction, ArgMatches};
use tera::Context;

use super::Kind;
use crate::{Footprint, Name, Result, Tree, refuse};

const HELP: &str = "\
It makes POST /groups/{id}/NAME, by which members tell their group something, and what is heard of it:

  fleeting, as it is without --durable: a topic of its own. Those pages hear it that show it (an element with data-channel=\"NAME\"), as a
  piece of HTML that is added to their list. Nothing is kept: who is away misses it, as with who types.

  --durable: lines of the group's timeline, through the journal. They have a number, arrive once and in order, and who is away catches up
  with them.

Made are src/models/channels/NAME.rs, src/controllers/NAME.rs, src/views/NAME.rs, the encoding (src/views/frames/NAME.rs and its template, or a line's
sentence), a form to put into a page (assets/views/channels/_NAME.html), texts in each language, rows of the route × role matrix, and
tests of hub, sockets, permissions and catching up. Who may see the group may hear it; who is removed is cut.

Examples:
  cargo loco generate channel applause
  cargo loco generate channel announcement --durable
  cargo loco destroy channel applause";

const LINES: &str = "src/models/messages/lines.rs";
const EVENTS: &str = "src/models/messages/events.rs";

pub struct Channel;

impl Kind for Channel {
    fn name(&self) -> &'static str {
        "channel"
    }

    fn about(&self) -> &'static str {
        "What a group hears live, durable or fleeting, with permission, encoding and tests"
    }

    fn help(&self) -> &'static str {
        HELP
    }

    fn arguments(&self) -> Vec<Arg> {
        let durable = Arg::new("durable").long("durable").action(ArgAction::SetTrue);
        vec![
            durable
                .help("It goes through the journal and is kept, instead of being heard by who listens now"),
        ]
    }

    fn check(&self, tree: &Tree, name: &Name) -> Result<()> {
        let Name { pascal, kebab, .. } = name;
        let route = format!("\"/groups/{{id}}/{kebab}\"");
        if let Some(path) = tree.find("src/controllers", &route) {
            return refuse(format!("There is a route {route} already, in {path}."));
        }
        for path in [LINES, EVENTS] {
            let text = tree.read(path)?.unwrap_or_default();
            let is_taken = |line: &str| {
                let rest = line.trim().strip_prefix(pascal.as_str());
                rest.is_some_and(|rest| rest.starts_with([',', '(', ' ']))
            };
            if text.lines().any(is_taken) {
                return refuse(format!("There is a {pascal} in {path} already."));
            }
        }
        Ok(())
    }

    /// As it was made: what keeps nothing has a topic.
    fn footprint(&self, tree: &Tree, name: &Name) -> Footprint {
        let lines = tree.read(LINES).ok().flatten().unwrap_or_default();
        let kept = variant(name);
        footprint(name, lines.lines().any(|line| line.trim() == kept))
    }

    fn footprint_of(&self, _: &Tree, name: &Name, arguments: &ArgMatches) -> Footprint {
        footprint(name, arguments.get_flag("durable"))
    }

    fn context(&self, _: &Tree, _: &Name, arguments: &ArgMatches) -> Result<Context> {
        let mut context = Context::new();
        context.insert("durable", &arguments.get_flag("durable"));
        Ok(context)
    }

    fn next(&self, _: &Tree, name: &Name) -> Vec<String> {
        let Name { snake, .. } = name;
        vec![
            format!("Say what is told, and who may: src/models/channels/{snake}.rs"),
            format!(
                "Put it into a page: {{% include \"channels/_{snake}.html\" %}} in assets/views/groups/show.html, say"
            ),
            format!("Test it: cargo test --workspace {snake}"),
        ]
    }
}

/// The variant of `Event` or `Line`.
fn variant(Name { snake, pascal, .. }: &Name) -> String {
    format!("{pascal}(crate::models::channels::{snake}::Told),")
}

fn footprint(name: &Name, durable: bool) -> Footprint {
    let Name {
        snake, pascal, kebab, ..
    } = name;
    let texts = |language| format!("assets/i18n/{language}/channel_{snake}.ftl");
    let footprint = Footprint::default()
        .file("channel/model.rs", format!("src/models/channels/{snake}.rs"))
        .file("channel/controller.rs", format!("src/controllers/{snake}.rs"))
        .file("channel/frame.rs", format!("src/views/frames/{snake}.rs"))
        .file(
            "channel/frame.html",
            format!("assets/views/channels/_{snake}_frame.html"),
        )
        .file(
            "channel/form.html",
            format!("assets/views/channels/_{snake}_form.html"),
        )
        .file("channel/view.rs", format!("src/views/{snake}.rs"))
        .file(
            "channel/partial.html",
            format!("assets/views/channels/_{snake}.html"),
        )
        .file("channel/en.ftl", texts("en"))
        .file("channel/de.ftl", texts("de"))
        .file("channel/es.ftl", texts("es"))
        .file("channel/requests.rs", format!("tests/requests/{snake}.rs"))
        .file("channel/sockets.rs", format!("tests/sockets/{snake}.rs"))
        .above(
            "src/models/channels.rs",
            "// channels-module",
            format!("pub mod {snake};"),
        )
        .routed(snake)
        .among("tests/requests/mod.rs", "mod ", format!("mod {snake};"))
        .among("tests/sockets/mod.rs", "mod ", format!("mod {snake};"))
        .above(
            "tests/requests/matrix.rs",
            "// features-inject",
            format!("&super::{snake}::ROWS,"),
        );
    let frames = "src/views/frames.rs";
    if durable {
        let sentence = format!("Line::{pascal}(told) => args.push((\"text\", &told.text)),");
        footprint
            .above(LINES, "// lines-inject", variant(name))
            .above(
                LINES,
                "// names-inject",
                format!("Self::{pascal}(_) => \"{kebab}\","),
            )
            .above("src/views/lines.rs", "// lines-inject", sentence)
    } else {
        let arm = format!("Event::{pascal}(told) => or_nothing({snake}::frame(told)),");
        footprint
            .above(
                "src/models/channels.rs",
                "// channels-inject",
                format!("{snake}::NAME,"),
            )
            .above(EVENTS, "// events-inject", variant(name))
            .above(frames, "// frames-module", format!("mod {snake};"))
            .above(frames, "// frames-inject", arm)
    }
}
