//! Labelled files and how to train on them: what `train` and `evaluate --cv` share.
//!
//! Paths, a recipe and options come in; files of labelled documents, weighted, with what the model's card says of them,
//! leave. A file that has a wrong row is an error as a whole: what is learned from must be right.

use super::recipe::{Recipe, Role};
use super::values::FIELDS_FORMAT;
use clap::Args;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use unblurb::document::{Document, LabelledDocument};
use unblurb::model::Source;
use unblurb::records::{Encoding, Format, Input, read_labelled};
use unblurb::training::TrainParams;
use unblurb::{Error, ErrorKind, Result, TruthLabel};

/// How to read labelled files, as typed.
#[derive(Args, Debug)]
pub struct LabelledArgs {
    /// Format of the labelled files: csv, jsonl [default: by extension; standard input is csv]
    #[arg(long, value_name = "FORMAT", value_parser = FIELDS_FORMAT, hide_possible_values = true)]
    from: Option<Format>,
    /// Encoding of the labelled files [default: UTF-8, or UTF-16 with a byte order mark]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
}

/// How to train, as typed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Training")]
pub struct TrainingArgs {
    /// Labelled junk to splice into articles, a paragraph at a time
    #[arg(long, value_name = "FILE")]
    pool: Vec<PathBuf>,
    /// Articles with junk from the pool, and from each other, to make [default: none, or the recipe's]
    #[arg(long, value_name = "N")]
    splice: Option<usize>,
    /// Seed of everything that is drawn [default: 1, or the recipe's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Folds by site in which the first stage is trained for the second [default: 4, or the recipe's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100))]
    folds: Option<u32>,
    /// Weight of a file's documents in training, above 0
    #[arg(long, value_name = "FILE=W", value_parser = file_weight)]
    weight: Vec<(String, f32)>,
    /// List of sources and options (TOML)
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// Folder in which the recipe's files are looked for, the first that has it [default: the recipe's]
    #[arg(long, value_name = "DIR", requires = "recipe")]
    root: Vec<PathBuf>,
    /// Leave out a corpus of the recipe by its name
    #[arg(long, value_name = "CORPUS", value_delimiter = ',', requires = "recipe")]
    without: Vec<String>,
}

/// A labelled file that was read.
pub struct LabelledFile {
    pub path: PathBuf,
    pub documents: Vec<LabelledDocument>,
    /// What the card of a model says of it.
    pub source: Source,
}

/// All that a training takes.
pub struct Material {
    pub params: TrainParams,
    /// The files that were named.
    pub named: Vec<LabelledFile>,
    /// Files of the recipe.
    pub listed: Vec<LabelledFile>,
    pub pool: Vec<LabelledFile>,
}

impl LabelledArgs {
    /// Reads files, and those in folders, in order.
    pub fn read(&self, paths: &[PathBuf]) -> Result<Vec<LabelledFile>> {
        let mut inputs = Vec::new();
        for path in paths {
            let standard = path == Path::new("-");
            let from = if standard { self.from.or(Some(Format::Csv)) } else { self.from };
            inputs.extend(Input::find_labelled(std::slice::from_ref(path), from)?);
        }
        if inputs.iter().filter(|input| input.is_standard()).count() > 1 {
            return Err(Error::new(ErrorKind::Argument, "standard input is named twice, but can be read only once"));
        }
        let encoding = self.encoding.unwrap_or_default();
        inputs.par_iter().map(|input| LabelledFile::read(input, encoding)).collect()
    }
}

impl TrainingArgs {
    /// Files of junk to splice.
    pub fn pool(&self) -> &[PathBuf] {
        &self.pool
    }

    /// Whether any option is given that only training has.
    pub fn is_given(&self) -> bool {
        let numbers = self.splice.is_some() || self.seed.is_some() || self.folds.is_some();
        numbers || !self.pool.is_empty() || !self.weight.is_empty() || self.recipe.is_some()
    }

    /// Reads everything: the `named` files, the pool, and the recipe's files without those that are named too.
    pub fn gather(&self, named: &[PathBuf], labelled: &LabelledArgs) -> Result<Material> {
        let mut material = Material {
            params: TrainParams::default(),
            named: labelled.read(named)?,
            listed: Vec::new(),
            pool: labelled.read(&self.pool)?,
        };
        if let Some(path) = &self.recipe {
            material.add(Recipe::read(path)?, &self.root, &self.without, labelled)?;
        }
        material.tell_apart();
        let params = &mut material.params;
        params.splice = self.splice.unwrap_or(params.splice);
        params.seed = self.seed.unwrap_or(params.seed);
        params.folds = self.folds.unwrap_or(params.folds);
        for (name, weight) in &self.weight {
            let files = material.named.iter_mut().chain(&mut material.listed).chain(&mut material.pool);
            let files = files.filter(|file| file.is_called(name));
            if files.map(|file| file.weigh(*weight)).count() == 0 {
                let message = format!("--weight {name}={weight}: no labelled file is called so");
                return Err(Error::new(ErrorKind::Argument, message));
            }
        }
        for file in &mut material.pool {
            file.take_apart();
        }
        Ok(material)
    }
}

