//! Training as a whole: what it refuses, what it warns of, what it must not see, and that threads change nothing.

use super::fixture::{Numbers, article, articles, content, junk, model, row, site, table};
use super::folds::Folds;
use super::samples::{group_hash, prepare};
use super::{TrainParams, Trained, Validation, cross_validate, learning_curve, splice, train};
use crate::cleaning::Cleaner;
use crate::document::{Document, LabelledDocument, Origin};
use crate::error::{Error, ErrorKind};
use crate::evaluation::Calibration;
use crate::label::{Label, TruthLabel};
use crate::model::Model;
use std::collections::HashSet;

fn trained(documents: &[LabelledDocument]) -> Trained {
    train(&TrainParams::default(), documents, &[], Vec::new()).unwrap()
}

fn refused(params: &TrainParams, documents: &[LabelledDocument]) -> Error {
    train(params, documents, &[], Vec::new()).unwrap_err()
}

fn warns(trained: &Trained, of: &str) -> bool {
    trained.warnings.iter().any(|warning| warning.contains(of))
}

/// Probabilities of junk of rows of a table that training did not see: content, then junk.
fn judge(trained: &Trained) -> (Vec<f32>, Vec<f32>) {
    let mut numbers = Numbers(99);
    let mut cleaner = Cleaner::new(&trained.model);
    let mut of = |text: &str| cleaner.junk(&Document::from_paragraphs([text]))[0];
    let kept = (0..20).map(|_| of(&content(&mut numbers))).collect();
    (kept, (0..20).map(|_| of(&junk(&mut numbers).0)).collect())
}

#[test]
fn labels_of_one_class_are_refused() {
    let mut documents = articles(10);
    for (class, label) in [("content", Label::Content), ("junk", Label::Ad)] {
        documents.iter_mut().for_each(|labelled| labelled.labels.fill(label.into()));
        let error = refused(&TrainParams::default(), &documents);
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.message().contains(&format!("are {class}: training needs both")), "{error}");
    }
}

#[test]
fn three_rows_are_refused() {
    for documents in [table(3), Vec::new()] {
        let error = refused(&TrainParams::default(), &documents);
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.message().contains("too few") && error.message().contains("--base"), "{error}");
    }
}

#[test]
fn parameters_out_of_range_are_refused() {
    let documents = articles(10);
    for params in [
        TrainParams { folds: 1, ..TrainParams::default() },
        TrainParams { max_loss: Some(1.5), ..TrainParams::default() },
        TrainParams { max_loss: Some(f64::NAN), ..TrainParams::default() },
    ] {
        assert_eq!(refused(&params, &documents).kind(), ErrorKind::Argument);
    }
    for weight in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let mut documents = documents.clone();
        documents[3].weight = weight;
        assert_eq!(refused(&TrainParams::default(), &documents).kind(), ErrorKind::Argument);
    }
}

#[test]
fn two_hundred_rows_without_documents_train_a_model_that_tells_clear_rows_apart() {
    let trained = trained(&table(200));
    assert!(warns(&trained, "200 labelled paragraphs are few"));
    assert!(warns(&trained, "folds go by row"));
    assert!(trained.model.names_kinds());
    let (kept, removed) = judge(&trained);
    assert!(kept.iter().all(|&junk| junk < 0.3), "{kept:?}");
    assert!(removed.iter().all(|&junk| junk > 0.7), "{removed:?}");
}

#[test]
fn documents_without_sites_train_with_a_warning() {
    let mut documents = articles(16);
    documents.iter_mut().for_each(|labelled| labelled.document.origin = Origin::default());
    assert!(warns(&trained(&documents), "folds go by document"));
    assert!(!warns(&trained(&articles(16)), "site"), "sites are named");
}

