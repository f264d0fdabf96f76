//! Numbers, matrices, text and pointers that cross the boundary: what is let through, and the sentence for what is not.
#![expect(unsafe_code, reason = "pointers as a foreign caller passes them")]

use std::ffi::{c_char, c_int};
use std::mem::MaybeUninit;
use std::ops::Bound;
use std::ptr::{self, NonNull};

use ffi_glue::*;

#[test]
fn a_range_refuses_nan_whatever_its_ends() {
    for refused in [
        within("x", f64::NAN, 0.0..=1.0),
        within("x", f64::NAN, 0.0..),
        within("x", f64::NAN, ..1.0),
        within("x", f64::NAN, ..),
    ] {
        assert!(matches!(refused, Err(Refusal::OutOfRange { .. })), "{refused:?}");
    }
    assert_eq!(within("x", f64::INFINITY, 0.0..), Ok(f64::INFINITY));
    assert_eq!(within("x", -0.0, 0.0..=1.0), Ok(-0.0));
    assert!(within("x", 1.0, 0.0..1.0).is_err());
    assert_eq!(within("n", 128_u8, 1..=128), Ok(128));
}

#[test]
fn a_range_is_named_by_its_ends() {
    let sentence = |refused: Result<i32, Refusal>| refused.unwrap_err().to_string();
    assert_eq!(sentence(within("n", 5, 1..=4)), "n is 5, and must be at least 1 and at most 4");
    assert_eq!(sentence(within("n", 5, 1..5)), "n is 5, and must be at least 1 and below 5");
    assert_eq!(sentence(within("n", 0, 1..)), "n is 0, and must be at least 1");
    assert_eq!(sentence(within("n", 5, ..=4)), "n is 5, and must be at most 4");
    assert_eq!(sentence(within("n", 5, (Bound::Excluded(5), Bound::Unbounded))), "n is 5, and must be above 5");
    let nan = within("x", f64::NAN, ..).unwrap_err();
    assert_eq!(nan.to_string(), "x is NaN, and must be a number");
    let real = |value, range| within("x", value, range).unwrap_err().to_string();
    assert_eq!(real(f64::INFINITY, FINITE), "x is inf, and must be finite");
    assert_eq!(real(f64::NAN, NOT_NEGATIVE), "x is NaN, and must be at least 0 and finite");
    assert_eq!(real(0.0, POSITIVE), "x is 0, and must be above 0 and finite");
    assert_eq!(real(-1e300, 1e-300..=2.5), "x is -1e300, and must be at least 1e-300 and at most 2.5");
}

#[test]
fn the_first_number_that_is_not_finite_is_named() {
    assert_eq!(all_finite("x", &[0.0_f32; 3]), Ok(&[0.0; 3][..]));
    assert_eq!(all_finite::<f64>("x", &[]), Ok(&[][..]));
    let refused = all_finite("x", &[0.0, f64::NEG_INFINITY, f64::NAN]).unwrap_err();
    assert_eq!(refused.to_string(), "x[1] is -inf, and must be finite");
}

#[test]
fn a_count_is_refused_where_the_foreign_type_ends() {
    let largest = usize::try_from(c_int::MAX).unwrap();
    assert_eq!(count::<c_int>(largest), Ok(c_int::MAX));
    assert_eq!(count::<c_int>(largest + 1), Err(Refusal::TooMany { n: Some(largest + 1), bits: 32 }));
    assert_eq!(count::<u64>(usize::MAX), Ok(u64::MAX));
    assert!(count::<i64>(usize::MAX).is_err());
}

#[test]
fn a_workspace_is_refused_as_soon_as_a_step_does_not_fit() {
    let work = |n: usize| (Extent::of(n) * (Extent::of(n) * 3 + 13)) / 2;
    assert_eq!(work(3).size(), Ok(33));
    assert_eq!(work(0).count(), Ok(0));
    // (n (3 n + 13)) / 2 passes 2^31 / 2 at n = 26754: the largest n whose product fits is one less.
    let largest = (1..100_000).take_while(|n| n * (3 * n + 13) <= i32::MAX as usize).last().unwrap();
    assert!(work(largest).count().is_ok());
    assert_eq!(work(largest + 1).count(), Err(Refusal::TooMany { n: None, bits: 32 }));
    assert!(work(usize::MAX).count().is_err());
    assert!((Extent::of(3) / 0).count().is_err());
    assert!((Extent::of(3) - 4).count().is_err());
    assert_eq!((Extent::of(3) - 4 + 1).count(), Ok(0));
}

