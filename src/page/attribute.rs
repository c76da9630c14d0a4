//! The attributes of an element that mean something to a reader of text, or to what is written of a page later.
//!
//! A value is a range in the page's source, with its character references as they stand there. Others are passed over.

use super::keyword::Keywords;

macro_rules! attributes {
    ($($(#[$doc:meta])* $constant:ident $text:literal;)*) => {
        /// The name of an attribute.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        #[allow(missing_docs, reason = "attributes of HTML, by their names")]
        pub enum AttributeName { $($constant,)* }
        const TEXTS: &[&str] = &[$($text,)*];
        const NAMES: &[AttributeName] = &[$(AttributeName::$constant,)*];
    };
}

attributes! {
    // Kept with an element.
    Class "class"; Id "id"; Role "role"; ItemProp "itemprop"; ItemType "itemtype"; Href "href"; Src "src"; Alt "alt";
    DataSrc "data-src"; Lang "lang"; Dir "dir"; Rel "rel"; DateTime "datetime"; Title "title"; ColSpan "colspan";
    RowSpan "rowspan"; Start "start"; AriaLabel "aria-label"; Cite "cite";
    // Looked at when the element is read.
    Hidden "hidden"; Style "style"; Content "content"; Name "name"; Property "property"; Type "type"; Open "open";
    HttpEquiv "http-equiv"; Charset "charset";
}

static KNOWN: Keywords<64> = Keywords::new(TEXTS);

impl AttributeName {
    /// The attribute's name, where it is one that is looked at.
    pub(super) fn find(name: &[u8]) -> Option<Self> {
        KNOWN.find(name).map(|place| NAMES[usize::from(place)])
    }

    /// Whether it is kept with its element.
    pub(super) fn is_kept(self) -> bool {
        self <= AttributeName::Cite
    }

    /// The name in lower case.
    pub fn text(self) -> &'static str {
        TEXTS[self as usize]
    }
}

/// An attribute with the byte range of its value in the page's source, without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: AttributeName,
    pub(super) start: u32,
    pub(super) end: u32,
}
