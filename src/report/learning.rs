//! The learning curve: how figures rise with the number of labelled documents.

use super::chart::{Axis, Chart, Line, Point};
use super::number::{count, counted, written};
use crate::evaluation::{Figure, LearningCurve};

/// What is drawn: what a user asks for, each from 0 to 1.
const LINES: [Figure; 4] = [Figure::F1, Figure::Auc, Figure::Removed, Figure::Lost];

/// The curve; `None` where there is no point.
pub(super) fn chart(LearningCurve { points, .. }: &LearningCurve) -> Option<String> {
    let sizes = || points.iter().map(|point| point.documents);
    let (least, most) = sizes().min().zip(sizes().max())?;
    let line = |figure: Figure| {
        let found = points.iter().filter_map(|point| {
            let y = point.figure(figure)?;
            let about =
                format!("{} documents: {} {}", count(point.documents), figure.title(), written(figure, Some(y)));
            Some(Point { x: point.documents as f64, y, about })
        });
        Line { name: figure.title().to_owned(), points: found.collect(), dotted: true }
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
        lines: LINES.into_iter().map(line).filter(|line| !line.points.is_empty()).collect(),
        mark: None,
    };
    chart.svg()
}

/// What the curve comes to, in a sentence or two.
pub(super) fn about(curve: &LearningCurve) -> String {
    let tested = counted(curve.tested, "other document");
    format!("Models trained on more and more of the data, judged in training on {tested}; {}.", curve.advice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::LearningPoint;

    fn curve(points: &[(u64, f64)]) -> LearningCurve {
        let point = |&(documents, f1): &(u64, f64)| {
            let figures = vec![(Figure::F1.name().to_owned(), f1), (Figure::Auc.name().to_owned(), 0.9)];
            LearningPoint { documents, paragraphs: 9, figures }
        };
        LearningCurve { tested: 1, points: points.iter().map(point).collect(), last_gain: None }
    }

    #[test]
    fn each_figure_is_a_line() {
        let curve = curve(&[(10, 0.5), (11, 0.6), (100, 0.75)]);
        let svg = chart(&curve).unwrap();
        assert_eq!((svg.matches("<polyline").count(), svg.matches("<circle").count()), (2, 6));
        assert!(svg.contains("100 documents: junk F1 0.750") && !svg.contains(">11<"), "{svg}");
        assert!(about(&curve).contains("1 other document; not measurable"));
    }

    #[test]
    fn few_points_are_no_error() {
        assert_eq!(chart(&curve(&[])), None);
        assert!(!chart(&curve(&[(0, f64::NAN)])).unwrap().contains("NaN"));
    }
}
