//! Addresses of links and pictures: those that a reader may follow, in a form that is safe to write.

use crate::page::{AttributeName, ElementId, Elements};

/// Schemes of links; an address without a scheme is the page's own.
const LINKED: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Where the link `element` leads, if that is on the list.
pub(super) fn link(elements: &Elements, element: ElementId) -> Option<String> {
    clean(&elements.attribute(element, AttributeName::Href)?, &LINKED)
}

/// Where the picture `element` lies; what a script is to load is known from `data-src`.
pub(super) fn picture(elements: &Elements, element: ElementId) -> Option<String> {
    let of = |name| clean(&elements.attribute(element, name)?, &LINKED[..2]);
    of(AttributeName::Src).or_else(|| of(AttributeName::DataSrc))
}

/// An address as browsers read it, without white space and control characters, if it is of one of `schemes` or of none.
/// What could end it in HTML or Markdown is percent-encoded. Empty ones and places in the page are none.
pub(super) fn clean(address: &str, schemes: &[&str]) -> Option<String> {
    let mut out = String::with_capacity(address.len());
    for c in address.trim_matches(|c: char| c <= ' ').chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            '\0'..=' ' | '\u{7f}' | '"' | '\'' | '(' | ')' | '<' | '>' | '\\' | '`' | '^' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() || c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    if out.is_empty() || out.starts_with('#') {
        return None;
    }
    match out.find([':', '/', '?', '#']) {
        Some(at) if out[at..].starts_with(':') => {
            schemes.iter().any(|scheme| out[..at].eq_ignore_ascii_case(scheme)).then_some(out)
        }
        _ => Some(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_reader_may_follow_is_let_through() {
        let of = |address: &str| clean(address, &LINKED);
        for bad in [
            "javascript:alert(1)",
            " JaVa\tScript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "#top",
            "",
            "a b:c",
            "file:///x",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(of(" /a b\n").as_deref(), Some("/a%20b"));
        assert_eq!(of("HTTPS://a.org/x?y=(1)#z").as_deref(), Some("HTTPS://a.org/x?y=%281%29#z"));
        assert_eq!(of("?a=b:c").as_deref(), Some("?a=b:c"));
        assert_eq!(of("\" onload=x").as_deref(), Some("%22%20onload=x"));
        assert_eq!(clean("mailto:a@b.org", &LINKED[..2]), None);
    }
}
