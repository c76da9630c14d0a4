//! What nobody sees of a page: drawings, notes to those without scripts, and what a style hides.
//!
//! A scanner enters and leaves behind what is skipped. Apart from `reader` because no text comes of it.

use super::attribute::AttributeName;
use super::name::{self, Name, Names};
use super::scanner::{Scanner, Token};

/// The end of the `noscript` that begins here, and whether it is long enough to be what a page shows to those without
/// scripts; `None` where it does not end.
pub(super) fn noscript(scanner: &mut Scanner<'_>, names: &mut Names, source: &str) -> Option<(usize, bool)> {
    /// Characters without white space. Less is a note, or a picture that counts visitors.
    const LONG: usize = 200;
    let end = scanner.find_end(Name::NOSCRIPT, "noscript")?;
    let mut inside = Scanner::new(&source.as_bytes()[..end]);
    inside.skip_to(scanner.position());
    let mut characters = 0;
    while let Some(token) = inside.next(names) {
        match token {
            Token::Text { start, end } => {
                characters += source[start..end].chars().filter(|c| !c.is_whitespace()).count();
            }
            Token::Start { name, .. } if name.means(name::RAW) => {
                inside.raw_text(name, names.text(name));
            }
            _ => {}
        }
    }
    Some((end, characters >= LONG))
}

/// Stands behind a drawing, or before what cannot be part of one.
pub(super) fn skip_drawing(scanner: &mut Scanner<'_>, names: &mut Names) {
    let mut depth = 1;
    let mut foreign = 0;
    loop {
        let before = scanner.position();
        match scanner.next(names) {
            None => return,
            Some(Token::Text { .. }) => {}
            Some(Token::Start { self_closing: true, .. }) => {}
            Some(Token::Start { name: Name::SVG, .. }) => depth += 1,
            Some(Token::Start { name: Name::FOREIGN_OBJECT, .. }) => foreign += 1,
            Some(Token::Start { name: Name::SCRIPT, .. }) => drop(scanner.script()),
            Some(Token::Start { name: Name::STYLE, .. }) => drop(scanner.raw_text(Name::STYLE, "style")),
            Some(Token::Start { name, .. }) => {
                let breaks_out = name.means(name::BLOCK | name::VOID) || matches!(name, Name::SPAN | Name::B | Name::I);
                if foreign == 0 && breaks_out && name != Name::LINK {
                    return scanner.skip_to(before);
                }
            }
            Some(Token::End { name: Name::SVG }) => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            Some(Token::End { name: Name::FOREIGN_OBJECT }) => foreign = (foreign - 1).max(0),
            Some(Token::End { name }) => {
                if foreign == 0 && matches!(name, Name::BODY | Name::HTML | Name::DIV | Name::P) {
                    return scanner.skip_to(before);
                }
            }
        }
    }
}

/// Whether the attributes of the last start tag hide its element.
pub(super) fn is_hidden(name: Name, scanner: &Scanner<'_>, source: &str) -> bool {
    if matches!(name, Name::HTML | Name::BODY | Name::MAIN | Name::ARTICLE) {
        // Shown by a script as soon as it runs.
        return false;
    }
    let get = |name| scanner.attribute(name).map(|range| &source[range]);
    // React sends what it will show a moment later as `<div hidden id="S:0">`.
    let is_late = get(AttributeName::Id).is_some_and(|id| id.starts_with("S:"));
    name == Name::DIALOG && get(AttributeName::Open).is_none()
        || get(AttributeName::Hidden).is_some() && !is_late
        || get(AttributeName::Style).is_some_and(hides)
}

/// Whether what stands in a `style` attribute hides its element.
fn hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else { return false };
        let value = value.trim();
        let value = value.split_once('!').map_or(value, |(value, _)| value.trim_end());
        match property.trim() {
            property if property.eq_ignore_ascii_case("display") => value.eq_ignore_ascii_case("none"),
            property if property.eq_ignore_ascii_case("visibility") => {
                value.eq_ignore_ascii_case("hidden") || value.eq_ignore_ascii_case("collapse")
            }
            _ => false,
        }
    })
}
