//! Context: what the words say of a paragraph and of those around it.

use super::schema::Measure;
use super::view::{View, ln_1p};

fn each(view: &View, out: &mut [f32], value: impl Fn(&View, usize) -> f32) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = value(view, i);
    }
}

fn odds(view: &View, at: Option<usize>) -> f32 {
    at.and_then(|at| view.odds.get(at)).copied().unwrap_or(0.0)
}

fn expected_after(view: &View, i: usize) -> f32 {
    view.total_expected() - view.expected_before[i + 1]
}

/// Paragraphs since the last that is likely content and long enough, as ln(1 + paragraphs).
fn since_strong(view: &View, out: &mut [f32], order: impl Iterator<Item = usize>, content: f32, words: f32) {
    let mut since = 60.0;
    for i in order {
        out[i] = ln_1p(since);
        since = if view.content[i] > content && view.words[i] >= words { 0.0 } else { since + 1.0 };
    }
}

fn inside(view: &View, i: usize) -> bool {
    (view.run.0..view.run.1).contains(&i)
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

macro_rules! since {
    ($name:literal, $about:literal, $order:expr, $content:literal, $words:literal) => {
        Measure {
            name: $name,
            unit: "ln(1 + paragraphs)",
            range: (0.0, 6.0),
            about: $about,
            fill: |view, out| since_strong(view, out, $order(view.len()), $content, $words),
        }
    };
}

pub(super) static MEASURES: &[Measure] =
    &[
        measure!("odds", "log-odds of content", -6..=6, "what its own words say", |v, i| v.odds[i]),
        measure!("odds_m3", "log-odds of content", -6..=6, "words of the paragraph three before", |v, i| odds(
            v,
            i.checked_sub(3)
        )),
        measure!("odds_m2", "log-odds of content", -6..=6, "words of the paragraph two before", |v, i| odds(
            v,
            i.checked_sub(2)
        )),
        measure!("odds_m1", "log-odds of content", -6..=6, "words of the paragraph before", |v, i| odds(
            v,
            i.checked_sub(1)
        )),
        measure!("odds_p1", "log-odds of content", -6..=6, "words of the paragraph after", |v, i| odds(v, Some(i + 1))),
        measure!("odds_p2", "log-odds of content", -6..=6, "words of the paragraph two after", |v, i| odds(
            v,
            Some(i + 2)
        )),
        measure!("odds_p3", "log-odds of content", -6..=6, "words of the paragraph three after", |v, i| odds(
            v,
            Some(i + 3)
        )),
        measure!("hint_m1", "log-odds of junk", -6..=6, "what the words before say of this paragraph", |v, i| i
            .checked_sub(1)
            .map_or(0.0, |j| v.scores[j].next)),
        measure!("hint_p1", "log-odds of junk", -6..=6, "what the words after say of this paragraph", |v, i| v
            .scores
            .get(i + 1)
            .map_or(0.0, |s| s.previous)),
        measure!("near2", "log-odds of content", -6..=6, "mean of two paragraphs on either side", |v, i| v.mean_odds(
            i.saturating_sub(2),
            i + 3,
            i
        )),
        measure!("near5", "log-odds of content", -6..=6, "mean of five paragraphs on either side", |v, i| v.mean_odds(
            i.saturating_sub(5),
            i + 6,
            i
        )),
        measure!("near10", "log-odds of content", -6..=6, "mean of ten paragraphs on either side", |v, i| v.mean_odds(
            i.saturating_sub(10),
            i + 11,
            i
        )),
        measure!("near25", "log-odds of content", -6..=6, "mean of 25 paragraphs on either side", |v, i| v.mean_odds(
            i.saturating_sub(25),
            i + 26,
            i
        )),
        measure!("before3", "log-odds of content", -6..=6, "mean of the three paragraphs before", |v, i| v.mean_odds(
            i.saturating_sub(3),
            i,
            i
        )),
        measure!("after3", "log-odds of content", -6..=6, "mean of the three paragraphs after", |v, i| v.mean_odds(
            i + 1,
            i + 4,
            i
        )),
        measure!("before8", "log-odds of content", -6..=6, "mean of the eight paragraphs before", |v, i| v.mean_odds(
            i.saturating_sub(8),
            i,
            i
        )),
        measure!("after8", "log-odds of content", -6..=6, "mean of the eight paragraphs after", |v, i| v.mean_odds(
            i + 1,
            i + 9,
            i
        )),
        measure!("against_near", "log-odds", -8..=8, "its own less its two neighbours' on either side", |v, i| v.odds
            [i]
            - v.mean_odds(i.saturating_sub(2), i + 3, i)),
        measure!("chain", "probability of content", 0..=1, "posterior in a chain that seldom changes", |v, i| v.chain
            [i]),
        measure!("expected_before", "share", 0..=1, "expected content before it", |v, i| v.expected_before[i]
            / v.total_expected()),
        measure!("expected_after", "share", 0..=1, "expected content after it", |v, i| expected_after(v, i)
            / v.total_expected()),
        measure!("log_expected_before", "ln(1 + words)", 0..=12, "expected content before it", |v, i| ln_1p(
            v.expected_before[i]
        )),
        measure!("log_expected_after", "ln(1 + words)", 0..=12, "expected content after it", |v, i| ln_1p(
            expected_after(v, i).max(0.0)
        )),
        since!("since_likely", "paragraphs since the last with P(content) > 0.8 and ten words", |n| 0..n, 0.8, 10.0),
        since!(
            "until_likely",
            "paragraphs until the next with P(content) > 0.8 and ten words",
            |n| (0..n).rev(),
            0.8,
            10.0
        ),
        since!("since_sure", "paragraphs since the last with P(content) > 0.95 and twenty words", |n| 0..n, 0.95, 20.0),
        since!(
            "until_sure",
            "paragraphs until the next with P(content) > 0.95 and twenty words",
            |n| (0..n).rev(),
            0.95,
            20.0
        ),
        measure!("in_run", "flag", 0..=1, "inside the document's main run", |v, i| if inside(v, i) {
            1.0
        } else {
            0.0
        }),
        measure!(
            "before_run",
            "ln(1 + paragraphs)",
            0..=6,
            "paragraphs from here to the start of the main run",
            |v, i| ln_1p(v.run.0.saturating_sub(i) as f32)
        ),
        measure!(
            "after_run",
            "ln(1 + paragraphs)",
            0..=6,
            "paragraphs from the end of the main run to here",
            |v, i| ln_1p((i + 1).saturating_sub(v.run.1.max(1)) as f32)
        ),
        measure!(
            "into_run",
            "ln(1 + paragraphs)",
            0..=6,
            "paragraphs since the start of the main run, inside it",
            |v, i| if inside(v, i) { ln_1p((i - v.run.0) as f32) } else { 0.0 }
        ),
        measure!(
            "out_of_run",
            "ln(1 + paragraphs)",
            0..=6,
            "paragraphs until the end of the main run, inside it",
            |v, i| if inside(v, i) { ln_1p((v.run.1 - 1 - i) as f32) } else { 0.0 }
        ),
        measure!("same_text", "ln(1 + paragraphs)", 0..=6, "other paragraphs of the same text", |v, i| ln_1p(
            v.same_text[i].0
        )),
        measure!("same_text_odds", "log-odds of content", -6..=6, "mean of the paragraphs of the same text", |v, i| v
            .same_text[i]
            .1),
        measure!("same_pattern", "ln(1 + paragraphs)", 0..=6, "other paragraphs of the same pattern", |v, i| ln_1p(
            v.same_pattern[i].0
        )),
        measure!(
            "same_pattern_odds",
            "log-odds of content",
            -6..=6,
            "mean of the paragraphs of the same pattern",
            |v, i| v.same_pattern[i].1
        ),
        measure!("same_first", "ln(1 + paragraphs)", 0..=6, "other paragraphs of the same first", |v, i| ln_1p(
            v.same_first[i].0
        )),
        measure!(
            "same_first_odds",
            "log-odds of content",
            -6..=6,
            "mean of the paragraphs of the same first",
            |v, i| v.same_first[i].1
        ),
        measure!("density3", "ln(1 + words)", 0..=8, "mean length of 3 paragraphs on either side", |v, i| v
            .window_mean(&v.log_words_before, i.saturating_sub(3), i + 4, i)),
        measure!("endings3", "share", 0..=1, "3 paragraphs on either side that end like a sentence", |v, i| v
            .window_mean(&v.ends_before, i.saturating_sub(3), i + 4, i)),
        measure!("density8", "ln(1 + words)", 0..=8, "mean length of 8 paragraphs on either side", |v, i| v
            .window_mean(&v.log_words_before, i.saturating_sub(8), i + 9, i)),
        measure!("endings8", "share", 0..=1, "8 paragraphs on either side that end like a sentence", |v, i| v
            .window_mean(&v.ends_before, i.saturating_sub(8), i + 9, i)),
        measure!("density25", "ln(1 + words)", 0..=8, "mean length of 25 paragraphs on either side", |v, i| v
            .window_mean(&v.log_words_before, i.saturating_sub(25), i + 26, i)),
        measure!("endings25", "share", 0..=1, "25 paragraphs on either side that end like a sentence", |v, i| v
            .window_mean(&v.ends_before, i.saturating_sub(25), i + 26, i)),
        measure!("word_odds", "log-odds of junk", -6..=6, "what its words say, its form left out", |v, i| v.scores[i]
            .words),
        measure!("story", "log-odds of junk", -6..=6, "what its words say inside an article", |v, i| v.scores[i].story),
        measure!("story_against", "log-odds of junk", -8..=8, "the same, less the mean of the document", |v, i| v
            .scores[i]
            .story
            - v.mean_story),
        measure!(
            "story_m1",
            "log-odds of junk",
            -6..=6,
            "what the words of the paragraph before say inside an article",
            |v, i| i.checked_sub(1).map_or(0.0, |j| v.scores[j].story)
        ),
        measure!(
            "story_p1",
            "log-odds of junk",
            -6..=6,
            "what the words of the paragraph after say inside an article",
            |v, i| v.scores.get(i + 1).map_or(0.0, |s| s.story)
        ),
        measure!("known", "share of tokens", 0..=1, "tokens that training saw", |v, i| v.scores[i].known),
    ];
