//! The schema: every measure with its name, unit, range and computation, and the fingerprint a model is bound to.
//!
//! A family is a file with one table of [`Measure`]s; [`SCHEMA`] lists the families. A row holds all there is to know of
//! a measure, so that documentation, model file and computation cannot disagree.

use super::view::View;
use super::{branch, container, context, markup, markup_page, page, place, shape, topic};
use std::sync::LazyLock;

/// One column of [`Measures`](super::Measures).
#[derive(Clone, Copy)]
pub struct Measure {
    /// Unique name.
    pub name: &'static str,
    /// Unit of the values.
    pub unit: &'static str,
    /// Least and greatest value; values beyond are cut.
    pub range: (f32, f32),
    /// What it is, in a line.
    pub about: &'static str,
    /// How it is computed.
    pub(super) values: Values,
}

/// How the values of a measure are computed.
#[derive(Clone, Copy)]
pub(super) enum Values {
    /// Fills a column, one value a paragraph.
    Paragraphs(fn(&View, &mut [f32])),
    /// One value for all paragraphs of a document.
    Page(fn(&View) -> f32),
    /// The same as `Paragraphs` and `Page` where a document has markup; 0 where it has none.
    Markup(fn(&View, &mut [f32])),
    MarkupPage(fn(&View) -> f32),
}

/// The table of a family, `MEASURES`: a row a measure with name, unit, range, what it is, and the function of [`Values`].
macro_rules! measures {
    ($values:ident: $($name:literal, $unit:literal, $low:literal ..= $high:literal, $about:literal, $function:expr;)*) => {
        pub(super) static MEASURES: &[$crate::features::schema::Measure] = &[$($crate::features::schema::Measure {
            name: $name,
            unit: $unit,
            range: ($low as f32, $high as f32),
            about: $about,
            values: $crate::features::schema::Values::$values($function),
        }),*];
    };
}
pub(super) use measures;

/// A table of measures that look at the same side of a paragraph.
pub struct Family {
    /// Name of the family.
    pub name: &'static str,
    /// Its measures, in the order of their columns.
    pub measures: &'static [Measure],
}

/// The families, in the order of their columns; those of markup come last, so that plain text has no room for them.
pub static FAMILIES: [Family; 9] = [
    Family { name: "shape", measures: shape::MEASURES },
    Family { name: "place", measures: place::MEASURES },
    Family { name: "context", measures: context::MEASURES },
    Family { name: "topic", measures: topic::MEASURES },
    Family { name: "page", measures: page::MEASURES },
    Family { name: "markup", measures: markup::MEASURES },
    Family { name: "branch", measures: branch::MEASURES },
    Family { name: "container", measures: container::MEASURES },
    Family { name: "markup of the page", measures: markup_page::MEASURES },
];

/// Raised whenever tokens or measures are computed in another way under the same name.
const REVISION: u32 = 3;

/// All measures, in the order of their columns.
pub fn schema() -> impl Iterator<Item = &'static Measure> + Clone {
    FAMILIES.iter().flat_map(|family| family.measures)
}

/// Number of measures.
pub fn width() -> usize {
    FAMILIES.iter().map(|family| family.measures.len()).sum()
}

/// Number of measures that plain text has; the others come after them.
pub(super) fn text_width() -> usize {
    schema().take_while(|measure| matches!(measure.values, Values::Paragraphs(_) | Values::Page(_))).count()
}

/// Column of the measure of this name.
pub fn column(name: &str) -> Option<usize> {
    schema().position(|measure| measure.name == name)
}

/// What a model is bound to: it can be used only with the features it was trained on.
pub fn fingerprint() -> u32 {
    static FINGERPRINT: LazyLock<u32> = LazyLock::new(|| {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&REVISION.to_le_bytes());
        for measure in schema() {
            hasher.update(measure.name.as_bytes());
            hasher.update(measure.unit.as_bytes());
            hasher.update(&measure.range.0.to_le_bytes());
            hasher.update(&measure.range.1.to_le_bytes());
        }
        hasher.finalize()
    });
    *FINGERPRINT
}
