//! What a source file has, uses and includes, as far as its order among other files depends on it.
//!
//! This is no parser. It reads the statements `module`, `submodule`, `use` and `include`, which stand at the start of a
//! statement. What the preprocessor would leave out counts too.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Statements in columns 7 to 72, comments by a letter in column 1.
    Fixed,
    Free,
}

impl Form {
    /// The form that the file's extension stands for.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "f" | "for" | "ftn" | "f77" => Some(Self::Fixed),
            "f90" | "f95" | "f03" | "f08" => Some(Self::Free),
            _ => None,
        }
    }
}

/// A source file. Names of modules are in small letters; a submodule is `parent:name`.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) form: Form,
    pub(crate) modules: Vec<String>,
    pub(crate) uses: Vec<String>,
    pub(crate) includes: Vec<String>,
}

impl Source {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let form = Form::of(path).ok_or_else(|| Error::UnknownExtension { file: path.into() })?;
        let text = fs::read(path).map_err(|source| Error::Io { path: path.into(), source })?;
        // Old comments are in encodings of their time; names are in ASCII.
        Ok(Self::scan(path, form, &String::from_utf8_lossy(&text)))
    }

    pub(crate) fn scan(path: &Path, form: Form, text: &str) -> Self {
        let mut source = Self { path: path.into(), form, modules: vec![], uses: vec![], includes: vec![] };
        for statement in statements(text, form) {
            source.note(statement.trim());
        }
        source
    }

    fn note(&mut self, statement: &str) {
        let (keyword, rest) = identifier(statement);
        match keyword.as_str() {
            "module" => self.modules.extend(only_identifier(rest).filter(|name| name != "procedure")),
            "submodule" => {
                let Some((parent, name)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else { return };
                let parent = parent.replace(' ', "").to_lowercase();
                let ancestor = parent.split(':').next().unwrap_or_default();
                self.modules.extend(only_identifier(name.trim()).map(|name| format!("{ancestor}:{name}")));
                self.uses.push(parent);
            }
            "use" => self.uses.extend(used(rest)),
            "include" => self.includes.extend(quoted(rest)),
            _ => {
                let included = statement.strip_prefix('#').and_then(|line| line.trim_start().strip_prefix("include"));
                self.includes.extend(included.and_then(|rest| quoted(rest.trim_start())));
            }
        }
    }
}

/// Without comments. Continued lines are put together in free form; in fixed form only their first line is here.
fn statements(text: &str, form: Form) -> Vec<String> {
    let mut statements = Vec::new();
    let mut begun = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            statements.push(line.to_owned());
            continue;
        }
        let code = line.split('!').next().unwrap_or_default();
        if form == Form::Fixed {
            let is_comment = line.starts_with(['c', 'C', '*', 'd', 'D']);
            let is_continued = code.starts_with("     ") && !matches!(code.as_bytes().get(5), None | Some(b' ' | b'0'));
            if !is_comment && !is_continued {
                statements.extend(code.split(';').map(str::to_owned));
            }
            continue;
        }
        let code = code.trim();
        if code.is_empty() {
            continue;
        }
        let code = code.strip_prefix('&').unwrap_or(code);
        match code.strip_suffix('&') {
            Some(part) => begun.push_str(part),
            None => {
                begun.push_str(code);
                statements.extend(begun.split(';').map(str::to_owned));
                begun.clear();
            }
        }
    }
    statements
}

/// The module's name in `m, only: x`, `:: m` or `, non_intrinsic :: m`. None for `, intrinsic :: m`, which is the
/// compiler's.
fn used(rest: &str) -> Option<String> {
    let (nature, name) = rest.split_once("::").unwrap_or(("", rest));
    if nature.to_lowercase().replace([',', ' '], "") == "intrinsic" {
        return None;
    }
    let (name, rest) = identifier(name.trim());
    (!name.is_empty() && (rest.is_empty() || rest.starts_with(','))).then_some(name)
}

/// The name at the start, in small letters, and what follows its blanks.
fn identifier(text: &str) -> (String, &str) {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    (text[..end].to_lowercase(), text[end..].trim_start())
}

fn only_identifier(text: &str) -> Option<String> {
    let (name, rest) = identifier(text);
    (!name.is_empty() && rest.is_empty()).then_some(name)
}

fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| ['"', '\''].contains(c))?;
    Some(text[1..].split_once(quote)?.0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(text: &str) -> Source {
        Source::scan(Path::new("x.f90"), Form::Free, text)
    }

    #[test]
    fn every_way_to_use_a_module_is_seen() {
        let text = "use a\nUSE B, only: x\nuse :: c\nuse, non_intrinsic :: d\nuse e; use f ! use g\n";
        let continued = "use &\n  & h, only: y => z\n";
        assert_eq!(free(&[text, continued].concat()).uses, ["a", "b", "c", "d", "e", "f", "h"]);
    }

    #[test]
    fn what_only_looks_like_a_use_is_not_one() {
        let text = "use, intrinsic :: iso_c_binding\nuse = 1\nuse(2) = 1\nuseful = 1\nuse the force\n! use comment\n";
        assert_eq!(free(text).uses, [""; 0]);
    }

    #[test]
    fn a_module_is_told_from_a_module_procedure() {
        let text = "module Means\nend module means\nmodule procedure mean\nmodule subroutine s(x)\nmodule = 3\n";
        assert_eq!(free(text).modules, ["means"]);
    }

    #[test]
    fn a_submodule_uses_its_parent() {
        let source = free("submodule (means : weighted) harmonic\n");
        assert_eq!((source.uses, source.modules), (vec!["means:weighted".into()], vec!["means:harmonic".into()]));
    }

    #[test]
    fn fixed_form_has_comments_and_continuations_by_column() {
        let text = "C     USE A\n* use b\n      USE D, ONLY: X,\n     1 Y\n     &use e\n   10 continue\n\tuse f\n";
        assert_eq!(Source::scan(Path::new("x.f"), Form::Fixed, text).uses, ["d", "f"]);
    }

    #[test]
    fn included_files_are_seen_in_both_spellings() {
        let text = "include 'Lanes.inc'\n#include \"sizes.h\"\n# include <system.h>\n";
        assert_eq!(free(text).includes, ["Lanes.inc", "sizes.h"]);
    }
}
