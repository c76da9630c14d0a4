//! What a user may insist on kind by kind, and the probabilities by which a model keeps it.

use super::console::Console;
use super::deciding::Judgements;
use super::values::precision;
use clap::Args;
use unblurb::cleaning::LabelSet;
use unblurb::document::Document;
use unblurb::model::Model;
use unblurb::{Error, ErrorKind, Label, Result};

/// Precisions, as typed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Deciding")]
pub struct PrecisionArgs {
    /// Remove a paragraph as a kind only where at least this share of what the model called so, that surely or more, was
    /// of the kind in its own measurement: for all kinds, such as 0.95, or for some, such as ad=0.95,bio=0.9
    #[arg(long, value_name = "[KIND=]P,...", value_delimiter = ',', value_parser = precision)]
    min_precision: Vec<(Option<Label>, f64)>,
}

/// Something for texts, and something for pages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ByForm<T> {
    pub text: T,
    pub page: T,
}

impl<T> ByForm<T> {
    /// What is for `document`.
    pub fn of(&self, document: &Document) -> &T {
        if document.tree().is_some() { &self.page } else { &self.text }
    }
}

/// Probability of each kind from which paragraphs go as that kind.
pub type Least = ByForm<[f32; Label::JUNK.len()]>;

impl Least {
    /// Whether it asks for nothing.
    pub fn is_nothing(&self) -> bool {
        self.text.iter().chain(&self.page).all(|&least| least <= 0.0)
    }
}

impl PrecisionArgs {
    /// Whether any is asked for.
    pub fn is_given(&self) -> bool {
        !self.min_precision.is_empty()
    }

    /// The precision that is asked of a kind: its own, or that of all.
    pub fn of(&self, kind: Label) -> Option<f64> {
        let own = |of: Option<Label>| self.min_precision.iter().find(|(kind, _)| *kind == of);
        own(Some(kind)).or_else(|| own(None)).map(|(_, precision)| *precision)
    }

    fn asked_twice(&self) -> Option<&(Option<Label>, f64)> {
        let before = |at: usize| &self.min_precision[..at];
        let again =
            |&(at, (kind, _)): &(usize, &(Option<Label>, f64))| before(at).iter().any(|(other, _)| other == kind);
        self.min_precision.iter().enumerate().find(again).map(|(_, asked)| asked)
    }

    /// The probabilities by which the models keep what is asked of the kinds in `drop`.
    pub fn least(&self, judgements: &Judgements, drop: LabelSet, console: &Console) -> Result<Least> {
        if !self.is_given() {
            return Ok(Least::default());
        }
        if let Some((kind, _)) = self.asked_twice() {
            let of = kind.map_or("all kinds".to_owned(), |kind| kind.to_string());
            let message = format!("--min-precision asks two precisions of {of}; expected one");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let (text, page) = judgements.models();
        let text = self.least_of(text, drop, console)?;
        let page = page.map(|page| self.least_of(page, drop, console)).transpose()?;
        Ok(Least { text, page: page.unwrap_or(text) })
    }

    fn least_of(&self, model: &Model, drop: LabelSet, console: &Console) -> Result<[f32; Label::JUNK.len()]> {
        let name = &model.card().name;
        let table = &model.evidence().precisions;
        if table.is_empty() {
            let message = format!(
                "the model {name:?} has no measured precision of kinds, so --min-precision cannot be used: train it anew on \
                 labels that name kinds, or name a --threshold"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let mut never: Vec<String> = Vec::new();
        let least = Label::JUNK.map(|kind| {
            let Some(precision) = self.of(kind).filter(|_| drop.contains(kind)) else { return 0.0 };
            table.threshold_for_precision(kind, precision).unwrap_or_else(|| {
                let most = table.points(kind).iter().map(|point| point.precision).reduce(f64::max);
                let most = most.map_or("not measurable".to_owned(), |most| format!("at most {most:.3}"));
                never.push(format!("{kind} ({most})"));
                f32::INFINITY
            })
        });
        if !never.is_empty() {
            let kinds = never.join(", ");
            console
                .warning(format!("the model {name:?} was never measured as precise as asked for {kinds}: these stay"));
        }
        Ok(least)
    }
}
