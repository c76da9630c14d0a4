//! What a character is to the feature extractor: its class, and its lower-case form.
//!
//! ASCII is looked up in a constant table; the rest of the basic plane in a table made at first use, so that the hot
//! path never asks the Unicode tables of the standard library. A class is what the shape of a paragraph is counted in.

use std::sync::OnceLock;

/// Class of a character. Letters come first, so that `class <= NoCase` means "part of a word".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// Lower-case letter.
    Lower,
    /// Upper-case or title-case letter.
    Upper,
    /// Letter of a script without cases, and marks that belong to letters.
    NoCase,
    /// Character of a script written without spaces: a word of its own.
    Spaceless,
    /// Decimal digit.
    Digit,
    /// White space.
    Space,
    /// `.` and its like in other scripts.
    Stop,
    /// `,` `;` and their like.
    Comma,
    /// `!`
    Exclamation,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// Quotation marks and apostrophes.
    Quote,
    /// Brackets.
    Bracket,
    /// Hyphens and dashes.
    Dash,
    /// `|` `/` `\` bullets, arrows and other marks that stand between items.
    Separator,
    /// Currency signs.
    Currency,
    /// `%`
    Percent,
    /// `@`
    At,
    /// `#`
    Hash,
    /// `©` `®` `™`
    Rights,
    /// Pictographs.
    Emoji,
    /// Any other mark.
    Symbol,
    /// Characters nobody sees: zero-width marks, soft hyphen, control characters.
    Ignored,
}

/// Number of classes.
pub const CLASSES: usize = Class::Ignored as usize + 1;

const fn ascii_class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Class::Space,
        b'.' => Class::Stop,
        b',' | b';' => Class::Comma,
        b'!' => Class::Exclamation,
        b'?' => Class::Question,
        b':' => Class::Colon,
        b'"' | b'\'' | b'`' => Class::Quote,
        b'(' | b')' | b'[' | b']' | b'{' | b'}' => Class::Bracket,
        b'-' => Class::Dash,
        b'|' | b'/' | b'\\' | b'<' | b'>' | b'*' => Class::Separator,
        b'$' => Class::Currency,
        b'%' => Class::Percent,
        b'@' => Class::At,
        b'#' => Class::Hash,
        _ if byte.is_ascii_graphic() => Class::Symbol,
        _ => Class::Ignored,
    }
}

const fn ascii_table() -> [Class; 128] {
    let mut table = [Class::Ignored; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ascii_class(byte as u8);
        byte += 1;
    }
    table
}

/// Class of every ASCII byte.
pub static ASCII: [Class; 128] = ascii_table();

/// Class and lower-case form (0: itself) of the characters below U+10000, by the upper byte of their number: a text needs
/// few of these tables, and all of them would take longer to make than an article to clean.
static BASIC_PLANE: [OnceLock<Box<CharTable>>; 256] = [const { OnceLock::new() }; 256];

/// Class and lower-case form of 256 characters in a row.
type CharTable = [(Class, u16); 256];

fn basic_plane(upper: u8) -> Box<CharTable> {
    Box::new(std::array::from_fn(|lower| {
        let code = u32::from(upper) << 8 | lower as u32;
        let Some(c) = char::from_u32(code) else { return (Class::Ignored, 0) };
        let class = class_of(c);
        let lower = if class == Class::Upper { c.to_lowercase().next().map_or(0, |l| l as u32) } else { 0 };
        (class, u16::try_from(lower).unwrap_or(0))
    }))
}

/// Class of a character that is not ASCII, and its lower-case form.
pub fn classify(c: char) -> (Class, char) {
    let Ok(code) = u16::try_from(c as u32) else { return (class_of(c), c) };
    let [upper, lower] = code.to_be_bytes();
    match BASIC_PLANE[usize::from(upper)].get_or_init(|| basic_plane(upper))[usize::from(lower)] {
        (class, 0) => (class, c),
        (class, lower) => (class, char::from_u32(lower.into()).unwrap_or(c)),
    }
}

fn class_of(c: char) -> Class {
    match c {
        '\0'..='\x7f' => ASCII[c as usize],
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => Class::Ignored,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}' | '\u{80}'..='\u{9f}' => Class::Ignored,
        '。' | '．' | '｡' | '।' | '॥' | '۔' | '…' | '‥' | '။' | '។' => Class::Stop,
        '，' | '、' | '；' | '､' | '،' | '؛' | '‚' => Class::Comma,
        '！' | '¡' => Class::Exclamation,
        '？' | '¿' | '؟' => Class::Question,
        '：' => Class::Colon,
        '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}' | '「' | '」' | '『' | '』' | '＂' | '＇' | '״' | '׳' => {
            Class::Quote
        }
        '（' | '）' | '【' | '】' | '［' | '］' | '《' | '》' | '〈' | '〉' | '〔' | '〕' | '｛' | '｝' => {
            Class::Bracket
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '～' | '〜' | '־' => Class::Dash,
        '•' | '·' | '‣' | '∙' | '｜' | '／' | '‖' | '¦' | '・' | '●' | '○' | '■' | '□' | '▪' | '▫' | '◆' | '◇'
        | '★' | '☆' | '✓' | '✔' | '※' => Class::Separator,
        '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{27a1}' | '\u{2794}'..='\u{27bf}' => Class::Separator,
        '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '฿' | '＄' | '￥' | '￡' | '﷼' | '৳' => {
            Class::Currency
        }
        '％' | '‰' | '٪' => Class::Percent,
        '＠' => Class::At,
        '＃' | '№' => Class::Hash,
        '©' | '®' | '™' | '℠' => Class::Rights,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{231a}'..='\u{23ff}' => {
            Class::Emoji
        }
        _ if is_spaceless(c) => Class::Spaceless,
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_alphabetic() || is_mark(c) => Class::NoCase,
        _ => Class::Symbol,
    }
}

/// Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that belong to the letter before: accents, vowel signs, points.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{900}'..='\u{963}' | '\u{981}'..='\u{9ff}'
        | '\u{a01}'..='\u{dff}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_beyond_ascii() {
        for (c, class) in [
            ('é', Class::Lower),
            ('Ж', Class::Upper),
            ('ب', Class::NoCase),
            ('\u{94d}', Class::NoCase),
            ('中', Class::Spaceless),
            ('ー', Class::Spaceless),
            ('ก', Class::Spaceless),
            ('€', Class::Currency),
            ('。', Class::Stop),
            ('—', Class::Dash),
            ('🎰', Class::Emoji),
            ('\u{a0}', Class::Space),
            ('\u{200b}', Class::Ignored),
        ] {
            assert_eq!(classify(c).0, class, "{c:?}");
        }
        assert_eq!(classify('Ж').1, 'ж');
        assert_eq!(classify('Σ').1, 'σ');
    }
}
