//! What cleaning would change, as a unified difference.

use crate::cli::paint::{BOLD, CYAN, GREEN, Paint, RED};
use similar::{Algorithm, TextDiff};
use std::fmt::Write;

/// The difference of a text and its cleaned form, with three lines of context.
pub fn unified(name: &str, text: &str, cleaned: &str) -> String {
    // Patience finds lines that stand once in both, which nearly all kept lines do; Myers takes the square of what went.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(text, cleaned);
    diff.unified_diff().context_radius(3).header(name, &format!("{name} (cleaned)")).to_string()
}

/// The same, painted line by line.
pub fn painted(diff: &str, paint: Paint) -> String {
    if !paint.0 {
        return diff.to_owned();
    }
    let mut out = String::with_capacity(diff.len() * 2);
    for (number, line) in diff.split_inclusive('\n').enumerate() {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let style = match body.as_bytes().first() {
            _ if number < 2 => BOLD,
            Some(b'@') => CYAN,
            Some(b'-') => RED,
            Some(b'+') => GREEN,
            _ => {
                out.push_str(line);
                continue;
            }
        };
        let _ = write!(out, "{}{end}", paint.apply(style, body));
    }
    out
}
