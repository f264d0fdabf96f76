//! Text from a file or a command line, as a message shows it: [`excerpt()`].

/// Characters of a word that a message shows: a cell, a name, an argument.
pub const WORD: usize = 60;

/// Characters of anything longer that a message shows: a path, a list of names, a reason in another library's words.
pub const PHRASE: usize = 200;

/// Characters of a whole message.
pub const MESSAGE: usize = 1000;

/// A text that is safe to print: at most `max` characters, without control characters, which are written as `\u{1b}`.
///
/// Of a longer text the beginning and the end are left, with `…` between them. Characters that change the direction of
/// the text around them count as control characters. It costs the time of `max` characters, however long the text is.
///
/// ```
/// use ffi_workbench_cli::excerpt::excerpt;
///
/// assert_eq!(excerpt("Ünïcode", 60), "Ünïcode");
/// assert_eq!(excerpt("red \x1b[31m", 60), r"red \u{1b}[31m");
/// assert_eq!(excerpt("1234567890", 7), "1234…90");
/// ```
pub fn excerpt(text: &str, max: usize) -> String {
    let (whole, complete) = fill(text.chars(), max);
    if complete {
        return whole.concat();
    }
    let last = max / 3;
    let (begin, _) = fill(text.chars(), (max - last).saturating_sub(1));
    let (mut end, _) = fill(text.chars().rev(), last);
    end.reverse();
    [begin.concat(), "…".to_owned(), end.concat()].concat()
}

/// As many of the characters, escaped, as `max` characters can show; and whether these are all.
fn fill(characters: impl Iterator<Item = char>, max: usize) -> (Vec<String>, bool) {
    let (mut shown, mut length) = (Vec::new(), 0);
    for character in characters {
        let escaped = escaped(character);
        length += escaped.chars().count();
        if length > max {
            return (shown, false);
        }
        shown.push(escaped);
    }
    (shown, true)
}

fn escaped(character: char) -> String {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || turns { character.escape_unicode().to_string() } else { character.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left_and_nothing_is_longer_than_asked() {
        let long = "\u{1b}]0;title\u{7}\0\u{9b}".repeat(100_000);
        for text in ["", "a", "\r\n\t", "\u{202e}abc", "ä".repeat(61).as_str(), "x".repeat(60).as_str(), &long] {
            for max in [0, 1, 2, 5, WORD, PHRASE, MESSAGE] {
                let shown = excerpt(text, max);
                assert!(shown.chars().count() <= max.max(1), "{max}: {shown}");
                assert!(!shown.contains(|c: char| c.is_control() || c == '\u{202e}'), "{max}: {shown:?}");
            }
        }
        assert_eq!(excerpt(&"x".repeat(60), WORD), "x".repeat(60));
    }
}
