//! The order of files: a file that uses a module comes after the one that has it.

use std::collections::HashMap;

use crate::Error;
use crate::source::Source;

/// The indices of the files as they are to be compiled: in the given order, except that a used module comes first.
///
/// A module that no file has is the compiler's, or was compiled before.
pub(crate) fn by_use(sources: &[Source]) -> Result<Vec<usize>, Error> {
    let modules = sources.iter().enumerate();
    let homes = modules.flat_map(|(index, source)| source.modules.iter().map(move |module| (module.as_str(), index)));
    let mut walk = Walk { sources, homes: homes.collect(), path: vec![], order: vec![] };
    for index in 0..sources.len() {
        walk.visit(index)?;
    }
    Ok(walk.order)
}

struct Walk<'a> {
    sources: &'a [Source],
    /// The file that has the module.
    homes: HashMap<&'a str, usize>,
    /// The files that wait for the one that is visited; each uses a module of the next.
    path: Vec<usize>,
    order: Vec<usize>,
}

impl Walk<'_> {
    fn visit(&mut self, index: usize) -> Result<(), Error> {
        if self.order.contains(&index) {
            return Ok(());
        }
        if let Some(start) = self.path.iter().position(|&waiting| waiting == index) {
            return Err(Error::ModuleCycle { cycle: self.describe(&self.path[start..]) });
        }
        self.path.push(index);
        for module in &self.sources[index].uses {
            match self.homes.get(module.as_str()) {
                Some(&home) if home != index => self.visit(home)?,
                _ => {}
            }
        }
        self.path.pop();
        self.order.push(index);
        Ok(())
    }

    /// `a.f90 uses b of b.f90, which uses a of a.f90`
    fn describe(&self, cycle: &[usize]) -> String {
        let steps = cycle.iter().zip(cycle.iter().cycle().skip(1)).map(|(&user, &home)| {
            let mut uses = self.sources[user].uses.iter();
            let module = uses.find(|module| self.homes.get(module.as_str()) == Some(&home));
            let module = module.map(String::as_str).unwrap_or_default();
            format!("uses {module} of {}", self.sources[home].path.display())
        });
        let first = self.sources[cycle[0]].path.display();
        format!("{first} {}", steps.collect::<Vec<_>>().join(", which "))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::Form;

    fn order(files: &[(&str, &str)]) -> Result<Vec<usize>, Error> {
        let sources = files.iter().map(|(name, text)| Source::scan(Path::new(name), Form::Free, text));
        by_use(&sources.collect::<Vec<_>>())
    }

    #[test]
    fn files_that_need_nothing_stay_in_their_order() {
        assert_eq!(order(&[("a.f90", "module a"), ("b.f90", "use omp_lib"), ("c.f90", "")]).unwrap(), [0, 1, 2]);
    }

    #[test]
    fn a_used_module_comes_first() {
        let files = [("a.f90", "use b"), ("b.f90", "module b\nuse c\nuse b"), ("c.f90", "module c")];
        assert_eq!(order(&files).unwrap(), [2, 1, 0]);
    }

    #[test]
    fn a_cycle_is_named_without_those_who_wait_for_it() {
        let files = [("x.f90", "use a"), ("a.f90", "module a\nuse b"), ("b.f90", "module b\nuse a")];
        let error = order(&files).unwrap_err().to_string();
        assert!(error.ends_with("a.f90 uses b of b.f90, which uses a of a.f90"), "{error}");
        assert!(!error.contains("x.f90"), "{error}");
    }
}
