//! Fetches the browser libraries, and prepares what of them is served.
//!
//! Writes to `OUT_DIR`: `icons.svg`, a sprite of the icons that are named in `assets/icons.txt`, and `vendor/`, the
//! libraries' files, of Bootstrap the parts that `assets/framework.scss` names, and `emoji/`, what emoji are called.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

const LOCKFILE: &str = "package-lock.json";
const ICONS: &str = "assets/icons.txt";
/// The texts are read by a macro, which does not notice new files by itself.
const TEXTS: &str = "assets/i18n";
const BOOTSTRAP: &str = "assets/framework.scss";
/// A copy of the lockfile that `node_modules` was installed from.
const STAMP: &str = "node_modules/.banter-lock";

/// Keeps a line for each emoji: itself, its name, and the words that are no part of the name, in small letters without
/// marks.
const EMOJI: &str = r"
const { readdirSync, writeFileSync } = require('fs');
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
for (const language of readdirSync(process.argv[1])) {
  const all = require(`./node_modules/emojibase-data/${language}/compact.json`);
  const lines = all.map(({ unicode, label, tags = [] }) => {
    const words = tags.map(fold).filter((word) => !fold(label).includes(word));
    return [unicode, label, words.join(' ')].join('\t');
  });
  writeFileSync(`${process.argv[2]}/${language}.tsv`, lines.join('\n'));
}";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    for path in ["build.rs", LOCKFILE, ICONS, BOOTSTRAP, STAMP, TEXTS] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    install()?;
    fs::write(out.join("icons.svg"), sprite()?)?;
    emoji(&out.join("emoji"))?;
    vendor(&out.join("vendor"))
}

fn install() -> Result<()> {
    let lockfile = File::open(LOCKFILE)?;
    // Where two builds come here at once, the second waits and finds the work done.
    lockfile.lock()?;
    let wanted = fs::read(LOCKFILE)?;
    if fs::read(STAMP).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let status = Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--omit=optional",
            "--no-audit",
            "--no-fund",
        ])
        .status()
        .map_err(|error| {
            format!(
                "the browser libraries come by npm, and npm did not start ({error}): install Node.js with npm"
            )
        })?;
    if !status.success() {
        return Err(format!("`npm ci` failed with {status}; what it said stands above").into());
    }
    fs::write(STAMP, wanted)?;
    // A file newer than this run would look changed to cargo, which would then build everything again.
    let modified = lockfile.metadata()?.modified()?;
    File::options().write(true).open(STAMP)?.set_modified(modified)?;
    Ok(())
}

fn sprite() -> Result<String> {
    let list = fs::read_to_string(ICONS).map_err(|error| format!("{ICONS}: {error}"))?;
    let names: BTreeSet<_> = list
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|name| !name.is_empty())
        .collect();
    let mut sprite = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    for name in names {
        sprite += &symbol(name)?;
    }
    Ok(sprite + "</svg>\n")
}

fn symbol(name: &str) -> Result<String> {
    let path = format!("node_modules/bootstrap-icons/icons/{name}.svg");
    let svg = fs::read_to_string(path)
        .map_err(|error| format!("{ICONS} names an unknown Bootstrap icon: {name} ({error})"))?;
    let drawing = svg
        .split_once('>')
        .filter(|(head, _)| head.contains(r#"viewBox="0 0 16 16""#))
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
        .map(|(drawing, _)| drawing.trim())
        .ok_or_else(|| format!("the Bootstrap icon {name} is not drawn as the others are"))?;
    Ok(format!(
        r#"<symbol id="{name}" viewBox="0 0 16 16" fill="currentColor">{drawing}</symbol>"#
    ))
}

fn emoji(to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let status = Command::new("node")
        .args(["-e", EMOJI, TEXTS])
        .arg(to)
        .status()
        .map_err(|error| format!("what emoji are called is read by node, which did not start ({error})"))?;
    if !status.success() {
        return Err(
            format!("the names of emoji could not be read ({status}); what node said stands above").into(),
        );
    }
    Ok(())
}

fn vendor(to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for script in ["htmx.min.js", "ext/hx-ws.min.js", "ext/hx-upsert.min.js"] {
        let from = Path::new("node_modules/htmx.org/dist").join(script);
        let name = from.file_name().ok_or("a script has a name")?;
        fs::copy(&from, to.join(name))?;
    }
    let status = Command::new("node")
        .args(["node_modules/sass/sass.js", "--quiet", "--no-source-map"])
        .args(["--style=compressed", "--load-path=node_modules", BOOTSTRAP])
        .arg(to.join("bootstrap.min.css"))
        .status()
        .map_err(|error| format!("Bootstrap is put together by Sass, and node did not start ({error})"))?;
    if !status.success() {
        return Err(format!("Sass failed with {status}; what it said stands above").into());
    }
    Ok(())
}
