//! How far two readers agree about the same paragraphs, beyond what chance would give.
//!
//! Two lists of labels enter, Cohen's kappa leaves: over the exact labels, of junk against content, and for each label.
//! It is the upper bound of what a model can reach on such labels, and no verdict of a model is in it.

use super::cuts::share;
use crate::error::{Error, ErrorKind, Result};
use crate::label::{Label, TruthLabel};

/// Agreement over classes.
///
/// Cohen 1960, "A coefficient of agreement for nominal scales".
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Kappa {
    /// Number of paragraphs that both readers labelled.
    pub paragraphs: u64,
    /// Share of them on which the readers agree, 0 to 1; `None` without paragraphs.
    pub observed: Option<f64>,
    /// Share on which they would agree by chance, from how often each uses each class, 0 to 1; `None` without paragraphs.
    pub expected: Option<f64>,
    /// (observed − expected) / (1 − expected): 1 for full agreement, 0 for chance, below 0 for less. `None` without
    /// paragraphs, and where both readers put all of them in one class: they agree, but could not have disagreed.
    pub kappa: Option<f64>,
}

/// Agreement about one label against all others.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct LabelAgreement {
    /// The label.
    #[serde(serialize_with = "super::serial::name")]
    pub label: Label,
    /// Number of paragraphs with this label by the first reader.
    pub first: u64,
    /// Number of paragraphs with this label by the second reader.
    pub second: u64,
    /// Number of paragraphs with this label by both.
    pub both: u64,
    /// Kappa of having this label or not.
    pub kappa: Option<f64>,
}

/// Agreement of two readers.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Agreement {
    /// Over the eleven labels, where both readers named one.
    pub labels: Kappa,
    /// Of junk, its kind named or not, against content and title, where neither reader is unsure.
    pub junk: Kappa,
    /// For each of the eleven labels, over the same paragraphs as `labels`.
    pub by_label: Vec<LabelAgreement>,
}

impl Agreement {
    /// Agreement of two lists of labels of the same paragraphs in the same order. Empty lists, and lists in which no
    /// paragraph counts, give counts of 0 and shares of `None`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where the lists differ in length.
    pub fn new(first: &[TruthLabel], second: &[TruthLabel]) -> Result<Self> {
        if first.len() != second.len() {
            let message =
                format!("{} labels by one reader, {} by the other; expected as many", first.len(), second.len());
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let mut labels = [[0; Label::ALL.len()]; Label::ALL.len()];
        let mut junk = [[0; 2]; 2];
        for (first, second) in first.iter().zip(second) {
            if let (Some(first), Some(second)) = (first.known(), second.known()) {
                labels[first as usize][second as usize] += 1;
            }
            if let (Some(first), Some(second)) = (first.is_junk(), second.is_junk()) {
                junk[usize::from(first)][usize::from(second)] += 1;
            }
        }
        let by_label = Label::ALL.into_iter().map(|label| LabelAgreement::new(label, &labels)).collect();
        Ok(Agreement { labels: Kappa::new(&labels), junk: Kappa::new(&junk), by_label })
    }
}

impl Kappa {
    /// Kappa of a table of counts: rows by the first reader's class, columns by the second's.
    fn new<const N: usize>(table: &[[u64; N]; N]) -> Self {
        let paragraphs = table.iter().flatten().sum();
        let (mut agreed, mut by_chance) = (0, 0.0);
        for (class, row) in table.iter().enumerate() {
            let (first, second) = (row.iter().sum::<u64>(), column(table, class));
            agreed += row[class];
            by_chance += first as f64 * second as f64;
        }
        let observed = share(agreed, paragraphs);
        let expected = observed.map(|_| by_chance / (paragraphs as f64).powi(2));
        let kappa = observed.zip(expected).filter(|&(_, expected)| expected < 1.0);
        Kappa {
            paragraphs,
            observed,
            expected,
            kappa: kappa.map(|(observed, expected)| (observed - expected) / (1.0 - expected)),
        }
    }
}

impl LabelAgreement {
    fn new<const N: usize>(label: Label, table: &[[u64; N]; N]) -> Self {
        let class = label as usize;
        let (first, second, both) = (table[class].iter().sum::<u64>(), column(table, class), table[class][class]);
        let neither = table.iter().flatten().sum::<u64>() + both - first - second;
        let kappa = Kappa::new(&[[both, first - both], [second - both, neither]]).kappa;
        LabelAgreement { label, first, second, both, kappa }
    }
}

fn column<const N: usize>(table: &[[u64; N]; N], class: usize) -> u64 {
    table.iter().map(|row| row[class]).sum()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, paragraphs};
    use super::*;

    fn labels(names: &str) -> Vec<TruthLabel> {
        names.split_whitespace().map(|name| name.parse().unwrap()).collect()
    }

    fn agreement(first: &str, second: &str) -> Agreement {
        Agreement::new(&labels(first), &labels(second)).unwrap()
    }

    /// Values from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn kappas_are_those_of_scikit_learn() {
        let (first, second): (Vec<_>, Vec<_>) =
            paragraphs().iter().map(|p| (p.truth, TruthLabel::Known(p.label))).unzip();
        let agreement = Agreement::new(&first, &second).unwrap();
        assert_near(agreement.labels.kappa, 0.733_898_213_555_785_2);
        assert_near(agreement.junk.kappa, 0.699_369_409_004_252_8);
        let expected = [
            0.740_160_717_721_382_3,
            0.751_868_138_184_744_5,
            0.722_965_971_732_913_3,
            0.752_554_420_257_663_3,
            0.749_820_029_902_723_8,
            0.709_632_575_830_710_7,
            0.723_189_212_815_768_9,
            0.726_232_027_424_703_4,
            0.745_797_778_151_894_5,
            0.763_823_229_734_262_4,
            0.688_907_129_952_060_8,
        ];
        for (row, kappa) in agreement.by_label.iter().zip(expected) {
            assert_near(row.kappa, kappa);
        }
        let bio = agreement.by_label[Label::Bio as usize];
        assert_eq!((bio.first, bio.second, bio.both), (160, 147, 119));
    }

    #[test]
    fn an_unnamed_kind_counts_as_junk_alone() {
        let agreement = agreement("junk ad content unsure content", "ad ad content ad title");
        assert_eq!((agreement.junk.paragraphs, agreement.junk.kappa), (4, Some(1.0)));
        assert_eq!((agreement.labels.paragraphs, agreement.labels.observed), (3, Some(2.0 / 3.0)));
    }

    #[test]
    fn chance_is_none_and_less_is_below() {
        assert_eq!(agreement("ad ad content content", "ad content ad content").labels.kappa, Some(0.0));
        assert_eq!(agreement("ad content", "content ad").labels.kappa, Some(-1.0));
    }

    #[test]
    fn one_class_or_nothing_has_no_kappa() {
        let one = agreement("ad ad", "ad ad");
        assert_eq!((one.labels.observed, one.labels.expected, one.labels.kappa), (Some(1.0), Some(1.0), None));
        assert_eq!(one.by_label[Label::Ad as usize].kappa, None);
        let nothing = agreement("unsure", "ad");
        assert_eq!((nothing.labels, nothing.junk), Default::default());
        assert_eq!(agreement("", "").labels, Kappa::default());
    }

    #[test]
    fn lists_of_two_lengths_are_refused() {
        let error = Agreement::new(&labels("ad"), &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
    }
}