#[test]
fn a_count_that_comes_back_is_checked_before_it_slices() {
    assert_eq!(returned("n", 4_u64, 4), Ok(4));
    assert_eq!(returned("n", 0_i8, 0), Ok(0));
    for value in [5, -1, i64::MIN, i64::MAX] {
        assert!(returned("n", value, 4).is_err(), "{value}");
    }
    let mut out = [MaybeUninit::new(1.0), MaybeUninit::new(2.0), MaybeUninit::uninit()];
    // SAFETY: two elements are written.
    assert_eq!(unsafe { filled("n", &mut out, 2_i32) }, Ok(&mut [1.0, 2.0][..]));
    // SAFETY: refused.
    let refused = unsafe { filled("n", &mut out, -1_i32) }.unwrap_err();
    assert_eq!(refused.to_string(), "n is -1, and must be at least 0 and at most 3");
}

#[test]
fn indices_and_logicals_that_come_back_are_checked() {
    assert_eq!([1, 2, 3].map(|i| from_one("ipvt", i, 3)), [Ok(0), Ok(1), Ok(2)]);
    assert!([0, 4, -1].iter().all(|i| from_one("ipvt", *i, 3).is_err()));
    assert!(from_one("ipvt", 1, 0).is_err());
    assert_eq!([truth("l", 0_i32), truth("l", 1_i32)], [Ok(false), Ok(true)]);
    assert!([-1, 2].iter().all(|value| truth("l", *value).is_err()));
}

#[test]
fn a_matrix_ends_with_the_rows_of_its_last_column() {
    let data = [1, 2, -1, 3, 4];
    let a = Columns::new(&data, 2, 2, 3).unwrap();
    assert_eq!((a.rows(), a.columns(), a.ld(), a.as_ptr()), (2, 2, 3, data.as_ptr()));
    assert_eq!([a.column(0), a.column(1)], [&[1, 2], &[3, 4]]);
    assert_eq!([a[(0, 0)], a[(1, 0)], a[(0, 1)], a[(1, 1)]], [1, 2, 3, 4]);
    assert_eq!(Columns::new(&data[..4], 2, 2, 3), Err(Refusal::Shape { rows: 2, columns: 2, ld: 3, len: 4 }));
}

#[test]
fn a_matrix_that_reaches_outside_its_array_is_refused() {
    for (rows, columns, ld) in [(9, 2, 3), (1, 1, 0), (0, 0, 0), (1, usize::MAX, usize::MAX), (7, 1, 7)] {
        assert!(Columns::new(&[0.0; 6], rows, columns, ld).is_err(), "{rows} {columns} {ld}");
        assert!(ColumnsMut::new(&mut [0.0; 6], rows, columns, ld).is_err(), "{rows} {columns} {ld}");
    }
    // usize::MAX columns of no rows are empty, and so is any number of rows in no columns.
    assert!(Columns::<f64>::new(&[], 0, usize::MAX, usize::MAX).unwrap().column(5).is_empty());
    assert!(Columns::<f64>::new(&[], 7, 0, 7).is_ok());
}

#[test]
fn what_lies_between_columns_is_neither_read_nor_written() {
    let mut data = [9.0; 7];
    let mut a = ColumnsMut::new(&mut data, 1, 3, 3).unwrap();
    for j in 0..3 {
        a.column_mut(j).fill(0.0);
        a[(0, j)] += 1.0;
    }
    assert_eq!(a.as_columns().column(2), [1.0]);
    assert_eq!(data, [1.0, 9.0, 9.0, 1.0, 9.0, 9.0, 1.0]);
    let a = ColumnsMut::new(&mut data, 1, 2, 3).unwrap();
    assert!(std::panic::catch_unwind(|| a[(1, 0)]).is_err());
    assert!(std::panic::catch_unwind(|| a[(0, 2)]).is_err());
    assert!(std::panic::catch_unwind(|| a.as_columns().column(2).len()).is_err());
}

#[test]
fn pointers_that_cannot_be_slices_are_refused() {
    let mut x = [1.0, 2.0];
    let misaligned = x.as_mut_ptr().cast::<u8>().wrapping_add(1).cast::<f64>();
    // SAFETY: two numbers.
    assert_eq!(unsafe { lend(In(x.as_ptr(), 2)) }, Ok(&[1.0, 2.0][..]));
    // SAFETY: no elements.
    assert_eq!(unsafe { lend(In(ptr::null::<f64>(), 0)) }, Ok(&[][..]));
    // SAFETY: no elements.
    assert_eq!(unsafe { lend(Out(misaligned, 0_usize)) }, Ok(&mut [][..]));
    // SAFETY: refused.
    assert_eq!(unsafe { lend(In(ptr::null::<f64>(), 1)) }, Err(Refusal::Null));
    // SAFETY: refused.
    assert_eq!(unsafe { lend(Out(misaligned, 1)) }, Err(Refusal::Misaligned));
    // SAFETY: refused.
    let refused = unsafe { lend((Out(x.as_mut_ptr(), 2), In(ptr::null::<f64>(), -3))) }.unwrap_err();
    assert!(refused.to_string().starts_with("count is -3, and must be at least 0"));
    // SAFETY: refused: 2^61 numbers of 8 bytes are more than half of the address space.
    assert!(unsafe { lend(In(x.as_ptr(), 1_u64 << 61)) }.is_err());
}

