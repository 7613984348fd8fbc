//! The repository that is added to.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Error, Result, refuse};

/// What says that a folder is this repository's root.
const SIGNS: [&str; 3] = ["Cargo.toml", "src/app.rs", "migration/src/lib.rs"];

/// A repository. Paths are from its root, with `/`.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The one that a folder belongs to.
    ///
    /// # Errors
    /// When there is none.
    pub fn around(folder: &Path) -> Result<Self> {
        let is_root = |folder: &&Path| SIGNS.iter().all(|sign| folder.join(sign).is_file());
        match folder.ancestors().find(is_root) {
            Some(root) => Ok(Self::at(root)),
            None => refuse("This is no folder of the app: change to the one with src/app.rs first."),
        }
    }

    /// A file's text; `None` where there is none.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn read(&self, path: &str) -> Result<Option<String>> {
        match fs::read_to_string(self.root.join(path)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io(path, error)),
        }
    }

    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// The names in a folder, sorted; none where there is no folder.
    #[must_use]
    pub fn names_in(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// The files directly in a folder that contain a text, sorted.
    #[must_use]
    pub fn find(&self, folder: &str, text: &str) -> Vec<String> {
        let names = self.names_in(folder).into_iter();
        let contains = |path: &String| {
            self.read(path)
                .ok()
                .flatten()
                .is_some_and(|found| found.contains(text))
        };
        names
            .map(|name| format!("{folder}/{name}"))
            .filter(contains)
            .collect()
    }

    /// The module of the migration that is called so: the one that is there, or else the next one.
    ///
    /// Numbers go up by one from the latest, on its day, so that the same tree always gives the same one.
    #[must_use]
    pub fn migration(&self, name: &str) -> String {
        let modules = self.names_in("migration/src").into_iter();
        let modules: Vec<String> = modules
            .filter_map(|file| Some(file.strip_suffix(".rs")?.to_owned()))
            .filter(|module| parts(module).is_some())
            .collect();
        let there = |module: &&String| parts(module).is_some_and(|(_, _, other)| other == name);
        if let Some(module) = modules.iter().find(there) {
            return module.clone();
        }
        let latest = modules.last().and_then(|module| parts(module));
        let (day, number, _) = latest.unwrap_or(("20261123", 0, ""));
        format!("m{day}_{:06}_{name}", number + 1)
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let place = self.root.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| io(path, error))?;
        }
        fs::write(place, text).map_err(|error| io(path, error))
    }

    /// Removes a file, and the folders that are empty without it.
    pub(crate) fn remove(&self, path: &str) -> Result<()> {
        let place = self.root.join(path);
        fs::remove_file(&place).map_err(|error| io(path, error))?;
        let folders = place.ancestors().skip(1);
        for folder in folders.take_while(|folder| *folder != self.root) {
            // It fails where something is left, which is right.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

/// The day, the number and the name of a migration's module.
fn parts(module: &str) -> Option<(&str, u32, &str)> {
    let (day, rest) = module.strip_prefix('m')?.split_once('_')?;
    let (number, name) = rest.split_once('_')?;
    let is_number =
        |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(day, 8) && is_number(number, 6)).then_some((day, number.parse().ok()?, name))
}

fn io(path: &str, source: std::io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
