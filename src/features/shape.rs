//! Shape: what a paragraph looks like by itself, whatever its language.

use super::chars::Class;
use super::columns::{each, log_each};
use super::schema::measures;
use super::view::View;
use super::words::Shape;

fn counts(view: &View, out: &mut [f32], count: impl Fn(&Shape) -> u32) {
    for (out, shape) in out.iter_mut().zip(&view.shapes) {
        *out = count(shape) as f32;
    }
}

fn logs(view: &View, out: &mut [f32], count: impl Fn(&Shape) -> u32) {
    log_each(out, |i| count(&view.shapes[i]) as f32);
}

fn per_word(view: &View, out: &mut [f32], count: impl Fn(&Shape) -> u32) {
    counts(view, out, count);
    out.iter_mut().zip(&view.words).for_each(|(count, &words)| *count /= if words < 1.0 { 1.0 } else { words });
}

fn flags(view: &View, out: &mut [f32], is_set: impl Fn(&Shape) -> bool) {
    counts(view, out, |shape| u32::from(is_set(shape)));
}

fn words_per_sentence(view: &View, out: &mut [f32]) {
    each(out, |i| match view.shapes[i] {
        Shape { sentences: 0, .. } => 0.0,
        Shape { words, sentences, .. } => words as f32 / sentences as f32,
    });
}

measures! { Paragraphs:
    "log_words", "ln(1 + words)", 0 ..= 8, "length in words", |v, out| logs(v, out, |s| s.words);
    "log_letters", "ln(1 + letters)", 0 ..= 10, "length in letters", |v, out| logs(v, out, |s| s.letters);
    "letters_per_word", "letters/word", 0 ..= 15, "mean length of its words", |v, out| per_word(v, out, |s| s.letters);
    "capitalised", "share of words", 0 ..= 1, "words with a capital first letter", |v, out| per_word(v, out, |s| s.capitalised);
    "upper", "share of words", 0 ..= 1, "words in capitals", |v, out| per_word(v, out, |s| s.upper);
    "short_words", "share of words", 0 ..= 1, "words of up to three letters", |v, out| per_word(v, out, |s| s.short_words);
    "spaceless", "share of words", 0 ..= 1, "characters of scripts without spaces", |v, out| per_word(v, out, |s| s.count(Class::Spaceless));
    "numbers", "numbers/word", 0 ..= 2, "numbers", |v, out| per_word(v, out, |s| s.numbers);
    "years", "years", 0 ..= 3, "numbers from 1900 to 2099", |v, out| counts(v, out, |s| s.years);
    "clocks", "times", 0 ..= 2, "times of day, scores", |v, out| counts(v, out, |s| s.clocks);
    "digit_run", "digits", 0 ..= 16, "longest row of digits without a word between", |v, out| counts(v, out, |s| s.digit_run);
    "commas", "commas/word", 0 ..= 0.5, "commas and semicolons", |v, out| per_word(v, out, |s| s.count(Class::Comma));
    "stops", "stops/word", 0 ..= 0.5, "full stops", |v, out| per_word(v, out, |s| s.count(Class::Stop));
    "sentences", "ln(1 + sentences)", 0 ..= 4, "sentence ends", |v, out| logs(v, out, |s| s.sentences);
    "words_per_sentence", "words", 0 ..= 60, "mean length of its sentences, 0 where none ends", words_per_sentence;
    "colons", "colons", 0 ..= 4, "colons", |v, out| counts(v, out, |s| s.count(Class::Colon));
    "dashes", "dashes/word", 0 ..= 0.5, "hyphens and dashes", |v, out| per_word(v, out, |s| s.count(Class::Dash));
    "quotes", "marks", 0 ..= 8, "quotation marks and apostrophes", |v, out| counts(v, out, |s| s.count(Class::Quote));
    "brackets", "brackets", 0 ..= 6, "brackets", |v, out| counts(v, out, |s| s.count(Class::Bracket));
    "exclamations", "marks", 0 ..= 3, "exclamation marks", |v, out| counts(v, out, |s| s.count(Class::Exclamation));
    "questions", "marks", 0 ..= 3, "question marks", |v, out| counts(v, out, |s| s.count(Class::Question));
    "separators", "marks/word", 0 ..= 1, "bars, slashes, bullets, arrows", |v, out| per_word(v, out, |s| s.count(Class::Separator));
    "currencies", "signs", 0 ..= 3, "currency signs", |v, out| counts(v, out, |s| s.count(Class::Currency));
    "percents", "signs", 0 ..= 3, "percent signs", |v, out| counts(v, out, |s| s.count(Class::Percent));
    "hashes", "signs", 0 ..= 3, "number signs", |v, out| counts(v, out, |s| s.count(Class::Hash));
    "rights", "signs", 0 ..= 1, "copyright and trade mark signs", |v, out| counts(v, out, |s| s.count(Class::Rights));
    "emoji", "signs", 0 ..= 3, "pictographs", |v, out| counts(v, out, |s| s.count(Class::Emoji));
    "symbols", "marks/word", 0 ..= 1, "other marks", |v, out| per_word(v, out, |s| s.count(Class::Symbol));
    "addresses", "addresses", 0 ..= 2, "e-mail addresses and handles", |v, out| counts(v, out, |s| s.addresses);
    "domains", "stops", 0 ..= 4, "stops inside words: domains, abbreviations", |v, out| counts(v, out, |s| s.dotted);
    "links", "links", 0 ..= 2, "words http, https, www", |v, out| counts(v, out, |s| s.links);
    "begins_upper", "flag", 0 ..= 1, "begins with a capital letter", |v, out| flags(v, out, |s| s.first == Some(Class::Upper));
    "begins_lower", "flag", 0 ..= 1, "begins with a small letter", |v, out| flags(v, out, |s| s.first == Some(Class::Lower));
    "begins_digit", "flag", 0 ..= 1, "begins with a digit", |v, out| flags(v, out, |s| s.first == Some(Class::Digit));
    "begins_quote", "flag", 0 ..= 1, "begins with a quotation mark", |v, out| flags(v, out, |s| s.first == Some(Class::Quote));
    "begins_mark", "flag", 0 ..= 1, "begins with another mark", |v, out| flags(v, out, |s| s.first.is_some_and(|c| c > Class::Digit && c != Class::Quote));
    "ends_stop", "flag", 0 ..= 1, "ends with a full stop", |v, out| flags(v, out, |s| s.last == Some(Class::Stop));
    "ends_question", "flag", 0 ..= 1, "ends with a question or exclamation mark", |v, out| flags(v, out, |s| matches!(s.last, Some(Class::Question | Class::Exclamation)));
    "ends_colon", "flag", 0 ..= 1, "ends with a colon", |v, out| flags(v, out, |s| s.last == Some(Class::Colon));
    "ends_digit", "flag", 0 ..= 1, "ends with a digit", |v, out| flags(v, out, |s| s.last == Some(Class::Digit));
    "ends_mark", "flag", 0 ..= 1, "ends with another mark", |v, out| flags(v, out, |s| s.last.is_some_and(|c| c >= Class::Dash));
}