#[test]
fn a_callback_gets_a_matrix_whose_padding_it_cannot_touch() {
    let mut pd = [0.0; 8];
    let pointers = OutColumns { data: pd.as_mut_ptr(), rows: 2, columns: 2, ld: 4 };
    // SAFETY: eight numbers, which nobody else uses meanwhile.
    let mut matrix = unsafe { lend(pointers) }.unwrap();
    matrix.column_mut(1).fill(5.0);
    assert_eq!(pd, [0.0, 0.0, 0.0, 0.0, 5.0, 5.0, 0.0, 0.0]);
    // SAFETY: refused before the pointer is looked at.
    let refused = unsafe { lend(OutColumns { data: pd.as_mut_ptr(), rows: 5, columns: 2, ld: 4 }) };
    assert!(matches!(refused, Err(Refusal::Shape { .. })));
}

#[test]
fn padded_text_is_neither_cut_off_nor_ended() {
    assert_eq!(Padded::<3>::new("abc").unwrap().as_bytes(), b"abc");
    assert_eq!(Padded::<3>::new("").unwrap().as_bytes(), b"   ");
    assert_eq!(Padded::<0>::new("").unwrap().as_str(), Ok(""));
    let refused = Padded::<3>::new("abcd").unwrap_err();
    assert_eq!(refused.to_string(), "a text of 4 bytes does not fit in 3");
    let mut answer = Padded::<4>::blank();
    assert_eq!((answer.as_str(), answer.hidden_len()), (Ok(""), 4));
    // SAFETY: four bytes.
    unsafe { answer.as_mut_ptr().cast::<u8>().write(0xff) };
    assert_eq!(answer.as_str(), Err(Refusal::NotUtf8 { valid_up_to: 0 }));
    assert_eq!(answer.as_ptr(), answer.as_bytes().as_ptr().cast());
}

#[test]
fn text_from_fortran_ends_before_its_blanks() {
    assert_eq!(trim_blanks(b"  "), b"");
    assert_eq!(trim_blanks(b" a\t "), b" a\t");
    let (data, n) = hidden("é  ");
    // SAFETY: a literal.
    assert_eq!(unsafe { fortran_text(data, n) }, Ok("é"));
    // SAFETY: a literal, cut inside a character.
    assert_eq!(unsafe { fortran_text(data, 1) }, Err(Refusal::NotUtf8 { valid_up_to: 0 }));
    // SAFETY: refused, or without bytes.
    assert_eq!(unsafe { fortran_text(ptr::null(), 1) }, Err(Refusal::Null));
    // SAFETY: without bytes.
    assert_eq!(unsafe { fortran_text(ptr::null(), 0) }, Ok(""));
}

#[test]
fn a_char_array_without_an_end_is_refused() {
    let array = b"ab\0c".map(|byte| c_char::from_ne_bytes([byte]));
    assert_eq!(c_text(&array), Ok("ab"));
    assert_eq!(c_text(&array[..2]), Err(Refusal::NoNul { room: 2 }));
    assert_eq!(c_text(&[]), Err(Refusal::NoNul { room: 0 }));
    assert_eq!(c_text(&[-1, 0]), Err(Refusal::NotUtf8 { valid_up_to: 0 }));
}

#[test]
fn text_for_a_char_array_has_room_for_its_end_and_none_before() {
    let bytes = |text| char_array::<4>(text).map(|array| array.map(|byte| byte.to_ne_bytes()[0]));
    assert_eq!(bytes("abc"), Ok(*b"abc\0"));
    assert_eq!(bytes(""), Ok([0; 4]));
    assert_eq!(bytes("é"), Ok([0xc3, 0xa9, 0, 0]));
    assert_eq!(bytes("abcd"), Err(Refusal::TooLong { bytes: 4, room: 3 }));
    assert_eq!(bytes("a\0b").unwrap_err().to_string(), "a text has a NUL after 1 bytes");
    assert!(char_array::<0>("").is_err());
}

