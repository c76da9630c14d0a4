//! Data for the tests of this room and of the model file: numbers that `tests/oracles/solvers.py` can make too, and
//! documents of invented sentences.

use super::{TrainParams, train};
use crate::document::{Document, LabelledDocument, Origin};
use crate::label::{Label, TruthLabel};
use crate::model::Model;
use std::sync::LazyLock;

/// A linear congruential generator (Knuth's MMIX), its upper 31 bits.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// From -1 to 1 in steps of 1/1024, exact in binary.
    pub fn centred(&mut self) -> f32 {
        (self.below(2049) as f32 - 1024.0) / 1024.0
    }

    fn choose<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }
}

/// A sentence such as pieces are made of.
fn sentence(numbers: &mut Numbers) -> String {
    let who = ["The council", "A farmer in the valley", "The ministry", "The old ferry", "Her sister", "The orchestra"];
    let did = ["postponed", "described", "had never questioned", "carried", "rebuilt", "remembered"];
    let what = ["the plan for the northern bridge", "a harvest of barley", "the winter of the flood", "its archive"];
    let when = ["before the vote in spring", "after a long silence", "while the river rose", "without much ado"];
    let (a, b) = (numbers.choose(&who), numbers.choose(&did));
    format!("{a} {b} {} {}.", numbers.choose(&what), numbers.choose(&when))
}

/// A paragraph of a piece.
pub fn content(numbers: &mut Numbers) -> String {
    format!("{} {} {}", sentence(numbers), sentence(numbers), sentence(numbers))
}

/// A paragraph of junk and its kind: ads, bios, share prompts.
pub fn junk(numbers: &mut Numbers) -> (String, Label) {
    match numbers.below(3) {
        0 => {
            let bonus = ["deposit bonus", "welcome offer", "free spins", "cashback deal"];
            let act = ["Claim your", "Grab the", "Do not miss this", "Unlock your"];
            let amount = 50 + 10 * numbers.below(40);
            let text = format!("{} ${amount} {} now, sign up today!", numbers.choose(&act), numbers.choose(&bonus));
            (text, Label::Ad)
        }
        1 => {
            let name = ["Ann Bell", "Tom Reed", "Mia Stone", "Jon Vale"];
            let beat = ["energy", "transport", "courts", "music"];
            let text = format!("{} is a reporter who covers {} for us.", numbers.choose(&name), numbers.choose(&beat));
            (text, Label::Bio)
        }
        _ => {
            let site = ["Facebook", "WhatsApp", "Telegram", "Reddit"];
            (format!("Share on {} | Copy link", numbers.choose(&site)), Label::Share)
        }
    }
}

/// An article of six paragraphs of content, with a line of junk inside and one at its end.
pub fn article(numbers: &mut Numbers, origin: Origin) -> LabelledDocument {
    let mut paragraphs: Vec<(String, TruthLabel)> =
        (0..6).map(|_| (content(numbers), TruthLabel::Known(Label::Content))).collect();
    for at in [1 + numbers.below(5), 7] {
        let (text, label) = junk(numbers);
        paragraphs.insert(at, (text, TruthLabel::Known(label)));
    }
    let (texts, labels): (Vec<String>, Vec<TruthLabel>) = paragraphs.into_iter().unzip();
    LabelledDocument::new(Document::from_paragraphs(texts).with_origin(origin), labels)
}

/// An origin of this site.
pub fn site(name: impl Into<String>) -> Origin {
    Origin { site: Some(name.into()), ..Origin::default() }
}

/// `count` articles, each of a site of its own.
pub fn articles(count: usize) -> Vec<LabelledDocument> {
    let mut numbers = Numbers(5);
    (0..count).map(|i| article(&mut numbers, site(format!("site {i}")))).collect()
}

/// A row of a table without documents.
pub fn row(text: &str, label: TruthLabel) -> LabelledDocument {
    LabelledDocument { in_order: false, ..LabelledDocument::new(Document::from_paragraphs([text]), vec![label]) }
}

/// `count` rows, every third junk.
pub fn table(count: usize) -> Vec<LabelledDocument> {
    let mut numbers = Numbers(6);
    let mut any = |i: usize| match i % 3 {
        0 => junk(&mut numbers),
        _ => (content(&mut numbers), Label::Content),
    };
    let texts: Vec<(String, Label)> = (0..count).map(&mut any).collect();
    texts.iter().map(|(text, label)| row(text, (*label).into())).collect()
}

/// A small model with kinds.
pub fn model() -> &'static Model {
    static MODEL: LazyLock<Model> =
        LazyLock::new(|| train(&TrainParams::default(), &articles(30), &[], Vec::new()).expect("it trains").model);
    &MODEL
}
