//! Branch: a paragraph's place in the tree of its page, by what stands under the elements around it; 0 in plain text.
//!
//! An element around a paragraph counts where it holds more paragraphs than the one below.

use super::columns::{each, log_each};
use super::schema::measures;
use super::siblings::Alike;
use super::tree_view::NodeSums;
use super::view::View;
use crate::document::NodeId;

fn up(v: &View, i: usize, level: usize) -> &NodeSums {
    &v.tree.sums[v.tree.ancestors[i][level] as usize]
}

/// Mean P(content) of the paragraphs of an element around it, without its own.
fn others(v: &View, out: &mut [f32], level: usize) {
    each(out, |i| {
        let sums = up(v, i, level);
        (sums.content - v.content[i]) / (sums.paragraphs - 1.0).max(1.0)
    });
}

/// What of the page stands under an element around it.
fn share(v: &View, out: &mut [f32], level: usize, of: impl Fn(&NodeSums) -> f32) {
    let scale = 1.0 / of(&v.tree.sums[0]).max(1e-3);
    each(out, |i| of(up(v, i, level)) * scale);
}

/// Share of all expected content in a group of paragraphs: `others` besides this one, of this `mean`.
fn group(v: &View, i: usize, others: f32, mean: f32) -> f32 {
    (others * mean + v.words[i] * v.content[i]) / v.total_expected()
}

fn card(v: &View, i: usize, of: impl Fn(NodeId, &Alike) -> f32) -> f32 {
    v.tree.siblings.card(v.tree.node[i]).map_or(0.0, |(card, alike)| of(card, alike))
}

/// Mean P(content) of the other cards' paragraphs.
fn other_cards(v: &View, card: NodeId, alike: &Alike) -> f32 {
    let own = &v.tree.sums[card as usize];
    (alike.content - own.content) / (alike.paragraphs - own.paragraphs).max(1.0)
}

/// From the heading on, or up to it.
fn from_heading(v: &View, out: &mut [f32], paragraphs: impl Fn(usize, usize) -> usize) {
    match v.tree.heading.paragraph {
        Some(heading) => log_each(out, |i| paragraphs(i, heading) as f32),
        None => out.fill(0.0),
    }
}

/// What the smallest element around it and the heading holds of the page.
fn with_heading(v: &View, out: &mut [f32], of: impl Fn(&NodeSums) -> f32) {
    let tree = &v.tree;
    if tree.heading.paragraph.is_none() {
        return out.fill(0.0);
    }
    let scale = 1.0 / of(&tree.sums[0]).max(1e-3);
    each(out, |i| of(&tree.sums[tree.heading.common[tree.node[i] as usize] as usize]) * scale);
}

/// Levels from it up to that element.
fn to_common(v: &View, i: usize) -> f32 {
    let node = v.tree.node[i] as usize;
    v.tree.heading.common.get(node).map_or(0.0, |&common| v.tree.depth[node] - v.tree.depth[common as usize])
}

