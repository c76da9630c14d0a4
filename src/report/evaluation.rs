//! The page of an evaluation.
//!
//! Figures and what belongs to them enter, a whole page leaves. What the data do not define is said in the place where it
//! would stand, so that the page has the same parts whatever was measured.

use super::card::ModelCard;
use super::curves::Curves;
use super::escape::Escaped;
use super::figure;
use super::groups::Groups;
use super::learning;
use super::mistakes::{self, Mistake, Mistakes};
use super::number::{count, counted, figure, percent};
use super::table::{Cell, Table};
use super::{confusion, shell, trust};
use crate::evaluation::{Comparison, Figure, Interval, LearningCurve, PageMean, Promise, Report};
use std::fmt::Write;

/// All that the page of an evaluation shows.
#[derive(Clone, Debug)]
pub struct EvaluationPage<'a> {
    /// The labelled files, as they are called.
    pub files: &'a [String],
    /// Threshold of all verdicts; `None` where several models had their own.
    pub threshold: Option<f32>,
    /// Folds of a cross-validation.
    pub folds: Option<u32>,
    /// The figures.
    pub report: &'a Report,
    /// Kept against true text, word by word, where documents are in order.
    pub pages: Option<&'a PageMean>,
    /// How far figures might be off, in the order of [`DecidedSet::figures`](crate::evaluation::DecidedSet::figures); any
    /// may lack.
    pub intervals: &'a [Option<Interval>],
    /// Number of groups (sites, or documents) that were drawn for the intervals.
    pub drawn: usize,
    /// The curves.
    pub curves: &'a Curves<'a>,
    /// What models promised, against what came of it.
    pub promises: &'a [Promise],
    /// The model against another, where it was asked for.
    pub comparison: Option<&'a Comparison>,
    /// Learning curves, each with the name of its model; usually none.
    pub learning: &'a [(&'a str, &'a LearningCurve)],
    /// The data in parts, in several ways.
    pub groups: &'a [Groups],
    /// The worst mistakes.
    pub mistakes: &'a Mistakes,
    /// The models that judged; none where a cross-validation trained its own.
    pub models: &'a [ModelCard<'a>],
}

