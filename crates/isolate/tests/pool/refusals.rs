//! What a pool refuses; and that the README shows the example that is run.

use super::*;

pub fn wrong_names_and_types_are_refused() {
    let pool = pool(1);
    let reason = |error: Error| match error {
        Error::Refused { reason } => reason,
        other => panic!("{other:?}"),
    };
    assert!(reason(pool.call::<_, f64>("nothing", (1.0,)).unwrap_err()).starts_with("no task is called `nothing`"));
    assert_eq!(reason(pool.call::<_, f64>("double", (1_i32,)).unwrap_err()), "task `double` takes (f64,), not (i32,)");
    assert_eq!(reason(pool.call::<_, f32>("double", (1.0,)).unwrap_err()), "task `double` gives f64, not f32");
    assert_eq!(
        reason(pool.map_each_double().unwrap_err()),
        "task `double` takes (f64,), not (i32,)",
        "map_each checks the types too"
    );
    assert_eq!(reason(pool.call::<_, f64>("index", (1.0,)).unwrap_err()), "task `index` fills arrays: call `fill`");
    let array = || SharedMut::<f64>::zeroed(10).unwrap();
    assert_eq!(reason(pool.fill("double", &1.0, array(), 5).unwrap_err()), "task `double` does not fill arrays");
    assert_eq!(reason(pool.fill("index", &1.0, array(), 0).unwrap_err()), "an array of 10 elements has no blocks of 0");
    assert!(reason(SharedMut::<f64>::zeroed(usize::MAX).unwrap_err()).contains("has too many bytes"));
    assert_eq!(pool.call("double", (2.0,)), Ok(4.0));
}

trait WronglyTyped {
    fn map_each_double(&self) -> Result<Vec<Result<f64, Error>>, Error>;
}

impl WronglyTyped for Pool {
    fn map_each_double(&self) -> Result<Vec<Result<f64, Error>>, Error> {
        self.task("double").map_each(0..100)
    }
}

pub fn impossible_pools_are_refused() {
    assert!(matches!(Pool::builder().workers(0).build(), Err(Error::Refused { .. })));
    let error = Pool::builder().program("/nowhere/at/all").build().unwrap_err();
    assert!(matches!(&error, Error::Spawn { reason } if reason.contains("No such file")), "{error}");
}

pub fn a_program_that_is_no_worker_is_named() {
    let before = ResourceCount::at_rest();
    let error = Pool::builder().workers(3).program("/bin/true").build().unwrap_err();
    assert!(matches!(&error, Error::Spawn { reason } if reason.contains("`worker_entry` must come first")), "{error}");
    assert_eq!(ResourceCount::settle(before), before);
}

pub fn the_readme_shows_the_example_that_is_tested() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let example = include_str!("../../examples/five_lines.rs");
    let code = example.split_once("\n\n").unwrap().1;
    assert!(readme.contains(code), "README.md does not contain\n{code}");
}
