//! Reads the configuration, and refuses what must not run before anything is opened.

use std::{env, path::Path};

use loco_rs::{Error, Result, config::Config, environment::Environment};
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::database;
use crate::settings::Settings;

/// Where Loco looks for the files, unless this variable names another folder.
const FOLDER: &str = "config";
const FOLDER_VARIABLE: &str = "LOCO_CONFIG_FOLDER";

/// The configuration of `environment`, checked, with a place for its database.
///
/// # Errors
/// With a sentence that says what to change.
pub fn load(environment: &Environment) -> Result<Config> {
    refuse_to_empty(environment, env::args())?;
    accept(read(environment)?, environment)
}

/// The configuration as this program has it inside, whatever lies beside it. `given` answers for a variable
/// before the process' environment does. Checked, with a place for its database.
///
/// # Errors
/// With a sentence that says what to change.
pub fn load_given(
    environment: &Environment,
    given: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Result<Config> {
    accept(read_embedded(environment, given)?, environment)
}

/// The configuration of `environment`: from the folder `config` if it has a file for it, else from inside this
/// program. Changes and checks nothing.
///
/// # Errors
/// When there is none, or it can't be read.
pub fn read(environment: &Environment) -> Result<Config> {
    let has_file = [".yaml", ".local.yaml"]
        .iter()
        .any(|ending| Path::new(FOLDER).join(format!("{environment}{ending}")).exists());
    if has_file || env::var_os(FOLDER_VARIABLE).is_some() {
        return environment.load();
    }
    read_embedded(environment, |_| None)
}

/// `db seed --reset` has emptied the database by the time the seed itself is asked, and `db reset` asks nobody.
fn refuse_to_empty(environment: &Environment, arguments: impl Iterator<Item = String>) -> Result<()> {
    if *environment != Environment::Production {
        return Ok(());
    }
    // Options may stand between the words.
    let words: Vec<String> = arguments.collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    match ["seed", "reset", "truncate"]
        .into_iter()
        .find(|command| has(command))
    {
        Some("seed") if has("db") => Err(Error::string(
            "the demo is not for production: its people would have accounts there",
        )),
        Some(command) if has("db") => Err(Error::Message(format!(
            "db {command} is not for production: it deletes everything at once"
        ))),
        _ => Ok(()),
    }
}

fn accept(config: Config, environment: &Environment) -> Result<Config> {
    Settings::from_config(&config)?.check(&config, environment)?;
    database::make_place(&config.database)?;
    Ok(config)
}

fn read_embedded(
    environment: &Environment,
    given: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Result<Config> {
    let text = match environment {
        Environment::Production => include_str!("../../config/production.yaml"),
        Environment::Development => include_str!("../../config/development.yaml"),
        Environment::Test => include_str!("../../config/test.yaml"),
        Environment::Any(name) => {
            return Err(Error::Message(format!(
                "there is no configuration for the environment {name}: write {FOLDER}/{name}.yaml, or name the \
                 folder that has it by {FOLDER_VARIABLE}"
            )));
        }
    };
    let mut tera = Tera::default();
    tera.register_function("get_env", move |arguments: Kwargs, _: &State<'_>| {
        get_env(&arguments, &given)
    });
    // Loco does the same, but only with files.
    tera.add_raw_template("config", &text.replace("<%=", "{{").replace("%>", "}}"))?;
    let text = tera.render("config", &Context::new())?;
    serde_yaml::from_str(&text)
        .map_err(|error| Error::YAMLFile(error, format!("{environment}.yaml, inside this program")))
}

fn get_env(arguments: &Kwargs, given: &impl Fn(&str) -> Option<String>) -> TeraResult<Value> {
    let name: String = arguments.must_get("name")?;
    if let Some(value) = given(&name).or_else(|| env::var(&name).ok()) {
        return Ok(Value::from(value));
    }
    let default = arguments.get::<Value>("default")?;
    default.ok_or_else(|| tera::Error::message(format!("the variable {name} is not set")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_is_read_as_loco_reads_the_files() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
        for environment in [
            Environment::Production,
            Environment::Development,
            Environment::Test,
        ] {
            // A developer's own changes are no part of the program.
            if folder.join(format!("{environment}.local.yaml")).exists() {
                continue;
            }
            let file = environment.load_from_folder(&folder).expect("it reads");
            let inside = read_embedded(&environment, |_| None).expect("it reads");
            // As text, its jobs would come in any order.
            let value = |config| serde_json::to_value(config).expect("it was text before");
            assert_eq!(value(inside), value(file));
        }
    }

    #[test]
    fn what_is_given_wins_and_the_rest_has_its_default() {
        let given = |name: &str| (name == "HOST").then(|| "https://chat.example.org".to_owned());
        let config = read_embedded(&Environment::Production, given).expect("it reads");
        assert_eq!(config.server.host, "https://chat.example.org");
        assert_eq!(config.settings.expect("there are some")["timezone"], "UTC");
    }
}
