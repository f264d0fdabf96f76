//! Prototypes of C and C++, read and compared.

use std::collections::BTreeMap;

/// Functions by their names, with the namespaces that they are in: the result, then each argument, in words.
pub type Prototypes = BTreeMap<String, Vec<String>>;

/// The functions that a header declares.
pub fn declarations(code: &str) -> Prototypes {
    functions(code, ';')
}

/// The functions that a source defines for others: not in an unnamed namespace, no `static` one, no template.
pub fn definitions(code: &str) -> Prototypes {
    functions(code, '{')
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

/// The functions outside all braces but those of named namespaces and `extern "C"`, whose prototype ends in `end`.
fn functions(code: &str, end: char) -> Prototypes {
    let code = without_directives(&without_comments(code));
    let aliases = aliases(&code);
    let mut found = Prototypes::new();
    // The names of the braces that are open; none for those whose content is nobody else's.
    let mut open: Vec<Option<String>> = vec![];
    let mut statement = String::new();
    for letter in code.chars() {
        if !matches!(letter, ';' | '{' | '}') {
            statement.push(letter);
            continue;
        }
        let text = std::mem::take(&mut statement);
        if letter == end
            && let Some(namespaces) = open.iter().cloned().collect::<Option<Vec<_>>>()
            && let Some((name, signature)) = prototype(text.trim(), &aliases)
        {
            let name = format!("{}{name}", namespaces.concat());
            assert!(found.insert(name, signature).is_none(), "twice: {text}");
        }
        match letter {
            '{' => open.push(namespace(text.trim())),
            '}' => drop(open.pop()),
            _ => {}
        }
    }
    found
}

/// What a name inside these braces begins with, if it is known outside.
fn namespace(before: &str) -> Option<String> {
    match before.split_whitespace().collect::<Vec<_>>()[..] {
        ["extern", "\"C\""] => Some(String::new()),
        ["namespace", name] => Some(format!("{name}::")),
        _ => None,
    }
}

/// Reads `type name(type name, ...)`; nothing where the text is something else or is for its own file alone.
fn prototype(text: &str, aliases: &BTreeMap<String, String>) -> Option<(String, Vec<String>)> {
    let (function, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let mut function = words(function);
    if function.iter().any(|word| ["static", "inline", "template", "struct", "="].contains(&word.as_str())) {
        return None;
    }
    let name = function.pop()?;
    let spell = |words: Vec<String>| {
        let words = words.into_iter().map(|word| aliases.get(&word).cloned().unwrap_or(word));
        words.collect::<Vec<_>>().join(" ")
    };
    let mut signature = vec![spell(function)];
    signature.extend(split_arguments(arguments).iter().map(|argument| spell(words(&as_pointer(argument)))));
    Some((name, signature))
}

/// An array parameter is a pointer: gfortran 16 prints `const int32_t counter[4]` where 12 prints `*counter`.
fn as_pointer(argument: &str) -> String {
    match argument.split_once('[') {
        Some((array, _)) => {
            let mut words = words(array);
            words.insert(words.len().saturating_sub(1), "*".into());
            words.join(" ")
        }
        None => argument.into(),
    }
}

/// At each comma that is not inside `<...>`.
fn split_arguments(arguments: &str) -> Vec<String> {
    let mut depth = 0;
    let mut split = vec![String::new()];
    for letter in arguments.chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            split.push(String::new());
        } else {
            split.last_mut().expect("there is a first argument").push(letter);
        }
    }
    split
}

/// `using Name = type;` of C++.
fn aliases(code: &str) -> BTreeMap<String, String> {
    let lines = code.split(';').filter_map(|statement| {
        let (name, meant) = statement.rsplit_once("using ")?.1.split_once('=')?;
        Some((name.trim().into(), words(meant).join(" ")))
    });
    lines.collect()
}

fn without_comments(code: &str) -> String {
    let mut parts = code.split("/*");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |code, part| code + part.split_once("*/").map_or("", |(_, after)| after))
}

fn without_directives(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with('#')).map(|line| format!("{line}\n")).collect()
}

/// Words, and each `*` and `&` as a word of its own.
fn words(text: &str) -> Vec<String> {
    text.replace('*', " * ").replace('&', " & ").split_whitespace().map(String::from).collect()
}
