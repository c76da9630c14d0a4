//! Words: a paragraph as hashed tokens, and its shape counted on the way.
//!
//! Text comes in, out go 32-bit hashes of its tokens (words, pairs of neighbouring tokens, first and last words) and a
//! [`Shape`] of counts. One pass over the bytes, buffers that are reused from document to document, nothing allocated per
//! token. Numbers are hashed by their length, so that "40 free spins" and "75 free spins" are one; characters of scripts
//! without spaces are words of their own, so that pairs of them are the n-grams such scripts need.

use super::chars::{ASCII, CLASSES, Class, classify};
use std::ops::Range;

/// Words of a paragraph that are hashed; the rest is counted only. A few huge paragraphs would drown the others.
const MAX_WORDS: u32 = 200;

const PAIR: u64 = 0x9e37_79b9_7f4a_7c15;
const FIRST: u32 = 0x51ed_270b;
const LAST: u32 = 0xb529_7a4d;
const STEM: usize = 5;
const STEM_MARK: u32 = 0x3c6e_f372;
static STEMS: std::sync::LazyLock<bool> = std::sync::LazyLock::new(|| std::env::var("STEMS").is_ok());
const FIRST_PAIR: u32 = 0x68e3_1da4;

/// What is counted of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Characters of each class; of letters only those outside ASCII words are told apart, see the other counts.
    pub classes: [u16; CLASSES],
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Words: runs of letters, single characters of scripts without spaces.
    pub words: u32,
    /// Characters in words.
    pub letters: u32,
    /// Words that begin with an upper-case letter.
    pub capitalised: u32,
    /// Words of two letters or more that begin with two upper-case letters.
    pub upper: u32,
    /// Words of up to three letters: the function words of most languages.
    pub short_words: u32,
    /// Runs of digits.
    pub numbers: u32,
    /// Numbers of four digits from 1900 to 2099.
    pub years: u32,
    /// Digits in the longest run of numbers that no word interrupts.
    pub digit_run: u32,
    /// Stops with a word or number on both sides and no space: addresses, decimals.
    pub dotted: u32,
    /// Colons between two numbers: times of day, scores.
    pub clocks: u32,
    /// `@` within a word: e-mail addresses, handles.
    pub addresses: u32,
    /// Words `http`, `https`, `www`.
    pub links: u32,
    /// Hash of all tokens.
    pub text_hash: u32,
    /// Hash of the first token.
    pub first_hash: u32,
    /// Hash of the kinds of its tokens, and of its length in steps.
    pub pattern: u32,
    /// Sentence ends: stops, exclamation and question marks before a space or the end.
    pub sentences: u32,
    /// Class of the first visible character.
    pub first: Option<Class>,
    /// Class of the last visible character that is no quotation mark or bracket.
    pub last: Option<Class>,
}

impl Shape {
    /// Characters of this class.
    pub fn count(&self, class: Class) -> u32 {
        u32::from(self.classes[class as usize])
    }
}

/// The hashed tokens of a document's paragraphs, in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    tokens: Vec<u32>,
    token_ends: Vec<u32>,
    topics: Vec<u32>,
    topic_ends: Vec<u32>,
    forms: Vec<u32>,
    form_ends: Vec<u32>,
    /// Where each token stands in its paragraph; kept only for explanations.
    spans: Option<Vec<Range<usize>>>,
}

