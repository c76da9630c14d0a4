//! Measures of markup against what a reader sees in small pages, and against a naive computation of any page.

use super::{Features, Measures, View, WordScore, column, schema, sigmoid};
use crate::document::Document;
use crate::page::Page;
use proptest::prelude::*;

struct Looked {
    document: Document,
    measures: Measures,
    /// P(content) and words of each paragraph.
    content: Vec<f32>,
    words: Vec<f32>,
}

impl Looked {
    /// A page, scored: `odds` of content for each paragraph in turn.
    fn new(html: &str, odds: &[f32]) -> Self {
        let document = Page::from_text(html).into_document();
        let mut features = Features::default();
        features.read(&document);
        let odds = odds.iter().copied().cycle().take(document.len());
        let scores: Vec<WordScore> = odds.map(|odds| WordScore { own: -odds, ..WordScore::default() }).collect();
        let (mut view, mut measures) = (View::default(), Measures::default());
        view.look(&features, &scores);
        measures.compute(&view);
        let content = scores.iter().map(|score| sigmoid((-score.own).clamp(-6.0, 6.0))).collect();
        let words = features.shapes.iter().map(|shape| shape.words as f32).collect();
        Looked { document, measures, content, words }
    }

    /// The value for the paragraph that begins with this text.
    #[track_caller]
    fn at(&self, name: &str, text: &str) -> f32 {
        let paragraph = self.document.paragraph_texts().position(|own| own.starts_with(text)).expect(text);
        self.value(name, paragraph)
    }

    fn value(&self, name: &str, paragraph: usize) -> f32 {
        self.measures.value(column(name).expect(name), paragraph)
    }

    fn sum(&self, paragraphs: impl IntoIterator<Item = usize>, of: impl Fn(usize) -> f32) -> f32 {
        paragraphs.into_iter().map(of).sum()
    }
}

const ARTICLE: &str = r#"<html><head><title>Rain in the north</title><meta name=description content="It rained for a week.">
<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "It rained for a week. Rivers rose."}</script></head>
<body><nav class=menu><ul><li><a href=/>Home</a><li><a href=/w>Weather page</a><li><a href=/s>Sport page</a></ul></nav>
<main><article><h1>Rain in the north</h1><p>It rained for a week.</p><p>Rivers rose. <b>Nobody was hurt.</b></p>
<blockquote><p>We were lucky, said the mayor.</p></blockquote></article></main>
<aside class="related-box"><div class=card><a href=/1>First other piece</a></div><div class=card><a href=/2>Second other piece</a></div>
<div class=card><a href=/3>Third other piece</a></div></aside><footer><p>All rights reserved.</p></footer></body></html>"#;

fn article() -> Looked {
    let menu = [-3.0, -3.0, -3.0];
    let odds = [&menu[..], &[1.0, 3.0, 3.0, 2.0], &[-1.0, -1.0, -1.0, -3.0]].concat();
    Looked::new(ARTICLE, &odds)
}

#[test]
fn a_paragraph_is_what_its_elements_say() {
    let page = article();
    for (name, text, value) in [
        ("linked", "Home", 1.0),
        ("is_link", "Home", 1.0),
        ("in_nav", "Home", 1.0),
        ("is_item", "Home", 1.0),
        ("in_list", "Rain", 0.0),
        ("is_top_heading", "Rain", 1.0),
        ("is_title", "Rain", 1.0),
        ("is_paragraph", "Rivers", 1.0),
        ("in_only_article", "Rivers", 1.0),
        ("in_main", "We were", 1.0),
        ("in_quote", "We were", 1.0),
        ("in_aside", "Second", 1.0),
        ("in_footer", "All", 1.0),
        ("in_article", "All", 0.0),
        ("linked_p1", "Home", 1.0),
        ("like_class_m1", "Rivers", 1.0),
        ("like_name_m1", "It rained", 0.0),
        ("title_overlap", "Rain", 1.0),
        ("title_cover", "Rain", 1.0),
        ("title_cover", "All", 0.0),
        ("description_overlap", "It rained", 1.0),
        ("page_says_article", "All", 1.0),
        ("page_has_body", "All", 1.0),
        ("page_titled", "All", 1.0),
    ] {
        assert_eq!(page.at(name, text), value, "{name} of {text}");
    }
    assert!(page.at("bold", "Rivers") > 0.5);
    // Every sentence shares its full stop.
    assert!(page.at("body_overlap", "It rained") > 0.9 && page.at("body_overlap", "All") < 0.3);
    assert!((page.at("cards", "Second") - 4.0_f32.ln()).abs() < 1e-5);
    assert!((page.at("after_title", "Rivers") - 3.0_f32.ln()).abs() < 1e-5);
    assert!((page.at("before_title", "Sport") - 2.0_f32.ln()).abs() < 1e-5);
    assert_eq!(page.at("title_words", "All"), 1.0);
    assert!(page.at("title_words", "Rivers") < 0.7);
}

#[test]
fn the_container_is_the_article() {
    let page = article();
    for name in ["container", "likely", "scored"] {
        for (text, inside) in [("Rain", 1.0), ("We were", 1.0), ("Home", 0.0), ("First", 0.0), ("All", 0.0)] {
            assert_eq!(page.at(&format!("in_{name}"), text), inside, "{name} {text}");
        }
        assert!(page.at(&format!("{name}_inside"), "Rivers") > 0.8);
        assert_eq!(page.at(&format!("{name}_inside"), "Home"), 0.0);
        assert!(page.at(&format!("{name}_outside"), "Home") > 0.8);
    }
    assert!((page.at("container_distance", "Home") - 4.0_f32.ln()).abs() < 1e-5);
    assert!((page.at("container_distance", "First") - 2.0_f32.ln()).abs() < 1e-5);
    assert!(page.at("page_container_f1", "All") > 0.85);
}

