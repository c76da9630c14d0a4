//! Scan: one pass over a paragraph's bytes, which finds its tokens and counts its shape.
//!
//! Text comes in, hashes of tokens go to [`Words`], counts to [`Shape`]. Words of ASCII letters are found and hashed
//! eight bytes at a time, other characters one by one.

use super::chars::{ASCII, Class, classify};
use super::hash::{self, fold, pair};
use super::words::{Shape, Words};
use std::ops::Range;

/// Words of a paragraph that are hashed; the rest is counted only. A few huge paragraphs would drown the others.
const MAX_WORDS: u32 = 200;

const FIRST: u32 = 0x51ed_270b;
const LAST: u32 = 0xb529_7a4d;
const FIRST_PAIR: u32 = 0x68e3_1da4;

/// One pass over a paragraph; `SPANS` says whether the bytes of every token are kept.
pub(super) struct Scan<'a, const SPANS: bool> {
    words: &'a mut Words,
    shape: Shape,
    /// Hash of the token before, 0 at the start.
    previous: u32,
    /// Where the token before begins.
    previous_start: usize,
    /// Tokens so far.
    tokens: u32,
    /// Digits since the last word.
    digits: u32,
    /// Class of the character before, white space included.
    before: Option<Class>,
}

/// What a word is, besides its hash.
struct Word {
    /// Hash of its first letters, where it has more.
    stem: Option<u32>,
    letters: u32,
    /// Class of its first letter.
    first: Class,
    /// Whether its first two letters are upper case.
    both_upper: bool,
}

impl<'a, const SPANS: bool> Scan<'a, SPANS> {
    /// Adds the tokens of `text` to `words` and gives its shape.
    pub fn run(words: &'a mut Words, text: &str) -> Shape {
        let mut scan: Scan<SPANS> =
            Scan { words, shape: Shape::default(), previous: 0, previous_start: 0, tokens: 0, digits: 0, before: None };
        scan.scan(text);
        scan.shape
    }