#[test]
fn documents_of_one_site_train_as_documents_without() {
    let without = articles(20).into_iter().map(|mut labelled| {
        labelled.document.origin.site = None;
        labelled
    });
    let without: Vec<LabelledDocument> = without.collect();
    let mut one = without.clone();
    one.iter_mut().for_each(|labelled| labelled.document.origin.site = Some("x.example".to_owned()));
    let (without, one) = (trained(&without), trained(&one));
    assert!(warns(&one, "all documents are of one site: folds go by document"), "{:?}", one.warnings);
    assert_eq!(one.model.losses(), without.model.losses());
    assert_eq!(one.model.known_tokens(), without.model.known_tokens());
}

#[test]
fn few_sites_train_with_a_warning() {
    let mut documents = articles(16);
    documents.iter_mut().for_each(|labelled| labelled.document.origin = site("one"));
    documents[..8].iter_mut().for_each(|labelled| labelled.document.origin = site("two"));
    assert!(warns(&trained(&documents), "only 2 site"));
}

#[test]
fn labels_without_kinds_train_a_model_without_kinds() {
    let mut documents = articles(16);
    for label in documents.iter_mut().flat_map(|labelled| &mut labelled.labels).filter(|l| l.is_junk() == Some(true)) {
        *label = TruthLabel::Junk;
    }
    let trained = trained(&documents);
    assert!(warns(&trained, "no kinds"));
    assert!(!trained.model.names_kinds());
}

#[test]
fn empty_and_unsure_documents_do_no_harm() {
    let mut documents = articles(16);
    documents.push(LabelledDocument::new(Document::default(), Vec::new()));
    documents.push(LabelledDocument::new(Document::from_paragraphs(["", "\0"]), vec![TruthLabel::Unsure; 2]));
    let (kept, removed) = judge(&trained(&documents));
    assert!(kept.iter().sum::<f32>() < removed.iter().sum());
}

/// A loss that cannot be kept to, or need not be, still gives a threshold that a model may have.
#[test]
fn every_bearable_loss_has_a_threshold() {
    let threshold = |loss| {
        let params = TrainParams { max_loss: Some(loss), ..TrainParams::default() };
        train(&params, &articles(12), &[], Vec::new()).unwrap().model.threshold()
    };
    let thresholds = [0.0, 1.0].map(threshold);
    assert!(thresholds.is_sorted_by(|a, b| a >= b), "{thresholds:?}");
}

#[test]
fn threads_do_not_change_a_byte() {
    let mut documents = articles(16);
    documents.iter_mut().for_each(|labelled| labelled.document.origin.language = Some("en".to_owned()));
    let params = TrainParams { splice: 20, ..TrainParams::default() };
    let bytes = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| train(&params, &documents, &[], Vec::new()).unwrap().model.to_bytes().unwrap())
    };
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    let other = TrainParams { seed: 2, ..params.clone() };
    assert_ne!(one, train(&other, &documents, &[], Vec::new()).unwrap().model.to_bytes().unwrap(), "the seed counts");
}

#[test]
fn kinds_are_named() {
    let mut cleaner = Cleaner::new(model());
    let document = article(&mut Numbers(77), Origin::default());
    let verdicts = cleaner.judge(&document.document, 0.5);
    let named: Vec<TruthLabel> = verdicts.iter().map(|verdict| verdict.label.into()).collect();
    assert_eq!(named, document.labels);
    for verdict in verdicts {
        assert!((verdict.kinds.iter().sum::<f32>() - verdict.junk).abs() < 1e-4);
    }
}

// Cross-validation.

/// All junk stands in one group: with its fold left out there is content alone, and training must say so.
#[test]
fn what_was_measured_stands_in_the_evidence() {
    let evidence = model().evidence();
    let names: Vec<&str> = model().card().figures.iter().map(|(name, _)| name.as_str()).collect();
    let with_ends: Vec<&str> = evidence.intervals.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, with_ends);
    assert!(names.contains(&"brier") && !names.contains(&"macro_f1"));
    let outcomes = |calibration: &Calibration| calibration.before.bins.iter().map(|bin| bin.outcomes).sum::<u64>();
    // Thirty articles of eight paragraphs, two of them junk.
    assert_eq!(evidence.junk.as_ref().map(outcomes), Some(240));
    assert_eq!(evidence.kinds.as_ref().map(outcomes), Some(60));
    assert_eq!((evidence.named_sites, evidence.sites.len(), evidence.pages), (30, 30, 0));
    assert!(!evidence.precisions.is_empty());
}

