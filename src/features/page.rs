//! Page: what the whole document is like; every paragraph of it has the same value.

use super::chars::Class;
use super::maths::ln_1p;
use super::schema::Measure;
use super::view::View;

fn share(view: &View, of: impl Fn(usize) -> bool) -> f32 {
    (0..view.len()).filter(|&i| of(i)).count() as f32 / view.len() as f32
}

fn share_of_words(view: &View, of: impl Fn(usize) -> bool) -> f32 {
    (0..view.len()).filter(|&i| of(i)).map(|i| view.words[i]).sum::<f32>() / view.total_words()
}

fn mean_odds(view: &View, of: impl Fn(usize) -> bool) -> f32 {
    let (mut n, mut sum) = (1.0, 0.0);
    for i in (0..view.len()).filter(|&i| of(i)) {
        n += 1.0;
        sum += view.odds[i];
    }
    sum / n
}

macro_rules! measure {
    ($name:literal, $unit:literal, $low:literal ..= $high:literal, $about:literal, $value:expr) => {
        Measure {
            name: $name,
            unit: $unit,
            range: ($low as f32, $high as f32),
            about: $about,
            fill: |view, out| {
                let value: fn(&View) -> f32 = $value;
                out.fill(value(view));
            },
        }
    };
}

pub(super) static MEASURES: &[Measure] = &[
    measure!("page_paragraphs", "ln(1 + paragraphs)", 0..=9, "paragraphs of the document", |v| ln_1p(v.len() as f32)),
    measure!("page_words", "ln(1 + words)", 0..=12, "words of the document", |v| ln_1p(v.total_words())),
    measure!("page_mean_words", "ln(1 + words)", 0..=7, "mean length of its paragraphs", |v| ln_1p(
        v.total_words() / v.len() as f32
    )),
    measure!("page_expected", "ln(1 + words)", 0..=12, "expected content", |v| ln_1p(v.total_expected())),
    measure!("page_content", "share of words", 0..=1, "expected content", |v| v.total_expected() / v.total_words()),
    measure!("page_mean_content", "probability", 0..=1, "mean probability of content of its paragraphs", |v| v
        .content
        .iter()
        .sum::<f32>()
        / v.len() as f32),
    measure!("page_likely", "share", 0..=1, "paragraphs with P(content) > 0.5", |v| share(v, |i| v.content[i] > 0.5)),
    measure!("page_long", "share of words", 0..=1, "words in paragraphs of twenty words or more", |v| share_of_words(
        v,
        |i| v.words[i] >= 20.0
    )),
    measure!("page_short", "share", 0..=1, "paragraphs of up to three words", |v| share(v, |i| v.words[i] <= 3.0)),
    measure!("page_run", "share", 0..=1, "expected content in the main run", |v| (v.expected_before[v.run.1]
        - v.expected_before[v.run.0])
        / v.total_expected()),
    measure!("page_run_purity", "share of words", 0..=1, "expected content in the main run, of its words", |v| (v
        .expected_before[v.run.1]
        - v.expected_before[v.run.0])
        / (v.words_before[v.run.1] - v.words_before[v.run.0]).max(1.0)),
    measure!("page_run_length", "share", 0..=1, "paragraphs of the document in the main run", |v| (v.run.1 - v.run.0)
        as f32
        / v.len() as f32),
    measure!("page_unsure", "share", 0..=1, "paragraphs with P(content) between 0.2 and 0.8", |v| share(v, |i| (0.2
        ..0.8)
        .contains(&v.content[i]))),
    measure!("page_currency", "share", 0..=1, "paragraphs with a currency sign", |v| share(v, |i| v.shapes[i]
        .count(Class::Currency)
        > 0)),
    measure!("page_clocks", "share", 0..=1, "paragraphs with a time or year", |v| share(v, |i| v.shapes[i].clocks
        + v.shapes[i].years
        > 0)),
    measure!("page_questions", "share", 0..=1, "paragraphs with a question mark", |v| share(v, |i| v.shapes[i]
        .count(Class::Question)
        > 0)),
    measure!("page_repeated", "share", 0..=1, "paragraphs that stand twice", |v| share(v, |i| v.same_text[i].0 > 0.5)),
    measure!("page_patterned", "share", 0..=1, "paragraphs in groups of like pattern of five and more", |v| share(
        v,
        |i| v.same_pattern[i].0 > 3.5
    )),
    measure!("page_ends", "share", 0..=1, "paragraphs that end like a sentence", |v| share(v, |i| v.ends_before
        [i + 1]
        > v.ends_before[i])),
    measure!("page_digits", "share", 0..=1, "paragraphs that begin or end with a digit", |v| share(v, |i| v.shapes[i]
        .first
        == Some(Class::Digit)
        || v.shapes[i].last == Some(Class::Digit))),
    measure!("page_upper", "share", 0..=1, "paragraphs in capitals", |v| share(v, |i| v.shapes[i].upper * 2
        > v.shapes[i].words)),
    measure!("page_long_odds", "log-odds of content", -6..=6, "mean of the paragraphs of twenty words or more", |v| {
        mean_odds(v, |i| v.words[i] >= 20.0)
    }),
    measure!(
        "page_middle_odds",
        "log-odds of content",
        -6..=6,
        "mean of the paragraphs of five to twenty words",
        |v| mean_odds(v, |i| (5.0..20.0).contains(&v.words[i]))
    ),
    measure!("page_short_odds", "log-odds of content", -6..=6, "mean of the paragraphs of less than five words", |v| {
        mean_odds(v, |i| v.words[i] < 5.0)
    }),
    measure!("page_longest", "ln(1 + words)", 0..=8, "longest paragraph", |v| v
        .log_words
        .iter()
        .copied()
        .fold(0.0, f32::max)),
];