impl Words {
    /// Forgets all paragraphs, keeps the memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.token_ends.clear();
        self.topics.clear();
        self.topic_ends.clear();
        self.forms.clear();
        self.form_ends.clear();
    }

    /// Hashed forms of paragraph `index`: its shape and its neighbours' in steps, and crosses of them.
    pub fn forms(&self, index: usize) -> &[u32] {
        slice(&self.forms, &self.form_ends, index)
    }

    /// Adds the forms of all paragraphs.
    pub fn push_forms(&mut self, shapes: &[Shape]) {
        let form = |i: isize| usize::try_from(i).ok().and_then(|i| shapes.get(i)).map_or(Form::default(), Form::of);
        let mut around = [Form::default(), Form::default(), form(0), form(1), form(2)];
        for i in 0..shapes.len() {
            if i > 0 {
                around.rotate_left(1);
                around[4] = form(i as isize + 2);
            }
            let [pp, p, f, n, nn] = around;
            let mut kind = 0;
            let mut add = |a: u32, b: u32, c: u32, d: u32, e: u32| {
                kind += 1;
                let key =
                    u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16 | u64::from(d) << 24 | u64::from(e) << 32;
                self.forms.push(fold(key | (0x80 + kind) << 48));
            };
            add(f.length, 0, 0, 0, 0);
            add(f.length, f.last, 0, 0, 0);
            add(f.length, f.first, 0, 0, 0);
            add(f.length, f.case, 0, 0, 0);
            add(f.length, f.numbers, 0, 0, 0);
            add(f.length, f.commas, f.sentences, 0, 0);
            add(f.length, f.short, 0, 0, 0);
            add(f.marks, f.last, 0, 0, 0);
            add(f.length.min(8), f.last, f.case, f.first, 0);
            add(f.length, f.numbers, f.marks, 0, 0);
            add(p.length, f.length, n.length, 0, 0);
            add(p.last, f.last, n.last, 0, 0);
            add(pp.length, p.length, f.length, n.length, nn.length);
            add(p.length, p.last, f.length, f.last, 0);
            add(n.length, n.last, f.length, f.last, 1);
            add(p.case, f.case, n.case, f.length, 0);
            add(p.marks, f.marks, f.length, 0, 0);
            add(n.marks, f.marks, f.length, 1, 0);
            self.form_ends.push(self.forms.len() as u32);
        }
    }

    /// Number of paragraphs.
    pub fn len(&self) -> usize {
        self.token_ends.len()
    }

    /// Whether there is no paragraph.
    pub fn is_empty(&self) -> bool {
        self.token_ends.is_empty()
    }

    /// Hashed tokens of paragraph `index`.
    pub fn tokens(&self, index: usize) -> &[u32] {
        slice(&self.tokens, &self.token_ends, index)
    }

    /// Hashes of the words of paragraph `index` that can tell a subject: four letters or more, pairs of characters of
    /// scripts without spaces.
    pub fn topics(&self, index: usize) -> &[u32] {
        slice(&self.topics, &self.topic_ends, index)
    }

    /// Adds a paragraph and returns its shape.
    pub fn push(&mut self, text: &str) -> Shape {
        let mut scan = Scan {
            words: self,
            shape: Shape::default(),
            previous: 0,
            previous_start: 0,
            tokens: 0,
            digits: 0,
            before: None,
        };
        scan.run(text);
        let shape = scan.shape;
        self.token_ends.push(self.tokens.len() as u32);
        self.topic_ends.push(self.topics.len() as u32);
        shape
    }
}

/// A paragraph's shape in steps.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    length: u32,
    first: u32,
    last: u32,
    case: u32,
    numbers: u32,
    commas: u32,
    sentences: u32,
    short: u32,
    marks: u32,
}

impl Form {
    fn of(shape: &Shape) -> Self {
        let words = shape.words + shape.numbers;
        let length = match words {
            0..=3 => words + 1,
            4..=5 => 5,
            6..=8 => 6,
            9..=12 => 7,
            13..=19 => 8,
            20..=30 => 9,
            31..=50 => 10,
            51..=80 => 11,
            _ => 12,
        };
        let third = |part: u32| (3 * part).div_ceil(shape.words.max(1)).min(3);
        let code = |class: Option<Class>| class.map_or(0, |class| class as u32 + 1);
        let mut marks = 0;
        for (bit, class) in
            [Class::Separator, Class::Currency, Class::Rights, Class::Emoji, Class::Colon, Class::Question]
                .into_iter()
                .enumerate()
        {
            marks |= u32::from(shape.count(class) > 0) << bit;
        }
        marks |= u32::from(shape.addresses + shape.links > 0) << 6 | u32::from(shape.clocks + shape.years > 0) << 7;
        Form {
            length,
            first: code(shape.first),
            last: code(shape.last),
            case: third(shape.capitalised) * 4 + third(shape.upper),
            numbers: shape.numbers.min(4),
            commas: shape.count(Class::Comma).min(3),
            sentences: shape.sentences.min(3),
            short: (5 * shape.short_words / shape.words.max(1)),
            marks,
        }
    }
}

