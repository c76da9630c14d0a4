//! Recipes: a TOML file that lists labelled sources and the options of training.
//!
//! ```toml
//! name = "text"
//! splice = 5000
//! notes = ["For articles as feeds and scrapers deliver them."]
//!
//! [[source]]
//! path = "corpus/paragraphs/wcxb-dev-full.jsonl.gz"
//! corpus = "wcxb-dev"
//! weight = 0.5
//!
//! [[source]]
//! path = "data/junk.jsonl"
//! role = "pool"
//! ```

use super::values;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};
use unblurb::{Error, ErrorKind, Result};

/// A recipe as it stands in its file; every option may be absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Name of the model.
    pub name: Option<String>,
    pub seed: Option<u64>,
    pub folds: Option<u32>,
    /// Articles to make with junk from the pool.
    pub splice: Option<usize>,
    /// Share of content characters that the threshold may lose.
    pub max_loss: Option<Share>,
    /// Free text for the card.
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(rename = "source", default)]
    listed: Vec<Listed>,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    path: PathBuf,
    corpus: Option<String>,
    #[serde(default = "one")]
    weight: f32,
    #[serde(default)]
    role: Role,
}

/// What a source is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Documents to learn from.
    #[default]
    Documents,
    /// Junk to splice into documents.
    Pool,
}

/// A source that was found.
#[derive(Debug)]
pub struct RecipeSource {
    pub path: PathBuf,
    /// As the recipe names it, wherever its root lies.
    pub listed: PathBuf,
    pub weight: f32,
    pub role: Role,
}

/// A share, as a number or in percent.
#[derive(Debug)]
pub struct Share(pub f64);

impl Recipe {
    pub fn read(path: &Path) -> Result<Recipe> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        let mut recipe: Recipe = toml::from_str(&text).map_err(|e| {
            let line = e.span().map(|span| 1 + text[..span.start].matches('\n').count() as u64);
            let error = Error::new(ErrorKind::Record, format!("not a recipe: {}", e.message())).in_file(path);
            line.into_iter().fold(error, Error::at_line)
        })?;
        recipe.path = path.to_path_buf();
        Ok(recipe)
    }

    /// Its sources but for the corpora `without`, each in the first of `roots` that has it, or beside the recipe.
    pub fn sources(&self, roots: &[PathBuf], without: &[String]) -> Result<Vec<RecipeSource>> {
        if let Some(unknown) = without.iter().find(|name| !self.listed.iter().any(|source| source.is_of(name))) {
            let mut known: Vec<_> = self.listed.iter().filter_map(|source| source.corpus.as_deref()).collect();
            known.dedup();
            let message = format!("no source is of a corpus {unknown:?}, expected one of {}", known.join(", "));
            return Err(self.error(message));
        }
        let beside = self.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let roots = if roots.is_empty() { std::slice::from_ref(&beside) } else { roots };
        let wanted = self.listed.iter().filter(|source| !without.iter().any(|name| source.is_of(name)));
        wanted.map(|source| self.find(source, roots)).collect()
    }

    fn find(&self, source: &Listed, roots: &[PathBuf]) -> Result<RecipeSource> {
        let Listed { weight, role, .. } = *source;
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(self.error(format!("{}: expected a weight above 0, found {weight}", source.path.display())));
        }
        match roots.iter().map(|root| root.join(&source.path)).find(|path| path.exists()) {
            Some(path) => Ok(RecipeSource { path, listed: source.path.clone(), weight, role }),
            None => {
                let tried: Vec<_> = roots.iter().map(|root| format!("{:?}", root.display().to_string())).collect();
                let message = format!(
                    "{} is not below {}; name the folder that has it with --root, or leave its corpus out with --without",
                    source.path.display(),
                    tried.join(" or ")
                );
                Err(self.error(message))
            }
        }
    }

    fn error(&self, message: String) -> Error {
        Error::new(ErrorKind::Argument, message).in_file(&self.path)
    }
}

impl Listed {
    fn is_of(&self, corpus: &str) -> bool {
        self.corpus.as_deref() == Some(corpus)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Typed {
            Number(f64),
            Text(String),
        }
        let text = match Typed::deserialize(deserializer)? {
            Typed::Number(number) => number.to_string(),
            Typed::Text(text) => text,
        };
        values::share(&text).map(Share).map_err(serde::de::Error::custom)
    }
}

fn one() -> f32 {
    1.0
}
