//! The learning curve: how figures rise with the number of labelled documents.

use super::chart::{Axis, Chart, Line, Point};
use super::figure::Figure;
use super::number::count;

/// One size of the labelled data, and what a model that learned from it reached.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningPoint {
    /// Labelled documents it learned from.
    pub documents: u64,
    /// Figures, each 0 to 1; the same ones at every size make a line each.
    pub figures: Vec<(Figure, f64)>,
}

/// The curve; `None` where there is no point.
pub(super) fn chart(points: &[LearningPoint]) -> Option<String> {
    let sizes = || points.iter().map(|point| point.documents);
    let (least, most) = sizes().min().zip(sizes().max())?;
    let line = |figure: Figure| {
        let found = points.iter().filter_map(|point| {
            let (_, y) = *point.figures.iter().find(|(known, _)| *known == figure)?;
            let about = format!("{} documents: {} {}", count(point.documents), figure.name(), figure.written(Some(y)));
            Some(Point { x: point.documents as f64, y, about })
        });
        Line { name: figure.name().to_owned(), points: found.collect(), dotted: true }
    };
    // Each number of documents has a tick, unless it would touch the one before.
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for size in sizes() {
        if ticks.last().is_none_or(|(last, _)| size as f64 >= 1.4 * last) {
            ticks.push((size as f64, count(size)));
        }
    }
    let (low, high) = (least.max(1) as f64, most.max(1) as f64);
    let chart = Chart {
        about: "Figures against the number of labelled documents".to_owned(),
        x: Axis { name: "labelled documents", low, high, log: true, ticks },
        y: Axis::share("figure"),
        bars: Vec::new(),
        guide: None,
        lines: Figure::ALL.into_iter().map(line).filter(|line| !line.points.is_empty()).collect(),
        mark: None,
    };
    chart.svg()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_a_line() {
        let point = |documents, f1| LearningPoint { documents, figures: vec![(Figure::F1, f1), (Figure::Auc, 0.9)] };
        let svg = chart(&[point(10, 0.5), point(11, 0.6), point(100, 0.75)]).unwrap();
        assert_eq!((svg.matches("<polyline").count(), svg.matches("<circle").count()), (2, 6));
        assert!(svg.contains("100 documents: junk F1 0.750") && !svg.contains(">11<"), "{svg}");
    }

    #[test]
    fn few_points_are_no_error() {
        assert_eq!(chart(&[]), None);
        let one = LearningPoint { documents: 0, figures: vec![(Figure::F1, f64::NAN)] };
        assert!(!chart(&[one]).unwrap().contains("NaN"));
    }
}