/// Hashed tokens of a paragraph, each with the bytes of the text it was made from.
pub fn spans(text: &str) -> Vec<(u32, Range<usize>)> {
    let mut words = Words { spans: Some(Vec::new()), ..Words::default() };
    words.push(text);
    let spans = words.spans.unwrap_or_default();
    words.tokens.into_iter().zip(spans).collect()
}

fn slice<'a>(values: &'a [u32], ends: &[u32], index: usize) -> &'a [u32] {
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &values[start..ends[index] as usize]
}

/// One pass over a paragraph.
struct Scan<'a> {
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

impl Scan<'_> {
    fn run(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.shape.bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let class = if byte < 0x80 { ASCII[byte as usize] } else { Class::Ignored };
            at = match class {
                Class::Lower | Class::Upper => self.ascii_word(text, at, class),
                Class::Digit => self.number(bytes, at),
                Class::Space => {
                    self.space();
                    at + 1
                }
                _ if byte < 0x80 => {
                    self.mark(u32::from(byte), class, at..at + 1, bytes.get(at + 1).copied());
                    at + 1
                }
                _ => self.beyond_ascii(text, at),
            };
        }
        if self.is_sentence_end() {
            self.shape.sentences += 1;
        }
        if self.previous != 0 && self.shape.words <= MAX_WORDS {
            let (last, start) = (self.previous ^ LAST, self.previous_start);
            self.emit(last, start..text.len());
        }
        let shape = &mut self.shape;
        let length = 32 - (shape.words + shape.numbers).leading_zeros();
        let code = |class: Option<Class>| class.map_or(0, |class| class as u32 + 1);
        shape.pattern = fold(u64::from(
            length << 24
                | code(shape.first) << 16
                | code(shape.last) << 8
                | shape.numbers.min(3) << 4
                | shape.count(Class::Colon).min(1) << 3
                | u32::from(shape.capitalised * 2 > shape.words) << 1
                | u32::from(shape.count(Class::Separator) > 0),
        ));
    }

    /// A word that begins with an ASCII letter; turns to [`Scan::word`] where it goes on beyond ASCII.
    fn ascii_word(&mut self, text: &str, start: usize, class: Class) -> usize {
        let bytes = text.as_bytes();
        let mut end = start + 1;
        while end < bytes.len() && bytes[end].is_ascii_alphanumeric() {
            end += 1;
        }
        if end < bytes.len() && bytes[end] >= 0x80 {
            let next = text[end..].chars().next().map_or(Class::Space, |c| classify(c).0);
            if next <= Class::NoCase || next == Class::Ignored {
                return self.word(text, start);
            }
        }
        let word = &bytes[start..end];
        let upper = class == Class::Upper;
        let both_upper = upper && word.len() > 1 && word[1].is_ascii_uppercase();
        if matches!(word.len(), 3..=5) && matches!(word, b"www" | b"http" | b"https") {
            self.shape.links += 1;
        }
        let stem = if word.len() > STEM { hash_ascii(&word[..STEM]) } else { 0 };
        self.emit_word(hash_ascii(word), stem, word.len() as u32, upper, both_upper, class, start..end);
        end
    }

    /// A word of any script with spaces, character by character.
    fn word(&mut self, text: &str, start: usize) -> usize {
        let mut hash = PAIR;
        let (mut letters, mut first, mut second_upper, mut stem) = (0, None, false, 0);
        let mut end = start;
        for c in text[start..].chars() {
            let (class, lower) = if c.is_ascii() { (ASCII[c as usize], c.to_ascii_lowercase()) } else { classify(c) };
            match class {
                Class::Lower | Class::Upper | Class::NoCase | Class::Digit => {
                    hash = (hash ^ u64::from(lower as u32)).wrapping_mul(PAIR).rotate_left(23);
                    letters += 1;
                    if letters as usize == STEM {
                        stem = fold(hash);
                    }
                    first.get_or_insert(class);
                    second_upper |= letters == 2 && class == Class::Upper;
                }
                Class::Ignored => {}
                _ => break,
            }
            end += c.len_utf8();
        }
        let first = first.unwrap_or(Class::NoCase);
        let upper = first == Class::Upper;
        let stem = if letters as usize > STEM { stem } else { 0 };
        self.emit_word(fold(hash), stem, letters, upper, upper && second_upper, first, start..end);
        end
    }

    #[allow(clippy::too_many_arguments)] // what the two scanners of words know, once
    fn emit_word(
        &mut self,
        hash: u32,
        stem: u32,
        letters: u32,
        capitalised: bool,
        upper: bool,
        first: Class,
        at: Range<usize>,
    ) {
        let shape = &mut self.shape;
        shape.words += 1;
        shape.letters += letters;
        shape.capitalised += u32::from(capitalised);
        shape.upper += u32::from(upper);
        shape.short_words += u32::from(letters <= 3);
        self.digits = 0;
        if letters >= 4 && shape.words <= MAX_WORDS {
            self.words.topics.push(hash);
        }
        if stem != 0 && self.shape.words <= MAX_WORDS && *STEMS {
            self.emit(stem ^ STEM_MARK, at.clone());
        }
        self.token(hash, first, at);
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
                let shape = &mut self.shape;
                shape.words += 1;
                shape.letters += 1;
                shape.classes[Class::Spaceless as usize] = shape.classes[Class::Spaceless as usize].saturating_add(1);
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

    fn space(&mut self) {
        if self.is_sentence_end() {
            self.shape.sentences += 1;
        }
        self.before = Some(Class::Space);
    }

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
        let count = &mut self.shape.classes[class as usize];
        *count = count.saturating_add(1);
        let hash = fold(u64::from(code) | 1 << 42);
        // A row of the same mark ("......", "-----") is one token.
        if hash == self.previous {
            self.before = Some(class);
        } else {
            self.token(hash, class, at);
        }
    }

    fn emit(&mut self, hash: u32, at: Range<usize>) {
        self.words.tokens.push(hash);
        if let Some(spans) = &mut self.words.spans {
            spans.push(at);
        }
    }

    /// Adds a token and its pair with the one before.
    fn token(&mut self, hash: u32, class: Class, at: Range<usize>) {
        self.before = Some(class);
        if self.shape.first.is_none() {
            self.shape.first = Some(class);
            self.shape.first_hash = hash;
        }
        self.shape.text_hash = pair(self.shape.text_hash, hash);
        if !matches!(class, Class::Quote | Class::Bracket) {
            self.shape.last = Some(class);
        }
        if self.shape.words > MAX_WORDS {
            return;
        }
        let both = self.previous_start..at.end;
        let start = at.start;
        match self.tokens {
            0 => {
                self.emit(hash, at.clone());
                self.emit(hash ^ FIRST, at);
            }
            1 => {
                let joined = pair(self.previous, hash);
                self.emit(hash, at);
                self.emit(joined, both.clone());
                self.emit(joined ^ FIRST_PAIR, both);
            }
            _ => {
                self.emit(hash, at);
                self.emit(pair(self.previous, hash), both);
            }
        }
        self.previous_start = start;
        self.tokens += 1;
        self.previous = hash;
    }
}

