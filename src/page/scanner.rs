//! A page's source cut into tags and text, as the HTML standard's tokenizer does where it makes a difference to a reader.
//!
//! Ranges of the source leave, nothing is copied; no input is an error. Apart from `reader` because it knows bytes and
//! no tree: what is inside of what is decided there.

use super::attribute::{Attribute, AttributeName};
use super::name::{self, Name, Names};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A piece of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Text with its character references.
    Text { start: usize, end: usize },
    /// A start tag; its attributes are the scanner's until the next one.
    Start { name: Name, self_closing: bool },
    /// An end tag.
    End { name: Name },
}

/// Cuts a source from front to back.
pub(super) struct Scanner<'a> {
    source: &'a [u8],
    position: usize,
    attributes: Vec<Attribute>,
    /// Names whose end tags are not ahead, so that no search for them reads the rest again.
    not_ahead: Vec<Name>,
}

/// Bytes that end the name of a tag or an attribute, and white space.
const SPACE: u8 = 1;
const SLASH_OR_GREATER: u8 = 2;
const EQUALS: u8 = 4;
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b' ' as usize] = SPACE;
    classes[b'\t' as usize] = SPACE;
    classes[b'\n' as usize] = SPACE;
    classes[b'\r' as usize] = SPACE;
    classes[0x0c] = SPACE;
    classes[b'/' as usize] = SLASH_OR_GREATER;
    classes[b'>' as usize] = SLASH_OR_GREATER;
    classes[b'=' as usize] = EQUALS;
    classes
};

impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a [u8]) -> Self {
        Scanner { source, position: 0, attributes: Vec::new(), not_ahead: Vec::new() }
    }

    /// The attributes of the last start tag, in order; of two of one name the first counts.
    pub(super) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The value of an attribute of the last start tag.
    pub(super) fn attribute(&self, name: AttributeName) -> Option<Range<usize>> {
        let found = self.attributes.iter().find(|attribute| attribute.name == name)?;
        Some(found.start as usize..found.end as usize)
    }

    /// Byte of the source that is read next.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn skip_to(&mut self, position: usize) {
        self.position = position;
    }

    /// The next piece, `None` at the end.
    pub(super) fn next(&mut self, names: &mut Names) -> Option<Token> {
        loop {
            let start = self.position;
            let markup = self.markup(start);
            if markup > start {
                self.position = markup;
                return Some(Token::Text { start, end: markup });
            }
            let rest = &self.source[start..];
            match rest.get(1)? {
                b'!' => self.skip_declaration(),
                b'?' => self.skip_bogus(2),
                b'/' => match rest.get(2) {
                    Some(letter) if letter.is_ascii_alphabetic() => {
                        let name = self.name(start + 2, names);
                        return self.tag().then_some(Token::End { name });
                    }
                    _ => self.skip_bogus(2),
                },
                _ => {
                    let name = self.name(start + 1, names);
                    if !self.tag() {
                        return None;
                    }
                    let self_closing = self.source[self.position - 2] == b'/';
                    return Some(Token::Start { name, self_closing });
                }
            }
        }
    }

    /// The next `<` that begins a tag, a comment or a declaration, else the end.
    fn markup(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr(b'<', &self.source[at..]) {
            at += found;
            match self.source.get(at + 1) {
                Some(b'/' | b'!' | b'?') => return at,
                Some(letter) if letter.is_ascii_alphabetic() => return at,
                _ => at += 1,
            }
        }
        self.source.len()
    }

    /// Reads a tag's name and stands behind it.
    fn name(&mut self, from: usize, names: &mut Names) -> Name {
        let end = self.until(from, SPACE | SLASH_OR_GREATER);
        self.position = end;
        names.number(&self.source[from..end])
    }

    fn until(&self, from: usize, classes: u8) -> usize {
        let stops = |&byte: &u8| CLASSES[usize::from(byte)] & classes != 0;
        self.source[from..].iter().position(stops).map_or(self.source.len(), |length| from + length)
    }

    fn skip_spaces(&self, from: usize) -> usize {
        let other = |&byte: &u8| CLASSES[usize::from(byte)] & SPACE == 0;
        self.source[from..].iter().position(other).map_or(self.source.len(), |length| from + length)
    }

    /// Reads attributes up to the `>`, and stands behind it; `false` where the source ends before.
    fn tag(&mut self) -> bool {
        self.attributes.clear();
        let mut at = self.position;
        loop {
            at = self.skip_spaces(at);
            match self.source.get(at) {
                None => break,
                Some(b'>') => {
                    self.position = at + 1;
                    return true;
                }
                Some(b'/') => {
                    at += 1;
                    continue;
                }
                Some(_) => {}
            }
            // An equals sign where a name should begin is part of the name.
            let name_end = self.until(at + 1, SPACE | SLASH_OR_GREATER | EQUALS);
            let name = AttributeName::find(&self.source[at..name_end]);
            at = self.skip_spaces(name_end);
            let mut value = name_end..name_end;
            if self.source.get(at) == Some(&b'=') {
                at = self.skip_spaces(at + 1);
                match self.source.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => match memchr(quote, &self.source[at + 1..]) {
                        Some(length) => {
                            value = at + 1..at + 1 + length;
                            at = value.end + 1;
                        }
                        None => break,
                    },
                    Some(b'>') => {}
                    _ => {
                        let stops = |&byte: &u8| byte == b'>' || CLASSES[usize::from(byte)] & SPACE != 0;
                        let length = self.source[at..].iter().position(stops);
                        value = at..length.map_or(self.source.len(), |length| at + length);
                        at = value.end;
                    }
                }
            }
            // More is no use to anybody, and a tag of a million attributes would be searched for each.
            if let Some(name) = name.filter(|_| self.attributes.len() < 64) {
                self.attributes.push(Attribute { name, start: value.start as u32, end: value.end as u32 });
            }
        }
        self.position = self.source.len();
        false
    }

    /// Stands behind a comment, a doctype or what looks like one.
    fn skip_declaration(&mut self) {
        let start = self.position;
        if !self.source[start..].starts_with(b"<!--") {
            return self.skip_bogus(2);
        }
        let text = start + 4;
        for short in [&b">"[..], b"->"] {
            if self.source[text..].starts_with(short) {
                self.position = text + short.len();
                return;
            }
        }
        let mut at = text;
        while let Some(found) = memmem::find(&self.source[at..], b"--") {
            at += found + 2;
            match &self.source[at..] {
                [b'>', ..] => {
                    self.position = at + 1;
                    return;
                }
                [b'!', b'>', ..] => {
                    self.position = at + 2;
                    return;
                }
                [b'-', ..] => at -= 1,
                _ => {}
            }
        }
        self.position = self.source.len();
    }

    /// Stands behind the next `>`.
    fn skip_bogus(&mut self, opening: usize) {
        let from = (self.position + opening).min(self.source.len());
        self.position = memchr(b'>', &self.source[from..]).map_or(self.source.len(), |length| from + length + 1);
    }

    /// Reads text up to the end tag of `name`, and stands behind the tag; `None`, and nothing read, where there is none.
    pub(super) fn raw_text(&mut self, name: Name, text: &str) -> Option<Range<usize>> {
        let start = self.position;
        let end = self.find_end(name, text)?;
        self.skip_to(end);
        self.skip_bogus(2);
        Some(start..end)
    }

    /// Where the next end tag of `name` begins, whose text is given, too.
    pub(super) fn find_end(&mut self, name: Name, text: &str) -> Option<usize> {
        if self.not_ahead.contains(&name) {
            return None;
        }
        let mut at = self.position;
        while let Some(found) = memmem::find(&self.source[at..], b"</") {
            at += found;
            let after = at + 2 + text.len();
            let same = self.source.get(at + 2..after).is_some_and(|other| other.eq_ignore_ascii_case(text.as_bytes()));
            let ends = |&byte: &u8| CLASSES[usize::from(byte)] & (SPACE | SLASH_OR_GREATER) != 0;
            if same && self.source.get(after).is_some_and(ends) {
                return Some(at);
            }
            at += 2;
        }
        self.not_ahead.push(name);
        None
    }

    /// Reads a script, which may hold a comment with whole scripts in it, and stands behind its end tag, or at the end.
    pub(super) fn script(&mut self) -> Range<usize> {
        let start = self.position;
        let first = self.raw_text(Name::SCRIPT, "script");
        let Some(first) = first else {
            self.position = self.source.len();
            return start..self.source.len();
        };
        let has_comment = memmem::rfind(&self.source[first.clone()], b"<!--");
        let Some(comment) = has_comment.map(|at| start + at) else { return first };
        let closed = memmem::find(&self.source[comment..first.end], b"-->").is_some();
        let nested = memchr::memchr_iter(b'<', &self.source[comment..first.end]).any(|at| {
            let tag = &self.source[comment + at..];
            tag.get(1..7).is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
                && tag.get(7).is_some_and(|&byte| CLASSES[usize::from(byte)] & (SPACE | SLASH_OR_GREATER) != 0)
        });
        if closed || !nested {
            return first;
        }
        // `<!-- <script> </script>`: that end tag is part of the script, the next one after it ends it.
        match self.raw_text(Name::SCRIPT, "script") {
            Some(second) => start..second.end,
            None => first,
        }
    }

    /// Reads a page's title and stands behind it. One that is not ended, as markup of a page in it shows, ends there.
    pub(super) fn title(&mut self) -> Range<usize> {
        let start = self.position;
        let mut at = start;
        while let Some(found) = memchr(b'<', &self.source[at..]) {
            at += found;
            let closing = usize::from(self.source.get(at + 1) == Some(&b'/'));
            let name = self.source[at + 1 + closing..].iter().take(20);
            let name: Vec<u8> = name.copied().take_while(|&byte| CLASSES[usize::from(byte)] == 0).collect();
            if let Some(name) = std::str::from_utf8(&name).ok().and_then(Name::known) {
                if name == Name::TITLE && closing == 1 {
                    self.position = at;
                    self.skip_bogus(2);
                    return start..at;
                }
                if name.means(name::BLOCK | name::HEAD) {
                    self.position = at;
                    return start..at;
                }
            }
            at += 1;
        }
        // No tag of a page ahead: a title to the end of the line.
        let line = memchr(b'\n', &self.source[start..]).map_or(self.source.len(), |length| start + length);
        self.position = line;
        start..line
    }
}
