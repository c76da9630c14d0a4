//! What is junk: the model, its threshold, and which kinds go.

use super::console::Console;
use super::values::{KIND, probability, share};
use clap::Args;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use unblurb::cleaning::{Cleaner, LabelSet, Policy};
use unblurb::document::Document;
use unblurb::model::Model;
use unblurb::{Error, ErrorKind, Label, Result};

/// A model and its threshold, as typed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Deciding")]
pub struct ModelArgs {
    /// Model to ask, a file, or default: the embedded ones, one for texts and one for pages [default: default]
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// Probability of junk from which a paragraph goes, 0 to 1 [default: the model's]
    #[arg(long, value_name = "P", value_parser = probability, conflicts_with = "max_loss")]
    pub threshold: Option<f32>,
    /// Threshold at which at most this share of content characters was lost in the model's own measurement, such as 0.5%
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_loss: Option<f64>,
}

/// A whole policy, as typed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Deciding")]
pub struct PolicyArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// Remove only these kinds: ad, bio, share, subscribe, related, legal, navigation, comment, metadata; title, the
    /// piece's own headline, goes only if named here
    #[arg(long, value_name = "KIND,...", value_delimiter = ',', value_parser = KIND, hide_possible_values = true)]
    drop: Vec<Label>,
    /// Never remove these kinds
    #[arg(long, value_name = "KIND,...", value_delimiter = ',', value_parser = KIND, hide_possible_values = true)]
    keep: Vec<Label>,
    /// Leave a document as it is that would lose more than this share of its characters
    /// [default: 0.9 for texts, 1 for pages, which are mostly junk]
    #[arg(long, value_name = "SHARE", value_parser = probability)]
    max_removed: Option<f32>,
}

/// A model that was read, and the threshold that was chosen.
pub struct Judgement {
    pub model: Cow<'static, Model>,
    pub threshold: f32,
}

/// What judges each kind of document: unless a model is named, texts and pages have their own.
pub struct Judgements {
    pub text: Judgement,
    pub page: Judgement,
}

/// The policies for each kind of document.
pub struct Policies {
    pub text: Policy,
    pub page: Policy,
}

impl Judgements {
    /// What judges `document`.
    pub fn of(&self, document: &Document) -> &Judgement {
        if document.tree().is_some() { &self.page } else { &self.text }
    }
}

impl Policies {
    /// What goes of `document`.
    pub fn of(&self, document: &Document) -> &Policy {
        if document.tree().is_some() { &self.page } else { &self.text }
    }
}

/// A cleaner for each kind of document; one a thread.
pub struct Cleaners<'j> {
    text: Cleaner<'j>,
    page: Cleaner<'j>,
}

impl<'j> Cleaners<'j> {
    pub fn new(judgements: &'j Judgements) -> Self {
        Cleaners { text: Cleaner::new(&judgements.text.model), page: Cleaner::new(&judgements.page.model) }
    }

    /// The one for `document`.
    pub fn of(&mut self, document: &Document) -> &mut Cleaner<'j> {
        if document.tree().is_some() { &mut self.page } else { &mut self.text }
    }
}

impl ModelArgs {
    /// Reads the models and settles the thresholds.
    pub fn load(&self, console: &Console) -> Result<Judgements> {
        // Both are read at the same time: reading one takes longer than cleaning an article.
        let pages = self.is_default().then(|| std::thread::spawn(Model::embedded_for_pages));
        let text = load_model(self.model.as_deref())?;
        let page = match pages {
            Some(pages) => Cow::Borrowed(pages.join().expect("a test reads the embedded model")),
            None => text.clone(),
        };
        Ok(Judgements { text: self.judgement(text, console)?, page: self.judgement(page, console)? })
    }

    fn judgement(&self, model: Cow<'static, Model>, console: &Console) -> Result<Judgement> {
        let threshold = match (self.threshold, self.max_loss) {
            (Some(threshold), _) => threshold,
            (None, Some(loss)) => threshold_for_loss(&model, loss, console)?,
            (None, None) => model.threshold(),
        };
        Ok(Judgement { model, threshold })
    }

    fn is_default(&self) -> bool {
        self.model.as_deref().is_none_or(is_embedded)
    }
}

impl PolicyArgs {
    /// Reads the models and settles the policies.
    pub fn load(&self, console: &Console) -> Result<(Judgements, Policies)> {
        let judgements = self.model.load(console)?;
        let text = self.policy(&judgements.text)?;
        let page = self.policy(&judgements.page)?;
        // Of a short piece on a long page nearly all is to go.
        let page = Policy { max_removed: self.max_removed.unwrap_or(1.0), ..page };
        Ok((judgements, Policies { text, page }))
    }

    fn policy(&self, judgement: &Judgement) -> Result<Policy> {
        let mut policy = Policy::new(judgement.threshold);
        policy.max_removed = self.max_removed.unwrap_or(policy.max_removed);
        if !self.drop.is_empty() {
            policy.drop = self.drop.iter().copied().collect();
        }
        policy.drop = policy.drop.without(self.keep.iter().copied().collect());
        if policy.drop == LabelSet::EMPTY {
            let message = "--keep names every kind that --drop does: there is nothing to remove";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        if !policy.needs_junk_only() && !judgement.model.names_kinds() {
            let message = "this model tells junk from content but names no kinds, so --drop and --keep cannot be used; \
                           train it on labels that name kinds";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(policy)
    }
}

/// What stands for the embedded model wherever a model is named; a file of that name is `./default`.
const EMBEDDED: &str = "default";

/// What stands for the embedded model for pages where only one can be meant.
const EMBEDDED_FOR_PAGES: &str = "default-pages";

/// Whether the embedded models are named.
pub fn is_embedded(path: &Path) -> bool {
    path.as_os_str() == EMBEDDED
}

/// The model in `path`, or an embedded one: for texts unless `path` says otherwise.
pub fn load_model(path: Option<&Path>) -> Result<Cow<'static, Model>> {
    match path.filter(|path| !is_embedded(path)) {
        None => Ok(Cow::Borrowed(Model::embedded())),
        Some(path) if path.as_os_str() == EMBEDDED_FOR_PAGES => Ok(Cow::Borrowed(Model::embedded_for_pages())),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
            Model::from_bytes(&bytes).map(Cow::Owned).map_err(|e| e.in_file(path))
        }
    }
}

fn threshold_for_loss(model: &Model, loss: f64, console: &Console) -> Result<f32> {
    if model.losses().points.is_empty() {
        let message = "the model has no measured losses, so --max-loss cannot be used; name a --threshold";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    Ok(model.losses().threshold_for_loss(loss).unwrap_or_else(|| {
        let least = model.losses().points.iter().map(|point| point.lost).fold(1.0, f64::min);
        console.warning(format!(
            "the model lost at least {:.2} % of content at every threshold: nothing is removed",
            100.0 * least
        ));
        1.0_f32.next_up()
    }))
}
