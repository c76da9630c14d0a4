//! Markup of the page: what the whole page is like; every paragraph of it has the same value, 0 in plain text.

use super::maths::ln_1p;
use super::schema::measures;
use super::tree_view::NodeSums;
use super::view::View;
use crate::document::Traits;

fn log(count: u32) -> f32 {
    ln_1p(count as f32)
}

fn flag(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

/// Share of the page's words.
fn share(v: &View, of: impl Fn(&NodeSums) -> f32) -> f32 {
    of(&v.tree.sums[0]) / v.total_words()
}

/// Share of words in paragraphs whose element is such.
fn share_of_words(v: &View, of: impl Fn(u32) -> bool) -> f32 {
    let words = v.tree.node.iter().zip(&v.words).filter(|(node, _)| of(**node)).map(|(_, words)| words);
    words.sum::<f32>() / v.total_words()
}

fn inside(v: &View, traits: Traits) -> f32 {
    share_of_words(v, |node| v.tree.path[node as usize].any(traits))
}

measures! { MarkupPage:
    "page_container_f1", "F1", 0 ..= 1, "greatest expected F1 of keeping one element", |v| v.tree.container.f1;
    "page_container_coverage", "share", 0 ..= 1, "expected content in that element", |v| v.tree.container.coverage;
    "page_container_precision", "share of words", 0 ..= 1, "expected content in that element, of its words", |v| v.tree.container.precision;
    "page_likely_f1", "F1", 0 ..= 1, "the same, paragraphs with P(content) > 0.6 counted whole", |v| v.tree.likely.f1;
    "page_scored_f1", "F1", 0 ..= 1, "expected F1 of the element that commas, length and links choose", |v| v.tree.scored.f1;
    "page_linked", "share of words", 0 ..= 1, "words in links", |v| share(v, |sums| sums.linked);
    "page_running", "share of words", 0 ..= 1, "words in running text with few links", |v| share(v, |sums| sums.running);
    "page_links", "ln(1 + links)", 0 ..= 8, "links", |v| log(v.tree.counts.links);
    "page_images", "ln(1 + images)", 0 ..= 7, "images", |v| log(v.tree.counts.images);
    "page_top_headings", "ln(1 + headings)", 0 ..= 5, "headings of the first level", |v| log(v.tree.counts.top_headings);
    "page_headings", "ln(1 + headings)", 0 ..= 6, "other headings", |v| log(v.tree.counts.headings);
    "page_articles", "ln(1 + elements)", 0 ..= 5, "elements article", |v| log(v.tree.counts.articles);
    "page_forms", "ln(1 + forms)", 0 ..= 5, "forms", |v| log(v.tree.counts.forms);
    "page_inputs", "ln(1 + inputs)", 0 ..= 6, "inputs, selections, buttons", |v| log(v.tree.counts.inputs);
    "page_pres", "ln(1 + elements)", 0 ..= 5, "preformatted elements", |v| log(v.tree.counts.pres);
    "page_tables", "ln(1 + tables)", 0 ..= 5, "tables", |v| log(v.tree.counts.tables);
    "page_lists", "ln(1 + lists)", 0 ..= 6, "lists", |v| log(v.tree.counts.lists);
    "page_elements", "ln(1 + elements)", 0 ..= 10, "elements", |v| log(v.tree.counts.elements);
    "page_cards", "share of words", 0 ..= 1, "words in elements that have two alike beside them", |v| share_of_words(v, |node| v.tree.siblings.card(node).is_some());
    "page_in_main", "share of words", 0 ..= 1, "words in elements main", |v| inside(v, Traits::MAIN);
    "page_in_article", "share of words", 0 ..= 1, "words in elements article", |v| inside(v, Traits::ARTICLE);
    "page_in_body", "share of words", 0 ..= 1, "words in what is marked as the piece's text", |v| inside(v, Traits::BODY);
    "page_paragraph_words", "share of words", 0 ..= 1, "words in elements p", |v| share_of_words(v, |node| v.tree.traits[node as usize].any(Traits::PARAGRAPH));
    "page_says_article", "flag", 0 ..= 1, "the page says that it is an article", |v| flag(v.tree.says_article);
    "page_says_listing", "flag", 0 ..= 1, "the page says that it is a site, a collection, a list", |v| flag(v.tree.says_listing);
    "page_has_body", "flag", 0 ..= 1, "the page gives programs its text", |v| flag(v.tree.has_body);
    "page_titled", "flag", 0 ..= 1, "a paragraph is the page's heading", |v| flag(v.tree.heading.paragraph.is_some());
}
