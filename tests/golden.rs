//! The sample articles of `data/articles`, cleaned by the embedded model: `tests/golden/NAME` holds what must come out.
//!
//! `cleaned.txt` is the article without its junk, `verdicts.txt` a line a paragraph: `-` where it goes, `+` where it
//! stays, what it was called, and how it begins. `UPDATE_GOLDEN=1 cargo test --test golden` writes both anew; read the
//! difference before it is committed. What `data/articles/treaty.labels.csv` calls junk is the program's promise: that,
//! and nothing else, goes.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use unblurb::Label;
use unblurb::cleaning::{Cleaned, Cleaner, Policy, Verdict, clean};
use unblurb::document::{Document, LabelledDocument};
use unblurb::model::Model;
use unblurb::records::{Encoding, Input, read_labelled};

struct Article {
    name: String,
    document: Document,
    labelled: LabelledDocument,
}

#[test]
fn articles_come_out_as_stored() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for article in articles() {
        let (verdicts, cleaned) = judge(&article.document);
        let folder = root("tests/golden").join(&article.name);
        for (name, text) in
            [("cleaned.txt", &cleaned.text), ("verdicts.txt", &listed(&article.document, &verdicts, &cleaned))]
        {
            let path = folder.join(name);
            if update {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, text).unwrap();
            } else if fs::read_to_string(&path).ok().as_ref() != Some(text) {
                changed.push(format!("{}/{name}", article.name));
            }
        }
    }
    assert!(changed.is_empty(), "{changed:#?} differ; UPDATE_GOLDEN=1 cargo test --test golden writes them anew");
}

#[test]
fn the_treaty_loses_its_junk_and_nothing_else() {
    let article = articles().into_iter().find(|article| article.name == "treaty").expect("data/articles/treaty.txt");
    let (_, cleaned) = judge(&article.document);
    let gone = |kept: &[bool]| -> Vec<String> {
        let texts = article.document.paragraph_texts().zip(kept);
        texts.filter(|(_, kept)| !**kept).map(|(text, _)| text.to_owned()).collect()
    };
    let truth: Vec<bool> = article.labelled.labels.iter().map(|label| label.is_junk() != Some(true)).collect();
    assert_eq!(gone(&cleaned.kept), gone(&truth));
}

#[test]
fn articles_are_labelled_paragraph_by_paragraph() {
    for article in articles() {
        let ours: Vec<&str> = article.document.paragraph_texts().collect();
        let labelled: Vec<&str> = article.labelled.document.paragraph_texts().collect();
        assert_eq!(ours, labelled, "{}", article.name);
    }
}

fn judge(document: &Document) -> (Vec<Verdict>, Cleaned) {
    let model = Model::embedded();
    let policy = Policy::new(model.threshold());
    let verdicts = Cleaner::new(model).judge(document, policy.threshold);
    let removed: Vec<bool> = verdicts.iter().map(|verdict| policy.removes(verdict)).collect();
    let cleaned = clean(document, &removed, policy.max_removed);
    (verdicts, cleaned)
}

/// A line a paragraph. No probabilities: they change with every training, and what they lead to is what counts.
fn listed(document: &Document, verdicts: &[Verdict], cleaned: &Cleaned) -> String {
    let mut out = String::new();
    for ((text, verdict), kept) in document.paragraph_texts().zip(verdicts).zip(&cleaned.kept) {
        let beginning: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let sign = if *kept { '+' } else { '-' };
        writeln!(out, "{sign} {:<width$}  {beginning}", verdict.label, width = longest_label()).unwrap();
    }
    out
}

fn longest_label() -> usize {
    Label::ALL.map(|label| label.name().len()).into_iter().max().unwrap_or(0)
}

/// The articles in the order of their names. The rows of their labels have no `doc`: a file is one piece.
fn articles() -> Vec<Article> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root("data/articles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let article = |path: PathBuf| {
        let rows = read_labelled(&Input::file(path.with_extension("labels.csv"), None).unwrap(), Encoding::default());
        let rows = rows.unwrap();
        let texts: Vec<&str> = rows.iter().flat_map(|row| row.document.paragraph_texts()).collect();
        let labels = rows.iter().flat_map(|row| row.labels.iter().copied()).collect();
        Article {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            document: Document::from_text(fs::read_to_string(&path).unwrap()),
            labelled: LabelledDocument::new(Document::from_paragraphs(texts), labels),
        }
    };
    let articles: Vec<Article> = paths.into_iter().map(article).collect();
    assert!(articles.len() >= 12, "data/articles holds a dozen articles");
    articles
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
