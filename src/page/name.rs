//! The names of elements, and what each means to a reader of text.
//!
//! Known names are constants; others (custom elements) get a number a page as they are met, up to a limit. What a browser's
//! default style sheet and the parsing rules of the HTML standard say of a name is one row of the table.

use super::keyword::Keywords;
use std::collections::HashMap;

/// The name of an element: a number, the same in every page for names that HTML knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub(super) u16);

/// Begins and ends paragraphs.
pub(super) const BLOCK: u16 = 1;
/// Has no content.
pub(super) const VOID: u16 = 1 << 1;
/// Its content is never text that a reader sees.
pub(super) const HIDDEN: u16 = 1 << 2;
/// Its start tag ends an open `p`.
pub(super) const ENDS_P: u16 = 1 << 3;
/// End tags inside do not reach what is around it.
pub(super) const SCOPE: u16 = 1 << 4;
/// Its content is text up to its end tag, whatever it looks like.
pub(super) const RAW: u16 = 1 << 5;
/// Leaves a mark on the paragraph it stands in.
pub(super) const MARKED: u16 = 1 << 6;
/// Makes its text bold.
pub(super) const BOLD: u16 = 1 << 7;
/// `h1` to `h6`.
pub(super) const HEADING: u16 = 1 << 8;
/// Belongs into a page's head.
pub(super) const HEAD: u16 = 1 << 9;
/// White space inside stays as it is.
pub(super) const PRE: u16 = 1 << 10;
/// A cell of a table.
pub(super) const CELL: u16 = 1 << 11;
/// Not kept among a page's elements: it has neither text nor meaning for what is around it.
pub(super) const UNKEPT: u16 = 1 << 12;

macro_rules! names {
    ($($constant:ident $text:literal $meaning:expr;)*) => {
        #[allow(clippy::upper_case_acronyms, non_camel_case_types, reason = "the names of HTML")]
        enum Place { $($constant,)* }
        #[allow(missing_docs, reason = "elements of HTML, by their names")]
        impl Name {
            $(pub const $constant: Name = Name(Place::$constant as u16);)*
        }
        const TEXTS: &[&str] = &[$($text,)*];
        const MEANINGS: &[u16] = &[$($meaning,)*];
    };
}

names! {
    HTML "html" BLOCK | SCOPE; HEAD "head" BLOCK | HEAD; BODY "body" BLOCK;
    TITLE "title" RAW | HEAD | UNKEPT; BASE "base" VOID | HEAD | UNKEPT; LINK "link" VOID | HEAD | UNKEPT;
    META "meta" VOID | HEAD | UNKEPT; STYLE "style" RAW | HEAD | UNKEPT; SCRIPT "script" RAW | HEAD | UNKEPT;
    NOSCRIPT "noscript" BLOCK | HEAD; TEMPLATE "template" HIDDEN | SCOPE | HEAD;
    ADDRESS "address" BLOCK | ENDS_P; ARTICLE "article" BLOCK | ENDS_P; ASIDE "aside" BLOCK | ENDS_P;
    BLOCKQUOTE "blockquote" BLOCK | ENDS_P; CENTER "center" BLOCK | ENDS_P; DETAILS "details" BLOCK | ENDS_P;
    DIALOG "dialog" BLOCK | ENDS_P; DIR "dir" BLOCK | ENDS_P; DIV "div" BLOCK | ENDS_P; DL "dl" BLOCK | ENDS_P;
    FIELDSET "fieldset" BLOCK | ENDS_P; FIGCAPTION "figcaption" BLOCK | ENDS_P; FIGURE "figure" BLOCK | ENDS_P;
    FOOTER "footer" BLOCK | ENDS_P; FORM "form" BLOCK | ENDS_P; HEADER "header" BLOCK | ENDS_P;
    HGROUP "hgroup" BLOCK | ENDS_P; MAIN "main" BLOCK | ENDS_P; MENU "menu" BLOCK | ENDS_P; NAV "nav" BLOCK | ENDS_P;
    OL "ol" BLOCK | ENDS_P; P "p" BLOCK | ENDS_P; SEARCH "search" BLOCK | ENDS_P; SECTION "section" BLOCK | ENDS_P;
    SUMMARY "summary" BLOCK | ENDS_P; UL "ul" BLOCK | ENDS_P;
    LISTING "listing" BLOCK | ENDS_P | PRE; PRE "pre" BLOCK | ENDS_P | PRE; PLAINTEXT "plaintext" BLOCK | ENDS_P | PRE;
    XMP "xmp" BLOCK | ENDS_P | PRE | RAW;
    H1 "h1" BLOCK | ENDS_P | HEADING; H2 "h2" BLOCK | ENDS_P | HEADING; H3 "h3" BLOCK | ENDS_P | HEADING;
    H4 "h4" BLOCK | ENDS_P | HEADING; H5 "h5" BLOCK | ENDS_P | HEADING; H6 "h6" BLOCK | ENDS_P | HEADING;
    HR "hr" BLOCK | VOID | ENDS_P; LI "li" BLOCK | ENDS_P; DD "dd" BLOCK | ENDS_P; DT "dt" BLOCK | ENDS_P;
    TABLE "table" BLOCK | ENDS_P | SCOPE; CAPTION "caption" BLOCK | SCOPE; COLGROUP "colgroup" UNKEPT;
    COL "col" VOID | UNKEPT; TBODY "tbody" BLOCK; THEAD "thead" BLOCK; TFOOT "tfoot" BLOCK; TR "tr" BLOCK;
    TD "td" CELL | SCOPE | MARKED; TH "th" CELL | SCOPE | MARKED;
    BUTTON "button" BLOCK; SELECT "select" HIDDEN; OPTION "option" HIDDEN; OPTGROUP "optgroup" HIDDEN;
    DATALIST "datalist" HIDDEN; TEXTAREA "textarea" RAW | UNKEPT; INPUT "input" VOID; KEYGEN "keygen" VOID | UNKEPT;
    LABEL "label" 0; LEGEND "legend" BLOCK; OUTPUT "output" 0; PROGRESS "progress" HIDDEN; METER "meter" HIDDEN;
    IFRAME "iframe" RAW; NOFRAMES "noframes" RAW | HEAD | UNKEPT; NOEMBED "noembed" RAW | UNKEPT;
    FRAMESET "frameset" BLOCK; FRAME "frame" VOID | UNKEPT; OBJECT "object" SCOPE; APPLET "applet" SCOPE | HIDDEN;
    EMBED "embed" VOID | UNKEPT; PARAM "param" VOID | UNKEPT; AUDIO "audio" HIDDEN; VIDEO "video" HIDDEN;
    CANVAS "canvas" HIDDEN; SOURCE "source" VOID | UNKEPT; TRACK "track" VOID | UNKEPT; PICTURE "picture" 0;
    MAP "map" 0; AREA "area" VOID | UNKEPT; SVG "svg" UNKEPT; MATH "math" 0; ANNOTATION "annotation" HIDDEN;
    ANNOTATION_XML "annotation-xml" HIDDEN; FOREIGN_OBJECT "foreignobject" 0;
    IMG "img" VOID | MARKED; IMAGE "image" VOID | MARKED; BR "br" VOID | UNKEPT; WBR "wbr" VOID | UNKEPT;
    A "a" MARKED; B "b" MARKED | BOLD; STRONG "strong" MARKED | BOLD; I "i" MARKED; EM "em" MARKED; CITE "cite" MARKED;
    DFN "dfn" MARKED; VAR "var" MARKED; U "u" MARKED; S "s" MARKED; STRIKE "strike" MARKED; DEL "del" MARKED;
    INS "ins" MARKED; SUB "sub" MARKED; SUP "sup" MARKED; CODE "code" MARKED; KBD "kbd" MARKED; SAMP "samp" MARKED;
    TT "tt" MARKED; Q "q" MARKED; MARK "mark" MARKED; TIME "time" MARKED; ABBR "abbr" 0; ACRONYM "acronym" 0; BDI "bdi" 0;
    BDO "bdo" 0; BIG "big" 0; SMALL "small" 0; FONT "font" 0; SPAN "span" 0; DATA "data" 0; NOBR "nobr" 0; RUBY "ruby" 0;
    RB "rb" 0; RT "rt" 0; RTC "rtc" 0; RP "rp" HIDDEN; SLOT "slot" 0; BLINK "blink" 0; MARQUEE "marquee" BLOCK | SCOPE;
}

