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

  --nudge: no address and no words. The code tells that something has changed, and what shows it asks for it again
  (hx-trigger=\"heard:NAME from:document\"): once for each time, and once when the page comes back. Made are
  src/models/channels/NAME.rs and its test.

Of the others are made src/models/channels/NAME.rs, src/controllers/NAME.rs, src/views/NAME.rs, the encoding (src/views/frames/NAME.rs and its template, or a line's
sentence), a form to put into a page (assets/views/channels/_NAME.html), texts in each language, rows of the route × role matrix, and
tests of hub, sockets, permissions and catching up. Who may see the group may hear it; who is removed is cut.

Examples:
  cargo loco generate channel applause
  cargo loco generate channel announcement --durable
  cargo loco generate channel scores --nudge
  cargo loco destroy channel applause";

const LINES: &str = "src/models/messages/lines.rs";
const EVENTS: &str = "src/models/messages/events.rs";

pub struct Channel;

impl Kind for Channel {
    fn name(&self) -> &'static str {
        "channel"
    }

    fn about(&self) -> &'static str {
        "What a group hears live, kept, fleeting or only as a nudge, with permission and tests"
    }

    fn help(&self) -> &'static str {
        HELP
    }

    fn arguments(&self) -> Vec<Arg> {
        let durable = Arg::new("durable").long("durable").action(ArgAction::SetTrue);
        let nudge = Arg::new("nudge").long("nudge").action(ArgAction::SetTrue);
        vec![
            durable
                .help("It goes through the journal and is kept, instead of being heard by who listens now"),
            nudge
                .conflicts_with("durable")
                .help("It only says that something has changed, and pages that show it ask again"),
        ]
    }

    fn check(&self, tree: &Tree, name: &Name) -> Result<()> {
        let Name { pascal, kebab, .. } = name;
        let route = format!("\"/groups/{{id}}/{kebab}\"");
        if let Some(path) = tree.find("src/controllers", &route).first() {
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

    /// As it was made: a line of the timeline, an event with an encoding, or neither.
    fn footprint(&self, tree: &Tree, name: &Name) -> Footprint {
        let variant = variant(name);
        let has = |path| {
            let text = tree.read(path).ok().flatten().unwrap_or_default();
            text.lines().any(|line| line.trim() == variant)
        };
        let how = match (has(LINES), has(EVENTS)) {
            (true, _) => How::Durable,
            (false, true) => How::Fleeting,
            (false, false) => How::Nudge,
        };
        footprint(name, how)
    }

    fn footprint_of(&self, _: &Tree, name: &Name, arguments: &ArgMatches) -> Footprint {
        footprint(name, How::asked_for(arguments))
    }

    fn context(&self, _: &Tree, _: &Name, arguments: &ArgMatches) -> Result<Context> {
        let how = How::asked_for(arguments);
        let mut context = Context::new();
        context.insert("durable", &(how == How::Durable));
        context.insert("nudge", &(how == How::Nudge));
        Ok(context)
    }

    fn next(&self, tree: &Tree, name: &Name) -> Vec<String> {
        let Name { snake, kebab, .. } = name;
        let model = format!("src/models/channels/{snake}.rs");
        let test = format!("Test it: cargo test --test app {snake}");
        let form = format!("channels/_{snake}.html");
        if tree.has(&format!("assets/views/{form}")) {
            let page = format!(
                "Put it into a page of a group: {{% include \"{form}\" %}} in assets/views/groups/show.html, say"
            );
            return vec![format!("Say what is told, and who may: {model}"), page, test];
        }
        vec![
            format!("Tell it behind the commit of what changes: channels::{snake}::tell(ctx, group_id)"),
            format!(
                "Have what shows it ask again: data-channel=\"{kebab}\" data-of=\"{{{{ group.id }}}}\" hx-trigger=\"heard:{kebab} from:document\" hx-get=\"…\""
            ),
            test,
        ]
    }
}

/// What becomes of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Fleeting,
    Durable,
    Nudge,
}

impl How {
    fn asked_for(arguments: &ArgMatches) -> Self {
        match (arguments.get_flag("durable"), arguments.get_flag("nudge")) {
            (true, _) => Self::Durable,
            (false, true) => Self::Nudge,
            (false, false) => Self::Fleeting,
        }
    }
}

/// The variant of `Event` or `Line`.
fn variant(Name { snake, pascal, .. }: &Name) -> String {
    format!("{pascal}(crate::models::channels::{snake}::Told),")
}

fn footprint(name: &Name, how: How) -> Footprint {
    let Name {
        snake, pascal, kebab, ..
    } = name;
    let channels = "src/models/channels.rs";
    let mut footprint = Footprint::default()
        .file("channel/model.rs", format!("src/models/channels/{snake}.rs"))
        .file("channel/sockets.rs", format!("tests/sockets/{snake}.rs"))
        .above(channels, "// channels-module", format!("pub mod {snake};"))
        .among("tests/sockets/mod.rs", "mod ", format!("mod {snake};"));
    if how != How::Durable {
        footprint = footprint.above(channels, "// channels-inject", format!("{snake}::NAME,"));
    }
    if how != How::Nudge {
        footprint = with_form(footprint, name);
    }
    let frames = "src/views/frames.rs";
    match how {
        How::Durable => {
            let sentence = format!("Line::{pascal}(told) => args.push((\"text\", &told.text)),");
            footprint
                .above(LINES, "// lines-inject", variant(name))
                .above(
                    LINES,
                    "// names-inject",
                    format!("Self::{pascal}(_) => \"{kebab}\","),
                )
                .above("src/views/lines.rs", "// lines-inject", sentence)
        }
        How::Fleeting => {
            let arm = format!("Event::{pascal}(told) => or_nothing({snake}::frame(told)),");
            footprint
                .file("channel/frame.rs", format!("src/views/frames/{snake}.rs"))
                .file(
                    "channel/frame.html",
                    format!("assets/views/channels/_{snake}_frame.html"),
                )
                .above(EVENTS, "// events-inject", variant(name))
                .above(frames, "// frames-module", format!("mod {snake};"))
                .above(frames, "// frames-inject", arm)
        }
        How::Nudge => footprint,
    }
}

/// The address at which people tell it, and what they fill in.
fn with_form(footprint: Footprint, Name { snake, .. }: &Name) -> Footprint {
    footprint
        .file("channel/controller.rs", format!("src/controllers/{snake}.rs"))
        .file(
            "channel/form.html",
            format!("assets/views/channels/_{snake}_form.html"),
        )
        .file("channel/view.rs", format!("src/views/{snake}.rs"))
        .file(
            "channel/partial.html",
            format!("assets/views/channels/_{snake}.html"),
        )
        .texts("channel", &format!("channel_{snake}"))
        .file("channel/requests.rs", format!("tests/requests/{snake}.rs"))
        .routed(snake)
        .among("tests/requests/mod.rs", "mod ", format!("mod {snake};"))
        .above(
            "tests/requests/matrix.rs",
            "// features-inject",
            format!("&super::{snake}::ROWS,"),
        )
}
