//! How near a kept text is to the true text of its page, word by word.
//!
//! Two texts in pieces enter, precision, recall and F1 of their bags of words leave: the measure that benchmarks of
//! article extraction share. Words and not paragraphs are counted, so that texts cut up differently can be compared.

use super::cuts::share;
use std::collections::HashMap;

/// Word counts of one page, and its rates.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PageFigures {
    /// Words of the kept text.
    pub kept_words: u64,
    /// Words of the true text.
    pub true_words: u64,
    /// Words in both, each as often as in the text that has it less often.
    pub shared_words: u64,
    /// Share of the kept words that are in the true text, 0 to 1.
    pub precision: f64,
    /// Share of the true words that are kept, 0 to 1.
    pub recall: f64,
    /// Harmonic mean of both, 0 to 1.
    pub f1: f64,
}

/// Means over pages.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PageMean {
    /// Number of pages that have a true text; only they count.
    pub pages: u64,
    /// Mean of their precisions, 0 to 1.
    pub precision: f64,
    /// Mean of their recalls, 0 to 1.
    pub recall: f64,
    /// Mean of their F1 (not the F1 of the means), 0 to 1.
    pub f1: f64,
}

impl PageFigures {
    /// Compares a kept with a true text, each as its paragraphs in any order or as one piece; words do not reach across
    /// pieces. Where no true text is given, take the paragraphs whose truth is `content` or `title`.
    ///
    /// A word is a run of letters, digits and underscores in lower case, or one character of a script that puts no spaces
    /// between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): WCXB's measure, extended to those scripts. Vowel
    /// signs belong to their word, where Python's `\w`, with which such figures are often computed, splits Indic words.
    ///
    /// Rates are 1 where both texts have no word, and 0 where one of them has none.
    pub fn new<'a>(kept: impl IntoIterator<Item = &'a str>, truth: impl IntoIterator<Item = &'a str>) -> Self {
        let [kept, truth] = [lower_case(kept), lower_case(truth)];
        let mut bag: HashMap<&str, [u64; 2]> = HashMap::new();
        for (side, pieces) in [&kept, &truth].into_iter().enumerate() {
            for word in pieces.iter().flat_map(|piece| words(piece)) {
                bag.entry(word).or_default()[side] += 1;
            }
        }
        let [mut kept_words, mut true_words, mut shared_words] = [0; 3];
        for [kept, truth] in bag.into_values() {
            kept_words += kept;
            true_words += truth;
            shared_words += kept.min(truth);
        }
        let rate = |part, whole| share(part, whole).unwrap_or(if kept_words + true_words == 0 { 1.0 } else { 0.0 });
        PageFigures {
            kept_words,
            true_words,
            shared_words,
            precision: rate(shared_words, kept_words),
            recall: rate(shared_words, true_words),
            f1: rate(2 * shared_words, kept_words + true_words),
        }
    }
}

impl PageMean {
    /// Means over the pages that have a true text; `None` where no page has one. A page without one is all junk, and its
    /// rates of 0 or 1 would drown what the others say.
    pub fn new(pages: &[PageFigures]) -> Option<Self> {
        let mut sum = PageMean { pages: 0, precision: 0.0, recall: 0.0, f1: 0.0 };
        for page in pages.iter().filter(|page| page.true_words > 0) {
            sum.pages += 1;
            sum.precision += page.precision;
            sum.recall += page.recall;
            sum.f1 += page.f1;
        }
        let pages = sum.pages as f64;
        (sum.pages > 0).then(|| PageMean {
            pages: sum.pages,
            precision: sum.precision / pages,
            recall: sum.recall / pages,
            f1: sum.f1 / pages,
        })
    }
}

fn lower_case<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    pieces.into_iter().map(str::to_lowercase).collect()
}

/// The words of a text that is in lower case.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| !is_spaceless(c) && !is_word(c));
        let first = rest.chars().next()?;
        let end = if is_spaceless(first) { first.len_utf8() } else { rest.find(ends_word).unwrap_or(rest.len()) };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn ends_word(c: char) -> bool {
    is_spaceless(c) || !is_word(c)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a character belongs to a script that does not part words: blocks Thai and Lao, Burmese, Khmer, Hiragana and
/// Katakana, Han.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::super::fixture::assert_near;
    use super::*;

    fn compare(kept: &str, truth: &str) -> PageFigures {
        PageFigures::new([kept], [truth])
    }

    fn assert_rates(page: PageFigures, words: (u64, u64, u64), precision: f64, recall: f64, f1: f64) {
        assert_eq!((page.kept_words, page.true_words, page.shared_words), words);
        assert_near(Some(page.precision), precision);
        assert_near(Some(page.recall), recall);
        assert_near(Some(page.f1), f1);
    }

    /// Values from Python's `re` and `Counter`, `tests/oracles/evaluation.py`.
    #[test]
    fn words_are_counted_as_by_the_benchmark() {
        let page = compare("The cat_1 sat, the CAT sat on 3.5 mats. ΟΔΟΣ", "the cat sat on the mat; 3 mats? οδος İ");
        assert_rates(page, (11, 10, 8), 0.727_272_727_272_727_3, 0.8, 0.761_904_761_904_762);
        let page = compare("東京タワーに行った。 Tokyo2020年", "東京に行った。ภาษาไทย tokyo2020");
        assert_rates(page, (11, 14, 7), 0.636_363_636_363_636_3, 0.5, 0.56);
    }

    #[test]
    fn words_part_at_spaces_and_scripts() {
        let all = |text| words(text).collect::<Vec<_>>();
        assert_eq!(all("don't — stop_it, 3 days"), ["don", "t", "stop_it", "3", "days"]);
        assert_eq!(all("abc東京def ไทย"), ["abc", "東", "京", "def", "ไ", "ท", "ย"]);
        assert_eq!(all(" ... "), [""; 0]);
    }

    #[test]
    fn pieces_count_as_one_text_in_any_order() {
        let whole = compare("one two\n\nthree", "two one four");
        assert_eq!(PageFigures::new(["three", "one two"], ["two", "one", "four"]), whole);
    }

    #[test]
    fn empty_texts_agree_and_a_lone_one_does_not() {
        assert_rates(compare("", "..."), (0, 0, 0), 1.0, 1.0, 1.0);
        assert_rates(compare("word", ""), (1, 0, 0), 0.0, 0.0, 0.0);
        assert_rates(compare("", "word"), (0, 1, 0), 0.0, 0.0, 0.0);
        assert_rates(PageFigures::new([], ["word"]), (0, 1, 0), 0.0, 0.0, 0.0);
    }

    #[test]
    fn the_mean_is_over_pages_with_a_true_text() {
        let pages = [compare("a b", "a"), compare("", "a"), compare("junk", "")];
        let mean = PageMean::new(&pages).unwrap();
        assert_eq!((mean.pages, mean.precision, mean.recall), (2, 0.25, 0.5));
        assert_near(Some(mean.f1), 1.0 / 3.0);
        assert_eq!(PageMean::new(&pages[2..]), None);
        assert_eq!(PageMean::new(&[]), None);
    }
}
