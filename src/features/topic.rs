//! Topic: a paragraph's subject words against those of the whole piece.

use super::schema::Measure;

pub(super) static MEASURES: &[Measure] = &[
    Measure {
        name: "familiar",
        unit: "share of words",
        range: (0.0, 1.0),
        about: "its subject words that stand in another paragraph too",
        fill: |view, out| out.copy_from_slice(&view.familiar),
    },
    Measure {
        name: "company",
        unit: "probability of content",
        range: (0.0, 1.0),
        about: "mean over the other paragraphs that hold its subject words",
        fill: |view, out| out.copy_from_slice(&view.company),
    },
];