#[test]
fn a_borrowed_string_is_checked_for_null_and_utf8() {
    // SAFETY: a literal.
    assert_eq!(unsafe { static_str(c"v1".as_ptr()) }, Ok("v1"));
    // SAFETY: a literal.
    assert_eq!(unsafe { static_str(c"v\xff".as_ptr()) }, Err(Refusal::NotUtf8 { valid_up_to: 1 }));
    // SAFETY: refused.
    assert_eq!(unsafe { static_str(ptr::null()) }, Err(Refusal::Null));
}

/// Counts what is freed, as a library's own free would do.
fn freeing<T>(object: NonNull<(T, &std::cell::Cell<u32>)>) {
    // SAFETY: it came from Box::into_raw, and is freed once.
    let object = unsafe { Box::from_raw(object.as_ptr()) };
    object.1.set(object.1.get() + 1);
}

#[test]
fn what_the_library_owns_is_freed_once_by_its_own_function() {
    let freed = std::cell::Cell::new(0);
    let make = || Box::into_raw(Box::new((7, &freed)));
    // SAFETY: from into_raw, for `freeing` to take.
    let owned = unsafe { Owned::new(make(), freeing) }.unwrap();
    // SAFETY: alive.
    assert_eq!(unsafe { (*owned.as_ptr()).0 }, 7);
    drop(owned);
    assert_eq!(freed.get(), 1);
    // SAFETY: as above.
    let raw = unsafe { Owned::new(make(), freeing) }.unwrap().into_raw();
    assert_eq!(freed.get(), 1, "into_raw gives the object away");
    freeing(NonNull::new(raw).unwrap());
    // SAFETY: null is refused.
    let null = unsafe { Owned::<(i32, &std::cell::Cell<u32>)>::new(ptr::null_mut(), freeing) };
    assert_eq!(null.err(), Some(Refusal::Null));
}

#[test]
fn an_array_is_freed_also_when_its_count_is_refused() {
    let freed = std::cell::Cell::new(0);
    let make = || Box::into_raw(Box::new((7, &freed)));
    // SAFETY: one element from into_raw.
    let mut array = unsafe { OwnedSlice::new(make(), 1, freeing) }.unwrap();
    array[0].0 += 1;
    assert_eq!((array.len(), array[0].0), (1, 8));
    drop(array);
    // SAFETY: a count that is refused.
    assert!(unsafe { OwnedSlice::new(make(), -1, freeing) }.is_err());
    // SAFETY: no elements are looked at.
    assert!(unsafe { OwnedSlice::new(make(), 0, freeing) }.unwrap().is_empty());
    assert_eq!(freed.get(), 3);
    // SAFETY: null and no elements.
    let mut empty = unsafe { OwnedSlice::<(i32, &std::cell::Cell<u32>)>::new(ptr::null_mut(), 0, freeing) }.unwrap();
    assert!(empty.is_empty() && empty.iter_mut().next().is_none());
    // SAFETY: null is refused.
    let null = unsafe { OwnedSlice::<(i32, &std::cell::Cell<u32>)>::new(ptr::null_mut(), 1, freeing) };
    assert_eq!(null.err(), Some(Refusal::Null));
}

#[test]
fn a_kept_value_does_not_move_and_is_dropped_once() {
    let token = std::rc::Rc::new(());
    let kept = Kept::new(std::rc::Rc::clone(&token));
    let address = kept.user_data();
    let moved = Box::new(kept);
    assert_eq!(moved.user_data(), address);
    assert_eq!(std::rc::Rc::strong_count(&token), 2);
    drop(moved);
    assert_eq!(std::rc::Rc::strong_count(&token), 1);
    let user = Kept::new(std::rc::Rc::clone(&token)).into_user_data();
    assert_eq!(std::rc::Rc::strong_count(&token), 2);
    // SAFETY: from into_user_data of the same type, once.
    unsafe { Kept::<std::rc::Rc<()>>::destroy(user) };
    assert_eq!(std::rc::Rc::strong_count(&token), 1);
    // SAFETY: null is nothing to drop.
    unsafe { Kept::<std::rc::Rc<()>>::destroy(ptr::null_mut()) };
}

#[test]
fn lent_items_stay_until_the_next_refill_has_succeeded() {
    let mut buffer = LentBuffer::new();
    let lent = buffer.refill(|items| items.extend(0..100));
    let (address, n) = (lent.as_ptr(), lent.len());
    let mut moved = [buffer];
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        moved[0].refill(|items| {
            items.extend(0..10_000);
            panic!("after growing")
        });
    }));
    assert!(panicked.is_err());
    // SAFETY: lent by a refill after which none has succeeded, from a buffer that is alive.
    let still = unsafe { lend(In(address, n)) }.unwrap();
    assert!(still.iter().copied().eq(0..100));
    assert_eq!(moved[0].refill(|items| items.push(1)), [1]);
}
