//! Page: what the whole document is like; every paragraph of it has the same value.

use super::chars::Class;
use super::maths::ln_1p;
use super::schema::measures;
use super::view::View;

fn share(view: &View, of: impl Fn(usize) -> bool) -> f32 {
    (0..view.len()).filter(|&i| of(i)).count() as f32 / view.len() as f32
}

fn share_of_words(view: &View, of: impl Fn(usize) -> bool) -> f32 {
    (0..view.len()).filter(|&i| of(i)).map(|i| view.words[i]).sum::<f32>() / view.total_words()
}

fn mean_odds(view: &View, of: impl Fn(f32) -> bool) -> f32 {
    let (mut n, mut sum) = (1.0, 0.0);
    for (odds, _) in view.odds.iter().zip(&view.words).filter(|(_, words)| of(**words)) {
        n += 1.0;
        sum += odds;
    }
    sum / n
}

/// Expected content words of the main run.
fn run_expected(view: &View) -> f32 {
    view.expected_before[view.run.1] - view.expected_before[view.run.0]
}

measures! { Page:
    "page_paragraphs", "ln(1 + paragraphs)", 0 ..= 9, "paragraphs of the document", |v| ln_1p(v.len() as f32);
    "page_words", "ln(1 + words)", 0 ..= 12, "words of the document", |v| ln_1p(v.total_words());
    "page_mean_words", "ln(1 + words)", 0 ..= 7, "mean length of its paragraphs", |v| ln_1p(v.total_words() / v.len() as f32);
    "page_expected", "ln(1 + words)", 0 ..= 12, "expected content", |v| ln_1p(v.total_expected());
    "page_content", "share of words", 0 ..= 1, "expected content", |v| v.total_expected() / v.total_words();
    "page_mean_content", "probability", 0 ..= 1, "mean probability of content of its paragraphs", |v| v.content.iter().sum::<f32>() / v.len() as f32;
    "page_likely", "share", 0 ..= 1, "paragraphs with P(content) > 0.5", |v| share(v, |i| v.content[i] > 0.5);
    "page_long", "share of words", 0 ..= 1, "words in paragraphs of twenty words or more", |v| share_of_words(v, |i| v.words[i] >= 20.0);
    "page_short", "share", 0 ..= 1, "paragraphs of up to three words", |v| share(v, |i| v.words[i] <= 3.0);
    "page_run", "share", 0 ..= 1, "expected content in the main run", |v| run_expected(v) / v.total_expected();
    "page_run_purity", "share of words", 0 ..= 1, "expected content in the main run, of its words", |v| run_expected(v) / (v.words_before[v.run.1] - v.words_before[v.run.0]).max(1.0);
    "page_run_length", "share", 0 ..= 1, "paragraphs of the document in the main run", |v| (v.run.1 - v.run.0) as f32 / v.len() as f32;
    "page_unsure", "share", 0 ..= 1, "paragraphs with P(content) between 0.2 and 0.8", |v| share(v, |i| (0.2..0.8).contains(&v.content[i]));
    "page_currency", "share", 0 ..= 1, "paragraphs with a currency sign", |v| share(v, |i| v.shapes[i].count(Class::Currency) > 0);
    "page_clocks", "share", 0 ..= 1, "paragraphs with a time or year", |v| share(v, |i| v.shapes[i].clocks + v.shapes[i].years > 0);
    "page_questions", "share", 0 ..= 1, "paragraphs with a question mark", |v| share(v, |i| v.shapes[i].count(Class::Question) > 0);
    "page_repeated", "share", 0 ..= 1, "paragraphs that stand twice", |v| share(v, |i| v.same_text.others[i] > 0.5);
    "page_patterned", "share", 0 ..= 1, "paragraphs in groups of like pattern of five and more", |v| share(v, |i| v.same_pattern.others[i] > 3.5);
    "page_ends", "share", 0 ..= 1, "paragraphs that end like a sentence", |v| share(v, |i| v.ends[i] > 0.0);
    "page_digits", "share", 0 ..= 1, "paragraphs that begin or end with a digit", |v| share(v, |i| v.shapes[i].first == Some(Class::Digit) || v.shapes[i].last == Some(Class::Digit));
    "page_upper", "share", 0 ..= 1, "paragraphs in capitals", |v| share(v, |i| v.shapes[i].upper * 2 > v.shapes[i].words);
    "page_long_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of twenty words or more", |v| mean_odds(v, |words| words >= 20.0);
    "page_middle_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of five to twenty words", |v| mean_odds(v, |words| (5.0..20.0).contains(&words));
    "page_short_odds", "log-odds of content", -6 ..= 6, "mean of the paragraphs of less than five words", |v| mean_odds(v, |words| words < 5.0);
    "page_longest", "ln(1 + words)", 0 ..= 8, "longest paragraph", |v| v.log_words.iter().copied().fold(0.0, f32::max);
}
