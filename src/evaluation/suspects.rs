//! Labels that are likely wrong: those that a model which has not seen them contradicts most confidently.
//!
//! Labels with out-of-sample probabilities enter, the suspects leave, the most certain first. After Northcutt, Jiang and
//! Chuang 2021, "Confident learning: estimating uncertainty in dataset labels": a class is believed where its probability
//! reaches the mean that it has among the paragraphs labelled so, so that a class the model is shy of is held to what it
//! usually reaches; who is believed to be of another class than the label says is off the diagonal of the confident joint.

use crate::error::{Error, ErrorKind, Result};
use crate::label::{Label, TruthLabel};

/// Classes: kept (content and title, which no figure of junk tells apart), and each kind of junk.
const CLASSES: usize = 1 + Label::JUNK.len();

/// A label, and what a model that has not seen it thinks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubted {
    /// What the file says.
    pub label: TruthLabel,
    /// Probability of junk, 0 to 1.
    pub junk: f32,
    /// Its split into kinds, in the order of [`Label::JUNK`].
    pub kinds: [f32; Label::JUNK.len()],
}

/// A label that is likely wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspect {
    /// Position among the paragraphs that were given.
    pub index: usize,
    /// What it likely is: a kind of junk, or content.
    pub suggested: Label,
    /// Probability of what the label says, 0 to 1.
    pub of_label: f32,
    /// Probability of what is suggested, 0 to 1.
    pub of_suggested: f32,
}

impl Suspect {
    /// How much likelier what is suggested is, above 0 and up to 1: by this suspects are ranked.
    pub fn margin(&self) -> f32 {
        self.of_suggested - self.of_label
    }
}

/// The suspects among `paragraphs`, by falling margin, the first of equals first. Unsure labels are nothing to doubt; a
/// label of junk without a kind is doubted only where content is believed.
///
/// # Errors
///
/// [`ErrorKind::Data`] where a probability is not from 0 to 1.
pub fn suspects(paragraphs: &[Doubted]) -> Result<Vec<Suspect>> {
    let mut sums = [(0.0_f64, 0_u64); CLASSES];
    for paragraph in paragraphs {
        let Doubted { junk, kinds, .. } = paragraph;
        if let Some(bad) = std::iter::once(junk).chain(kinds).find(|value| !(0.0..=1.0).contains(*value)) {
            return Err(Error::new(ErrorKind::Data, format!("a probability of {bad}, expected 0 to 1")));
        }
        if let Some(class) = paragraph.label.known().map(class) {
            let (sum, count) = &mut sums[class];
            *sum += f64::from(paragraph.classes()[class]);
            *count += 1;
        }
    }
    // A class that no label names is never believed.
    let thresholds = sums.map(|(sum, count)| if count > 0 { sum / count as f64 } else { f64::INFINITY });
    let suspect = |(index, paragraph): (usize, &Doubted)| {
        let classes = paragraph.classes();
        let of_label = match paragraph.label {
            TruthLabel::Known(label) => classes[class(label)],
            TruthLabel::Junk => paragraph.junk,
            TruthLabel::Unsure => return None,
        };
        let believed = (0..CLASSES).filter(|&at| f64::from(classes[at]) >= thresholds[at]);
        let best = believed.reduce(|best, next| if classes[next] > classes[best] { next } else { best })?;
        let contradicts = match paragraph.label {
            TruthLabel::Known(label) => best != class(label),
            _ => best == 0,
        };
        let suggested = best.checked_sub(1).map_or(Label::Content, |kind| Label::JUNK[kind]);
        let suspect = Suspect { index, suggested, of_label, of_suggested: classes[best] };
        (contradicts && suspect.margin() > 0.0).then_some(suspect)
    };
    let mut suspects: Vec<Suspect> = paragraphs.iter().enumerate().filter_map(suspect).collect();
    suspects.sort_by(|a, b| b.margin().total_cmp(&a.margin()));
    Ok(suspects)
}

fn class(label: Label) -> usize {
    label.junk_index().map_or(0, |kind| 1 + kind)
}

impl Doubted {
    fn classes(&self) -> [f32; CLASSES] {
        std::array::from_fn(|at| at.checked_sub(1).map_or(1.0 - self.junk, |kind| self.kinds[kind]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paragraph that is junk and of two kinds, ad and bio, with these probabilities.
    fn doubted(label: &str, ad: f32, bio: f32) -> Doubted {
        let mut kinds = [0.0; Label::JUNK.len()];
        (kinds[0], kinds[1]) = (ad, bio);
        Doubted { label: label.parse().unwrap(), junk: ad + bio, kinds }
    }

    /// By hand: means of self-confidence are 0.7 for content, 0.5 for ad, 0.6 for bio.
    #[test]
    fn what_is_believed_to_be_another_class_is_suspect() {
        let paragraphs = [
            doubted("content", 0.1, 0.0),
            doubted("content", 0.5, 0.0),
            doubted("ad", 0.8, 0.0),
            doubted("ad", 0.2, 0.75),
            doubted("bio", 0.1, 0.6),
            doubted("unsure", 0.9, 0.0),
            doubted("junk", 0.1, 0.0),
            doubted("junk", 0.4, 0.4),
            doubted("title", 0.3, 0.0),
        ];
        let found = suspects(&paragraphs).unwrap();
        let rows: Vec<(usize, Label)> = found.iter().map(|suspect| (suspect.index, suspect.suggested)).collect();
        assert_eq!(rows, [(6, Label::Content), (3, Label::Bio)]);
        assert!((found[1].margin() - 0.55).abs() < 1e-6);
        assert_eq!((found[0].of_label, found[0].of_suggested), (0.1, 0.9));
    }

    #[test]
    fn nothing_and_what_agrees_has_no_suspects() {
        assert_eq!(suspects(&[]).unwrap(), []);
        assert_eq!(suspects(&[doubted("content", 0.1, 0.0), doubted("ad", 0.9, 0.0)]).unwrap(), []);
        assert_eq!(suspects(&[doubted("ad", f32::NAN, 0.0)]).unwrap_err().kind(), ErrorKind::Data);
    }
}
