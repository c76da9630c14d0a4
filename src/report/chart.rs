//! A chart as SVG: two axes, lines with their points, a mark where one was chosen.
//!
//! Values enter, an `svg` element leaves; colours come from the page's style, so that light and dark are one drawing.
//! What is no number is left out, what lies outside the axes is drawn at their end.

use super::escape::Escaped;
use std::fmt::Write;

/// Size of the drawing, and of the plane within it, in the units of the drawing: about the pixels of a telephone.
const WIDTH: f64 = 380.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 368.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 236.0;

/// An axis: what it is, where it begins and ends, and what is written along it.
pub(super) struct Axis {
    pub name: &'static str,
    pub low: f64,
    pub high: f64,
    /// Whether equal steps are equal factors; `low` is above 0 then.
    pub log: bool,
    pub ticks: Vec<(f64, String)>,
}

/// A point, and what is said of it.
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
    pub about: String,
}

/// A line through points.
pub(super) struct Line {
    /// Written below the chart where there are several; empty where there is nothing to tell apart.
    pub name: String,
    pub points: Vec<Point>,
    /// Whether points are to be seen, not only felt for.
    pub dotted: bool,
}

/// A bar from the floor up.
pub(super) struct Bar {
    pub from: f64,
    pub to: f64,
    pub height: f64,
    pub about: String,
}

/// What is drawn.
pub(super) struct Chart {
    /// For those who hear the page.
    pub about: String,
    pub x: Axis,
    pub y: Axis,
    pub bars: Vec<Bar>,
    /// A thin line between two points, as something to compare with.
    pub guide: Option<[(f64, f64); 2]>,
    pub lines: Vec<Line>,
    /// The place that was chosen.
    pub mark: Option<Point>,
}

impl Axis {
    /// Shares from 0 to 1.
    pub fn share(name: &'static str) -> Self {
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|tick: f64| (tick, format!("{:.0} %", 100.0 * tick)));
        Axis { name, low: 0.0, high: 1.0, log: false, ticks: ticks.to_vec() }
    }

    /// Where a value lies, from 0 at the low to 1 at the high end; `None` where it is no number.
    fn place(&self, value: f64) -> Option<f64> {
        let scale = |value: f64| if self.log { value.max(self.low).ln() } else { value };
        let span = scale(self.high) - scale(self.low);
        let place = if span > 0.0 { (scale(value) - scale(self.low)) / span } else { 0.5 };
        (!value.is_nan()).then(|| place.clamp(0.0, 1.0))
    }
}

impl Chart {
    /// The drawing; `None` where there is nothing to draw.
    pub fn svg(&self) -> Option<String> {
        if self.lines.iter().all(|line| line.points.is_empty()) {
            return None;
        }
        let mut out = String::new();
        let about = Escaped(&self.about);
        let _ = writeln!(out, "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=img aria-label=\"{about}\">");
        self.axes(&mut out);
        for bar in &self.bars {
            self.bar(&mut out, bar);
        }
        if let Some([(x1, y1), (x2, y2)]) = self.guide {
            let ends = [(x1, y1), (x2, y2)].map(|(x, y)| self.at(x, y).unwrap_or((LEFT, BOTTOM)));
            let [(x1, y1), (x2, y2)] = ends;
            let _ = writeln!(out, "<line class=guide x1={x1:.1} y1={y1:.1} x2={x2:.1} y2={y2:.1} />");
        }
        for (number, line) in self.lines.iter().enumerate() {
            self.line(&mut out, number, line);
        }
        if let Some(mark) = &self.mark {
            self.mark(&mut out, mark);
        }
        out.push_str("</svg>\n");
        let named = self.lines.iter().enumerate().filter(|(_, line)| !line.name.is_empty() && !line.points.is_empty());
        let legend: String =
            named.map(|(i, line)| format!("<span class=\"key s{i}\">{}</span>\n", Escaped(&line.name))).collect();
        if !legend.is_empty() {
            let _ = writeln!(out, "<p class=legend>{legend}</p>");
        }
        Some(out)
    }

    fn at(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (x, y) = (self.x.place(x)?, self.y.place(y)?);
        Some((LEFT + x * (RIGHT - LEFT), BOTTOM - y * (BOTTOM - TOP)))
    }

