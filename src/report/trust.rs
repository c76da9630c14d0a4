//! How far the models can be believed: what they promised against what came of it, and one model against another.

use super::escape::Escaped;
use super::figure::range;
use super::number::{percent, written};
use super::table::{Cell, Table};
use crate::evaluation::{Comparison, Figure, Interval, Promise};

/// Promises against what was measured; `None` where there are none.
pub(super) fn promises(promises: &[Promise]) -> Option<String> {
    if promises.is_empty() {
        return None;
    }
    let mut table = Table::new(["promised", "", "measured", "interval", "verdict"]);
    for promise in promises {
        let bound = if promise.is_most { "at most" } else { "at least" };
        // Precisions are shares too, and read better beside losses as they do.
        let range = range(Figure::Lost, promise.interval).unwrap_or_else(|| "–".to_owned());
        let cells = [format!("{bound} {}", percent(Some(promise.promised))), percent(promise.measured), range];
        let verdict = Cell::Word(promise.verdict().to_owned());
        table.row(&promise.of, cells.into_iter().map(Cell::Number).chain([verdict]));
    }
    Some(table.finish())
}

/// Two models side by side, and what it comes to.
pub(super) fn comparison(comparison: &Comparison) -> String {
    let names = [comparison.name.as_str(), comparison.other.as_str()];
    let mut table = Table::new(["figure"].into_iter().chain(names).chain(["difference", "interval", "verdict"]));
    for row in &comparison.rows {
        let difference = |of: fn(&Interval) -> f64| row.difference.as_ref().map(|i| format!("{:+.4}", of(i)));
        let none = || "–".to_owned();
        let ends = difference(|i| i.low).zip(difference(|i| i.high)).map(|(low, high)| format!("{low} to {high}"));
        let values = [row.value, row.other].map(|value| written(row.figure, value));
        let cells =
            values.into_iter().chain([difference(|i| i.estimate).unwrap_or_else(none), ends.unwrap_or_else(none)]);
        let verdict = Cell::Word(row.side().name().to_owned());
        table.row(row.figure.title(), cells.map(Cell::Number).chain([verdict]));
    }
    format!("{}<p class=note>{}</p>\n", table.finish(), Escaped(comparison.words()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Compared;

    fn interval(low: f64, high: f64) -> Interval {
        Interval { estimate: (low + high) / 2.0, low, high, level: 0.95, resamples: 200 }
    }

    #[test]
    fn a_promise_is_held_against_what_came_of_it() {
        assert_eq!(promises(&[]), None);
        let promise = Promise {
            of: "loss".to_owned(),
            promised: 0.01,
            measured: Some(0.02),
            interval: Some(interval(0.015, 0.025)),
            is_most: true,
        };
        let html = promises(&[promise]).unwrap();
        assert!(html.contains("loss<td>at most 1.00 %<td>2.00 %<td>1.50 % to 2.50 %<td class=word>not kept"), "{html}");
    }

    #[test]
    fn models_stand_side_by_side() {
        let row = |figure, difference| Compared { figure, value: Some(0.75), other: Some(0.5), difference };
        let rows = vec![row(Figure::F1, Some(interval(0.2, 0.3))), row(Figure::Lost, None)];
        let html = comparison(&Comparison { name: "<a>".to_owned(), other: "b".to_owned(), groups: 9, rows });
        assert!(html.contains("<th scope=col>&lt;a&gt;<th scope=col>b") && !html.contains("<a>"), "{html}");
        assert!(
            html.contains("junk F1<td>0.750<td>0.500<td>+0.2500<td>+0.2000 to +0.3000<td class=word>better"),
            "{html}"
        );
        assert!(
            html.contains("content chars lost<td>75.0 %<td>50.0 %<td>–<td>–<td class=word>not measurable"),
            "{html}"
        );
        assert!(html.contains("&lt;a&gt; is better than b in junk F1"), "{html}");
    }
}
