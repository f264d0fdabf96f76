//! What a check found, as people read it: [`verdict`].

use anstyle::{AnsiColor, Style};

/// The word for what a check found, and the style of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// `agrees`, `WRONG` or `not checked`.
    pub word: &'static str,
    /// Red where the answer is wrong.
    pub style: Style,
}

/// The verdict on an answer; none where it was not checked.
pub fn verdict(agrees: impl Into<Option<bool>>) -> Verdict {
    let (word, style) = match agrees.into() {
        Some(true) => ("agrees", Style::new()),
        Some(false) => ("WRONG", AnsiColor::Red.on_default().bold()),
        None => ("not checked", Style::new()),
    };
    Verdict { word, style }
}

/// The verdict on an answer with its difference from the right one.
///
/// ```
/// use ffi_workbench_cli::report::verdict_within;
///
/// assert_eq!([0.0, 9e-16].map(|difference| verdict_within(true, difference)), ["agrees", "agrees to 9e-16"]);
/// assert_eq!(verdict_within(false, 0.25), "WRONG by 2e-1");
/// ```
pub fn verdict_within(agrees: bool, difference: f64) -> String {
    let word = verdict(agrees).word;
    match agrees {
        true if difference == 0.0 => word.to_owned(),
        true => format!("{word} to {difference:.0e}"),
        false => format!("{word} by {difference:.0e}"),
    }
}
