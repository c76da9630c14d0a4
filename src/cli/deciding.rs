//! What is junk: the model, its threshold, and which kinds go.

use super::console::Console;
use super::labelled::same_file;
use super::promises::{Least, PrecisionArgs};
use super::values::{KIND, probability, share};
use clap::Args;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
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
    #[command(flatten)]
    precision: PrecisionArgs,
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
    text: Judgement,
    /// Read when the first page comes; `None` where one model judges both.
    page: Option<LazyLock<Judgement, Box<dyn FnOnce() -> Judgement + Send>>>,
}

impl Judgements {
    /// What judges `document`.
    pub fn of(&self, document: &Document) -> &Judgement {
        match &self.page {
            Some(page) if document.tree().is_some() => page,
            _ => &self.text,
        }
    }

    /// Whether pages have a model of their own.
    pub fn has_own_for_pages(&self) -> bool {
        self.page.is_some()
    }

    /// The model for texts and, where it has one of its own, the model for pages, which is read for it.
    pub fn models(&self) -> (&Model, Option<&Model>) {
        (&self.text.model, self.page.as_ref().map(|page| &*page.model))
    }
}

/// Judgements, and what they mean for removal.
pub struct Decision {
    pub judgements: Judgements,
    policy: Policy,
    /// In place of that of `policy`, by the model.
    least: Least,
    /// In place of that of `policy`, for pages.
    max_removed_of_pages: f32,
}

impl Decision {
    /// What goes of `document`.
    pub fn policy(&self, document: &Document) -> Policy {
        let is_page = document.tree().is_some();
        let max_removed = if is_page { self.max_removed_of_pages } else { self.policy.max_removed };
        Policy {
            threshold: self.judgements.of(document).threshold,
            max_removed,
            least: *self.least.of(document),
            ..self.policy
        }
    }

    /// Whether junk goes whatever its kind.
    pub fn needs_junk_only(&self) -> bool {
        self.policy.needs_junk_only() && self.least.is_nothing()
    }
}

/// A cleaner for each kind of document that comes; one a thread.
pub struct Cleaners<'j> {
    judgements: &'j Judgements,
    text: Option<Cleaner<'j>>,
    page: Option<Cleaner<'j>>,
}

impl<'j> Cleaners<'j> {
    pub fn new(judgements: &'j Judgements) -> Self {
        Cleaners { judgements, text: None, page: None }
    }

    /// The one for `document`.
    pub fn of(&mut self, document: &Document) -> &mut Cleaner<'j> {
        if document.tree().is_none() {
            return self.text.get_or_insert_with(|| Cleaner::new(&self.judgements.text.model));
        }
        let judgements = self.judgements;
        self.page.get_or_insert_with(|| match &judgements.page {
            Some(page) => Cleaner::with_second_look(&page.model, &judgements.text.model),
            None => Cleaner::new(&judgements.text.model),
        })
    }
}

impl ModelArgs {
    /// Refuses an output that would replace the model.
    pub fn refuse_output(&self, path: &Path) -> Result<()> {
        match &self.model {
            Some(model) if same_file(model, path) => {
                Err(Error::new(ErrorKind::Argument, "this output is also the model").in_file(path))
            }
            _ => Ok(()),
        }
    }

    /// Reads the models and settles the thresholds. The default model for pages waits for a page: reading it takes longer
    /// than cleaning an article.
    pub fn load(&self, console: &Console) -> Result<Judgements> {
        let text = self.judgement(load_model(self.model.as_deref())?, console)?;
        if !self.model.as_deref().is_none_or(is_embedded) {
            return Ok(Judgements { text, page: None });
        }
        let threshold = match (self.threshold, self.max_loss) {
            (None, Some(loss)) => Some(threshold_for_loss(Model::embedded_for_pages(), loss, console)?),
            (threshold, _) => threshold,
        };
        let page = move || {
            let model = Model::embedded_for_pages();
            Judgement { model: Cow::Borrowed(model), threshold: threshold.unwrap_or(model.threshold()) }
        };
        Ok(Judgements { text, page: Some(LazyLock::new(Box::new(page))) })
    }

    /// As [`ModelArgs::load`], of another model.
    pub fn other(&self, model: &Path, console: &Console) -> Result<Judgements> {
        ModelArgs { model: Some(model.to_path_buf()), threshold: self.threshold, max_loss: self.max_loss }.load(console)
    }

    fn judgement(&self, model: Cow<'static, Model>, console: &Console) -> Result<Judgement> {
        let threshold = match (self.threshold, self.max_loss) {
            (Some(threshold), _) => threshold,
            (None, Some(loss)) => threshold_for_loss(&model, loss, console)?,
            (None, None) => model.threshold(),
        };
        Ok(Judgement { model, threshold })
    }
}

impl PolicyArgs {
    /// Refuses an output that would replace the model.
    pub fn refuse_output(&self, path: &Path) -> Result<()> {
        self.model.refuse_output(path)
    }

    /// Reads the models and settles the policy.
    pub fn load(&self, console: &Console) -> Result<Decision> {
        let judgements = self.model.load(console)?;
        let policy = self.policy(&judgements.text)?;
        let least = self.precision.least(&judgements, policy.drop, console)?;
        // Of a short piece on a long page nearly all is to go.
        let max_removed_of_pages = self.max_removed.unwrap_or(1.0);
        Ok(Decision { judgements, policy, least, max_removed_of_pages })
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