impl Material {
    /// Whether all that is learned from are pages.
    pub fn is_of_pages(&self) -> bool {
        let mut documents = self.named.iter().chain(&self.listed).flat_map(|file| &file.documents);
        documents.all(|labelled| labelled.document.tree().is_some())
    }

    /// Puts the folder before the name of files that are called alike.
    fn tell_apart(&mut self) {
        let mut files: Vec<_> = self.named.iter_mut().chain(&mut self.listed).chain(&mut self.pool).collect();
        let mut called: HashMap<String, u32> = HashMap::new();
        for file in &files {
            *called.entry(file.source.name.clone()).or_default() += 1;
        }
        for file in files.iter_mut().filter(|file| called[&file.source.name] > 1) {
            let longer = Path::new(&file.source.name).components().count() + 1;
            let parts: Vec<_> = file.path.components().filter(|part| matches!(part, Component::Normal(_))).collect();
            let name: PathBuf = parts[parts.len().saturating_sub(longer)..].iter().collect();
            file.source.name = name.display().to_string();
        }
    }

    fn add(&mut self, recipe: Recipe, roots: &[PathBuf], without: &[String], labelled: &LabelledArgs) -> Result<()> {
        let sources = recipe.sources(roots, without)?;
        for source in sources {
            if let Some(named) = self.named.iter_mut().find(|file| same_file(&file.path, &source.path)) {
                // It is named, so it is there; the recipe still says how much it counts.
                named.weigh(source.weight);
                continue;
            }
            let files = labelled.read(std::slice::from_ref(&source.path))?;
            let into = match source.role {
                Role::Documents => &mut self.listed,
                Role::Pool => &mut self.pool,
            };
            for mut file in files {
                // The same on every machine, and two files of one name are told apart.
                file.source.name = match file.path.strip_prefix(&source.path) {
                    Ok(below) if below != Path::new("") => source.listed.join(below).display().to_string(),
                    _ => source.listed.display().to_string(),
                };
                file.weigh(source.weight);
                into.push(file);
            }
        }
        let params = &mut self.params;
        params.name = recipe.name.unwrap_or_else(|| params.name.clone());
        params.splice = recipe.splice.unwrap_or(params.splice);
        params.seed = recipe.seed.unwrap_or(params.seed);
        params.folds = recipe.folds.unwrap_or(params.folds);
        params.max_loss = recipe.max_loss.map(|share| share.0);
        params.notes = recipe.notes;
        Ok(())
    }
}

impl LabelledFile {
    fn read(input: &Input, encoding: Encoding) -> Result<Self> {
        let documents = read_labelled(input, encoding)?;
        let name = if input.is_standard() { input.path() } else { input.relative() };
        let source = Source {
            name: name.display().to_string(),
            // Standard input cannot be read twice.
            hash: if input.is_standard() { String::new() } else { checksum(input.path())? },
            documents: documents.len() as u64,
            paragraphs: documents.iter().map(|labelled| labelled.labels.len() as u64).sum(),
            weight: 1.0,
        };
        Ok(LabelledFile { path: input.path().to_path_buf(), documents, source })
    }

    fn is_called(&self, name: &str) -> bool {
        self.path == Path::new(name) || Path::new(&self.source.name).ends_with(name)
    }

    fn weigh(&mut self, weight: f32) {
        self.source.weight *= weight;
        for labelled in &mut self.documents {
            labelled.weight *= weight;
        }
    }

    /// Makes each junk paragraph a document of its own, as a pool wants it; what is not junk is left out.
    fn take_apart(&mut self) {
        let single = |labelled: &LabelledDocument| {
            let texts = labelled.document.paragraph_texts().zip(&labelled.labels);
            let junk = texts.filter(|(_, label)| label.is_junk() == Some(true));
            junk.map(|(text, &label)| {
                let document = Document::from_paragraphs([text]).with_origin(labelled.document.origin.clone());
                let alone = LabelledDocument::new(document, vec![label]);
                LabelledDocument { weight: labelled.weight, in_order: false, ..alone }
            })
            .collect::<Vec<_>>()
        };
        self.documents = self.documents.iter().flat_map(single).collect();
    }
}

/// Counts of labels, for messages.
pub fn junk_paragraphs(files: &[LabelledFile]) -> usize {
    let labels = files.iter().flat_map(|file| &file.documents).flat_map(|labelled| &labelled.labels);
    labels.filter(|label: &&TruthLabel| label.is_junk() == Some(true)).count()
}

/// Whether two paths are the same file, by whatever name.
pub fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// CRC-32 of a file's bytes in hex.
fn checksum(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(|e| Error::io(path, e))?;
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(|e| Error::io(path, e))? {
            0 => return Ok(format!("{:08x}", hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

fn file_weight(text: &str) -> Result<(String, f32), String> {
    let parsed = text.rsplit_once('=').and_then(|(file, weight)| Some((file.to_owned(), weight.parse().ok()?)));
    parsed
        .filter(|(_, weight): &(String, f32)| *weight > 0.0 && weight.is_finite())
        .ok_or_else(|| "expected FILE=W, W a number above 0".to_owned())
}