impl EvaluationPage<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let mut out = shell::begin(&format!("unblurb: evaluation of {}", self.files.join(", ")));
        self.header(&mut out);
        self.figures(&mut out);
        self.comparison(&mut out);
        self.curves(&mut out);
        self.promises(&mut out);
        self.labels(&mut out);
        self.groups(&mut out);
        self.mistakes(&mut out);
        self.models(&mut out);
        out.push_str("</main>\n");
        out.push_str(shell::end());
        out
    }

    fn header(&self, out: &mut String) {
        let report = self.report;
        let threshold = match self.threshold {
            Some(threshold) => format!("threshold {threshold:.3}"),
            None => format!("each {} at its model's threshold", if self.folds.is_some() { "fold" } else { "kind" }),
        };
        let folds = self.folds.map(|folds| format!(", cross-validated in {folds} folds")).unwrap_or_default();
        let comparison = self.comparison.map_or("", |_| "<a href=#comparison>comparison</a> ");
        let _ = writeln!(
            out,
            "<header>\n<h1>Evaluation</h1>\n<p class=files><bdi>{}</bdi></p>\n\
             <p>{}, {} ({} unsure left out){folds}, {threshold}</p>\n\
             <nav><a href=#figures>figures</a> {comparison}<a href=#curves>curves</a> \
             <a href=#promises>promises</a> <a href=#labels>kinds</a> \
             <a href=#groups>groups</a> <a href=#mistakes>mistakes</a> <a href=#models>models</a></nav>\n\
             </header>\n<main>",
            Escaped(self.files.join(", ")),
            counted(report.documents, "document"),
            counted(report.paragraphs, "paragraph"),
            count(report.unsure),
        );
    }

    fn figures(&self, out: &mut String) {
        out.push_str("<section id=figures>\n<h2>Figures</h2>\n");
        out.push_str(&figure::tiles(self.report, self.intervals));
        out.push_str(&figure::table(self.report, self.pages, self.intervals));
        if self.intervals.iter().all(Option::is_none) {
            out.push_str("<p class=note>No intervals: they need at least two sites, or documents.</p>\n");
        } else {
            let drawn = count(self.drawn as u64);
            let _ = writeln!(
                out,
                "<p class=note>Intervals: where figures would lie had other sites, or documents, been drawn (bootstrap \
                 over {drawn} groups).</p>"
            );
        }
        out.push_str("</section>\n");
    }

    fn comparison(&self, out: &mut String) {
        if let Some(comparison) = self.comparison {
            out.push_str("<section id=comparison>\n<h2>Against another model</h2>\n");
            out.push_str(&trust::comparison(comparison));
            let drawn = count(comparison.groups as u64);
            let _ = writeln!(
                out,
                "<p class=note>Both models are drawn together, over {drawn} groups: where the interval holds 0, the \
                 difference may be noise.</p>\n</section>"
            );
        }
    }

    fn promises(&self, out: &mut String) {
        out.push_str("<section id=promises>\n<h2>Promises</h2>\n");
        match trust::promises(self.promises) {
            Some(table) => {
                out.push_str(&table);
                out.push_str(
                    "<p class=note>What the model measured in training, against what came of it here. Loss: characters of \
                     content, at the threshold that the model names for it; precision: paragraphs removed as the kind.</p>\n",
                );
            }
            None => out.push_str("<p class=missing>none was made</p>\n"),
        }
        out.push_str("</section>\n");
    }

    fn curves(&self, out: &mut String) {
        out.push_str("<section id=curves>\n<h2>Curves</h2>\n<div class=charts>\n");
        let mut chart = |name: &str, svg: Option<String>, about: &str, without: &str| {
            let _ = match svg {
                Some(svg) => {
                    writeln!(out, "<figure><h3>{name}</h3>\n{svg}<figcaption>{about}</figcaption></figure>")
                }
                None => {
                    writeln!(out, "<figure><h3>{name}</h3>\n<p class=missing>not measurable: {without}</p></figure>")
                }
            };
        };
        let (curves, report, threshold) = (self.curves, self.report, self.threshold);
        let both = "both content and junk are needed";
        chart(
            "Junk removed against content lost",
            curves.loss_chart(report, threshold),
            "Shares of characters, over all thresholds; each line to the right loses ten times more.",
            both,
        );
        chart(
            "Precision against recall",
            curves.precision_recall_chart(report, threshold),
            "Of what is removed, how much is junk, as more of the junk is found; in paragraphs.",
            both,
        );
        chart(
            "Reliability",
            curves.reliability_chart(),
            "On the diagonal, probabilities mean what they say. Bars: share of the paragraphs.",
            "there are no paragraphs",
        );
        for (model, curve) in self.learning {
            let name = format!("Learning curve of {}", Escaped(model));
            chart(&name, learning::chart(curve), &learning::about(curve), "no figure is defined");
        }
        out.push_str(&self.losses());
        out.push_str("</div>\n");
        out.push_str("</section>\n");
    }

    /// What a bearable loss gives, beside the curves.
    fn losses(&self) -> String {
        let mut table = Table::new(["loss of at most", "threshold", "content lost", "junk removed"]);
        for at in &self.report.at_loss {
            let threshold = Cell::Number(figure(at.threshold.map(f64::from)));
            let share = |share: f64| percent(Some(share));
            let removed = Cell::Bar(Some(at.removed), share(at.removed));
            table.row(share(at.max_loss), [threshold, Cell::Number(share(at.lost)), removed]);
        }
        let table = match self.report.at_loss.is_empty() {
            true => "<p class=missing>not measurable: both content and junk are needed</p>".to_owned(),
            false => {
                table.finish() + "<figcaption>The lowest threshold that loses no more, on these data.</figcaption>"
            }
        };
        format!("<figure><h3>What a loss you accept gives</h3>\n{table}</figure>\n")
    }

    fn labels(&self, out: &mut String) {
        out.push_str("<section id=labels>\n<h2>Kinds</h2>\n");
        let Some(confusion) = confusion::table(self.report) else {
            out.push_str("<p class=missing>not measurable: there are no paragraphs</p>\n</section>\n");
            return;
        };
        let columns = ["label", "paragraphs", "removed", "precision", "recall", "F1", "interval of F1"];
        let mut table = Table::new(columns);
        for truth in self.report.truths.iter().filter(|truth| truth.paragraphs > 0) {
            let rates = truth.truth.known().map(|label| self.report.labels[label as usize].rates).unwrap_or_default();
            let [precision, recall, f1] = [rates.precision, rates.recall, rates.f1].map(|r| Cell::Number(figure(r)));
            let removed = Cell::Bar(truth.removed_share, percent(truth.removed_share));
            let interval =
                truth.truth.known().and_then(|label| *self.intervals.get(Figure::ALL.len() + label as usize)?);
            let range = Cell::Number(figure::range(Figure::F1, interval).unwrap_or_else(|| "–".to_owned()));
            table.row(truth.truth, [Cell::Number(count(truth.paragraphs)), removed, precision, recall, f1, range]);
        }
        out.push_str(&table.finish());
        out.push_str("<p class=note>Removed: whatever it was called. Precision, recall and F1: by its own name.</p>\n");
        out.push_str("<h3>What was taken for what</h3>\n");
        out.push_str(&confusion);
        out.push_str("</section>\n");
    }

    fn groups(&self, out: &mut String) {
        out.push_str("<section id=groups>\n<h2>Groups</h2>\n");
        for groups in self.groups {
            let _ = writeln!(out, "<h3>By {}</h3>", groups.by);
            match groups.table() {
                Some(table) => {
                    out.push_str(&table);
                    if !groups.note.is_empty() {
                        let _ = writeln!(out, "<p class=note>{}</p>", Escaped(&groups.note));
                    }
                }
                None => {
                    let _ = writeln!(out, "<p class=missing>not measurable: {}</p>", Escaped(&groups.note));
                }
            }
        }
        out.push_str("<p class=note>–: not measurable, such as an AUC where all is of one class.</p>\n</section>\n");
    }

    fn mistakes(&self, out: &mut String) {
        out.push_str("<section id=mistakes>\n<h2>Worst mistakes</h2>\n");
        if !self.mistakes.note.is_empty() {
            let _ = writeln!(out, "<p class=note>{}</p>", Escaped(&self.mistakes.note));
        }
        let junk = self.report.junk;
        let mut side = |name: &str, mistakes: &[Mistake], all: u64| {
            let _ = writeln!(out, "<h3>{name}</h3>");
            match mistakes.len() as u64 {
                0 => out.push_str("<p class=missing>none</p>\n"),
                shown => {
                    if shown < all {
                        let _ = writeln!(out, "<p class=note>The worst {} of {}.</p>", count(shown), count(all));
                    }
                    out.push_str(&mistakes::list(mistakes));
                }
            }
        };
        side("Content that was removed", &self.mistakes.lost, junk.false_positives);
        side("Junk that was kept", &self.mistakes.kept, junk.false_negatives);
        out.push_str("</section>\n");
    }

    fn models(&self, out: &mut String) {
        out.push_str("<section id=models>\n<h2>Models</h2>\n");
        if self.models.is_empty() {
            let without = "Each fold was judged by a model that was trained for it and is not kept.";
            let _ = writeln!(out, "<p class=missing>{without}</p>");
        }
        for card in self.models {
            out.push_str(&card.html());
        }
        out.push_str("</section>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{Judged, LearningPoint, Reliability};
    use crate::label::{Label, TruthLabel};

    /// The page of these paragraphs, without all that is not a figure of them.
    fn page(judged: &[Judged], learning: &[(&str, &LearningCurve)]) -> String {
        let reliability = Reliability::of_junk(judged).unwrap();
        let page = EvaluationPage {
            files: &["<l>.csv".to_owned()],
            threshold: None,
            folds: Some(5),
            report: &Report::new(judged, 0.5).unwrap(),
            pages: None,
            intervals: &[],
            drawn: 0,
            curves: &Curves::new(judged, &reliability).unwrap(),
            promises: &[],
            comparison: None,
            learning,
            groups: &[Groups { by: "site", groups: Vec::new(), note: "no document names its site".to_owned() }],
            mistakes: &Mistakes::default(),
            models: &[],
        };
        page.html()
    }

    #[test]
    fn nothing_is_a_page_that_says_so() {
        let html = page(&[], &[]);
        assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
        assert!(html.contains("&lt;l&gt;.csv") && !html.contains("<l>"));
        assert!(
            html.contains("0 documents, 0 paragraphs (0 unsure left out), cross-validated in 5 folds, each fold at")
        );
        for part in ["figures", "curves", "promises", "labels", "groups", "mistakes", "models"] {
            assert!(html.contains(&format!("<section id={part}>")), "{part}");
        }
        // All but that of whole documents, which is left out without any.
        assert!(html.matches("not measurable").count() >= Figure::ALL.len() - 1);
        assert!(!html.contains("id=comparison") && !html.contains("#comparison"));
        assert!(!html.contains("<svg") && !html.contains("NaN") && !html.contains("Learning curve"));
        assert_eq!(html.matches("<section").count(), html.matches("</section>").count());
        assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
    }

    #[test]
    fn a_learning_curve_has_its_place() {
        let judged = [(Label::Ad, 0.9), (Label::Content, 0.1)];
        let judged =
            judged.map(|(label, junk)| Judged { document: 0, truth: TruthLabel::Known(label), label, junk, chars: 10 });
        let point = |documents, f1| {
            let figures = vec![(Figure::F1.name().to_owned(), f1)];
            LearningPoint { documents, paragraphs: 9, figures }
        };
        let curve = LearningCurve { points: vec![point(10, 0.5), point(100, 0.75)], ..LearningCurve::default() };
        let html = page(&judged, &[("<m>", &curve)]);
        assert!(html.contains("<h3>Learning curve of &lt;m&gt;</h3>\n<svg"), "{html}");
        assert_eq!(html.matches("<svg").count(), 4);
    }
}