static KNOWN: Keywords<512> = Keywords::new(TEXTS);

impl Name {
    /// An element of a name that HTML does not know, of which a page has too many to number them.
    pub const OTHER: Name = Name(TEXTS.len() as u16);

    /// The number of a name that HTML knows, in any case.
    pub fn known(name: &str) -> Option<Name> {
        KNOWN.find(name.as_bytes()).map(|place| Name(place.into()))
    }

    pub(super) fn means(self, meaning: u16) -> bool {
        MEANINGS.get(usize::from(self.0)).is_some_and(|meanings| meanings & meaning != 0)
    }

    /// Whether it begins and ends paragraphs by its name: a `div`, not a `span`.
    pub fn is_block(self) -> bool {
        self.means(BLOCK)
    }

    /// Whether it is one of `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        self.means(HEADING)
    }
}

/// The names of one page: those that HTML knows, and others as they are met.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    others: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Names {
    /// Other names a page may have; the rest are [`Name::OTHER`].
    const MOST: usize = 1000;
    /// Bytes of a name that is told from others.
    const LONGEST: usize = 64;

    /// Numbers of names are below this.
    pub(super) const LIMIT: usize = TEXTS.len() + 1 + Self::MOST;

    pub(super) fn number(&mut self, name: &[u8]) -> Name {
        if let Some(place) = KNOWN.find(name) {
            return Name(place.into());
        }
        if name.len() > Self::LONGEST {
            return Name::OTHER;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        if let Some(&number) = self.numbers.get(name.as_str()) {
            return Name(number);
        }
        if self.others.len() == Self::MOST {
            return Name::OTHER;
        }
        let number = Name::OTHER.0 + 1 + self.others.len() as u16;
        self.others.push(name.as_str().into());
        self.numbers.insert(name.into(), number);
        Name(number)
    }

    pub(super) fn text(&self, name: Name) -> &str {
        let number = usize::from(name.0);
        match number.checked_sub(TEXTS.len() + 1) {
            Some(other) => self.others.get(other).map_or("", |text| text),
            None => TEXTS.get(number).unwrap_or(&""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_numbers_in_any_case() {
        let mut names = Names::default();
        assert_eq!(names.number(b"BlockQuote"), Name::BLOCKQUOTE);
        let custom = names.number(b"my-Card");
        assert_eq!((names.number(b"MY-card"), names.text(custom)), (custom, "my-card"));
        assert_eq!((names.text(Name::H1), names.text(Name::OTHER)), ("h1", ""));
        for i in 0..2 * Names::MOST {
            names.number(format!("x-{i}").as_bytes());
        }
        assert_eq!(names.number(b"one-more"), Name::OTHER);
        assert!(usize::from(names.number(b"x-10").0) < Names::LIMIT);
    }
}
