//! The learning curve: the same training on more and more of the documents, judged on sites that none of them is from.
//!
//! Documents come in, a [`LearningCurve`] leaves. One fold of sites is held out for all points, and each point's documents
//! are among the next one's, so that points differ by what was added and by nothing else.

use super::samples::group_hash;
use super::{TrainParams, train};
use crate::cleaning::Cleaner;
use crate::document::LabelledDocument;
use crate::error::{Error, ErrorKind, Result};
use crate::evaluation::{Bootstrap, Decided, DecidedSet, Figure, Judged, LearningCurve, LearningPoint};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Shares of the documents, each twice the one before, that points are trained on.
const SHARES: [usize; 4] = [8, 4, 2, 1];
/// One in so many sites is held out.
const HELD_OUT: usize = 4;
const RESAMPLES: u32 = 200;

/// Trains on an eighth, a quarter, half and all of three quarters of the sites, and judges the other quarter. `pool` is
/// as [`train`] takes it. A share that is too small to learn from has no point. It costs twice a training.
///
/// # Errors
///
/// As [`train`], but for shares that are too small; [`ErrorKind::Data`] where there are fewer than two groups.
pub fn learning_curve(
    params: &TrainParams,
    documents: &[LabelledDocument],
    pool: &[LabelledDocument],
) -> Result<LearningCurve> {
    let groups: BTreeSet<u32> = documents.iter().enumerate().map(|(i, d)| group_hash(d, i)).collect();
    if groups.len() < 2 {
        let message = "a learning curve is measured on sites that training does not see, but all documents are of one: \
                       name their sites or documents";
        return Err(Error::new(ErrorKind::Data, message));
    }
    // Hashes are in no order that means anything.
    let held_out: BTreeSet<u32> = groups.iter().copied().step_by(HELD_OUT).collect();
    let is_held_out = |i: usize| held_out.contains(&group_hash(&documents[i], i));
    let tested: Vec<usize> = (0..documents.len()).filter(|&i| is_held_out(i)).collect();
    let mut taught: Vec<usize> = (0..documents.len()).filter(|&i| !is_held_out(i)).collect();
    taught.sort_by_key(|i| crc32fast::hash(&[&params.seed.to_le_bytes()[..], &i.to_le_bytes()].concat()));
    let seen = |row: &LabelledDocument| row.group().is_none_or(|g| !held_out.contains(&crc32fast::hash(g.as_bytes())));
    let pool: Vec<LabelledDocument> = pool.iter().filter(|row| seen(row)).cloned().collect();

    let numbers: Vec<u32> = held_out.into_iter().collect();
    let mut points = Vec::new();
    let mut sets: Vec<DecidedSet> = Vec::new();
    for share in SHARES {
        let some: Vec<LabelledDocument> =
            taught[..taught.len() / share].iter().map(|&i| documents[i].clone()).collect();
        let model = match train(params, &some, &pool, Vec::new()) {
            Ok(trained) => trained.model,
            // Of few documents all may be of one class, or too short.
            Err(error) if error.kind() == ErrorKind::Data && share > 1 => continue,
            Err(error) => return Err(error),
        };
        let decided = tested.par_iter().map_init(
            || Cleaner::new(&model),
            |cleaner, &i| {
                let labelled = &documents[i];
                let group = numbers.binary_search(&group_hash(labelled, i)).expect("it is held out") as u32;
                let verdicts = cleaner.judge(&labelled.document, model.threshold());
                let paragraphs = labelled.document.paragraph_texts().zip(&labelled.labels).zip(verdicts);
                let decide = |((text, &truth), verdict): ((&str, _), crate::cleaning::Verdict)| Decided {
                    judged: Judged::new(i, text, truth, verdict.label, verdict.junk),
                    group,
                    removed: verdict.label.is_junk(),
                };
                paragraphs.map(decide).collect::<Vec<_>>()
            },
        );
        let set = DecidedSet::new(decided.flatten_iter().collect::<Vec<_>>())?;
        let figures = Figure::ALL.into_iter().zip(set.figures(&vec![1; numbers.len()]));
        points.push(LearningPoint {
            documents: some.len() as u64,
            paragraphs: some.iter().map(|labelled| labelled.labels.len() as u64).sum(),
            figures: figures.filter_map(|(figure, value)| Some((figure.name().to_owned(), value?))).collect(),
        });
        sets.push(set);
    }
    let last_gain = match sets.as_slice() {
        [.., before, last] => {
            let f1 = |set: &DecidedSet, counts: &[u32]| set.figures(counts)[Figure::F1 as usize];
            let gain =
                |counts: &[u32]| vec![f1(last, counts).zip(f1(before, counts)).map(|(last, before)| last - before)];
            let bootstrap = Bootstrap { resamples: RESAMPLES, ..Bootstrap::default() };
            bootstrap.intervals(numbers.len(), gain)?.pop().flatten()
        }
        _ => None,
    };
    Ok(LearningCurve { tested: tested.len() as u64, points, last_gain })
}
