//! Shape: what a paragraph looks like by itself, whatever its language.

use super::chars::Class;
use super::maths::ln_1p;
use super::schema::Measure;
use super::view::View;
use super::words::Shape;

fn each(view: &View, out: &mut [f32], value: impl Fn(&Shape) -> f32) {
    for (out, shape) in out.iter_mut().zip(&view.shapes) {
        *out = value(shape);
    }
}

fn per_word(count: u32, shape: &Shape) -> f32 {
    count as f32 / shape.words.max(1) as f32
}

fn flag(yes: bool) -> f32 {
    if yes { 1.0 } else { 0.0 }
}

macro_rules! measures {
    ($($name:literal, $unit:literal, $low:literal ..= $high:literal, $about:literal, $value:expr;)*) => {
        pub(super) static MEASURES: &[Measure] = &[$(Measure {
            name: $name,
            unit: $unit,
            range: ($low as f32, $high as f32),
            about: $about,
            fill: |view, out| each(view, out, $value),
        }),*];
    };
}

measures! {
    "log_words", "ln(1 + words)", 0 ..= 8, "length in words", |s| ln_1p(s.words as f32);
    "log_letters", "ln(1 + letters)", 0 ..= 10, "length in letters", |s| ln_1p(s.letters as f32);
    "letters_per_word", "letters/word", 0 ..= 15, "mean length of its words", |s| per_word(s.letters, s);
    "capitalised", "share of words", 0 ..= 1, "words with a capital first letter", |s| per_word(s.capitalised, s);
    "upper", "share of words", 0 ..= 1, "words in capitals", |s| per_word(s.upper, s);
    "short_words", "share of words", 0 ..= 1, "words of up to three letters", |s| per_word(s.short_words, s);
    "spaceless", "share of words", 0 ..= 1, "characters of scripts without spaces", |s| per_word(s.count(Class::Spaceless), s);
    "numbers", "numbers/word", 0 ..= 2, "numbers", |s| per_word(s.numbers, s);
    "years", "years", 0 ..= 3, "numbers from 1900 to 2099", |s| s.years as f32;
    "clocks", "times", 0 ..= 2, "times of day, scores", |s| s.clocks as f32;
    "digit_run", "digits", 0 ..= 16, "longest row of digits without a word between", |s| s.digit_run as f32;
    "commas", "commas/word", 0 ..= 0.5, "commas and semicolons", |s| per_word(s.count(Class::Comma), s);
    "stops", "stops/word", 0 ..= 0.5, "full stops", |s| per_word(s.count(Class::Stop), s);
    "sentences", "ln(1 + sentences)", 0 ..= 4, "sentence ends", |s| ln_1p(s.sentences as f32);
    "words_per_sentence", "words", 0 ..= 60, "mean length of its sentences, 0 where none ends", |s| if s.sentences == 0 { 0.0 } else { s.words as f32 / s.sentences as f32 };
    "colons", "colons", 0 ..= 4, "colons", |s| s.count(Class::Colon) as f32;
    "dashes", "dashes/word", 0 ..= 0.5, "hyphens and dashes", |s| per_word(s.count(Class::Dash), s);
    "quotes", "marks", 0 ..= 8, "quotation marks and apostrophes", |s| s.count(Class::Quote) as f32;
    "brackets", "brackets", 0 ..= 6, "brackets", |s| s.count(Class::Bracket) as f32;
    "exclamations", "marks", 0 ..= 3, "exclamation marks", |s| s.count(Class::Exclamation) as f32;
    "questions", "marks", 0 ..= 3, "question marks", |s| s.count(Class::Question) as f32;
    "separators", "marks/word", 0 ..= 1, "bars, slashes, bullets, arrows", |s| per_word(s.count(Class::Separator), s);
    "currencies", "signs", 0 ..= 3, "currency signs", |s| s.count(Class::Currency) as f32;
    "percents", "signs", 0 ..= 3, "percent signs", |s| s.count(Class::Percent) as f32;
    "hashes", "signs", 0 ..= 3, "number signs", |s| s.count(Class::Hash) as f32;
    "rights", "signs", 0 ..= 1, "copyright and trade mark signs", |s| s.count(Class::Rights) as f32;
    "emoji", "signs", 0 ..= 3, "pictographs", |s| s.count(Class::Emoji) as f32;
    "symbols", "marks/word", 0 ..= 1, "other marks", |s| per_word(s.count(Class::Symbol), s);
    "addresses", "addresses", 0 ..= 2, "e-mail addresses and handles", |s| s.addresses as f32;
    "domains", "stops", 0 ..= 4, "stops inside words: domains, abbreviations", |s| s.dotted as f32;
    "links", "links", 0 ..= 2, "words http, https, www", |s| s.links as f32;
    "begins_upper", "flag", 0 ..= 1, "begins with a capital letter", |s| flag(s.first == Some(Class::Upper));
    "begins_lower", "flag", 0 ..= 1, "begins with a small letter", |s| flag(s.first == Some(Class::Lower));
    "begins_digit", "flag", 0 ..= 1, "begins with a digit", |s| flag(s.first == Some(Class::Digit));
    "begins_quote", "flag", 0 ..= 1, "begins with a quotation mark", |s| flag(s.first == Some(Class::Quote));
    "begins_mark", "flag", 0 ..= 1, "begins with another mark", |s| flag(s.first.is_some_and(|c| c > Class::Digit && c != Class::Quote));
    "ends_stop", "flag", 0 ..= 1, "ends with a full stop", |s| flag(s.last == Some(Class::Stop));
    "ends_question", "flag", 0 ..= 1, "ends with a question or exclamation mark", |s| flag(matches!(s.last, Some(Class::Question | Class::Exclamation)));
    "ends_colon", "flag", 0 ..= 1, "ends with a colon", |s| flag(s.last == Some(Class::Colon));
    "ends_digit", "flag", 0 ..= 1, "ends with a digit", |s| flag(s.last == Some(Class::Digit));
    "ends_mark", "flag", 0 ..= 1, "ends with another mark", |s| flag(s.last.is_some_and(|c| c >= Class::Dash));
}
