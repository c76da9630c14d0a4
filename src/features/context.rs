//! Context: what the words say of a paragraph and of those around it.

use super::columns::{after, before, each, log_each, map, mean_after, mean_around, mean_before, since};
use super::schema::measures;
use super::view::View;

/// Paragraphs since the last that is likely content and long enough.
fn since_content(v: &View, out: &mut [f32], order: impl Iterator<Item = usize>, content: f32, words: f32) {
    // Where there is none, it is far away.
    since(out, order, 60, |i| (v.content[i] > content) & (v.words[i] >= words));
}

fn inside(view: &View, i: usize) -> bool {
    (view.run.0..view.run.1).contains(&i)
}

measures! { Paragraphs:
    "odds", "log-odds of content", -6 ..= 6, "what its own words say", |v, out| out.copy_from_slice(&v.odds);
    "odds_m3", "log-odds of content", -6 ..= 6, "words of the paragraph three before", |v, out| before(out, &v.odds, 3, 0.0);
    "odds_m2", "log-odds of content", -6 ..= 6, "words of the paragraph two before", |v, out| before(out, &v.odds, 2, 0.0);
    "odds_m1", "log-odds of content", -6 ..= 6, "words of the paragraph before", |v, out| before(out, &v.odds, 1, 0.0);
    "odds_p1", "log-odds of content", -6 ..= 6, "words of the paragraph after", |v, out| after(out, &v.odds, 1, 0.0);
    "odds_p2", "log-odds of content", -6 ..= 6, "words of the paragraph two after", |v, out| after(out, &v.odds, 2, 0.0);
    "odds_p3", "log-odds of content", -6 ..= 6, "words of the paragraph three after", |v, out| after(out, &v.odds, 3, 0.0);
    "hint_m1", "log-odds of junk", -6 ..= 6, "what the words before say of this paragraph", |v, out| each(out, |i| i.checked_sub(1).map_or(0.0, |j| v.scores[j].next));
    "hint_p1", "log-odds of junk", -6 ..= 6, "what the words after say of this paragraph", |v, out| each(out, |i| v.scores.get(i + 1).map_or(0.0, |s| s.previous));
    "near2", "log-odds of content", -6 ..= 6, "mean of two paragraphs on either side", |v, out| mean_around(out, &v.odds_before, &v.odds, 2);
    "near5", "log-odds of content", -6 ..= 6, "mean of five paragraphs on either side", |v, out| mean_around(out, &v.odds_before, &v.odds, 5);
    "near10", "log-odds of content", -6 ..= 6, "mean of ten paragraphs on either side", |v, out| mean_around(out, &v.odds_before, &v.odds, 10);
    "near25", "log-odds of content", -6 ..= 6, "mean of 25 paragraphs on either side", |v, out| mean_around(out, &v.odds_before, &v.odds, 25);
    "before3", "log-odds of content", -6 ..= 6, "mean of the three paragraphs before", |v, out| mean_before(out, &v.odds_before, 3);
    "after3", "log-odds of content", -6 ..= 6, "mean of the three paragraphs after", |v, out| mean_after(out, &v.odds_before, 3);
    "before8", "log-odds of content", -6 ..= 6, "mean of the eight paragraphs before", |v, out| mean_before(out, &v.odds_before, 8);
    "after8", "log-odds of content", -6 ..= 6, "mean of the eight paragraphs after", |v, out| mean_after(out, &v.odds_before, 8);
    "against_near", "log-odds", -8 ..= 8, "its own less its two neighbours' on either side", |v, out| {
        mean_around(out, &v.odds_before, &v.odds, 2);
        out.iter_mut().zip(&v.odds).for_each(|(near, odds)| *near = odds - *near);
    };
    "chain", "probability of content", 0 ..= 1, "posterior in a chain that seldom changes", |v, out| out.copy_from_slice(&v.chain);
    "expected_before", "share", 0 ..= 1, "expected content before it", |v, out| map(out, &v.expected_before, |before| before / v.total_expected());
    "expected_after", "share", 0 ..= 1, "expected content after it", |v, out| map(out, &v.expected_before[1..], |before| (v.total_expected() - before) / v.total_expected());
    "log_expected_before", "ln(1 + words)", 0 ..= 12, "expected content before it", |v, out| log_each(out, |i| v.expected_before[i]);
    "log_expected_after", "ln(1 + words)", 0 ..= 12, "expected content after it", |v, out| log_each(out, |i| (v.total_expected() - v.expected_before[i + 1]).max(0.0));
    "since_likely", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs since the last with P(content) > 0.8 and ten words", |v, out| since_content(v, out, 0..v.len(), 0.8, 10.0);
    "until_likely", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs until the next with P(content) > 0.8 and ten words", |v, out| since_content(v, out, (0..v.len()).rev(), 0.8, 10.0);
    "since_sure", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs since the last with P(content) > 0.95 and twenty words", |v, out| since_content(v, out, 0..v.len(), 0.95, 20.0);
    "until_sure", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs until the next with P(content) > 0.95 and twenty words", |v, out| since_content(v, out, (0..v.len()).rev(), 0.95, 20.0);
    "in_run", "flag", 0 ..= 1, "inside the document's main run", |v, out| each(out, |i| if inside(v, i) { 1.0 } else { 0.0 });
    "before_run", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from here to the start of the main run", |v, out| log_each(out, |i| v.run.0.saturating_sub(i) as f32);
    "after_run", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from the end of the main run to here", |v, out| log_each(out, |i| (i + 1).saturating_sub(v.run.1.max(1)) as f32);
    "into_run", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs since the start of the main run, inside it", |v, out| log_each(out, |i| if inside(v, i) { (i - v.run.0) as f32 } else { 0.0 });
    "out_of_run", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs until the end of the main run, inside it", |v, out| log_each(out, |i| if inside(v, i) { (v.run.1 - 1 - i) as f32 } else { 0.0 });
    "same_text", "ln(1 + paragraphs)", 0 ..= 6, "other paragraphs of the same text", |v, out| log_each(out, |i| v.same_text.others[i]);
    "same_text_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of the same text", |v, out| out.copy_from_slice(&v.same_text.odds);
    "same_pattern", "ln(1 + paragraphs)", 0 ..= 6, "other paragraphs of the same pattern", |v, out| log_each(out, |i| v.same_pattern.others[i]);
    "same_pattern_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of the same pattern", |v, out| out.copy_from_slice(&v.same_pattern.odds);
    "same_first", "ln(1 + paragraphs)", 0 ..= 6, "other paragraphs of the same first", |v, out| log_each(out, |i| v.same_first.others[i]);
    "same_first_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of the same first", |v, out| out.copy_from_slice(&v.same_first.odds);
    "density3", "ln(1 + words)", 0 ..= 8, "mean length of 3 paragraphs on either side", |v, out| mean_around(out, &v.log_words_before, &v.log_words_steps, 3);
    "endings3", "share", 0 ..= 1, "3 paragraphs on either side that end like a sentence", |v, out| mean_around(out, &v.ends_before, &v.ends, 3);
    "density8", "ln(1 + words)", 0 ..= 8, "mean length of 8 paragraphs on either side", |v, out| mean_around(out, &v.log_words_before, &v.log_words_steps, 8);
    "endings8", "share", 0 ..= 1, "8 paragraphs on either side that end like a sentence", |v, out| mean_around(out, &v.ends_before, &v.ends, 8);
    "density25", "ln(1 + words)", 0 ..= 8, "mean length of 25 paragraphs on either side", |v, out| mean_around(out, &v.log_words_before, &v.log_words_steps, 25);
    "endings25", "share", 0 ..= 1, "25 paragraphs on either side that end like a sentence", |v, out| mean_around(out, &v.ends_before, &v.ends, 25);
    "word_odds", "log-odds of junk", -6 ..= 6, "what its words say, its form left out", |v, out| each(out, |i| v.scores[i].words);
    "story", "log-odds of junk", -6 ..= 6, "what its words say inside an article", |v, out| each(out, |i| v.scores[i].story);
    "story_against", "log-odds of junk", -8 ..= 8, "the same, less the mean of the document", |v, out| each(out, |i| v.scores[i].story - v.mean_story);
    "story_m1", "log-odds of junk", -6 ..= 6, "what the words of the paragraph before say inside an article", |v, out| each(out, |i| i.checked_sub(1).map_or(0.0, |j| v.scores[j].story));
    "story_p1", "log-odds of junk", -6 ..= 6, "what the words of the paragraph after say inside an article", |v, out| each(out, |i| v.scores.get(i + 1).map_or(0.0, |s| s.story));
    "known", "share of tokens", 0 ..= 1, "tokens that training saw", |v, out| each(out, |i| v.scores[i].known);
}