/// A correction folds into the weights, so that reasons still add up to what is said.
#[test]
fn reasons_add_up_along_a_line() {
    let document = &articles(1)[0].document;
    let mut parts = model().parts().clone();
    let before = Cleaner::new(model()).junk(document);
    parts.junk = parts.junk.along(0.5, 0.75);
    let corrected = Model::from_parts(parts).unwrap();
    for (explanation, before) in Cleaner::new(&corrected).explain(document, 0.5, usize::MAX).iter().zip(before) {
        let log_odds = |p: f32| (p / (1.0 - p)).ln();
        let found = log_odds(explanation.verdict.junk);
        let sum = explanation.bias + explanation.reasons.iter().map(|reason| reason.log_odds).sum::<f32>();
        assert!((found - (0.5 * log_odds(before) + 0.75)).abs() < 2e-2, "{found}, {before}");
        assert!((found - sum).abs() < 2e-2, "{found} is not {sum}");
    }
}

#[test]
fn a_curve_grows_on_the_same_held_out_sites() {
    let curve = learning_curve(&TrainParams::default(), &articles(40), &[]).unwrap();
    let documents: Vec<u64> = curve.points.iter().map(|point| point.documents).collect();
    assert_eq!((curve.tested, documents), (10, vec![3, 7, 15, 30]));
    assert_eq!(curve.points.iter().map(|point| point.paragraphs).collect::<Vec<_>>(), [24, 56, 120, 240]);
    assert!(
        curve.points.iter().all(|point| point.figure(crate::evaluation::Figure::Auc).is_some())
            && curve.last_gain.is_some()
    );
    let mut one_site = articles(9);
    one_site.iter_mut().for_each(|labelled| labelled.document = labelled.document.clone().with_origin(site("a")));
    let error = learning_curve(&TrainParams::default(), &one_site, &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
}

#[test]
fn the_tested_group_is_not_trained_on() {
    let mut documents = articles(15);
    for labelled in &mut documents[1..] {
        labelled.labels.fill(Label::Content.into());
    }
    let folds = 3;
    let own = group_hash(&documents[0], 0) % folds;
    let copies = documents[..1].to_vec();
    let run = |fold, also: &[LabelledDocument]| {
        let validation = Validation { folds, only: Some(fold) };
        cross_validate(&TrainParams::default(), &validation, &documents, also, &[])
    };
    for also in [&[][..], &copies] {
        let error = run(own, also).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data, "its own fold is tested, {} also", also.len());
        assert!(error.message().contains("content"));
    }
    assert!(run((own + 1) % folds, &[]).is_ok(), "another fold is tested");
    let mut strangers = copies.clone();
    strangers[0].document.origin = site("a stranger");
    assert!(run(own, &strangers).is_ok(), "the same text of another site may be trained on");
}

#[test]
fn every_document_is_judged_once() {
    let mut documents = articles(12);
    documents[4].document.origin = Origin::default();
    let judged = |only| {
        let validation = Validation { folds: 2, only };
        cross_validate(&TrainParams::default(), &validation, &documents, &[], &[]).unwrap()
    };
    let all = judged(None);
    assert!(all.iter().map(|(i, _)| *i).eq(0..documents.len()));
    assert!(all.iter().all(|(i, verdicts)| verdicts.len() == documents[*i].labels.len()));
    let one = judged(Some(1));
    let expected = (0..documents.len()).filter(|&i| group_hash(&documents[i], i) % 2 == 1);
    assert!(!one.is_empty() && one.iter().map(|(i, _)| *i).eq(expected));
}

