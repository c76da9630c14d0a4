//! Place: where a paragraph stands in its document, and what stands around it, by length alone.

use super::chars::Class;
use super::maths::ln_1p;
use super::schema::Measure;
use super::view::View;

/// Words from which a paragraph counts as running text.
const LONG: f32 = 20.0;

fn each(view: &View, out: &mut [f32], value: impl Fn(&View, usize) -> f32) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = value(view, i);
    }
}

fn log_words(view: &View, at: Option<usize>) -> f32 {
    at.and_then(|at| view.log_words.get(at)).copied().unwrap_or(0.0)
}

fn ends(view: &View, at: Option<usize>) -> f32 {
    let last = at.and_then(|at| view.shapes.get(at)).and_then(|shape| shape.last);
    if matches!(last, Some(Class::Stop | Class::Exclamation | Class::Question)) { 1.0 } else { 0.0 }
}

fn first(view: &View, at: Option<usize>) -> f32 {
    if at.is_some_and(|at| at < view.len()) { 0.0 } else { 1.0 }
}

/// Paragraphs since the last long one, as ln(1 + paragraphs); counted from the border where there is none.
fn since_long(view: &View, out: &mut [f32], order: impl Iterator<Item = usize>) {
    let mut since = 8.0;
    for i in order {
        out[i] = ln_1p(since);
        since = if view.words[i] >= LONG { 0.0 } else { since + 1.0 };
    }
}

macro_rules! measure {
    ($name:literal, $unit:literal, $low:literal ..= $high:literal, $about:literal, $value:expr) => {
        Measure {
            name: $name,
            unit: $unit,
            range: ($low as f32, $high as f32),
            about: $about,
            fill: |view, out| each(view, out, $value),
        }
    };
}

pub(super) static MEASURES: &[Measure] = &[
    measure!("from_start", "ln(1 + paragraphs)", 0..=8, "paragraphs before it", |_, i| ln_1p(i as f32)),
    measure!("from_end", "ln(1 + paragraphs)", 0..=8, "paragraphs after it", |v, i| ln_1p((v.len() - 1 - i) as f32)),
    measure!("position", "share", 0..=1, "paragraphs before it", |v, i| i as f32 / v.len() as f32),
    measure!("words_before", "share", 0..=1, "words of the document before it", |v, i| v.words_before[i]
        / v.total_words()),
    measure!("log_words_before", "ln(1 + words)", 0..=12, "words before it", |v, i| ln_1p(v.words_before[i])),
    measure!("log_words_after", "ln(1 + words)", 0..=12, "words after it", |v, i| ln_1p(
        v.total_words() - v.words_before[i + 1]
    )),
    measure!("log_words_m2", "ln(1 + words)", 0..=8, "length of the paragraph two before", |v, i| log_words(
        v,
        i.checked_sub(2)
    )),
    measure!("log_words_m1", "ln(1 + words)", 0..=8, "length of the paragraph before", |v, i| log_words(
        v,
        i.checked_sub(1)
    )),
    measure!("log_words_p1", "ln(1 + words)", 0..=8, "length of the paragraph after", |v, i| log_words(v, Some(i + 1))),
    measure!("log_words_p2", "ln(1 + words)", 0..=8, "length of the paragraph two after", |v, i| log_words(
        v,
        Some(i + 2)
    )),
    measure!("ends_m1", "flag", 0..=1, "the paragraph before ends like a sentence", |v, i| ends(v, i.checked_sub(1))),
    measure!("ends_p1", "flag", 0..=1, "the paragraph after ends like a sentence", |v, i| ends(v, Some(i + 1))),
    measure!("is_first", "flag", 0..=1, "nothing before it", |v, i| first(v, i.checked_sub(1))),
    measure!("is_last", "flag", 0..=1, "nothing after it", |v, i| first(v, Some(i + 1))),
    measure!(
        "like_m1",
        "difference of ln(1 + words)",
        0..=4,
        "how unlike in length the paragraph before is",
        |v, i| (v.log_words[i] - log_words(v, i.checked_sub(1))).abs()
    ),
    measure!("like_p1", "difference of ln(1 + words)", 0..=4, "how unlike in length the paragraph after is", |v, i| (v
        .log_words[i]
        - log_words(v, Some(i + 1)))
    .abs()),
    Measure {
        name: "since_long",
        unit: "ln(1 + paragraphs)",
        range: (0.0, 6.0),
        about: "paragraphs since the last of twenty words or more",
        fill: |view, out| since_long(view, out, 0..view.len()),
    },
    Measure {
        name: "until_long",
        unit: "ln(1 + paragraphs)",
        range: (0.0, 6.0),
        about: "paragraphs until the next of twenty words or more",
        fill: |view, out| since_long(view, out, (0..view.len()).rev()),
    },
];
