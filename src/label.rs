//! What a paragraph is: the piece itself, its headline, or one of nine kinds of junk.
//!
//! [`Label`] is what the model answers; [`TruthLabel`] is what a labelled file may say, where a reader may not know the
//! kind (`junk`) or may not know at all (`unsure`). `data/README.md` explains each with examples.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

/// What a paragraph is. Two labels are kept, the nine others are junk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Label {
    /// The piece itself.
    Content,
    /// The piece's own headline, where it heads the piece.
    Title,
    /// Advertising: offers, sponsored copy, the site's own products.
    Ad,
    /// Who wrote or publishes it: author descriptions, contact addresses, company boilerplate.
    Bio,
    /// Share, follow, like, print and copy-link prompts.
    Share,
    /// Calls to sign up, log in, donate, download the app; paywalls.
    Subscribe,
    /// Links and teasers to other pieces.
    Related,
    /// Copyright, terms, disclaimers, cookie and privacy notices.
    Legal,
    /// Menus, breadcrumbs, search boxes, buttons, footers.
    Navigation,
    /// Readers' comments and the controls around them.
    Comment,
    /// Facts about the piece: by-line, date, reading time, tags, credits.
    Metadata,
}

impl Label {
    /// Every label, in the order of their numbers.
    pub const ALL: [Label; 11] = [
        Label::Content,
        Label::Title,
        Label::Ad,
        Label::Bio,
        Label::Share,
        Label::Subscribe,
        Label::Related,
        Label::Legal,
        Label::Navigation,
        Label::Comment,
        Label::Metadata,
    ];

    /// The nine kinds of junk, in the order of their numbers.
    pub const JUNK: [Label; 9] = [
        Label::Ad,
        Label::Bio,
        Label::Share,
        Label::Subscribe,
        Label::Related,
        Label::Legal,
        Label::Navigation,
        Label::Comment,
        Label::Metadata,
    ];

    /// The name used in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Label::Content => "content",
            Label::Title => "title",
            Label::Ad => "ad",
            Label::Bio => "bio",
            Label::Share => "share",
            Label::Subscribe => "subscribe",
            Label::Related => "related",
            Label::Legal => "legal",
            Label::Navigation => "navigation",
            Label::Comment => "comment",
            Label::Metadata => "metadata",
        }
    }

    /// Whether it is one of the nine kinds of junk.
    pub const fn is_junk(self) -> bool {
        !matches!(self, Label::Content | Label::Title)
    }

    /// Position in [`Label::JUNK`], `None` for content and title.
    pub const fn junk_index(self) -> Option<usize> {
        if self.is_junk() { Some(self as usize - Label::Ad as usize) } else { None }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Label {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::Label`] where the name is none of [`Label::ALL`].
    fn from_str(name: &str) -> Result<Self, Error> {
        Label::ALL.into_iter().find(|label| label.name() == name).ok_or_else(|| {
            let known = Label::ALL.map(Label::name).join(", ");
            Error::new(ErrorKind::Label, format!("unknown label {name:?}, expected one of {known}"))
        })
    }
}

/// What a labelled file says of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TruthLabel {
    /// One of the eleven labels.
    Known(Label),
    /// Junk of a kind nobody named.
    Junk,
    /// Left out of training and measurement.
    Unsure,
}

impl TruthLabel {
    /// Whether the paragraph is junk; `None` where the file is unsure.
    pub const fn is_junk(self) -> Option<bool> {
        match self {
            TruthLabel::Known(label) => Some(label.is_junk()),
            TruthLabel::Junk => Some(true),
            TruthLabel::Unsure => None,
        }
    }

    /// The exact label, where the file names one.
    pub const fn known(self) -> Option<Label> {
        match self {
            TruthLabel::Known(label) => Some(label),
            TruthLabel::Junk | TruthLabel::Unsure => None,
        }
    }

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            TruthLabel::Known(label) => label.name(),
            TruthLabel::Junk => "junk",
            TruthLabel::Unsure => "unsure",
        }
    }
}

impl From<Label> for TruthLabel {
    fn from(label: Label) -> Self {
        TruthLabel::Known(label)
    }
}

impl fmt::Display for TruthLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for TruthLabel {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::Label`] where the name is neither `junk`, `unsure` nor one of [`Label::ALL`].
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "junk" => Ok(TruthLabel::Junk),
            "unsure" => Ok(TruthLabel::Unsure),
            _ => name.parse().map(TruthLabel::Known).map_err(|_| {
                let known = Label::ALL.map(Label::name).join(", ");
                Error::new(ErrorKind::Label, format!("unknown label {name:?}, expected one of {known}, junk, unsure"))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parse_back() {
        for label in Label::ALL {
            assert_eq!(label.name().parse::<Label>().unwrap(), label);
            assert_eq!(label.name().parse::<TruthLabel>().unwrap(), TruthLabel::Known(label));
        }
        assert_eq!("junk".parse::<TruthLabel>().unwrap().is_junk(), Some(true));
        assert_eq!("unsure".parse::<TruthLabel>().unwrap().is_junk(), None);
        assert_eq!("Ad".parse::<TruthLabel>().unwrap_err().kind(), ErrorKind::Label);
    }

    #[test]
    fn junk_labels_are_numbered_in_order() {
        for (i, label) in Label::JUNK.into_iter().enumerate() {
            assert_eq!(label.junk_index(), Some(i));
        }
        assert_eq!(Label::Title.junk_index(), None);
    }
}
