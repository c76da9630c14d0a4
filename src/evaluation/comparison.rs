//! Two models on the same paragraphs: is one better, or is it noise?
//!
//! Two sets of the same groups enter, figures side by side leave. Both are resampled together, so that what makes a site
//! hard for both does not widen the interval of their difference.

use super::{Bootstrap, DecidedSet, Figure, Interval};
use crate::error::Result;

/// Figures of two models side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The model that is asked about.
    pub name: String,
    /// The model it is compared with.
    pub other: String,
    /// Number of groups that were drawn.
    pub groups: usize,
    /// A row a figure, in the order of [`Figure::ALL`].
    pub rows: Vec<Compared>,
}

/// One figure of two models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// The figure.
    pub figure: Figure,
    /// Of the model that is asked about.
    pub value: Option<f64>,
    /// Of the other.
    pub other: Option<f64>,
    /// Of the value less the other.
    pub difference: Option<Interval>,
}

/// What a difference says of the model that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It is better.
    Better,
    /// It is worse.
    Worse,
    /// The interval holds 0.
    MayBeNoise,
    /// Nothing differs in any resample.
    Same,
    /// There is no interval.
    NotMeasurable,
}

impl Comparison {
    /// The first model's set, with the model's name, against the second's; both judged the same paragraphs, in `groups`
    /// groups.
    ///
    /// # Errors
    ///
    /// As [`Bootstrap::intervals`].
    pub fn new(
        (name, set): (String, &DecidedSet),
        (other, others): (String, &DecidedSet),
        groups: usize,
        bootstrap: &Bootstrap,
    ) -> Result<Self> {
        let pairs =
            |counts: &[u32]| set.figures(counts).into_iter().zip(others.figures(counts)).take(Figure::ALL.len());
        let differences = |counts: &[u32]| pairs(counts).map(|(a, b)| Some(a? - b?)).collect();
        let differences = bootstrap.intervals(groups, differences)?;
        let rows = Figure::ALL.into_iter().zip(pairs(&vec![1; groups])).zip(differences);
        let row = |((figure, (value, other)), difference)| Compared { figure, value, other, difference };
        Ok(Comparison { name, other, groups, rows: rows.map(row).collect() })
    }

    /// What it comes to, in a sentence or two.
    pub fn words(&self) -> String {
        let titles = |side: Side| -> Vec<&str> {
            self.rows.iter().filter(|row| row.side() == side).map(|row| row.figure.title()).collect()
        };
        let (better, worse) = (titles(Side::Better), titles(Side::Worse));
        let (noise, unknown) = (titles(Side::MayBeNoise), titles(Side::NotMeasurable));
        let Comparison { name, other, groups, .. } = self;
        if self.groups < 2 {
            return format!(
                "not measurable: all documents are of one group, and one says nothing of others ({name}, {other})"
            );
        }
        let mut words = match (better.is_empty(), worse.is_empty()) {
            (false, true) => format!("{name} is better than {other} in {}", better.join(", ")),
            (true, false) => format!("{name} is worse than {other} in {}", worse.join(", ")),
            (false, false) => {
                format!("{name} is better than {other} in {}, and worse in {}", better.join(", "), worse.join(", "))
            }
            (true, true) if noise.is_empty() && unknown.len() < self.rows.len() => {
                format!("{name} and {other} do not differ here")
            }
            (true, true) if noise.is_empty() => "not measurable".to_owned(),
            (true, true) => format!("{name} and {other} differ by no more than noise over {groups} groups may explain"),
        };
        let differ = !better.is_empty() || !worse.is_empty();
        if differ && !noise.is_empty() {
            words.push_str(&format!("; what it differs in besides may be noise: {}", noise.join(", ")));
        }
        words
    }
}

impl Compared {
    /// What the difference says.
    pub fn side(&self) -> Side {
        match self.difference {
            None => Side::NotMeasurable,
            Some(Interval { low: 0.0, high: 0.0, estimate: 0.0, .. }) => Side::Same,
            Some(Interval { low, high, .. }) if low <= 0.0 && high >= 0.0 => Side::MayBeNoise,
            Some(Interval { low, .. }) if (low > 0.0) == self.figure.is_gain() => Side::Better,
            Some(_) => Side::Worse,
        }
    }
}

impl Side {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Side::Better => "better",
            Side::Worse => "worse",
            Side::MayBeNoise => "may be noise",
            Side::Same => "same",
            Side::NotMeasurable => "not measurable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Decided;
    use super::super::fixture::paragraphs;
    use super::*;

    fn row(figure: Figure, low: f64, high: f64) -> Compared {
        let difference = Interval { estimate: (low + high) / 2.0, low, high, level: 0.95, resamples: 200 };
        Compared { figure, value: Some(0.5), other: Some(0.5), difference: Some(difference) }
    }

    fn words(rows: Vec<Compared>) -> String {
        Comparison { name: "new".to_owned(), other: "old".to_owned(), groups: 9, rows }.words()
    }

    #[test]
    fn less_loss_is_better_and_less_auc_is_worse() {
        assert_eq!(row(Figure::Lost, -0.02, -0.01).side(), Side::Better);
        assert_eq!(row(Figure::Auc, -0.02, -0.01).side(), Side::Worse);
        assert_eq!(row(Figure::Auc, -0.02, 0.01).side(), Side::MayBeNoise);
        assert_eq!(row(Figure::Auc, 0.0, 0.0).side(), Side::Same);
    }

    #[test]
    fn words_say_what_is_known() {
        assert_eq!(
            words(vec![row(Figure::F1, 0.1, 0.2), row(Figure::Auc, -0.1, 0.1)]),
            "new is better than old in junk F1; what it differs in besides may be noise: AUC"
        );
        assert_eq!(
            words(vec![row(Figure::F1, -0.1, 0.2)]),
            "new and old differ by no more than noise over 9 groups may explain"
        );
        assert_eq!(words(vec![row(Figure::F1, 0.0, 0.0)]), "new and old do not differ here");
        let unknown = Compared { difference: None, ..row(Figure::F1, 0.0, 0.0) };
        assert!(words(vec![unknown]).contains("not measurable"));
    }

    #[test]
    fn what_removes_nothing_is_worse_and_a_model_is_as_good_as_itself() {
        let set = |least: f32| {
            let decided = paragraphs().into_iter();
            let decided =
                decided.map(|judged| Decided { judged, group: judged.document, removed: judged.junk >= least });
            DecidedSet::new(decided).unwrap()
        };
        let (some, none) = (set(0.5), set(2.0));
        let bootstrap = Bootstrap { resamples: 50, ..Bootstrap::default() };
        let new = |a, b| Comparison::new(("a".to_owned(), a), ("b".to_owned(), b), 100, &bootstrap).unwrap();
        let compared = new(&none, &some);
        let side = |figure: Figure| compared.rows[figure as usize].side();
        assert_eq!((side(Figure::Recall), side(Figure::Lost)), (Side::Worse, Side::Better));
        assert_eq!((side(Figure::Auc), side(Figure::PageF1)), (Side::Same, Side::NotMeasurable));
        assert_eq!(new(&some, &some).words(), "a and b do not differ here");
    }
}
