//! Markup: what a paragraph is in its page, and what its neighbours are; 0 in plain text.

use super::columns::{after, before, each, log_each, mean_around};
use super::overlap::Overlap;
use super::schema::measures;
use super::view::View;
use crate::document::Traits;

/// Whether the paragraph's own element is one of these.
fn is(v: &View, out: &mut [f32], traits: Traits) {
    each(out, |i| f32::from(u8::from(v.tree.traits[v.tree.node[i] as usize].any(traits))));
}

/// Whether its element, or one around it, is one of these.
fn inside(v: &View, out: &mut [f32], traits: Traits) {
    each(out, |i| f32::from(u8::from(v.tree.path[v.tree.node[i] as usize].any(traits))));
}

fn overlap(v: &View, out: &mut [f32], of: impl Fn(&Overlap) -> f32) {
    each(out, |i| v.tree.overlaps.get(i).map_or(0.0, &of));
}

/// Whether the neighbour's element is alike in `of`.
fn like(v: &View, out: &mut [f32], neighbour: impl Fn(usize) -> usize, of: &[u32]) {
    let of = |i: usize| v.tree.node.get(i).map(|&node| of[node as usize]);
    each(out, |i| f32::from(u8::from(of(neighbour(i)) == of(i))));
}

measures! { Markup:
    "linked", "share of text", 0 ..= 1, "text in links", |v, out| out.copy_from_slice(&v.tree.linked);
    "bold", "share of text", 0 ..= 1, "text in bold", |v, out| out.copy_from_slice(&v.tree.bold);
    "link_count", "ln(1 + links)", 0 ..= 4, "links in it", |v, out| log_each(out, |i| v.tree.links[i]);
    "unlinked_words", "ln(1 + words)", 0 ..= 8, "words outside links", |v, out| log_each(out, |i| v.words[i] * (1.0 - v.tree.linked[i]));
    "tag_odds", "log-odds of junk", -6 ..= 6, "what its markup says in stage one", |v, out| each(out, |i| v.scores[i].tags);
    "is_link", "flag", 0 ..= 1, "all of it is a link", |v, out| each(out, |i| f32::from(u8::from(v.tree.linked[i] > 0.98)));
    "is_bold", "flag", 0 ..= 1, "all of it is bold", |v, out| each(out, |i| f32::from(u8::from(v.tree.bold[i] > 0.98)));
    "is_heading", "flag", 0 ..= 1, "a heading", |v, out| is(v, out, Traits::HEADING);
    "is_top_heading", "flag", 0 ..= 1, "a heading of the first level", |v, out| is(v, out, Traits::TOP_HEADING);
    "is_paragraph", "flag", 0 ..= 1, "an element p", |v, out| is(v, out, Traits::PARAGRAPH);
    "is_item", "flag", 0 ..= 1, "an item of a list", |v, out| is(v, out, Traits::ITEM);
    "is_cell", "flag", 0 ..= 1, "a row or a cell of a table", |v, out| is(v, out, Traits::CELL);
    "in_list", "flag", 0 ..= 1, "in a list", |v, out| inside(v, out, Traits::LIST);
    "in_table", "flag", 0 ..= 1, "in a table", |v, out| inside(v, out, Traits::TABLE);
    "in_pre", "flag", 0 ..= 1, "preformatted", |v, out| inside(v, out, Traits::PRE);
    "in_quote", "flag", 0 ..= 1, "in a quotation", |v, out| inside(v, out, Traits::QUOTE);
    "in_figure", "flag", 0 ..= 1, "in a figure or its caption", |v, out| inside(v, out, Traits::FIGURE | Traits::CAPTION);
    "in_form", "flag", 0 ..= 1, "in a form", |v, out| inside(v, out, Traits::FORM);
    "in_button", "flag", 0 ..= 1, "on a button or label", |v, out| inside(v, out, Traits::BUTTON);
    "in_link", "flag", 0 ..= 1, "in a link around blocks", |v, out| inside(v, out, Traits::LINK);
    "in_nav", "flag", 0 ..= 1, "in an element of navigation", |v, out| inside(v, out, Traits::NAV);
    "in_header", "flag", 0 ..= 1, "in an element header", |v, out| inside(v, out, Traits::HEADER);
    "in_footer", "flag", 0 ..= 1, "in an element footer", |v, out| inside(v, out, Traits::FOOTER);
    "in_aside", "flag", 0 ..= 1, "in an element aside", |v, out| inside(v, out, Traits::ASIDE);
    "in_main", "flag", 0 ..= 1, "in an element main", |v, out| inside(v, out, Traits::MAIN);
    "in_article", "flag", 0 ..= 1, "in an element article", |v, out| inside(v, out, Traits::ARTICLE);
    "in_only_article", "flag", 0 ..= 1, "in the only element article of the page", |v, out| if v.tree.counts.articles == 1 { inside(v, out, Traits::ARTICLE) } else { out.fill(0.0) };
    "in_body", "flag", 0 ..= 1, "in what is marked as the piece's text", |v, out| inside(v, out, Traits::BODY);
    "depth", "elements", 0 ..= 40, "elements around it", |v, out| each(out, |i| v.tree.depth[v.tree.node[i] as usize]);
    "linked_m2", "share of text", 0 ..= 1, "links of the paragraph two before", |v, out| before(out, &v.tree.linked, 2, 0.0);
    "linked_m1", "share of text", 0 ..= 1, "links of the paragraph before", |v, out| before(out, &v.tree.linked, 1, 0.0);
    "linked_p1", "share of text", 0 ..= 1, "links of the paragraph after", |v, out| after(out, &v.tree.linked, 1, 0.0);
    "linked_p2", "share of text", 0 ..= 1, "links of the paragraph two after", |v, out| after(out, &v.tree.linked, 2, 0.0);
    "linked_near3", "share of text", 0 ..= 1, "mean share of links of 3 paragraphs on either side", |v, out| mean_around(out, &v.tree.linked_before, &v.tree.linked, 3);
    "linked_near10", "share of text", 0 ..= 1, "mean share of links of 10 paragraphs on either side", |v, out| mean_around(out, &v.tree.linked_before, &v.tree.linked, 10);
    "like_name_m1", "flag", 0 ..= 1, "the paragraph before is an element of the same name", |v, out| like(v, out, |i| i.wrapping_sub(1), &v.tree.name);
    "like_name_p1", "flag", 0 ..= 1, "the paragraph after is an element of the same name", |v, out| like(v, out, |i| i + 1, &v.tree.name);
    "like_class_m1", "flag", 0 ..= 1, "the paragraph before is an element of the same name and classes", |v, out| like(v, out, |i| i.wrapping_sub(1), &v.tree.class);
    "like_class_p1", "flag", 0 ..= 1, "the paragraph after is an element of the same name and classes", |v, out| like(v, out, |i| i + 1, &v.tree.class);
    "title_overlap", "share of tokens", 0 ..= 1, "its tokens that stand in the page's title", |v, out| overlap(v, out, |o| o.title);
    "title_cover", "share of tokens", 0 ..= 1, "tokens of the page's title that stand in it", |v, out| overlap(v, out, |o| o.title_cover);
    "description_overlap", "share of tokens", 0 ..= 1, "its tokens that stand in the page's description", |v, out| overlap(v, out, |o| o.description);
    "body_overlap", "share of tokens", 0 ..= 1, "its tokens that stand in the text that the page gives programs", |v, out| overlap(v, out, |o| o.body);
}
