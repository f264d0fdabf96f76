//! Arrays from C and C++: the values are right, and each array goes back to the side that made it, once.

use ffi_workbench::language::Language;
use ffi_workbench::work::uniform;
use ffi_workbench_cli::experiments::foreign_array::{alive, c, cpp};

use crate::FOREIGN_ARRAYS;

#[test]
fn values_are_those_of_the_seed_and_every_array_is_freed_by_its_maker() {
    let _alone = FOREIGN_ARRAYS.lock().unwrap();
    for (language, make) in [(Language::C, c as fn(_, _) -> _), (Language::Cpp, cpp)] {
        for n in [0, 1, 2, 3, 1000, 1001] {
            let x = make(n, 7).unwrap();
            assert_eq!(*x, uniform(n, 7, 0).collect::<Vec<_>>(), "{n} in {language}");
            assert_eq!(alive(language), 1, "{n} in {language}");
            let other = make(n, 7).unwrap();
            assert_eq!(alive(language), 2, "{n} in {language}");
            drop((x, other));
            assert_eq!(alive(language), 0, "{n} in {language}");
        }
        let refused = make(u64::MAX, 7).unwrap_err();
        assert!(refused.to_string().contains("no memory for 18446744073709551615 numbers"), "{refused}");
        assert_eq!(alive(language), 0, "{language}");
    }
}
