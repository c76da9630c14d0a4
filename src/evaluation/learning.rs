//! How figures grow with the number of labelled documents: whether it is worth labelling more.
//!
//! Points that training measured enter, each a model trained on more of the same documents and judged on the same others;
//! what leaves is the curve, and in words what its last step says.

use super::{Figure, Interval};

/// A model trained on some of the documents.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct LearningPoint {
    /// Documents it was trained on, all of them among those of the next point.
    pub documents: u64,
    /// Paragraphs in them.
    pub paragraphs: u64,
    /// Figures by the name of a [`Figure`] on the documents that were held out; those that are not defined
    /// are left out.
    pub figures: Vec<(String, f64)>,
}

/// The curve, points by rising number of documents.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct LearningCurve {
    /// Documents on which all points were measured, of sites that none was trained on.
    pub tested: u64,
    /// The points; a number of documents too small to learn from has none.
    pub points: Vec<LearningPoint>,
    /// What the F1 of junk gained from the last point but one to the last, paired, over sites; `None` where that cannot
    /// be measured.
    pub last_gain: Option<Interval>,
}

impl LearningPoint {
    /// The value of a figure.
    pub fn figure(&self, figure: Figure) -> Option<f64> {
        self.figures.iter().find(|(known, _)| known == figure.name()).map(|(_, value)| *value)
    }
}

impl LearningCurve {
    /// What the last doubling says about labelling more.
    pub fn advice(&self) -> &'static str {
        match self.last_gain {
            Some(gain) if gain.low > 0.0 => "the last doubling helped: labelling more is likely to help",
            Some(gain) if gain.high < 0.005 => {
                "the last doubling gained next to nothing: more of the same will not help"
            }
            Some(_) => "the last doubling may have helped or not: too few documents or sites are held out to tell",
            None => "not measurable: it takes two points, and two sites to test on",
        }
    }

    /// Whether every number is finite and documents grow.
    pub(crate) fn is_sound(&self) -> bool {
        self.points.iter().flat_map(|point| &point.figures).all(|(_, value)| value.is_finite())
            && self.points.windows(2).all(|pair| pair[0].documents < pair[1].documents)
            && self.last_gain.as_ref().is_none_or(Interval::is_sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(gain: Option<(f64, f64)>) -> LearningCurve {
        let interval = |(low, high)| Interval { estimate: low, low, high, level: 0.95, resamples: 200 };
        LearningCurve { last_gain: gain.map(interval), ..LearningCurve::default() }
    }

    #[test]
    fn advice_follows_the_interval() {
        for (gain, expected) in [
            (Some((0.01, 0.04)), "likely to help"),
            (Some((-0.002, 0.001)), "next to nothing"),
            (Some((-0.02, 0.03)), "may have helped or not"),
            (None, "not measurable"),
        ] {
            assert!(curve(gain).advice().contains(expected), "{gain:?}");
        }
    }

    #[test]
    fn points_must_grow() {
        let point = |documents| LearningPoint { documents, paragraphs: 1, figures: vec![("auc".to_owned(), 0.5)] };
        let of = |points| LearningCurve { points, ..LearningCurve::default() };
        assert!(of(vec![point(1), point(2)]).is_sound() && !of(vec![point(2), point(2)]).is_sound());
        assert_eq!((point(1).figure(Figure::Auc), point(1).figure(Figure::Brier)), (Some(0.5), None));
    }
}