/// Hash of an ASCII word without regard to case, eight bytes at a time.
fn hash_ascii(word: &[u8]) -> u32 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let mut hash = word.len() as u64 ^ PAIR;
    let mut chunks = word.chunks_exact(8);
    for chunk in &mut chunks {
        let bytes = u64::from_le_bytes(chunk.try_into().expect("chunks of eight bytes"));
        hash = (hash ^ (bytes | LOWER)).wrapping_mul(PAIR).rotate_left(29);
    }
    let rest = chunks.remainder();
    let bytes = match *rest {
        [] => return fold(hash),
        [a] => u64::from(a),
        [a, b] => u64::from(a) | u64::from(b) << 8,
        [a, b, c] => u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16,
        // Two reads of four bytes that overlap cover four to eight.
        _ => {
            let (low, high) = (&rest[..4], &rest[rest.len() - 4..]);
            let read = |bytes: &[u8]| u64::from(u32::from_le_bytes(bytes.try_into().expect("four bytes")));
            read(low) | read(high) << 32
        }
    };
    fold(hash ^ (bytes | LOWER))
}

fn fold(hash: u64) -> u32 {
    let hash = hash.wrapping_mul(PAIR);
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

fn pair(first: u32, second: u32) -> u32 {
    ((u64::from(first) << 32 | u64::from(second)).wrapping_mul(PAIR) >> 32) as u32 ^ first.rotate_left(7)
}
