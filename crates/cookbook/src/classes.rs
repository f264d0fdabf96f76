//! A C++ class: constructed, called, shared, destroyed.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | an object that stays where it is until its destructor runs |
//! | does not promise | that it may be moved byte by byte, as Rust moves values; that two threads may be in it |
//!
//! **Idiom.** An opaque type in the bridge. It is owned as `UniquePtr<T>` (`std::unique_ptr`) or shared as
//! `SharedPtr<T>` (`std::shared_ptr`), `const` methods take `&self`, others `Pin<&mut Self>`, so that no Rust code can
//! move or swap the object. Neither is `Send`: that takes an `unsafe impl` for the type, with its reason.
//!
//! **Rules.** FFI-R-OPAQUE, FFI-MEM-OWNER, FFI-MEM-WRAPPING, LANG-SYNC-TRAITS.
//!
//! **Otherwise.** A C++ object with a short `std::string`, copied byte by byte out of its place: the text's pointer led
//! to the old place, and the copy's destructor ended with SIGSEGV.
//!
//! ```
//! use ffi_cookbook::classes::{Account, rates};
//!
//! let mut account = Account::open(100.0);
//! account.withdraw(30.0)?;
//! assert_eq!(account.withdraw(100.0).unwrap_err().what(), "the account would be overdrawn");
//! assert_eq!(account.balance(), 70.0);
//! let (mine, yours) = (rates(), rates().clone());
//! assert_eq!(mine.of(4.0), yours.of(4.0));
//! # Ok::<(), cxx::Exception>(())
//! ```
//!
//! It is not sent to another thread, because nobody has said that it may:
//!
//! ```compile_fail,E0277
//! let account = ffi_cookbook::classes::Account::open(1.0);
//! std::thread::spawn(move || account.balance());
//! ```
//!
//! `classes.hpp`:
#![doc = concat!("```cpp\n", include_str!("classes.hpp"), "```")]
#![expect(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]

use cxx::{SharedPtr, UniquePtr};

#[cxx::bridge(namespace = "cookbook")]
mod ffi {
    unsafe extern "C++" {
        include!("ffi-cookbook/src/classes.hpp");

        #[cxx_name = "Account"]
        type RawAccount;
        fn open_account(balance: f64) -> UniquePtr<RawAccount>;
        fn balance(self: &RawAccount) -> f64;
        fn withdraw(self: Pin<&mut RawAccount>, amount: f64) -> Result<()>;

        /// Exchange rates.
        type Rates;
        fn todays_rates() -> SharedPtr<Rates>;
        /// The amount in the other currency.
        fn of(self: &Rates, amount: f64) -> f64;
    }
}

pub use ffi::Rates;

/// An account, owned.
pub struct Account(UniquePtr<ffi::RawAccount>);

impl Account {
    /// An account with this balance.
    pub fn open(balance: f64) -> Self {
        Self(ffi::open_account(balance))
    }

    /// What is in it.
    pub fn balance(&self) -> f64 {
        self.0.balance()
    }

    /// Takes `amount` out; C++'s text where it is negative, NaN or more than there is.
    pub fn withdraw(&mut self, amount: f64) -> Result<(), cxx::Exception> {
        self.0.pin_mut().withdraw(amount)
    }
}

/// Exchange rates, shared with C++: they are freed with the last of the two sides.
pub fn rates() -> SharedPtr<Rates> {
    ffi::todays_rates()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_that_are_none_are_refused() {
        let mut account = Account::open(1.0);
        for amount in [-1.0, 2.0, f64::NAN, f64::INFINITY] {
            assert!(account.withdraw(amount).is_err(), "{amount}");
        }
        assert_eq!(account.balance(), 1.0);
    }

    #[test]
    fn a_null_pointer_of_cpp_is_no_object() {
        assert!(UniquePtr::<ffi::RawAccount>::null().as_ref().is_none());
        assert!(SharedPtr::<Rates>::null().as_ref().is_none());
    }

    #[test]
    fn shared_objects_live_until_the_last_owner_is_gone() {
        let mine = rates();
        let yours = mine.clone();
        drop(mine);
        assert_eq!(yours.of(4.0), 5.0);
    }
}
