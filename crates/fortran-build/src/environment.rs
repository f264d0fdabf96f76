//! What cargo and the user say in environment variables.

use std::env;
use std::path::{Path, PathBuf};

use crate::Error;

/// The environment of a build script, or what the caller says in its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    pub(crate) target: Option<String>,
    pub(crate) host: Option<String>,
    /// Whether nothing is printed for cargo.
    pub(crate) silent: bool,
}

impl Environment {
    pub(crate) fn target(&self) -> Result<String, Error> {
        self.target.clone().map_or_else(|| set_by_cargo("TARGET"), Ok)
    }

    pub(crate) fn host(&self) -> Result<String, Error> {
        self.host.clone().map_or_else(|| set_by_cargo("HOST"), Ok)
    }

    pub(crate) fn out_dir(&self, given: Option<&Path>) -> Result<PathBuf, Error> {
        given.map_or_else(|| set_by_cargo("OUT_DIR").map(PathBuf::from), |folder| Ok(folder.into()))
    }

    pub(crate) fn is_in_out_dir(&self, path: &Path) -> bool {
        env::var_os("OUT_DIR").is_some_and(|folder| path.starts_with(folder))
    }

    /// A variable that cargo sets from the profile.
    pub(crate) fn cargo(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }

    pub(crate) fn asks_for_debug_information(&self) -> bool {
        self.cargo("DEBUG").is_some_and(|level| !["false", "0", "none"].contains(&level.as_str()))
    }

    /// The value of the most specific of the user's variables: `FC_<target>`, `TARGET_FC` or `HOST_FC`, `FC`.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        let names = names(name, &self.target()?, &self.host()?);
        Ok(names.iter().find_map(|name| self.read(name)))
    }

    /// The flags in all of these variables, the most specific last.
    pub(crate) fn flags(&self, name: &str) -> Vec<String> {
        let names = match (self.target(), self.host()) {
            (Ok(target), Ok(host)) => names(name, &target, &host).to_vec(),
            _ => vec![name.to_owned()],
        };
        let values = names.iter().rev().filter_map(|name| self.read(name));
        values.flat_map(|value| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    pub(crate) fn tell_cargo(&self, line: &str) {
        if !self.silent {
            println!("cargo::{line}");
        }
    }

    /// A variable that is set to nothing counts as not set.
    fn read(&self, name: &str) -> Option<String> {
        self.tell_cargo(&format!("rerun-if-env-changed={name}"));
        env::var(name).ok().filter(|value| !value.trim().is_empty())
    }
}

fn set_by_cargo(variable: &'static str) -> Result<String, Error> {
    env::var(variable).map_err(|_| Error::NotSet { variable })
}

/// The most specific name first, as `cc` has them.
fn names(name: &str, target: &str, host: &str) -> [String; 3] {
    let side = if target == host { "HOST" } else { "TARGET" };
    [format!("{name}_{}", target.replace(['-', '.'], "_")), format!("{side}_{name}"), name.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn the_target_has_its_own_variable_before_the_common_one() {
        let (arm, x86) = ("aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu");
        assert_eq!(names("FC", arm, x86), ["FC_aarch64_unknown_linux_gnu", "TARGET_FC", "FC"]);
        assert_eq!(names("FC", x86, x86), ["FC_x86_64_unknown_linux_gnu", "HOST_FC", "FC"]);
    }
}
