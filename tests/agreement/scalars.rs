//! `add`: whole numbers, so there is nothing but the right answer.

use ffi_workbench::kernels::add;
use ffi_workbench::work::ADD;
use proptest::prelude::*;

use crate::all_languages::all_languages;

proptest! {
    #[test]
    fn every_language_adds(i in any::<i32>(), j in any::<i32>()) {
        for it in all_languages(&ADD, add::IMPLEMENTATIONS) {
            let right = i32::try_from(i64::from(i) + i64::from(j)).ok();
            prop_assert_eq!((it.run)(i, j).ok(), right, "{}", it.id.language);
        }
    }
}

#[test]
fn every_language_adds_at_the_ends_of_the_range() {
    for it in all_languages(&ADD, add::IMPLEMENTATIONS) {
        for (i, j) in
            [(i32::MAX, 0), (i32::MIN, 0), (i32::MAX, i32::MIN), (i32::MAX - 1, 1), (i32::MIN + 1, -1), (0, 0)]
        {
            assert_eq!((it.run)(i, j), Ok(i + j), "{}: {i} + {j}", it.id.language);
        }
    }
}
