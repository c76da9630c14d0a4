//! What decided about a paragraph, as it is shown under it.

use super::escape::Escaped;
use std::fmt::Write;

/// What decided: contributions in log-odds, above 0 for junk, below for content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// Log-odds of an average paragraph.
    pub bias: f32,
    /// Measures by weight, the weightiest first; as many as are to be shown.
    pub measures: Vec<(String, f32)>,
    /// Sum of the measures that are not shown: bias, measures and rest add up to the log-odds of the verdict.
    pub rest: f32,
    /// Words by weight, the weightiest first; as many as are to be shown. They decide through measures.
    pub words: Vec<(String, f32)>,
}

impl Reasons {
    /// Log-odds of the verdict: the sum of it all.
    pub fn log_odds(&self) -> f32 {
        self.bias + self.measures.iter().map(|(_, log_odds)| log_odds).sum::<f32>() + self.rest
    }

    /// Both lists, and how they add up.
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        list(&mut out, "words", &self.words);
        list(&mut out, "measures", &self.measures);
        let _ = writeln!(
            out,
            "<p class=sum>average paragraph {}, shown {}, all other measures {}: together {} in log-odds</p>",
            signed(self.bias),
            signed(self.measures.iter().map(|(_, log_odds)| log_odds).sum()),
            signed(self.rest),
            signed(self.log_odds()),
        );
        out
    }
}

fn list(out: &mut String, name: &str, reasons: &[(String, f32)]) {
    if reasons.is_empty() {
        return;
    }
    let _ = write!(out, "<p class=reasons><span class=name>{name}</span>");
    for (reason, log_odds) in reasons {
        let side = if *log_odds > 0.0 { "junk" } else { "content" };
        let _ =
            write!(out, " <span class=\"reason {side}\"><bdi>{}</bdi> {}</span>", Escaped(reason), signed(*log_odds));
    }
    out.push_str("</p>\n");
}

/// With its sign, and a true minus.
fn signed(log_odds: f32) -> String {
    let text = format!("{log_odds:+.2}");
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_and_the_rest_add_up() {
        let named = |name: &str, log_odds| vec![(name.to_owned(), log_odds)];
        let reasons = Reasons { bias: -1.0, measures: named("a", 2.0), rest: -1.25, words: named("<b>", 0.5) };
        assert_eq!(reasons.log_odds(), -0.25);
        let html = reasons.html();
        assert!(html.contains("<bdi>&lt;b&gt;</bdi> +0.50"), "{html}");
        assert!(
            html.contains("average paragraph −1.00, shown +2.00, all other measures −1.25: together −0.25"),
            "{html}"
        );
    }
}
