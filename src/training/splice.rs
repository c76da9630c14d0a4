//! Splicing: articles with junk between their paragraphs, made from articles and from paragraphs of junk.
//!
//! In pages junk stands in blocks around a piece; in what feeds and extractors deliver a single line of it stands inside.
//! Junk from a pool, and labelled junk of other documents, is put into articles of the same language at places that suit
//! its kind, with and without the page around the article. Articles and junk meet only within a fold of training, so that
//! no stage is scored on junk that it was trained on.

use super::folds::Folds;
use super::samples::{group_hash, group_name};
use crate::document::{Document, LabelledDocument, Origin};
use crate::label::{Label, TruthLabel};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Content paragraphs that an article must have.
const LEAST_CONTENT: usize = 4;
/// Content paragraphs that are taken of one, at most.
const MOST_CONTENT: usize = 25;
/// Share of spliced documents that get no junk, that keep the page around the article, and that are one paragraph alone.
const CLEAN: f64 = 0.12;
const WITH_PAGE: f64 = 0.2;
/// Share that keep their own junk, of articles that a reader labelled by kind.
const WITH_OWN: f64 = 0.6;
const ALONE: f64 = 0.1;
/// Share of these that are junk: who hands over one paragraph mostly hands over a piece.
const ALONE_JUNK: f64 = 0.2;

/// Junk by kind: how often each is drawn.
const KINDS: [(Label, u32); 9] = [
    (Label::Ad, 34),
    (Label::Bio, 18),
    (Label::Share, 8),
    (Label::Subscribe, 9),
    (Label::Related, 10),
    (Label::Legal, 6),
    (Label::Navigation, 4),
    (Label::Comment, 4),
    (Label::Metadata, 7),
];

type Key = (u32, String, Label);

/// Makes `count` documents of weight 1, in an order and with choices that `seed` decides.
pub(super) fn splice(
    documents: &[LabelledDocument],
    pool: &[LabelledDocument],
    count: usize,
    folds: &Folds,
    seed: u64,
) -> Vec<LabelledDocument> {
    let languages: Vec<Option<String>> = documents.par_iter().map(language).collect();
    let mut junk: BTreeMap<Key, Vec<&str>> = BTreeMap::new();
    let mut add = |fold: u32, language: &str, label: Label, text| {
        junk.entry((fold, language.to_owned(), label)).or_default().push(text);
    };
    for row in pool {
        let language = row.document.origin.language.as_deref().unwrap_or("en");
        for (text, label) in row.document.paragraph_texts().zip(&row.labels) {
            if let Some(label) = label.known().filter(|label| label.is_junk()) {
                add(folds.of(crc32fast::hash(text.as_bytes())), language, label, text);
            }
        }
    }
    let mut articles: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (d, labelled) in documents.iter().enumerate() {
        let Some(language) = &languages[d] else { continue };
        let fold = folds.of(group_hash(labelled, d));
        let texts = || labelled.document.paragraph_texts().zip(&labelled.labels);
        for (text, label) in texts() {
            if let Some(label) = label.known().filter(|label| label.is_junk()) {
                add(fold, language, label, text);
            }
        }
        let content = texts().filter(|(text, label)| is(label, Label::Content) && text.len() > 60).count();
        if labelled.in_order && content >= LEAST_CONTENT {
            articles.entry(group_hash(labelled, d)).or_default().push(d);
        }
    }
    // Every group is drawn as often as the others, however many pages or views of pages it has.
    let groups: Vec<Vec<usize>> = articles.into_values().collect();
    if groups.is_empty() || junk.is_empty() {
        return Vec::new();
    }
    let mut rng = Pcg32::seed_from_u64(seed);
    let draws: Vec<(usize, u64)> = (0..count)
        .map(|_| {
            (
                *groups.choose(&mut rng).and_then(|group| group.choose(&mut rng)).expect("no group is empty"),
                rng.random(),
            )
        })
        .collect();
    let make = |&(d, seed): &(usize, u64)| {
        let language = languages[d].as_deref()?;
        let fold = folds.of(group_hash(&documents[d], d));
        article(&documents[d], language, fold, &junk, &mut Pcg32::seed_from_u64(seed), d)
    };
    draws.par_iter().filter_map(make).collect()
}

/// Running text: where labels come from an alignment, short lines called content may be anything.
fn is_running(text: &str) -> bool {
    let last = text.trim_end_matches(['"', '”', '’', ')', ' ']).chars().next_back();
    text.split_whitespace().count() >= 12 && matches!(last, Some('.' | '!' | '?' | '…'))
}

fn is(label: &TruthLabel, wanted: Label) -> bool {
    label.known() == Some(wanted)
}