    fn axes(&self, out: &mut String) {
        for (value, text) in &self.x.ticks {
            let Some(place) = self.x.place(*value) else { continue };
            let x = LEFT + place * (RIGHT - LEFT);
            let _ = writeln!(out, "<line class=grid x1={x:.1} y1={TOP} x2={x:.1} y2={BOTTOM} />");
            // At the right end a text in the middle would be cut.
            let anchor = if place > 0.95 { "end" } else { "middle" };
            let (x, y) = (if place > 0.95 { x + 6.0 } else { x }, BOTTOM + 16.0);
            let _ = writeln!(out, "<text x={x:.1} y={y} text-anchor={anchor}>{}</text>", Escaped(text));
        }
        for (value, text) in &self.y.ticks {
            let Some(place) = self.y.place(*value) else { continue };
            let y = BOTTOM - place * (BOTTOM - TOP);
            let _ = writeln!(out, "<line class=grid x1={LEFT} y1={y:.1} x2={RIGHT} y2={y:.1} />");
            let (x, y) = (LEFT - 6.0, y + 4.0);
            let _ = writeln!(out, "<text x={x} y={y:.1} text-anchor=end>{}</text>", Escaped(text));
        }
        let (x, y) = (0.5 * (LEFT + RIGHT), HEIGHT - 8.0);
        let _ = writeln!(out, "<text class=axis x={x} y={y} text-anchor=middle>{}</text>", Escaped(self.x.name));
    }

    fn bar(&self, out: &mut String, bar: &Bar) {
        let (Some(low), Some(high)) = (self.at(bar.from, 0.0), self.at(bar.to, bar.height)) else { return };
        let (width, height) = ((high.0 - low.0 - 1.0).max(0.0), low.1 - high.1);
        let (x, y, about) = (low.0, high.1, Escaped(&bar.about));
        let _ = writeln!(
            out,
            "<rect class=bar x={x:.1} y={y:.1} width={width:.1} height={height:.1}><title>{about}</title></rect>"
        );
    }

    fn line(&self, out: &mut String, number: usize, line: &Line) {
        let places = line.points.iter().filter_map(|point| Some((self.at(point.x, point.y)?, point)));
        let places: Vec<_> = places.collect();
        let path: Vec<String> = places.iter().map(|((x, y), _)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(out, "<polyline class=\"line s{number}\" points=\"{}\" />", path.join(" "));
        let class = if line.dotted { "dot" } else { "feel" };
        for ((x, y), point) in places {
            let about = Escaped(&point.about);
            let _ = writeln!(
                out,
                "<circle class=\"{class} s{number}\" cx={x:.1} cy={y:.1} r=4><title>{about}</title></circle>"
            );
        }
    }

    fn mark(&self, out: &mut String, mark: &Point) {
        let Some((x, y)) = self.at(mark.x, mark.y) else { return };
        let about = Escaped(&mark.about);
        let _ = writeln!(
            out,
            "<path class=mark d=\"M{x:.1} {BOTTOM}V{y:.1}H{LEFT}\" />\n\
             <circle class=mark cx={x:.1} cy={y:.1} r=5.5><title>{about}</title></circle>"
        );
        // Beside the mark, where the plane has room.
        let (anchor, x) = if x > 0.5 * (LEFT + RIGHT) { ("end", x - 10.0) } else { ("start", x + 10.0) };
        let y = if y < 0.5 * (TOP + BOTTOM) { y + 20.0 } else { y - 12.0 };
        let _ = writeln!(out, "<text class=mark x={x:.1} y={y:.1} text-anchor={anchor}>{about}</text>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: &[(f64, f64)]) -> Chart {
        let points = points.iter().map(|&(x, y)| Point { x, y, about: "<&>".to_owned() }).collect();
        Chart {
            about: "a \"chart\"".to_owned(),
            x: Axis { name: "x", low: 0.001, high: 1.0, log: true, ticks: vec![(0.01, "1 %".to_owned())] },
            y: Axis::share("y"),
            bars: vec![Bar { from: 0.0, to: 0.5, height: 0.5, about: String::new() }],
            guide: Some([(0.0, 0.0), (1.0, 1.0)]),
            lines: vec![Line { name: "n".to_owned(), points, dotted: true }],
            mark: Some(Point { x: 0.5, y: f64::NAN, about: String::new() }),
        }
    }

    #[test]
    fn nothing_is_not_drawn() {
        assert_eq!(chart(&[]).svg(), None);
    }

    #[test]
    fn no_number_reaches_the_drawing_that_is_none() {
        let svg = chart(&[(0.0, 0.5), (f64::NAN, 0.5), (f64::INFINITY, -3.0), (-1.0, 2.0)]).svg().unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
        assert!(svg.contains("&lt;&amp;&gt;") && svg.contains("a &quot;chart&quot;"), "{svg}");
    }

    #[test]
    fn values_lie_where_the_axis_has_them() {
        let axis = chart(&[]).x;
        let near = |value, place: f64| assert!((axis.place(value).unwrap() - place).abs() < 1e-12, "{value}");
        near(0.0, 0.0);
        near(0.001, 0.0);
        near(0.1, 2.0 / 3.0);
        near(1.0, 1.0);
        near(7.0, 1.0);
        let point = Axis { name: "", low: 5.0, high: 5.0, log: false, ticks: Vec::new() };
        assert_eq!(point.place(5.0), Some(0.5));
    }
}