#[test]
fn folds_out_of_range_are_refused() {
    for (folds, only) in [(0, None), (1, None), (1, Some(0)), (5, Some(5))] {
        let validation = Validation { folds, only };
        let error = cross_validate(&TrainParams::default(), &validation, &articles(10), &[], &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{only:?} of {folds}");
    }
}

// Splicing.

const FOLDS: u32 = 4;
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Articles whose every paragraph begins with the article's number and language, junk with its label too; every third
/// has neither site nor id.
fn marked() -> Vec<LabelledDocument> {
    let mut numbers = Numbers(12);
    let mut document = |d: usize| {
        let language = LANGUAGES[d % 2];
        let origin = if d.is_multiple_of(3) { Origin::default() } else { site(format!("site {d}")) };
        let mut labelled = article(&mut numbers, Origin { language: Some(language.to_owned()), ..origin });
        let texts = labelled.document.paragraph_texts().zip(&labelled.labels);
        let texts: Vec<String> = texts.map(|(text, label)| format!("{d} {language} {label} {text}")).collect();
        labelled.document = Document::from_paragraphs(texts).with_origin(labelled.document.origin);
        labelled
    };
    (0..24).map(&mut document).collect()
}

/// Rows of junk that begin with `pool`, their language and label.
fn pool() -> Vec<LabelledDocument> {
    let mut numbers = Numbers(13);
    let mut one = |i: usize| {
        let (text, label) = junk(&mut numbers);
        let language = LANGUAGES[i % 2];
        let mut row = row(&format!("pool {language} {label} {text} {i}"), label.into());
        row.document.origin.language = Some(language.to_owned());
        row
    };
    (0..60).map(&mut one).collect()
}

#[test]
fn junk_stays_in_its_fold_and_language_and_keeps_its_label() {
    let (documents, pool) = (marked(), pool());
    let folds = Folds::new(&documents, FOLDS);
    let spliced = splice::splice(&documents, &pool, 400, &folds, 3);
    assert!(spliced.len() > 300);
    let samples = prepare(&spliced, &folds);
    let source_fold = |d: usize| folds.of(group_hash(&documents[d], d));
    let mut from = HashSet::new();
    for (labelled, sample) in spliced.iter().zip(&samples) {
        let fold = sample.fold;
        let language = labelled.document.origin.language.as_deref().unwrap();
        for (text, truth) in labelled.document.paragraph_texts().zip(&labelled.labels) {
            let mut marks = text.split(' ');
            let source = marks.next().unwrap();
            assert_eq!(marks.next(), Some(language), "{text}");
            assert_eq!(marks.next(), Some(truth.name()), "{text}");
            let of = match source.parse() {
                Ok(d) => source_fold(d),
                Err(_) => folds.of(crc32fast::hash(text.as_bytes())),
            };
            assert_eq!(of, fold, "{text}");
            let origin = labelled.document.origin.site.as_deref().unwrap();
            let is_own = origin.ends_with(&format!(" {source}"));
            assert!(is_own || truth.is_junk() == Some(true), "content of another piece: {text}");
            from.insert(if source == "pool" {
                "pool"
            } else if is_own {
                "own"
            } else {
                "others"
            });
        }
    }
    assert_eq!(from.len(), 3, "all sources were drawn from");
}

#[test]
fn splicing_is_decided_by_its_seed() {
    let (documents, pool) = (marked(), pool());
    let folds = Folds::new(&documents, FOLDS);
    let splice = |seed| splice::splice(&documents, &pool, 30, &folds, seed);
    assert_eq!(splice(1), splice(1));
    assert_ne!(splice(1), splice(2));
}

#[test]
fn nothing_to_splice_is_a_warning() {
    let params = TrainParams { splice: 10, ..TrainParams::default() };
    let trained = train(&params, &table(120), &pool(), Vec::new()).unwrap();
    assert!(warns(&trained, "nothing to splice"));
}