fn article(
    labelled: &LabelledDocument,
    language: &str,
    fold: u32,
    junk: &BTreeMap<Key, Vec<&str>>,
    rng: &mut Pcg32,
    position: usize,
) -> Option<LabelledDocument> {
    let all: Vec<(&str, TruthLabel)> =
        labelled.document.paragraph_texts().zip(labelled.labels.iter().copied()).collect();
    let is_read = labelled.labels.iter().all(|label| label.known().is_some());
    let mut paragraphs: Vec<(&str, TruthLabel)> = if rng.random_bool(if is_read { WITH_OWN } else { WITH_PAGE }) {
        all
    } else {
        let mut kept: Vec<(&str, TruthLabel)> = all
            .into_iter()
            .filter(|(text, label)| label.is_junk() == Some(false) && (is_read || is_running(text)))
            .collect();
        if kept.len() < LEAST_CONTENT {
            return None;
        }
        let most = rng.random_range(LEAST_CONTENT..=MOST_CONTENT);
        if kept.len() > most {
            // From the start mostly: a piece begins there.
            let from = if rng.random_bool(0.7) { 0 } else { rng.random_range(0..=kept.len() - most) };
            kept = kept[from..from + most].to_vec();
        }
        kept
    };
    let draw = |rng: &mut Pcg32| {
        let kind = KINDS.choose_weighted(rng, |kind| kind.1).expect("weights are above 0").0;
        let texts = junk.get(&(fold, language.to_owned(), kind))?;
        Some((kind, *texts.choose(rng)?))
    };
    if rng.random_bool(ALONE) {
        let one = if rng.random_bool(ALONE_JUNK) {
            let (kind, text) = draw(rng)?;
            (text, TruthLabel::Known(kind))
        } else {
            *paragraphs.choose(rng)?
        };
        paragraphs = vec![one];
    } else if !rng.random_bool(CLEAN) {
        let count = 1 + (0..6).filter(|_| rng.random_bool(0.35)).count();
        for _ in 0..count {
            if let Some((kind, text)) = draw(rng) {
                insert(&mut paragraphs, kind, text, rng);
            }
        }
    }
    let (texts, labels): (Vec<&str>, Vec<TruthLabel>) = paragraphs.into_iter().unzip();
    // Of the same group, and so of the same fold, as the document it was made of.
    let site = group_name(labelled, position).into_owned();
    let origin = Origin { site: Some(site), language: Some(language.to_owned()), ..Origin::default() };
    Some(LabelledDocument::new(Document::from_paragraphs(texts).with_origin(origin), labels))
}

/// Puts a paragraph of junk where its kind stands in real articles.
fn insert<'a>(paragraphs: &mut Vec<(&'a str, TruthLabel)>, kind: Label, text: &'a str, rng: &mut Pcg32) {
    let kept = |(_, label): &(&str, TruthLabel)| label.is_junk() == Some(false);
    let first = paragraphs.iter().position(kept).unwrap_or(0);
    let end = paragraphs.iter().rposition(kept).map_or(paragraphs.len(), |last| last + 1);
    let middle = |rng: &mut Pcg32| rng.random_range((first + 1).min(end)..=end);
    let chance: f64 = rng.random();
    let at = match kind {
        Label::Bio | Label::Legal => {
            if chance < 0.82 {
                end
            } else if chance < 0.9 {
                first
            } else {
                middle(rng)
            }
        }
        Label::Comment => {
            if chance < 0.9 {
                end
            } else {
                middle(rng)
            }
        }
        Label::Share => {
            if chance < 0.35 {
                first
            } else if chance < 0.8 {
                end
            } else {
                middle(rng)
            }
        }
        Label::Metadata => {
            if chance < 0.5 {
                (first + 1).min(end)
            } else if chance < 0.8 {
                end
            } else {
                middle(rng)
            }
        }
        Label::Navigation => {
            if chance < 0.6 {
                first
            } else {
                end
            }
        }
        Label::Related | Label::Subscribe => {
            if chance < 0.45 {
                end
            } else {
                middle(rng)
            }
        }
        Label::Ad | Label::Content | Label::Title => {
            if chance < 0.12 {
                end
            } else if chance < 0.15 {
                first
            } else {
                middle(rng)
            }
        }
    };
    paragraphs.insert(at, (text, TruthLabel::Known(kind)));
}

/// The code of the language a document names, else the one its content is written in; `None` where that is not sure.
fn language(labelled: &LabelledDocument) -> Option<String> {
    // A name in place of a code ("Greek") would meet no junk.
    let is_code = |language: &&String| language.len() <= 3;
    if let Some(language) = labelled.document.origin.language.as_ref().filter(is_code) {
        return Some(language.clone());
    }
    let content =
        labelled.document.paragraph_texts().zip(&labelled.labels).filter(|(_, label)| is(label, Label::Content));
    let text: String = content.map(|(text, _)| text).take(8).collect::<Vec<&str>>().join(" ");
    let info = whatlang::detect(&text)?;
    info.is_reliable().then(|| short_code(info.lang()).to_owned())
}

/// Two-letter code of a language, as labelled files use it; the three-letter one where there is none here.
fn short_code(language: whatlang::Lang) -> &'static str {
    use whatlang::Lang;
    match language {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "no",
        Lang::Fin => "fi",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Ron => "ro",
        Lang::Hun => "hu",
        Lang::Ell => "el",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Ind => "id",
        Lang::Vie => "vi",
        Lang::Tha => "th",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        other => other.code(),
    }
}
