//! The report on judged paragraphs: everything `evaluate` prints and a model's card quotes.
//!
//! Paragraphs and a threshold enter, plain counts and shares leave. It answers three questions apart: was junk removed
//! (by the threshold, whatever it was called), was it called by its name (by the label), and what would it cost to
//! remove more.

use super::cuts::{Cuts, share};
use super::{Judged, ProbabilityFigures, Rates};
use crate::error::{Error, ErrorKind, Result};
use crate::label::{Label, TruthLabel};
use std::collections::HashSet;

/// Figures over paragraphs, those left out whose truth is unsure. *Removed* is at or above the threshold; *content* is
/// `content` and `title` together.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Report {
    /// Paragraphs at or above this probability of junk count as removed.
    pub threshold: f32,
    /// Number of documents that have a paragraph that counts.
    pub documents: u64,
    /// Number of paragraphs that count.
    pub paragraphs: u64,
    /// Number of paragraphs left out as unsure.
    pub unsure: u64,
    /// Junk as a whole against content, at the threshold, in paragraphs.
    pub junk: Rates,
    /// Share of the content characters that are removed, 0 to 1; `None` where there are none.
    pub content_chars_lost: Option<f64>,
    /// Share of the junk characters that are removed, 0 to 1; `None` where there are none.
    pub junk_chars_removed: Option<f64>,
    /// How good the probabilities are.
    pub probability: ProbabilityFigures,
    /// Junk removed at 0.5, 1 and 2 % of the content characters lost, in this order; empty where there are no characters
    /// of content or none of junk.
    pub at_loss: Vec<AtLoss>,
    /// What became of each true label: the eleven, then `junk` of no named kind. A row each, also where it does not occur.
    pub truths: Vec<TruthFigures>,
    /// How well each of the eleven labels is named, over the paragraphs whose truth is one of them: of a paragraph that
    /// is `junk` of no named kind nobody knows whether its name is right.
    pub labels: Vec<LabelRates>,
    /// Mean of the labels' F1, 0 to 1, over the labels that occur as a truth (those in `labels` with a support above 0),
    /// each counting alike. A label that is no paragraph's truth is not in the mean; where it is named all the same, it
    /// lowers the recall of the label that is missed. `None` where no label occurs.
    pub macro_f1: Option<f64>,
    /// The confusion table: for each true label, in the order of `truths`, how often it got each verdict.
    pub confusion: Vec<ConfusionRow>,
}

/// The cut that removes most junk without losing more than a share of content.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct AtLoss {
    /// The share of content characters that may be lost.
    pub max_loss: f64,
    /// The lowest threshold that loses no more, paragraphs of one probability falling together. `None` where already the
    /// highest probability loses more, so that nothing can be removed.
    pub threshold: Option<f32>,
    /// Share of the content characters lost there.
    pub lost: f64,
    /// Share of the junk characters removed there.
    pub removed: f64,
}

/// What became of the paragraphs of one true label, whatever they were called.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct TruthFigures {
    /// What they are: one of the eleven labels, or `junk`.
    #[serde(serialize_with = "super::serial::name")]
    pub truth: TruthLabel,
    /// Number of paragraphs.
    pub paragraphs: u64,
    /// Number of characters.
    pub chars: u64,
    /// Number of paragraphs removed at the threshold.
    pub removed: u64,
    /// Number of characters removed at the threshold.
    pub removed_chars: u64,
    /// Share of the paragraphs that is removed, 0 to 1: of a kind of junk, how many were found. `None` without paragraphs.
    pub removed_share: Option<f64>,
    /// Share of the characters that is removed, 0 to 1: of content, what is lost. `None` without characters.
    pub removed_chars_share: Option<f64>,
}

/// How well one label is named.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct LabelRates {
    /// The label.
    #[serde(serialize_with = "super::serial::name")]
    pub label: Label,
    /// Its rates.
    #[serde(flatten)]
    pub rates: Rates,
}

/// The verdicts on the paragraphs of one true label.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct ConfusionRow {
    /// What they are: one of the eleven labels, or `junk`.
    #[serde(serialize_with = "super::serial::name")]
    pub truth: TruthLabel,
    /// Number of paragraphs by the verdict's label, in the order of [`Label::ALL`].
    #[serde(serialize_with = "super::serial::by_label")]
    pub verdicts: [u64; Label::ALL.len()],
}

