//! `docs/features.md` is what the schema says: `UPDATE_DOCS=1 cargo test --test features_doc` writes it anew.

use std::fmt::Write;
use std::path::Path;
use unblurb::features::{FAMILIES, Family, Measure, schema, width};

const PATH: &str = "docs/features.md";

const HEADER: &str = "\
<!-- Written by tests/features_doc.rs: UPDATE_DOCS=1 cargo test --test features_doc -->

# Measures

What stage two sees of a paragraph, by family. Values are cut to the range. [algorithm.md](algorithm.md) says what becomes of them,
[adding-a-feature.md](adding-a-feature.md) how to add one; `unblurb model --features` prints the same list. Stage one's words and forms
have no table: they are hashed (`src/features/words.rs`).
";

#[test]
fn the_document_lists_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH);
    let expected = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).unwrap();
        return;
    }
    // A checkout may have turned line ends.
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let line = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    assert!(
        expected == found,
        "{PATH} differs from the schema from line {}: UPDATE_DOCS=1 cargo test --test features_doc",
        line + 1
    );
}

#[test]
fn names_are_unique_and_rows_complete() {
    let mut names: Vec<&str> = schema().map(|measure| measure.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), width());
    for Measure { name, unit, about, range, .. } in schema() {
        assert!(!unit.is_empty() && !about.is_empty() && range.0 < range.1, "{name}");
    }
}

fn document() -> String {
    let mut out = HEADER.to_owned();
    writeln!(out, "\n{} measures in {} families.", width(), FAMILIES.len()).unwrap();
    for Family { name, measures } in &FAMILIES {
        writeln!(out, "\n## {name}\n\n| measure | about | unit | range |\n|---|---|---|---|").unwrap();
        for Measure { name, unit, range: (low, high), about, .. } in *measures {
            writeln!(out, "| `{name}` | {} | {} | {low} to {high} |", cell(about), cell(unit)).unwrap();
        }
    }
    out
}

/// Text that does not end a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
