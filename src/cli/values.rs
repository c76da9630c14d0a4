//! Values of options: shares, formats, kinds of junk.
//!
//! Each is parsed here once, with the message a wrong one gets; nothing behind sees the text as typed.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use unblurb::records::Format;
use unblurb::{Error, ErrorKind, Label};

/// A share, 0 to 1, typed as a fraction or in percent: `0.005`, `0.5%`.
pub fn share(text: &str) -> Result<f64, String> {
    let parsed = match text.strip_suffix('%') {
        // Not a division, so that 0.7% is the number 0.007 is.
        Some(percent) => format!("{}e-2", percent.trim()).parse::<f64>(),
        None => text.parse(),
    };
    match parsed {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a share from 0 to 1, or in percent, such as 0.005 or 0.5%".to_owned()),
    }
}

/// A probability, 0 to 1, typed like a share.
pub fn probability(text: &str) -> Result<f32, String> {
    share(text).map(|share| share as f32)
}

/// A precision to insist on, of one kind or of all: `0.95`, `95%`, `ad=0.95`.
pub fn precision(text: &str) -> Result<(Option<Label>, f64), String> {
    let (kind, precision) = match text.split_once('=') {
        Some((kind, precision)) => {
            let kind: Label = kind.trim().to_lowercase().parse().map_err(|e: Error| e.message().to_owned())?;
            if !kind.is_junk() {
                return Err(format!("{kind} is no kind of junk, so there is no precision to ask of it"));
            }
            (Some(kind), precision.trim())
        }
        None => (None, text),
    };
    match share(precision) {
        Ok(share) if share > 0.0 => Ok((kind, share)),
        _ => Err("expected a precision above 0 and up to 1, of all kinds or of one, such as 0.95 or ad=95%".to_owned()),
    }
}

/// One of some names, which help and completions list; what is none of them gets the parser's own message.
#[derive(Clone, Copy)]
pub struct Name<T> {
    names: &'static [&'static str],
    parse: fn(&str) -> Result<T, Error>,
}

/// A format of records.
pub const FORMAT: Name<Format> =
    Name { names: &["text", "html", "markdown", "csv", "jsonl"], parse: |name| name.parse() };

/// A form of a document's text.
pub const FORM: Name<Format> = Name {
    names: &["text", "markdown", "html"],
    parse: |name| match name.parse::<Format>()? {
        format if format.has_fields() => {
            Err(Error::new(ErrorKind::Argument, format!("expected text, markdown or html, found {format}")))
        }
        format => Ok(format),
    },
};

/// A format of records that have fields.
pub const FIELDS_FORMAT: Name<Format> = Name {
    names: &["csv", "jsonl"],
    parse: |name| match name.parse::<Format>()? {
        format if format.has_fields() => Ok(format),
        format => Err(Error::new(ErrorKind::Argument, format!("expected csv or jsonl, found {format}"))),
    },
};

/// How an explanation is written.
pub const EXPLAIN_FORMAT: Name<Format> = Name {
    names: &["html", "csv", "jsonl"],
    parse: |name| match name.parse::<Format>()? {
        format if format.has_fields() || format == Format::Html => Ok(format),
        format => Err(Error::new(ErrorKind::Argument, format!("expected html, csv or jsonl, found {format}"))),
    },
};

/// What can be removed: a kind of junk, or the title.
pub const KIND: Name<Label> = Name {
    names: &["ad", "bio", "share", "subscribe", "related", "legal", "navigation", "comment", "metadata", "title"],
    parse: |name| match name.to_lowercase().parse() {
        Ok(Label::Content) => Err(Error::new(ErrorKind::Argument, "content is always kept")),
        Ok(label) => Ok(label),
        Err(_) => {
            let known = KIND.names.join(", ");
            let message = format!("unknown kind {name:?}, expected some of {known}; without any, all kinds of junk go");
            Err(Error::new(ErrorKind::Argument, message))
        }
    },
};

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Name<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<T, clap::Error> {
        let parse = self.parse;
        StringValueParser::new().try_map(move |name| parse(&name)).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_the_numbers_that_were_typed() {
        for (text, expected) in [("0.7%", 0.007), ("0.5 %", 0.005), ("100%", 1.0), ("0.25", 0.25), ("1", 1.0)] {
            assert_eq!(share(text), Ok(expected), "{text}");
        }
        for text in ["", "%", "-1", "2", "nan", "101%", "a"] {
            assert!(share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn precisions_are_of_one_kind_or_of_all() {
        assert_eq!(precision("95%"), Ok((None, 0.95)));
        assert_eq!(precision("Ad = 0.9"), Ok((Some(Label::Ad), 0.9)));
        for text in ["0", "1.1", "ad", "ad=", "title=0.9", "content=1", "spam=0.9"] {
            assert!(precision(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_library() {
        for name in FORMAT.names {
            assert_eq!((FORMAT.parse)(name).unwrap().name(), *name);
        }
        assert_eq!(KIND.names.len(), Label::JUNK.len() + 1);
        for name in KIND.names {
            assert_eq!((KIND.parse)(name).unwrap().name(), *name);
        }
        assert_eq!((KIND.parse)("Ad").unwrap(), Label::Ad);
        assert!((KIND.parse)("content").is_err());
    }
}
