//! Golden pages: `tests/golden_pages/`, a folder a page that was written for it.
//!
//! `page.html` is the page, `text.txt`, written by hand, what of it is the piece. What is written of that as Markdown and
//! as HTML is in `markdown.md` and `clean.html`, and what the embedded model says of the page in `verdicts.txt`, a line a
//! paragraph. `UPDATE_GOLDEN=1 cargo test --test golden_pages` writes these three anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use unblurb::cleaning::{Cleaner, Policy};
use unblurb::document::Document;
use unblurb::model::Model;
use unblurb::page::Page;
use unblurb::rendering::Kept;

#[test]
fn pages_are_written_as_they_stand() {
    for folder in folders() {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let mut page = Page::read(&fs::read(folder.join("page.html")).unwrap());
        let document = page.take_document();
        let truth = Document::from_text(read("text.txt"));
        let truth: Vec<&str> = truth.paragraph_texts().collect();
        let kept: Vec<bool> = document.paragraph_texts().map(|text| truth.contains(&text)).collect();
        let found: Vec<&str> =
            document.paragraph_texts().zip(&kept).filter_map(|(text, kept)| kept.then_some(text)).collect();
        assert_eq!(found, truth, "{}", folder.display());
        let kept = Kept::new(&page, &document, &kept);
        compare(&folder.join("markdown.md"), &kept.markdown());
        compare(&folder.join("clean.html"), &kept.html());
        compare(&folder.join("verdicts.txt"), &verdicts(&document));
    }
}

#[test]
fn clean_html_reads_back_as_what_was_kept() {
    for folder in folders() {
        let clean = Page::read(&fs::read(folder.join("clean.html")).unwrap());
        let text = fs::read_to_string(folder.join("text.txt")).unwrap();
        assert_eq!(clean.document().text(), text.trim_end(), "{}", folder.display());
        for bad in ["<script", "<style", "<iframe", " on", "javascript:", "data:", "style="] {
            let html = fs::read_to_string(folder.join("clean.html")).unwrap();
            let tags = html.split('<').skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag.to_lowercase());
            assert!(!tags.into_iter().any(|tag| format!("<{}", without_alt(&tag)).contains(bad)), "{bad}: {html}");
        }
    }
}

/// A tag without the text that stands for its picture, which may say anything.
fn without_alt(tag: &str) -> &str {
    tag.split(" alt=").next().unwrap_or(tag)
}

/// A line a paragraph: whether it stays, its label, how it begins.
fn verdicts(document: &Document) -> String {
    let model = Model::embedded_for_pages();
    let policy = Policy::new(model.threshold());
    let mut out = String::new();
    let verdicts = Cleaner::new(model).judge(document, policy.threshold);
    for (text, verdict) in document.paragraph_texts().zip(verdicts) {
        let sign = if policy.removes(&verdict) { '-' } else { '+' };
        let beginning: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        writeln!(out, "{sign} {:<10}  {beginning}", verdict.label).unwrap();
    }
    out
}

fn compare(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path, found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expected, "{}: UPDATE_GOLDEN=1 writes it anew", path.display());
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden_pages");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 6, "six pages at least");
    folders
}
