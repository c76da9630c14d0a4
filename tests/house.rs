//! The rules of the house, as `docs/architecture.md` draws it: imports point down, and each room keeps to its own.
//!
//! Read from the source text, not from the compiler: an import that breaks a rule compiles well.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, the lowest first. The command line is a crate of its own on top of all of them.
const FLOORS: [&[&str]; 8] = [
    &["error", "label"],
    &["document", "evaluation"],
    &["page"],
    &["features", "rendering"],
    &["model"],
    &["cleaning", "training", "alignment", "report"],
    &["records"],
    &["cli"],
];

/// Rooms of one floor that may look into each other: from, to.
const SIDEWAYS: [(&str, &str); 2] = [("label", "error"), ("training", "cleaning")];

const MOST_LINES: usize = 400;

/// A source file with its code, without comments and without its tests.
struct Source {
    path: PathBuf,
    room: String,
    lines: usize,
    code: String,
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for source in sources() {
        for target in crate_paths(&source.code) {
            let Some(to) = floor(&target) else {
                // What the crate re-exports: errors and labels.
                assert!(
                    target.starts_with(char::is_uppercase),
                    "{}: crate::{target} is no room",
                    source.path.display()
                );
                continue;
            };
            let from = floor(&source.room).expect("every file is in a room");
            let allowed = to < from || source.room == target || SIDEWAYS.contains(&(&source.room, &target));
            if !allowed {
                wrong.push(format!("{} (floor {from}) imports {target} (floor {to})", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_room_keeps_to_its_own() {
    let rules: [(&str, &[&str], &[&str]); 4] = [
        ("only training knows the solvers", &["training"], &["linfa", "ndarray", "sprs::"]),
        (
            "only the command line prints",
            &["cli"],
            &["println!", "eprintln!", "print!(", "dbg!(", "anstream", "indicatif"],
        ),
        ("only the command line exits and knows clap", &["cli"], &["process::exit", "clap"]),
        (
            "only records and the command line open files",
            &["records", "cli"],
            &["std::fs", "File::", "walkdir", "tempfile"],
        ),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for (rule, rooms, words) in rules {
            for word in
                words.iter().filter(|word| !rooms.contains(&source.room.as_str()) && source.code.contains(*word))
            {
                wrong.push(format!("{}: {word} ({rule})", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.lines > MOST_LINES)
        .map(|source| format!("{}: {} lines, at most {MOST_LINES}", source.path.display(), source.lines))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    for source in sources() {
        let text = fs::read_to_string(&source.path).unwrap();
        assert!(text.starts_with("//! "), "{} has no header", source.path.display());
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// First names after `crate::`, also of `use crate::{a, b}`.
fn crate_paths(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(first_names(list)),
            None => names.extend(first_names(rest).into_iter().next()),
        }
    }
    names
}

/// The names at the top level of a list in braces that is open.
fn first_names(list: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let (mut depth, mut in_name) = (0, true);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ';' => break,
            ',' if depth == 0 => {
                names.push(String::new());
                in_name = true;
            }
            c if depth == 0 && in_name && (c.is_alphanumeric() || c == '_') => names.last_mut().unwrap().push(c),
            c if c.is_whitespace() => {}
            _ => in_name = false,
        }
    }
    names.retain(|name| !name.is_empty() && name != "self");
    names
}

/// Every file of a room, of the library and of the command line.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).unwrap().with_extension("");
                let room = relative.iter().next().unwrap().to_str().unwrap().to_owned();
                if room == "lib" || room == "main" {
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                sources.push(Source { lines: text.lines().count(), code: code(&text), path, room });
            }
        }
    }
    assert!(sources.len() > 50, "the source was not found");
    sources
}

/// A file's text without comments, and up to its tests.
fn code(text: &str) -> String {
    let tests =
        ["#[cfg(test)]\nmod ", "#[cfg(test)]\npub(super) mod ", "#[cfg(all(test, feature = \"training\"))]\nmod "];
    let tests = tests.into_iter().find_map(|start| text.find(start));
    let lines = text[..tests.unwrap_or(text.len())].lines();
    lines.filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn imports_are_read_as_they_are_written() {
    let code =
        "use crate::error::{Error, Result};\nuse crate::{features, model::Model, Label};\nlet x = crate::document::X;";
    assert_eq!(crate_paths(code), ["error", "features", "model", "Label", "document"]);
}