#[test]
fn plain_text_has_no_markup() {
    let document = Document::from_paragraphs(["One.", "Two and more."]);
    let mut features = Features::default();
    // What was read before leaves nothing behind.
    features.read(&Page::from_text(ARTICLE).into_document());
    let (mut view, mut measures) = (View::default(), Measures::default());
    view.look(&features, &vec![WordScore::default(); features.words.len()]);
    features.read(&document);
    assert!(features.tree.is_none() && features.overlaps.is_empty() && features.words.tags(1).is_empty());
    view.look(&features, &[WordScore::default(); 2]);
    measures.compute(&view);
    for (index, measure) in schema().enumerate().skip(super::schema::text_width()) {
        assert_eq!((measures.value(index, 0), measures.value(index, 1)), (0.0, 0.0), "{}", measure.name);
    }
    assert_eq!(measures.row(0).count(), super::width());
}

#[test]
fn tags_tell_an_element_from_another() {
    let tags = |html: &str| {
        let mut features = Features::default();
        features.read(&Page::from_text(html).into_document());
        let mut tags = features.words.tags(0).to_vec();
        tags.sort_unstable();
        tags
    };
    assert_eq!(tags("<div class=a1><p>x"), tags("<div class=a2><p>y"));
    assert_ne!(tags("<div class=promo><p>x"), tags("<div class=story><p>x"));
    assert_ne!(tags("<p>x"), tags("<li>x"));
    assert_ne!(tags("<p>x"), tags("<p><a href=/>x</a>"));
    assert_ne!(tags("<p>x"), tags("<p>x<p>y"));
}

/// Pages of elements in elements, with text here and there.
fn html() -> impl Strategy<Value = String> {
    let text =
        prop_oneof![Just("Read more"), Just("One two three four five."), Just("x"), Just("<a href=/>a link</a>")];
    let leaf = text.prop_map(|text| format!("<p>{text}</p>"));
    leaf.prop_recursive(6, 60, 5, |inner| {
        let name = prop_oneof![Just("div"), Just("section"), Just("ul"), Just("article"), Just("nav")];
        let class = prop_oneof![Just("card"), Just("box 12"), Just("")];
        (name, class, prop::collection::vec(inner, 1..5))
            .prop_map(|(name, class, inner)| format!("<{name} class='{class}'>{}</{name}>", inner.concat()))
    })
}

fn close(found: f32, expected: f32) -> bool {
    (found - expected).abs() < 2e-3
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Sums under ancestors, the container and the cards are those of a computation that looks at everything.
    #[test]
    fn trees_are_summed_as_a_naive_reader_would(html in html(), odds in prop::collection::vec(-5.0_f32..5.0, 1..20)) {
        let page = Looked::new(&html, &odds);
        let tree = page.document.tree().expect("a page has a tree").clone();
        let n = page.words.len();
        let expected = |i: usize| page.words[i] * page.content[i];
        let linked = |i: usize| page.words[i] * f32::from(tree.leaves()[i].linked) / 255.0;
        let (words, all, links) =
            (page.sum(0..n, |i| page.words[i]), page.sum(0..n, expected), page.sum(0..n, linked));
        let f1 = |inside: std::ops::Range<usize>| {
            2.0 * page.sum(inside.clone(), expected) / (page.sum(inside, |i| page.words[i]) + all)
        };
        let best = tree.nodes().iter().map(|node| f1(node.paragraphs())).fold(0.0, f32::max);
        for i in 0..n {
            // Elements around the paragraph, each of more paragraphs than the one before.
            let mut around: Vec<std::ops::Range<usize>> = Vec::new();
            let holding = tree.nodes().iter().rev().map(crate::document::Node::paragraphs);
            for range in holding.filter(|range| range.contains(&i) && range.len() > 1) {
                if around.last().is_none_or(|last| range.len() > last.len()) {
                    around.push(range);
                }
            }
            for level in 0..5 {
                let range = around.get(level).or(around.last()).cloned().unwrap_or(0..n);
                let mean = page.sum(range.clone().filter(|&j| j != i), |j| page.content[j]) / (range.len() as f32 - 1.0).max(1.0);
                let value = |name: &str| page.value(&format!("{name}_up{}", level + 1), i);
                prop_assert!(close(value("content"), mean), "{} {}", value("content"), mean);
                prop_assert!(close(value("expected"), page.sum(range.clone(), expected) / all));
                prop_assert!(close(value("words"), page.sum(range.clone(), |i| page.words[i]) / words));
                prop_assert!(links == 0.0 || close(value("links"), page.sum(range, linked) / links));
            }
            let mut node = tree.leaves()[i].node;
            let cards = loop {
                let own = tree.node(node);
                let like = |other: &crate::document::Node| (other.parent, other.class) == (own.parent, own.class);
                // The first one is its own parent.
                let alike = tree.nodes().iter().skip(1).filter(|other| like(other)).count();
                if node == 0 || alike >= 3 {
                    break if node == 0 { 0 } else { alike };
                }
                node = own.parent;
            };
            prop_assert!(close(page.value("cards", i), (1.0 + cards as f32).ln()));
        }
        prop_assert!(close(page.value("page_container_f1", 0), best));
        let inside: Vec<usize> = (0..n).filter(|&i| page.value("in_container", i) == 1.0).collect();
        prop_assert!(close(f1(inside[0]..inside[inside.len() - 1] + 1), best));
        for (index, measure) in schema().enumerate() {
            for i in 0..n {
                let value = page.measures.value(index, i);
                prop_assert!((measure.range.0..=measure.range.1).contains(&value), "{}: {}", measure.name, value);
            }
        }
    }
}