measures! { Markup:
    "content_up1", "probability", 0 ..= 1, "mean P(content) of the other paragraphs of the first element around it that counts", |v, out| others(v, out, 0);
    "expected_up1", "share", 0 ..= 1, "expected content in that element", |v, out| share(v, out, 0, |sums| sums.expected);
    "words_up1", "share", 0 ..= 1, "words of the page in that element", |v, out| share(v, out, 0, |sums| sums.words);
    "links_up1", "share", 0 ..= 1, "linked words of the page in that element", |v, out| share(v, out, 0, |sums| sums.linked);
    "running_up1", "share", 0 ..= 1, "running text of the page in that element", |v, out| share(v, out, 0, |sums| sums.running);
    "content_up2", "probability", 0 ..= 1, "mean P(content) of the other paragraphs of the second element around it that counts", |v, out| others(v, out, 1);
    "expected_up2", "share", 0 ..= 1, "expected content in that element", |v, out| share(v, out, 1, |sums| sums.expected);
    "words_up2", "share", 0 ..= 1, "words of the page in that element", |v, out| share(v, out, 1, |sums| sums.words);
    "links_up2", "share", 0 ..= 1, "linked words of the page in that element", |v, out| share(v, out, 1, |sums| sums.linked);
    "running_up2", "share", 0 ..= 1, "running text of the page in that element", |v, out| share(v, out, 1, |sums| sums.running);
    "content_up3", "probability", 0 ..= 1, "mean P(content) of the other paragraphs of the third element around it that counts", |v, out| others(v, out, 2);
    "expected_up3", "share", 0 ..= 1, "expected content in that element", |v, out| share(v, out, 2, |sums| sums.expected);
    "words_up3", "share", 0 ..= 1, "words of the page in that element", |v, out| share(v, out, 2, |sums| sums.words);
    "links_up3", "share", 0 ..= 1, "linked words of the page in that element", |v, out| share(v, out, 2, |sums| sums.linked);
    "running_up3", "share", 0 ..= 1, "running text of the page in that element", |v, out| share(v, out, 2, |sums| sums.running);
    "content_up4", "probability", 0 ..= 1, "mean P(content) of the other paragraphs of the fourth element around it that counts", |v, out| others(v, out, 3);
    "expected_up4", "share", 0 ..= 1, "expected content in that element", |v, out| share(v, out, 3, |sums| sums.expected);
    "words_up4", "share", 0 ..= 1, "words of the page in that element", |v, out| share(v, out, 3, |sums| sums.words);
    "links_up4", "share", 0 ..= 1, "linked words of the page in that element", |v, out| share(v, out, 3, |sums| sums.linked);
    "running_up4", "share", 0 ..= 1, "running text of the page in that element", |v, out| share(v, out, 3, |sums| sums.running);
    "content_up5", "probability", 0 ..= 1, "mean P(content) of the other paragraphs of the fifth element around it that counts", |v, out| others(v, out, 4);
    "expected_up5", "share", 0 ..= 1, "expected content in that element", |v, out| share(v, out, 4, |sums| sums.expected);
    "words_up5", "share", 0 ..= 1, "words of the page in that element", |v, out| share(v, out, 4, |sums| sums.words);
    "links_up5", "share", 0 ..= 1, "linked words of the page in that element", |v, out| share(v, out, 4, |sums| sums.linked);
    "running_up5", "share", 0 ..= 1, "running text of the page in that element", |v, out| share(v, out, 4, |sums| sums.running);
    "own_share", "share of words", 0 ..= 1, "its words, of those of the first element around it that counts", |v, out| each(out, |i| v.words[i] / up(v, i, 0).words.max(1.0));
    "beside", "ln(1 + paragraphs)", 0 ..= 7, "other paragraphs of that element", |v, out| log_each(out, |i| (up(v, i, 0).paragraphs - 1.0).max(0.0));
    "linked_up1", "share of words", 0 ..= 1, "its words in links", |v, out| each(out, |i| up(v, i, 0).linked / up(v, i, 0).words.max(1.0));
    "linked_up2", "share of words", 0 ..= 1, "the same of the second", |v, out| each(out, |i| up(v, i, 1).linked / up(v, i, 1).words.max(1.0));
    "siblings", "ln(1 + elements)", 0 ..= 6, "elements beside its own of the same name and classes", |v, out| log_each(out, |i| v.tree.siblings.alike(v.tree.node[i]) - 1.0);
    "class_others", "ln(1 + paragraphs)", 0 ..= 6, "other paragraphs of the same name and classes, also around", |v, out| log_each(out, |i| v.tree.same_class.others[i]);
    "class_content", "probability", 0 ..= 1, "mean P(content) of these", |v, out| out.copy_from_slice(&v.tree.same_class.odds);
    "class_expected", "share", 0 ..= 1, "expected content in these and itself", |v, out| each(out, |i| group(v, i, v.tree.same_class_expected.others[i], v.tree.same_class_expected.odds[i]));
    "path_others", "ln(1 + paragraphs)", 0 ..= 6, "other paragraphs with elements of the same names around", |v, out| log_each(out, |i| v.tree.same_path.others[i]);
    "path_content", "probability", 0 ..= 1, "mean P(content) of these", |v, out| out.copy_from_slice(&v.tree.same_path.odds);
    "path_expected", "share", 0 ..= 1, "expected content in these and itself", |v, out| each(out, |i| group(v, i, v.tree.same_path_expected.others[i], v.tree.same_path_expected.odds[i]));
    "cards", "ln(1 + elements)", 0 ..= 6, "elements like the nearest around it that has two alike beside it", |v, out| log_each(out, |i| card(v, i, |_, alike| alike.elements));
    "card_size", "ln(1 + paragraphs)", 0 ..= 5, "paragraphs in that element", |v, out| log_each(out, |i| card(v, i, |card, _| v.tree.sums[card as usize].paragraphs));
    "card_content", "probability", 0 ..= 1, "mean P(content) in the elements like it", |v, out| each(out, |i| card(v, i, |card, alike| other_cards(v, card, alike)));
    "card_expected", "share", 0 ..= 1, "expected content in it and in those like it", |v, out| each(out, |i| card(v, i, |_, alike| alike.expected) / v.total_expected());
    "is_title", "flag", 0 ..= 1, "the page's heading", |v, out| each(out, |i| f32::from(u8::from(v.tree.heading.paragraph == Some(i))));
    "before_title", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from here to the page's heading", |v, out| from_heading(v, out, |i, heading| heading.saturating_sub(i));
    "after_title", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from the page's heading to here", |v, out| from_heading(v, out, |i, heading| i.saturating_sub(heading));
    "title_words", "share", 0 ..= 1, "words of the page in the smallest element around it and the heading", |v, out| with_heading(v, out, |sums| sums.words);
    "title_expected", "share", 0 ..= 1, "expected content in that element", |v, out| with_heading(v, out, |sums| sums.expected);
    "title_levels", "elements", 0 ..= 20, "elements from it up to that one", |v, out| each(out, |i| to_common(v, i));
}
