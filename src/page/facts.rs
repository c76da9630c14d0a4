//! The facts of the piece as the page states them, for programs: [`Facts`].
//!
//! From JSON-LD, OpenGraph and other `meta` elements, `link`, `html` and `title`. What none of them says is absent;
//! nothing is read off the visible text, and nothing is guessed.

use super::entity;
use super::head::Head;
use super::json_ld::{self, Piece};
use std::ops::Range;

/// What a page says about its piece. Values are as the page has them, references expanded, white space collapsed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Facts {
    /// The piece's title: JSON-LD's headline, `og:title` and its like, else the `title` element as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it; several names are separated by a comma.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// When it was published, in the page's own form, which is ISO 8601 on most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was last changed, in the page's own form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// Language as a BCP 47 tag, such as `pt-BR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The page's canonical address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What the piece is about, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Types that the page gives itself: `og:type`, and `@type` of the piece in JSON-LD, in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// The `title` element, which often names the site too.
    #[serde(skip)]
    pub page_title: Option<String>,
    /// The piece's whole text, where JSON-LD has it.
    #[serde(skip)]
    pub article_body: Option<String>,
}

impl Facts {
    pub(super) fn new(head: &Head, source: &str) -> Self {
        let piece = json_ld::piece(head.scripts.iter().map(|script| &source[script.clone()]));
        let Piece { headline, authors, published, modified, publisher, language, url, description, types, body } =
            piece;
        let metas = Metas { head, source };
        let text = |range: &Option<Range<usize>>| range.clone().and_then(|range| value(&source[range]));
        let page_title = text(&head.title);
        let byline = (!authors.is_empty()).then(|| authors.join(", "));
        let og_type = metas.first(&["og:type"]).map(|kind| kind.to_lowercase());
        Facts {
            title: headline
                .or_else(|| {
                    metas.first(&[
                        "og:title",
                        "twitter:title",
                        "parsely-title",
                        "sailthru.title",
                        "dc.title",
                        "headline",
                    ])
                })
                .or_else(|| page_title.clone()),
            byline: byline.or_else(|| metas.byline()),
            published: published.or_else(|| metas.first(PUBLISHED)),
            modified: modified.or_else(|| metas.first(MODIFIED)),
            site_name: metas.first(&["og:site_name", "application-name", "al:android:app_name"]).or(publisher),
            language: text(&head.language)
                .or_else(|| metas.first(&["content-language", "language", "dc.language"]))
                .or(language)
                .or_else(|| metas.first(&["og:locale"]).map(|locale| locale.replace('_', "-"))),
            url: text(&head.canonical).or_else(|| metas.first(&["og:url"])).or(url),
            description: metas
                .first(&["og:description", "description", "twitter:description", "dc.description"])
                .or(description),
            types: og_type.into_iter().chain(types).collect(),
            page_title,
            article_body: body,
        }
    }
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date.published",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "date",
];

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
];

struct Metas<'a> {
    head: &'a Head,
    source: &'a str,
}

impl Metas<'_> {
    /// The value of the first of these keys that the page has.
    fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.all(key).next())
    }

    fn all(&self, key: &str) -> impl Iterator<Item = String> {
        let same = move |range: &Range<usize>| {
            self.source[range.clone()].split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(key))
        };
        self.head.metas.iter().filter(move |meta| same(&meta.0)).filter_map(|meta| value(&self.source[meta.1.clone()]))
    }

    fn byline(&self) -> Option<String> {
        let keys =
            ["author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator"];
        keys.iter().find_map(|key| {
            let mut names: Vec<String> = Vec::new();
            for name in self.all(key) {
                // Some give the address of the author's page.
                if !name.starts_with("http") && !names.contains(&name) {
                    names.push(name);
                }
            }
            (!names.is_empty()).then(|| names.join(", "))
        })
    }
}

/// A value with its references expanded and its white space collapsed; `None` where nothing is left.
pub(super) fn value(source: &str) -> Option<String> {
    let text = entity::expand(source, false);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
