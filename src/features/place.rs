//! Place: where a paragraph stands in its document, and what stands around it, by length alone.

use super::columns::{after, before, each, log_each, map, since};
use super::schema::measures;
use super::view::View;

/// Words from which a paragraph counts as running text.
const LONG: f32 = 20.0;

/// Paragraphs since the last long one.
fn since_long(v: &View, out: &mut [f32], order: impl Iterator<Item = usize>) {
    since(out, order, 8, |i| v.words[i] >= LONG);
}

/// What `fill` makes of the neighbours' lengths, turned to their difference from the paragraph's own.
fn unlike(v: &View, out: &mut [f32], fill: impl Fn(&mut [f32], &[f32])) {
    fill(out, &v.log_words);
    out.iter_mut().zip(&v.log_words).for_each(|(other, own)| *other = (own - *other).abs());
}

measures! { Paragraphs:
    "from_start", "ln(1 + paragraphs)", 0 ..= 8, "paragraphs before it", |_, out| log_each(out, |i| i as f32);
    "from_end", "ln(1 + paragraphs)", 0 ..= 8, "paragraphs after it", |v, out| log_each(out, |i| (v.len() - 1 - i) as f32);
    "position", "share", 0 ..= 1, "paragraphs before it", |v, out| each(out, |i| i as f32 / v.len() as f32);
    "words_before", "share", 0 ..= 1, "words of the document before it", |v, out| map(out, &v.words_before, |before| before / v.total_words());
    "log_words_before", "ln(1 + words)", 0 ..= 12, "words before it", |v, out| log_each(out, |i| v.words_before[i]);
    "log_words_after", "ln(1 + words)", 0 ..= 12, "words after it", |v, out| log_each(out, |i| v.total_words() - v.words_before[i + 1]);
    "log_words_m2", "ln(1 + words)", 0 ..= 8, "length of the paragraph two before", |v, out| before(out, &v.log_words, 2, 0.0);
    "log_words_m1", "ln(1 + words)", 0 ..= 8, "length of the paragraph before", |v, out| before(out, &v.log_words, 1, 0.0);
    "log_words_p1", "ln(1 + words)", 0 ..= 8, "length of the paragraph after", |v, out| after(out, &v.log_words, 1, 0.0);
    "log_words_p2", "ln(1 + words)", 0 ..= 8, "length of the paragraph two after", |v, out| after(out, &v.log_words, 2, 0.0);
    "ends_m1", "flag", 0 ..= 1, "the paragraph before ends like a sentence", |v, out| before(out, &v.ends, 1, 0.0);
    "ends_p1", "flag", 0 ..= 1, "the paragraph after ends like a sentence", |v, out| after(out, &v.ends, 1, 0.0);
    "is_first", "flag", 0 ..= 1, "nothing before it", |_, out| each(out, |i| if i == 0 { 1.0 } else { 0.0 });
    "is_last", "flag", 0 ..= 1, "nothing after it", |v, out| each(out, |i| if i + 1 == v.len() { 1.0 } else { 0.0 });
    "like_m1", "difference of ln(1 + words)", 0 ..= 4, "how unlike in length the paragraph before is", |v, out| unlike(v, out, |out, lengths| before(out, lengths, 1, 0.0));
    "like_p1", "difference of ln(1 + words)", 0 ..= 4, "how unlike in length the paragraph after is", |v, out| unlike(v, out, |out, lengths| after(out, lengths, 1, 0.0));
    "since_long", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs since the last of twenty words or more", |v, out| since_long(v, out, 0..v.len());
    "until_long", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs until the next of twenty words or more", |v, out| since_long(v, out, (0..v.len()).rev());
}
