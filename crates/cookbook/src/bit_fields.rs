//! Bit fields.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | each field keeps the values that its bits can hold |
//! | does not promise | which bits those are: C leaves it to the compiler; that a larger value is refused: it is cut |
//!
//! **Idiom.** The type that bindgen makes, whose accessors know the compiler's layout, behind one with checked values.
//! What bindgen 0.73 does not do is to extend the sign of an `int` field, so this page does. It is the one page whose
//! declarations are bindgen's: [`crate`] says why the others are not.
//!
//! **Rules.** FFI-AUTOMATE (binding generators), FFI-CTYPE, FFI-TCONS.
//!
//! **Otherwise.** `set_channel(17)` without a check stored 1, without a word; `offset()` of -32 was 32.
//!
//! ```
//! use ffi_cookbook::bit_fields::Settings;
//!
//! let settings = Settings { enabled: true, channel: 11, offset: -32 };
//! assert_eq!(settings.valid(), Ok(settings));
//! assert_eq!(Settings { channel: 12, ..settings }.valid(), Ok(Settings { channel: 0, ..settings }));
//! assert_eq!(Settings { channel: 16, ..settings }.valid().unwrap_err().to_string(), "channel 16 is not in 0..=15");
//! ```
//!
//! `bit_fields.c`:
#![doc = concat!("```c\n", include_str!("bit_fields.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use crate::declared::{ck_settings, ck_valid_settings};

/// Settings of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in C")]
pub struct Settings {
    pub enabled: bool,
    pub channel: u8,
    pub offset: i8,
}

/// A value that its bits cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum FieldError {
    #[error("channel {0} is not in 0..=15")]
    Channel(u8),
    #[error("offset {0} is not in -32..=31")]
    Offset(i8),
}

impl Settings {
    /// The settings as the device takes them: a channel above 11 becomes 0.
    pub fn valid(self) -> Result<Self, FieldError> {
        let mut raw = ck_settings::default();
        raw.set_enabled(self.enabled.into());
        raw.set_channel(Some(self.channel).filter(|c| *c < 16).ok_or(FieldError::Channel(self.channel))?.into());
        let offset = Some(self.offset).filter(|offset| (-32..32).contains(offset));
        raw.set_offset(offset.ok_or(FieldError::Offset(self.offset))?.into());
        // SAFETY: C reads its argument alone, and has an answer for all bits.
        let raw = unsafe { ck_valid_settings(raw) };
        let channel = u8::try_from(raw.channel()).expect("four bits");
        let offset = i8::try_from(raw.offset() << 26 >> 26).expect("six bits"); // the sign is the highest of the six
        Ok(Self { enabled: raw.enabled() != 0, channel, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_fits_comes_back() {
        for enabled in [false, true] {
            for channel in 0..12 {
                for offset in -32..32 {
                    let settings = Settings { enabled, channel, offset };
                    assert_eq!(settings.valid(), Ok(settings));
                }
            }
        }
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        let settings = Settings { enabled: false, channel: 0, offset: 0 };
        assert_eq!(Settings { channel: 255, ..settings }.valid(), Err(FieldError::Channel(255)));
        assert_eq!(Settings { offset: 32, ..settings }.valid(), Err(FieldError::Offset(32)));
        assert_eq!(Settings { offset: -33, ..settings }.valid(), Err(FieldError::Offset(-33)));
    }
}