impl Report {
    /// The report at this threshold. Paragraphs of one document share its number; their order does not matter.
    ///
    /// The threshold decides what is removed, the labels what it is called. Where labels were given at another threshold
    /// (a model may have two) the two may differ, and each figure says which it takes.
    ///
    /// Without paragraphs, or where all are unsure, counts are 0 and shares `None`; where all are of one class, what
    /// needs both is `None` or empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1; [`ErrorKind::Argument`] where the threshold is not a
    /// finite number. One above 1 removes nothing.
    pub fn new(judged: &[Judged], threshold: f32) -> Result<Self> {
        if !threshold.is_finite() {
            return Err(Error::new(ErrorKind::Argument, format!("the threshold is {threshold}, expected a number")));
        }
        let cuts = Cuts::new(judged)?;
        let (total, cut) = (cuts.total(), cuts.at_threshold(threshold));
        let (truths, confusion) = tables(judged, threshold);
        let labels = label_rates(&confusion);
        let documents: HashSet<u32> =
            judged.iter().filter(|p| p.truth.is_junk().is_some()).map(|p| p.document).collect();
        let paragraphs = total.junk + total.content;
        Ok(Report {
            threshold,
            documents: documents.len() as u64,
            paragraphs,
            unsure: judged.len() as u64 - paragraphs,
            junk: Rates::new(cut.junk, cut.content, total.junk - cut.junk),
            content_chars_lost: cuts.lost(&cut),
            junk_chars_removed: cuts.removed(&cut),
            probability: ProbabilityFigures::of(&cuts),
            at_loss: [0.005, 0.01, 0.02].into_iter().filter_map(|max_loss| at_loss(&cuts, max_loss)).collect(),
            macro_f1: macro_f1(&labels),
            truths,
            labels,
            confusion,
        })
    }
}

fn at_loss(cuts: &Cuts, max_loss: f64) -> Option<AtLoss> {
    let cut = cuts.at_loss(max_loss);
    let counts = cut.unwrap_or_default();
    let threshold = cut.map(|cut| cut.threshold);
    Some(AtLoss { max_loss, threshold, lost: cuts.lost(&counts)?, removed: cuts.removed(&counts)? })
}

/// Both tables with a row for each true label, in the order of the labels' numbers, `junk` last.
fn tables(judged: &[Judged], threshold: f32) -> (Vec<TruthFigures>, Vec<ConfusionRow>) {
    let truths = || Label::ALL.into_iter().map(TruthLabel::Known).chain([TruthLabel::Junk]);
    let mut figures: Vec<_> = truths().map(TruthFigures::none).collect();
    let mut confusion: Vec<_> = truths().map(|truth| ConfusionRow { truth, verdicts: [0; Label::ALL.len()] }).collect();
    for paragraph in judged {
        let row = match paragraph.truth {
            TruthLabel::Known(label) => label as usize,
            TruthLabel::Junk => Label::ALL.len(),
            TruthLabel::Unsure => continue,
        };
        confusion[row].verdicts[paragraph.label as usize] += 1;
        figures[row].add(u64::from(paragraph.chars), paragraph.is_removed(threshold));
    }
    for row in &mut figures {
        row.removed_share = share(row.removed, row.paragraphs);
        row.removed_chars_share = share(row.removed_chars, row.chars);
    }
    (figures, confusion)
}

impl TruthFigures {
    fn none(truth: TruthLabel) -> Self {
        TruthFigures {
            truth,
            paragraphs: 0,
            chars: 0,
            removed: 0,
            removed_chars: 0,
            removed_share: None,
            removed_chars_share: None,
        }
    }

    fn add(&mut self, chars: u64, removed: bool) {
        self.paragraphs += 1;
        self.chars += chars;
        if removed {
            self.removed += 1;
            self.removed_chars += chars;
        }
    }
}

/// Rates of the eleven labels from the rows of the table whose truth is one of them.
fn label_rates(confusion: &[ConfusionRow]) -> Vec<LabelRates> {
    let known: Vec<&ConfusionRow> = confusion.iter().filter(|row| row.truth.known().is_some()).collect();
    let rates = |label: Label| {
        let (mut right, mut wrong, mut missed) = (0, 0, 0);
        for row in &known {
            let named = row.verdicts[label as usize];
            if row.truth.known() == Some(label) {
                right = named;
                missed = row.verdicts.iter().sum::<u64>() - named;
            } else {
                wrong += named;
            }
        }
        Rates::new(right, wrong, missed)
    };
    Label::ALL.into_iter().map(|label| LabelRates { label, rates: rates(label) }).collect()
}

