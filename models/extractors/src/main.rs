//! `extractors dom_smoothie|rs_trafilatura`: reads `{"id", "html"}` lines on standard input, writes `{"id", "text"}`
//! lines. A page on which the extractor fails has an empty text.

use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};

use dom_smoothie::Readability;
use serde_json::{json, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let extract: fn(&str) -> Option<String> = match std::env::args().nth(1).as_deref() {
        Some("dom_smoothie") => dom_smoothie,
        Some("rs_trafilatura") => rs_trafilatura,
        _ => return Err("usage: extractors dom_smoothie|rs_trafilatura < pages.jsonl > texts.jsonl".into()),
    };
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let page: Value = serde_json::from_str(&line?)?;
        let html = page["html"].as_str().ok_or("a page without the field html")?;
        writeln!(out, "{}", json!({"id": page["id"], "text": extract(html).unwrap_or_default()}))?;
    }
    Ok(())
}

fn dom_smoothie(html: &str) -> Option<String> {
    // The text as it comes by default, without line breaks between blocks: what users of the crate feed on.
    let article = Readability::new(html, None, None).ok()?.parse().ok()?;
    Some(article.text_content.to_string())
}

fn rs_trafilatura(html: &str) -> Option<String> {
    rs_trafilatura::extract(html).ok().map(|result| result.content_text)
}