    fn scan(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.shape.bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = if byte < 0x80 {
                match ASCII[byte as usize] {
                    class @ (Class::Lower | Class::Upper) => self.ascii_word(text, at, class),
                    Class::Digit => self.number(bytes, at),
                    Class::Space => {
                        self.space();
                        at + 1
                    }
                    class => {
                        self.mark(u32::from(byte), class, at..at + 1, bytes.get(at + 1).copied());
                        at + 1
                    }
                }
            } else {
                self.beyond_ascii(text, at)
            };
        }
        if self.is_sentence_end() {
            self.shape.sentences += 1;
        }
        if self.previous != 0 && self.shape.words <= MAX_WORDS {
            let (last, at) = (self.previous ^ LAST, self.previous_start..text.len());
            self.emit([last], [at]);
        }
        self.shape.pattern = pattern(&self.shape);
    }

    /// A word that begins with an ASCII letter; turns to [`Scan::word`] where it goes on beyond ASCII.
    #[inline]
    fn ascii_word(&mut self, text: &str, start: usize, first: Class) -> usize {
        let bytes = text.as_bytes();
        let (end, hash) = hash::ascii_run(bytes, start);
        if bytes.get(end).is_some_and(|&byte| byte >= 0x80) && goes_on(&text[end..]) {
            return self.word(text, start);
        }
        let word = &bytes[start..end];
        // The next byte belongs to the word if it is a letter.
        let second_upper = bytes.get(start + 1).is_some_and(u8::is_ascii_uppercase);
        let both_upper = (first == Class::Upper) & second_upper;
        // Few words begin like this, so that the lengths of all others need not be guessed.
        if matches!(word[0], b'w' | b'h') && matches!(word, b"www" | b"http" | b"https") {
            self.shape.links += 1;
        }
        let stem = (word.len() > hash::STEM).then(|| hash::ascii_stem(bytes, start)).flatten();
        self.emit_word(hash, &Word { stem, letters: word.len() as u32, first, both_upper }, start..end);
        if bytes.get(end) == Some(&b' ') {
            // What follows nearly every word ends no sentence.
            self.before = Some(Class::Space);
            return end + 1;
        }
        end
    }

    /// A word of any script with spaces, character by character.
    fn word(&mut self, text: &str, start: usize) -> usize {
        let mut state = hash::START;
        let (mut letters, mut first, mut second_upper) = (0, None, false);
        let mut stem = None;
        let mut end = start;
        for c in text[start..].chars() {
            let (class, lower) = if c.is_ascii() { (ASCII[c as usize], c.to_ascii_lowercase()) } else { classify(c) };
            match class {
                Class::Lower | Class::Upper | Class::NoCase | Class::Digit => {
                    if letters as usize == hash::STEM {
                        // As the same letters are hashed where no other follows that is not ASCII.
                        stem = hash::ascii_stem(text.as_bytes(), start).or(Some(fold(state ^ 1 << 43)));
                    }
                    state = hash::next(state, lower);
                    letters += 1;
                    first.get_or_insert(class);
                    second_upper |= letters == 2 && class == Class::Upper;
                }
                Class::Ignored => {}
                _ => break,
            }
            end += c.len_utf8();
        }
        let first = first.unwrap_or(Class::NoCase);
        let both_upper = first == Class::Upper && second_upper;
        self.emit_word(fold(state), &Word { stem, letters, first, both_upper }, start..end);
        end
    }

    #[inline]
    fn emit_word(&mut self, hash: u32, word: &Word, at: Range<usize>) {
        let shape = &mut self.shape;
        shape.words += 1;
        shape.letters += word.letters;
        shape.capitalised += u32::from(word.first == Class::Upper);
        shape.upper += u32::from(word.both_upper);
        shape.short_words += u32::from(word.letters <= 3);
        self.digits = 0;
        // Written and taken back without a branch: whether a word is short cannot be guessed.
        let is_topic = (word.letters >= 4) & (shape.words <= MAX_WORDS);
        let topics = &mut self.words.topics;
        topics.push(hash);
        topics.truncate(topics.len() - usize::from(!is_topic));
        if let (Some(stem), true) = (word.stem, shape.words <= MAX_WORDS) {
            self.emit([stem], [at.clone()]);
        }
        self.token(hash, word.first, at);
    }

    /// A run of digits.
    fn number(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut end = start + 1;
        while end < bytes.len() && bytes[end].is_ascii_digit() {
            end += 1;
        }
        let length = (end - start) as u32;
        let year = length == 4 && matches!(&bytes[start..start + 2], b"19" | b"20");
        self.emit_number(length, year, start..end);
        end
    }

    fn emit_number(&mut self, length: u32, year: bool, at: Range<usize>) {
        self.shape.numbers += 1;
        self.shape.years += u32::from(year);
        self.digits += length;
        self.shape.digit_run = self.shape.digit_run.max(self.digits);
        let kind = if year { 9 } else { length.min(8) };
        self.token(fold(u64::from(kind) | 1 << 40), Class::Digit, at);
    }

    fn beyond_ascii(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else { return text.len() };
        let after = at + c.len_utf8();
        match classify(c) {
            (Class::Lower | Class::Upper | Class::NoCase, _) => return self.word(text, at),
            (Class::Spaceless, c) => {
                let hash = fold(u64::from(c as u32) | 1 << 41);
                self.shape.words += 1;
                self.shape.letters += 1;
                self.shape.add(Class::Spaceless);
                self.digits = 0;
                if self.before == Some(Class::Spaceless) && self.shape.words <= MAX_WORDS {
                    self.words.topics.push(pair(self.previous, hash));
                }
                self.token(hash, Class::Spaceless, at..after);
            }
            (Class::Digit, _) => self.emit_number(1, false, at..after),
            (Class::Space, _) => self.space(),
            (Class::Ignored, _) => {}
            (class, c) => self.mark(c as u32, class, at..after, text.as_bytes().get(after).copied()),
        }
        after
    }

    #[inline]
    fn space(&mut self) {
        self.shape.sentences += u32::from(self.is_sentence_end());
        self.before = Some(Class::Space);
    }

    #[inline]
    fn is_sentence_end(&self) -> bool {
        matches!(self.before, Some(Class::Stop | Class::Exclamation | Class::Question))
    }

    /// A character that is neither part of a word or number nor white space.
    fn mark(&mut self, code: u32, class: Class, at: Range<usize>, next: Option<u8>) {
        let joins =
            |class: Option<Class>| matches!(class, Some(Class::Lower | Class::Upper | Class::NoCase | Class::Digit));
        let next_joins = next.is_some_and(|byte| byte.is_ascii_alphanumeric());
        match class {
            Class::Stop if next_joins && joins(self.before) => self.shape.dotted += 1,
            Class::Colon if self.before == Some(Class::Digit) && next.is_some_and(|byte| byte.is_ascii_digit()) => {
                self.shape.clocks += 1;
            }
            Class::At if next_joins => self.shape.addresses += 1,
            Class::Ignored => return,
            _ => {}
        }
        self.shape.add(class);
        let hash = fold(u64::from(code) | 1 << 42);
        // A row of the same mark ("......", "-----") is one token.
        if hash == self.previous {
            self.before = Some(class);
        } else {
            self.token(hash, class, at);
        }
    }

    #[inline]
    fn emit<const N: usize>(&mut self, hashes: [u32; N], at: [Range<usize>; N]) {
        self.words.tokens.extend_from_slice(&hashes);
        if SPANS {
            self.words.spans.extend(at);
        }
    }

    /// Adds a token and its pair with the one before.
    #[inline]
    fn token(&mut self, hash: u32, class: Class, at: Range<usize>) {
        self.before = Some(class);
        self.shape.text_hash = pair(self.shape.text_hash, hash);
        if !matches!(class, Class::Quote | Class::Bracket) {
            self.shape.last = Some(class);
        }
        if self.tokens == 0 {
            self.shape.first = Some(class);
            self.shape.first_hash = hash;
        }
        if self.shape.words > MAX_WORDS {
            return;
        }
        let joined = pair(self.previous, hash);
        let both = self.previous_start..at.end;
        self.previous_start = at.start;
        self.previous = hash;
        self.tokens += 1;
        match self.tokens {
            1 => self.emit([hash, hash ^ FIRST], [at.clone(), at]),
            2 => {
                self.emit([hash, joined], [at, both.clone()]);
                self.emit([joined ^ FIRST_PAIR], [both]);
            }
            _ => self.emit([hash, joined], [at, both]),
        }
    }
}

/// Whether a word goes on with what follows its ASCII letters.
#[cold]
fn goes_on(rest: &str) -> bool {
    let class = rest.chars().next().map_or(Class::Space, |c| classify(c).0);
    class <= Class::NoCase || class == Class::Ignored
}

/// Hash of what a paragraph begins and ends with, of its length in steps, its numbers and marks.
fn pattern(shape: &Shape) -> u32 {
    let length = 32 - (shape.words + shape.numbers).leading_zeros();
    let code = |class: Option<Class>| class.map_or(0, |class| class as u32 + 1);
    fold(u64::from(
        length << 24
            | code(shape.first) << 16
            | code(shape.last) << 8
            | shape.numbers.min(3) << 4
            | shape.count(Class::Colon).min(1) << 3
            | u32::from(shape.capitalised * 2 > shape.words) << 1
            | u32::from(shape.count(Class::Separator) > 0),
    ))
}