fn macro_f1(labels: &[LabelRates]) -> Option<f64> {
    let occurring = || labels.iter().filter(|row| row.rates.support() > 0);
    let sum: f64 = occurring().filter_map(|row| row.rates.f1).sum();
    let count = occurring().count();
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::*;

    /// Values from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn junk_as_a_whole_is_as_scikit_learn_has_it() {
        let report = Report::new(&paragraphs(), 0.5).unwrap();
        assert_eq!((report.documents, report.paragraphs, report.unsure), (100, 1845, 155));
        let junk = report.junk;
        assert_eq!((junk.true_positives, junk.false_positives, junk.false_negatives), (1122, 73, 471));
        assert_near(junk.precision, 0.938_912_133_891_213_4);
        assert_near(junk.recall, 0.704_331_450_094_162);
        assert_near(junk.f1, 0.804_878_048_780_487_9);
        assert_near(report.content_chars_lost, 0.289_706_755_953_988_2);
        assert_near(report.junk_chars_removed, 0.704_848_199_674_371_5);
        assert_eq!(report.probability, ProbabilityFigures::new(&paragraphs()).unwrap());
    }

    /// Values from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn labels_are_as_scikit_learn_has_them() {
        let report = Report::new(&paragraphs(), 0.5).unwrap();
        let expected = [
            (0.732_283_464_566_929_2, 0.788_135_593_220_339, 0.759_183_673_469_387_8, 118),
            (0.760_869_565_217_391_5, 0.783_582_089_552_238_8, 0.772_058_823_529_411_8, 134),
            (0.721_088_435_374_149_7, 0.773_722_627_737_226_3, 0.746_478_873_239_436_6, 137),
            (0.809_523_809_523_809_5, 0.743_75, 0.775_244_299_674_267_1, 160),
            (0.786_163_522_012_578_7, 0.762_195_121_951_219_5, 0.773_993_808_049_535_5, 164),
            (0.684_848_484_848_484_8, 0.795_774_647_887_324, 0.736_156_351_791_530_9, 142),
            (0.771_604_938_271_604_9, 0.730_994_152_046_783_6, 0.750_750_750_750_750_7, 171),
            (0.769_230_769_230_769_3, 0.736_196_319_018_404_9, 0.752_351_097_178_683_4, 163),
            (0.797_468_354_430_379_7, 0.745_562_130_177_514_8, 0.770_642_201_834_862_4, 169),
            (0.783_439_490_445_859_9, 0.788_461_538_461_538_4, 0.785_942_492_012_779_5, 156),
            (0.722_580_645_161_290_3, 0.713_375_796_178_343_9, 0.717_948_717_948_718, 157),
        ];
        assert_eq!(report.labels.len(), expected.len());
        for (row, (precision, recall, f1, support)) in report.labels.iter().zip(expected) {
            assert_near(row.rates.precision, precision);
            assert_near(row.rates.recall, recall);
            assert_near(row.rates.f1, f1);
            assert_eq!(row.rates.support(), support);
        }
        assert_near(report.macro_f1, 0.758_250_099_043_578_5);
    }

    /// Value from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn macro_f1_is_over_the_labels_that_occur() {
        let mut few = paragraphs();
        few.retain(|paragraph| matches!(paragraph.truth.name(), "content" | "ad" | "bio" | "junk" | "unsure"));
        assert_near(Report::new(&few, 0.5).unwrap().macro_f1, 0.846_943_933_050_059_8);
    }

    /// Values from scikit-learn and numpy, `tests/oracles/evaluation.py`.
    #[test]
    fn each_truth_has_its_row() {
        let report = Report::new(&paragraphs(), 0.5).unwrap();
        let row = |truth: &str| report.truths.iter().position(|row| row.truth.name() == truth).unwrap();
        let figures = |truth| {
            let row = report.truths[row(truth)];
            (row.paragraphs, row.chars, row.removed, row.removed_chars)
        };
        assert_eq!(figures("content"), (118, 15421, 34, 4061));
        assert_eq!(figures("bio"), (160, 24856, 117, 18287));
        assert_eq!(figures("metadata"), (157, 23671, 113, 17617));
        assert_eq!(figures("junk"), (174, 24057, 112, 16036));
        assert_eq!(report.truths[row("bio")].removed_share, Some(117.0 / 160.0));
        assert_eq!(report.truths[row("content")].removed_chars_share, Some(4061.0 / 15421.0));

        assert_eq!(report.confusion.len(), 12);
        assert_eq!(report.confusion[row("bio")].verdicts, [6, 3, 4, 119, 4, 5, 4, 2, 2, 3, 8]);
        assert_eq!(report.confusion[row("junk")].verdicts, [14, 15, 15, 19, 17, 16, 20, 20, 13, 10, 15]);
    }

    /// Values from scikit-learn's `roc_curve` weighted by characters, `tests/oracles/evaluation.py`.
    #[test]
    fn low_losses_are_as_scikit_learn_has_them() {
        let report = Report::new(&paragraphs(), 0.5).unwrap();
        let expected = [
            (0.005, 0.696, 0.002_862_234_703_245_666, 0.445_486_381_484_982_4),
            (0.01, 0.692, 0.009_315_763_892_639_196, 0.451_366_015_548_550_7),
            (0.02, 0.678, 0.019_198_574_283_091_213, 0.468_767_567_072_382_4),
        ];
        assert_eq!(report.at_loss.len(), expected.len());
        for (at, (max_loss, threshold, lost, removed)) in report.at_loss.iter().zip(expected) {
            assert_eq!((at.max_loss, at.threshold), (max_loss, Some(threshold)));
            assert_near(Some(at.lost), lost);
            assert_near(Some(at.removed), removed);
        }
    }

    #[test]
    fn what_is_found_and_what_it_is_called_are_two_questions() {
        let mut bio = judged("bio", 0.9, 10);
        bio.label = Label::Ad;
        let report = Report::new(&[bio, judged("content", 0.1, 10)], 0.5).unwrap();
        assert_eq!(report.truths[Label::Bio as usize].removed_share, Some(1.0));
        assert_eq!(report.labels[Label::Bio as usize].rates.recall, Some(0.0));
        assert_eq!(report.junk.recall, Some(1.0));
    }

    #[test]
    fn a_removed_title_is_content_lost() {
        let report = Report::new(&[judged("title", 0.9, 10), judged("content", 0.1, 30)], 0.5).unwrap();
        assert_eq!(report.content_chars_lost, Some(0.25));
        assert_eq!(report.junk.false_positives, 1);
    }

    #[test]
    fn nothing_gives_counts_of_nothing() {
        for paragraphs in [vec![], vec![judged("unsure", 0.5, 10)]] {
            let report = Report::new(&paragraphs, 0.5).unwrap();
            assert_eq!((report.documents, report.paragraphs, report.unsure), (0, 0, paragraphs.len() as u64));
            assert_eq!((report.junk, report.probability), Default::default());
            assert_eq!((report.content_chars_lost, report.junk_chars_removed, report.macro_f1), (None, None, None));
            assert!(report.at_loss.is_empty());
            assert!(report.truths.iter().all(|row| row.paragraphs == 0 && row.removed_share.is_none()));
        }
    }

    #[test]
    fn one_class_says_what_it_can() {
        let junk = Report::new(&[judged("ad", 0.9, 10), judged("junk", 0.2, 30)], 0.5).unwrap();
        assert_eq!((junk.content_chars_lost, junk.junk_chars_removed), (None, Some(0.25)));
        assert_eq!((junk.junk.precision, junk.junk.recall, junk.macro_f1), (Some(1.0), Some(0.5), Some(1.0)));
        assert!(junk.at_loss.is_empty());
        let content = Report::new(&[judged("content", 0.1, 10)], 0.5).unwrap();
        assert_eq!((content.content_chars_lost, content.junk_chars_removed), (Some(0.0), None));
        assert_eq!((content.junk.precision, content.junk.recall, content.junk.f1), (None, None, None));
    }

    #[test]
    fn ties_leave_nothing_that_can_be_removed() {
        let report = Report::new(&[judged("content", 0.5, 10), judged("ad", 0.5, 10)], 0.5).unwrap();
        let nothing = AtLoss { max_loss: 0.01, threshold: None, lost: 0.0, removed: 0.0 };
        assert_eq!(report.at_loss[1], nothing);
        assert_eq!(report.probability.auc, Some(0.5));
    }

    #[test]
    fn a_threshold_is_a_number() {
        for threshold in [f32::NAN, f32::INFINITY] {
            assert_eq!(Report::new(&[], threshold).unwrap_err().kind(), ErrorKind::Argument);
        }
        let above = Report::new(&[judged("ad", 1.0, 1)], 1.5).unwrap();
        assert_eq!(above.junk.recall, Some(0.0));
        assert_eq!(Report::new(&[judged("ad", f32::NAN, 1)], 0.5).unwrap_err().kind(), ErrorKind::Data);
    }

    #[cfg(feature = "records")]
    #[test]
    fn json_names_labels() {
        let report = serde_json::to_value(Report::new(&[judged("junk", 0.9, 10)], 0.5).unwrap()).unwrap();
        assert_eq!(report["truths"][11]["truth"], "junk");
        assert_eq!(report["confusion"][11]["verdicts"]["ad"], 1);
        assert_eq!(report["labels"][2]["label"], "ad");
        assert_eq!(report["labels"][2]["precision"], serde_json::Value::Null);
        assert_eq!(report["probability"]["auc"], serde_json::Value::Null);
    }
}
