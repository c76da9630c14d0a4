//! Character references: `&amp;`, `&#8217;`, `&eacute` become the characters they stand for.
//!
//! The rules are the HTML standard's, numbers of Windows-1252 and names without a semicolon included.

use entities::{ENTITIES, Entity};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The text that a reference stands for, and its length in bytes; `None` where it is none. `source` begins with `&`.
/// In the value of an attribute a name without a semicolon is none where a letter, a digit or `=` follows.
pub(super) fn reference(source: &[u8], in_attribute: bool) -> Option<(Expansion, usize)> {
    match source.get(1)? {
        b'#' => number(source),
        letter if letter.is_ascii_alphabetic() => named(source, in_attribute),
        _ => None,
    }
}

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expansion {
    Char(char),
    Text(&'static str),
}

impl Expansion {
    pub(super) fn push_to(self, text: &mut String) {
        match self {
            Expansion::Char(c) => text.push(c),
            Expansion::Text(more) => text.push_str(more),
        }
    }
}

/// The value of an attribute, or a text, with its references expanded.
pub(super) fn expand(source: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(mut at) = memchr::memchr(b'&', source.as_bytes()) else { return Cow::Borrowed(source) };
    let mut text = String::with_capacity(source.len());
    text.push_str(&source[..at]);
    while at < source.len() {
        let length = match reference(&source.as_bytes()[at..], in_attribute) {
            Some((expansion, length)) => {
                expansion.push_to(&mut text);
                length
            }
            None => {
                text.push('&');
                1
            }
        };
        at += length;
        let next = memchr::memchr(b'&', &source.as_bytes()[at..]).map_or(source.len(), |length| at + length);
        text.push_str(&source[at..next]);
        at = next;
    }
    Cow::Owned(text)
}

fn number(source: &[u8]) -> Option<(Expansion, usize)> {
    let (radix, start) = if matches!(source.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let mut code = 0_u32;
    let mut end = start;
    while let Some(digit) = source.get(end).and_then(|&byte| char::from(byte).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return None;
    }
    if source.get(end) == Some(&b';') {
        end += 1;
    }
    let c = match code {
        0 => '\u{fffd}',
        0x80..=0x9f => WINDOWS_1252[code as usize - 0x80],
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    };
    Some((Expansion::Char(c), end))
}

/// What 128 to 159 stand for: the Windows characters that their writers meant.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn named(source: &[u8], in_attribute: bool) -> Option<(Expansion, usize)> {
    for (name, c) in [(&b"&nbsp;"[..], '\u{a0}'), (b"&amp;", '&'), (b"&quot;", '"'), (b"&rsquo;", '’')] {
        if source.starts_with(name) {
            return Some((Expansion::Char(c), name.len()));
        }
    }
    // The longest name: "&CounterClockwiseContourIntegral;".
    let letters = source[1..].iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric()).count() + 1;
    if source.get(letters) == Some(&b';')
        && let Some(entity) = find(&source[..=letters])
    {
        return Some((Expansion::Text(entity.characters), letters + 1));
    }
    // Old names may do without a semicolon; none is longer than six letters.
    (3..=letters.min(7)).rev().find_map(|length| {
        let entity = find(&source[..length])?;
        let goes_on = source.get(length).is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric());
        (!(in_attribute && goes_on)).then_some((Expansion::Text(entity.characters), length))
    })
}

fn find(name: &[u8]) -> Option<&'static Entity> {
    static SORTED: OnceLock<Vec<&'static Entity>> = OnceLock::new();
    let sorted = SORTED.get_or_init(|| {
        let mut sorted: Vec<_> = ENTITIES.iter().collect();
        sorted.sort_unstable_by_key(|entity| entity.entity);
        sorted
    });
    sorted.binary_search_by(|entity| entity.entity.as_bytes().cmp(name)).ok().map(|place| sorted[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        for (source, text) in [
            ("no reference", "no reference"),
            ("fish &amp; chips &lt;now&gt;", "fish & chips <now>"),
            ("&#8217;&#x2019;&#X2019&#146;", "’’’’"),
            ("&eacute;t&eacute", "été"),
            ("&notit; &notin; &NotEqualTilde;", "¬it; ∉ ≂̸"),
            ("&copy 2020&nbsp;x", "© 2020\u{a0}x"),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("& && &; &#; &#x; &unknown; &", "& && &; &#; &#x; &unknown; &"),
        ] {
            assert_eq!(expand(source, false), text, "{source}");
        }
    }

    #[test]
    fn an_address_is_no_text() {
        assert_eq!(expand("?a=1&copy=2&amp;b&copyx", true), "?a=1&copy=2&b&copyx");
        assert_eq!(expand("?a=1&copy=2", false), "?a=1©=2");
    }
}
