//! Any bytes are a page: it is read, written as Markdown and as HTML, and nothing that runs or leads astray comes out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pulldown_cmark::{Event, Options, Parser, Tag};
use unblurb::document::Document;
use unblurb::page::{Name, Page};
use unblurb::rendering::Kept;

fuzz_target!(|bytes: &[u8]| {
    let mut page = Page::read(bytes);
    read_again(&page, bytes);
    paragraphs(&page);
    elements(&page);
    let document = page.take_document();
    leaves(&document);
    let all = vec![true; document.len()];
    let some: Vec<bool> = (0..document.len()).map(|i| (bytes.len() >> (i % 8)) & 1 == 0).collect();
    for kept in [all, some] {
        let writer = Kept::new(&page, &document, &kept);
        let markdown = writer.markdown();
        assert!(markdown.is_empty() || markdown.ends_with('\n'));
        harmless_markdown(&markdown);
        let html = writer.html();
        harmless(&html);
        nothing_lost(&document, &kept, &html);
        assert!(html.matches("<img ").count() <= pictures(&page), "{html}");
    }
});

fn read_again(page: &Page, bytes: &[u8]) {
    let again = Page::read(bytes);
    assert_eq!(page.document(), again.document());
    assert_eq!(page.markup(), again.markup());
    assert_eq!(page.facts(), again.facts());
    assert_eq!(page.encoding(), again.encoding());
    assert_eq!(page.tree(), again.tree());
}

/// In order and apart, on the borders of characters, none of them empty; marks inside of them.
fn paragraphs(page: &Page) {
    let document = page.document();
    let text = document.text();
    assert_eq!(document.len(), page.markup().len());
    let mut end = 0;
    for (i, (paragraph, markup)) in document.paragraphs().iter().zip(page.markup()).enumerate() {
        assert_eq!(text.get(end..paragraph.start), Some(if i > 0 { "\n\n" } else { "" }));
        assert!(paragraph.start < paragraph.end && text.is_char_boundary(paragraph.end));
        end = paragraph.end;
        assert!((0.0..=1.0).contains(&markup.linked) && (0.0..=1.0).contains(&markup.bold), "{markup:?}");
        assert!(page.elements().paragraphs(markup.element).contains(&i));
        let mut last = paragraph.start;
        for mark in page.marks(i) {
            let (from, to) = (mark.start as usize, mark.end as usize);
            assert!(last <= from && from <= to && to <= paragraph.end);
            assert!(text.get(from..to).is_some());
            last = from;
        }
    }
    assert_eq!(end, text.len());
}

/// A tree: parents first, descendants between an element and its end.
fn elements(page: &Page) {
    let elements = page.elements();
    let source = elements.source();
    for (id, element) in (0..).zip(elements.iter()) {
        assert!(element.end > id && element.end as usize <= elements.len());
        assert!(elements.paragraphs(id).end <= page.document().len());
        if id > 0 {
            let parent = elements.get(element.parent);
            assert!(element.parent < id && parent.end >= element.end && parent.depth + 1 == element.depth);
        }
        for (name, value) in elements.raw_attributes(id) {
            assert!(value.len() <= source.len());
            elements.attribute(id, name);
        }
    }
}

/// One leaf a paragraph, in a node that holds it.
fn leaves(document: &Document) {
    let tree = document.tree().expect("a page's document has a tree");
    assert_eq!(tree.leaves().len(), document.len());
    for (i, leaf) in tree.leaves().iter().enumerate() {
        assert!(tree.node(leaf.node).paragraphs().contains(&i));
    }
    for (id, node) in (0..).zip(tree.nodes()) {
        let parent = tree.node(node.parent);
        assert!(id == 0 || node.parent < id && parent.first <= node.first && node.past <= parent.past);
        tree.words(id);
    }
}

/// Elements that are closed in turn, attributes of the list, addresses of the list; so no script, no handler, no style.
fn harmless(html: &str) {
    const TAGS: &str = "a b blockquote br cite code dd del dfn dl dt em h1 h2 h3 h4 h5 h6 i img ins kbd li mark ol p pre q s \
                        samp strong sub sup table td th tr u ul var";
    const ATTRIBUTES: &str = "alt colspan dir href lang rowspan src start";
    let has = |list: &str, word: &str| list.split_ascii_whitespace().any(|other| other == word);
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "bare > in {text:?}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(has(TAGS, name), "<{tag}>");
        if !matches!(name, "br" | "img") {
            open.push(name);
        }
        while !attributes.is_empty() {
            let (name, rest) = attributes.split_once("=\"").expect("an attribute has a value");
            let (value, rest) = rest.split_once('"').expect("a value ends");
            assert!(has(ATTRIBUTES, name), "<{tag}>");
            if matches!(name, "href" | "src") {
                address(value);
            }
            attributes = rest.strip_prefix(' ').unwrap_or(rest);
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

/// The same of Markdown, in which HTML may stand: only the tags are, without attributes, that are written on purpose.
fn harmless_markdown(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in html.split('<').skip(1) {
                    let name = tag.split_once('>').expect("a tag ends").0;
                    assert!(matches!(name.trim_start_matches('/'), "strong" | "em" | "del"), "{html} in {markdown}");
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => address(&dest_url),
            _ => {}
        }
    }
}

/// An address as a browser takes it: of the page's own site, or of a scheme that runs nothing.
fn address(value: &str) {
    let plain = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let plain: String = plain.trim_matches(|c: char| c <= ' ').chars().filter(|c| !"\t\n\r".contains(*c)).collect();
    if let Some((scheme, _)) = plain.split_once(':')
        && !scheme.contains(['/', '?', '#'])
    {
        let scheme = scheme.to_ascii_lowercase();
        assert!(["http", "https", "mailto", "tel"].contains(&scheme.as_str()), "{value}");
    }
}

/// Every character that a reader sees of what is kept stands in the HTML, which is a page itself.
fn nothing_lost(document: &Document, kept: &[bool], html: &str) {
    let seen = |text: &str| text.chars().filter(|&c| !is_unseen(c)).collect::<String>();
    let texts = document.paragraph_texts().zip(kept).filter(|(_, kept)| **kept);
    let before: String = texts.map(|(text, _)| seen(text)).collect();
    assert_eq!(seen(Page::from_text(html).document().text()), before, "{html}");
}

fn pictures(page: &Page) -> usize {
    page.elements().iter().filter(|element| matches!(element.name, Name::IMG | Name::IMAGE)).count()
}

fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
