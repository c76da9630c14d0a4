//! What a page says about its piece, put aside while it is read: [`Head`] holds ranges of the source, `facts` makes sense
//! of them when somebody asks.

use super::attribute::{Attribute, AttributeName};
use super::name::Name;
use std::ops::Range;

/// Ranges of the source that say something about the piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    /// The first `title` element.
    pub(super) title: Option<Range<usize>>,
    /// `lang` of `html`.
    pub(super) language: Option<Range<usize>>,
    /// `href` of the first `link rel=canonical`.
    pub(super) canonical: Option<Range<usize>>,
    /// Keys and values of `meta` elements, and of elements with an `itemprop` and a machine's value.
    pub(super) metas: Vec<(Range<usize>, Range<usize>)>,
    /// JSON-LD.
    pub(super) scripts: Vec<Range<usize>>,
}

impl Head {
    /// A page says no more about itself; what comes after is not read.
    const MOST: usize = 200;

    pub(super) fn title(&mut self, title: Range<usize>) {
        self.title.get_or_insert(title);
    }

    pub(super) fn json_ld(&mut self, script: Range<usize>) {
        if self.scripts.len() < Self::MOST {
            self.scripts.push(script);
        }
    }

    /// Looks at a start tag.
    pub(super) fn look(&mut self, name: Name, attributes: &[Attribute], source: &str) {
        let get = |name| attributes.iter().find(|attribute| attribute.name == name).map(range);
        match name {
            Name::HTML => {
                if let Some(language) = get(AttributeName::Lang) {
                    self.language.get_or_insert(language);
                }
            }
            Name::LINK => {
                let canonical = get(AttributeName::Rel).is_some_and(|rel| {
                    source[rel].split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
                });
                if canonical && let Some(address) = get(AttributeName::Href) {
                    self.canonical.get_or_insert(address);
                }
            }
            Name::META => {
                let keys =
                    [AttributeName::Property, AttributeName::Name, AttributeName::ItemProp, AttributeName::HttpEquiv];
                let key = keys.into_iter().find_map(get);
                if let (Some(key), Some(value)) = (key, get(AttributeName::Content)) {
                    self.push(key, value);
                }
            }
            _ => {
                if let Some(key) = get(AttributeName::ItemProp)
                    && let Some(value) = get(AttributeName::Content).or_else(|| get(AttributeName::DateTime))
                {
                    self.push(key, value);
                }
            }
        }
    }

    fn push(&mut self, key: Range<usize>, value: Range<usize>) {
        if self.metas.len() < Self::MOST {
            self.metas.push((key, value));
        }
    }
}

fn range(attribute: &Attribute) -> Range<usize> {
    attribute.start as usize..attribute.end as usize
}
