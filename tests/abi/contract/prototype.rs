//! C prototypes, read and compared.

use std::collections::BTreeMap;

/// The prototypes of a header by the function's name: the result, then each argument, in words.
pub type Prototypes = BTreeMap<String, Vec<String>>;

/// Reads declarations of the simple form `type name(type name, ...);`.
pub fn prototypes(header: &str) -> Prototypes {
    let code = without_comments(header);
    let lines = code.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with('#') && !line.starts_with("extern \"C\"") && *line != "}");
    let code = lines.collect::<Vec<_>>().join(" ");
    let mut found = Prototypes::new();
    for declaration in code.split(';').map(str::trim).filter(|declaration| !declaration.is_empty()) {
        let (function, arguments) = declaration.split_once('(').unwrap_or_else(|| panic!("no function: {declaration}"));
        let arguments = arguments.strip_suffix(')').unwrap_or_else(|| panic!("no end of arguments: {declaration}"));
        let mut function = words(function);
        let name = function.pop().expect("a function has a name");
        let mut signature = vec![canonical(function)];
        signature.extend(arguments.split(',').map(|argument| canonical(words(argument))));
        assert!(found.insert(name, signature).is_none(), "declared twice: {declaration}");
    }
    found
}

/// One sentence for each function that is not declared alike on both sides.
pub fn differences(header: &Prototypes, sources: &Prototypes) -> Vec<String> {
    let mut found = vec![];
    for (name, in_header) in header {
        match sources.get(name) {
            None => found.push(format!("{name} is in the header and in no source")),
            Some(in_source) if in_source != in_header => {
                found.push(format!("{name} is {in_header:?} in the header and {in_source:?} in its source"));
            }
            Some(_) => {}
        }
    }
    let missing = sources.keys().filter(|name| !header.contains_key(*name));
    found.extend(missing.map(|name| format!("{name} is in a source and not in the header")));
    found
}

fn without_comments(header: &str) -> String {
    let mut parts = header.split("/*");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |code, part| code + part.split_once("*/").map_or("", |(_, after)| after))
}

/// Words, and each `*` as a word of its own.
fn words(text: &str) -> Vec<String> {
    text.replace('*', " * ").split_whitespace().map(String::from).collect()
}

/// One spelling for the types that have several; the compiler knows the width of an integer and not its name.
fn canonical(words: Vec<String>) -> String {
    let text = words.join(" ");
    let text = text.replace("long long", "int64_t");
    let spell = |word: &str| match word {
        "int" => "int32_t".into(),
        "long" | "size_t" => "int64_t".into(),
        other => other.into(),
    };
    text.split(' ').map(spell).collect::<Vec<String>>().join(" ")
}
