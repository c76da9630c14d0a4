//! HTML of a few elements and attributes.

use super::inline::{self, Cell, Event};
use super::outline::{self, Part, Piece, Step};
use super::{Kept, address, escape};
use crate::page::{AttributeName, ElementId, Elements, Mark, Name};
use std::ops::Range;

pub(super) fn write(kept: &Kept) -> String {
    let mut writer = Writer { kept, out: String::new(), open: Vec::new(), fresh: false };
    outline::walk(kept, |piece, path| writer.piece(piece, path));
    writer.close(0);
    writer.out
}

struct Writer<'a> {
    kept: &'a Kept<'a>,
    out: String,
    /// What is open.
    open: Vec<Step>,
    /// Whether nothing has been written since the innermost was opened.
    fresh: bool,
}

impl Writer<'_> {
    fn piece(&mut self, piece: Piece, path: &[Step]) {
        let picture = match piece {
            Piece::Paragraph(_) => None,
            Piece::Picture(element) => match picture(self.kept.page.elements(), element, &[]) {
                Some(picture) => Some(picture),
                None => return,
            },
        };
        let shared = self.open.iter().zip(path).take_while(|(a, b)| a == b).count();
        self.close(shared);
        for step in &path[shared..] {
            self.open(*step);
        }
        let innermost = path.last();
        let line = matches!(innermost, Some(Step { part: Part::Heading(_) | Part::Term | Part::Pre | Part::Row, .. }));
        let paragraph = match (piece, picture) {
            (Piece::Paragraph(paragraph), _) => paragraph,
            (_, picture) => {
                let picture = picture.unwrap_or_default();
                self.out.push_str(&if line { picture } else { format!("<p>{picture}</p>\n") });
                self.fresh = false;
                return;
            }
        };
        let range = self.kept.document.paragraphs()[paragraph].range();
        let marks = self.kept.page.marks(paragraph);
        match innermost.map(|step| step.part) {
            Some(Part::Row) => self.row(paragraph),
            Some(Part::Pre) => {
                self.out.push_str(if self.fresh { "" } else { "\n\n" });
                self.line(marks, range, true);
            }
            Some(Part::Heading(_) | Part::Term) => {
                self.out.push_str(if self.fresh { "" } else { "<br>\n" });
                self.line(marks, range, false);
            }
            // The text of an item itself needs no paragraph around.
            Some(Part::Item | Part::Description)
                if self.fresh
                    && innermost.is_some_and(|step| step.element == self.kept.page.markup()[paragraph].element) =>
            {
                self.line(marks, range, false);
            }
            _ => {
                if !self.out.is_empty() && !self.out.ends_with('\n') {
                    self.out.push('\n');
                }
                self.out.push_str("<p>");
                self.line(marks, range, false);
                self.out.push_str("</p>\n");
            }
        }
        self.fresh = false;
    }

    fn open(&mut self, step: Step) {
        let elements = self.kept.page.elements();
        if matches!(step.part, Part::List | Part::Numbers | Part::Terms | Part::Table | Part::Quote)
            && !self.out.is_empty()
            && !self.out.ends_with('\n')
        {
            self.out.push('\n');
        }
        self.out.push('<');
        self.out.push_str(&tag(step.part));
        if step.part == Part::Numbers {
            let first = outline::first_number(elements, step.element);
            self.out.push_str(&if first == 1 { String::new() } else { format!(" start=\"{first}\"") });
        }
        self.languages(step.element);
        self.out.push('>');
        let holds_blocks = matches!(step.part, Part::List | Part::Numbers | Part::Terms | Part::Table | Part::Quote);
        // The first line end in `pre` is not text.
        self.out.push_str(if holds_blocks || step.part == Part::Pre { "\n" } else { "" });
        self.open.push(step);
        self.fresh = true;
    }

    fn close(&mut self, keep: usize) {
        while self.open.len() > keep {
            let Some(step) = self.open.pop() else { break };
            self.out.push_str(&format!("</{}>\n", tag(step.part)));
            self.fresh = false;
        }
    }

    /// Language and direction, which a reader sees.
    fn languages(&mut self, element: ElementId) {
        for (name, value) in self.kept.page.elements().raw_attributes(element) {
            let plain =
                |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if matches!(name, AttributeName::Lang | AttributeName::Dir) && plain(value) {
                self.out.push_str(&format!(" {}=\"{value}\"", name.text()));
            }
        }
    }

    fn row(&mut self, row: usize) {
        let elements = self.kept.page.elements();
        for Cell { range, element: cell, marks } in inline::cells(self.kept, row) {
            let name = if cell.is_some_and(|cell| elements.get(cell).name == Name::TH) { "th" } else { "td" };
            self.out.push_str(&format!("<{name}"));
            for attribute in [AttributeName::ColSpan, AttributeName::RowSpan] {
                let span = cell.and_then(|cell| elements.raw_attribute(cell, attribute)?.trim().parse::<u16>().ok());
                if let Some(span) = span.filter(|span| *span > 1) {
                    self.out.push_str(&format!(" {}=\"{span}\"", attribute.text()));
                }
            }
            self.out.push('>');
            self.line(&marks, range, false);
            self.out.push_str(&format!("</{name}>"));
        }
    }

    /// A part of a paragraph with its marks.
    fn line(&mut self, marks: &[Mark], range: Range<usize>, pre: bool) {
        let elements = self.kept.page.elements();
        let out = &mut self.out;
        let mut open = Vec::new();
        inline::events(self.kept, marks, range, |event| match event {
            Event::Text(text) if pre => escape::html(out, text),
            Event::Text(text) => escape::html_lines(out, text),
            Event::Picture(element) => out.push_str(&picture(elements, element, &open).unwrap_or_default()),
            Event::Open(element, ..) => {
                let tag = mark(elements, element, out);
                open.push((element, tag));
            }
            Event::Close(_) => {
                if let Some((_, Some(tag))) = open.pop() {
                    out.push_str(&format!("</{tag}>"));
                }
            }
        });
    }
}

fn tag(part: Part) -> String {
    match part {
        Part::Quote => "blockquote",
        Part::List => "ul",
        Part::Numbers => "ol",
        Part::Item => "li",
        Part::Terms => "dl",
        Part::Term => "dt",
        Part::Description => "dd",
        Part::Table => "table",
        Part::Row => "tr",
        Part::Pre => "pre",
        Part::Heading(level) => return format!("h{level}"),
    }
    .to_owned()
}

/// Begins an element within a text; gives its name, if it is on the list.
fn mark(elements: &Elements, element: ElementId, out: &mut String) -> Option<&'static str> {
    let tag = match elements.get(element).name {
        Name::A => {
            let address = address::link(elements, element)?;
            out.push_str("<a href=\"");
            escape::html(out, &address);
            out.push_str("\">");
            return Some("a");
        }
        Name::B => "b",
        Name::STRONG => "strong",
        Name::I => "i",
        Name::EM => "em",
        Name::CITE => "cite",
        Name::DFN => "dfn",
        Name::VAR => "var",
        Name::U => "u",
        Name::S | Name::STRIKE => "s",
        Name::DEL => "del",
        Name::INS => "ins",
        Name::SUB => "sub",
        Name::SUP => "sup",
        Name::CODE | Name::TT => "code",
        Name::KBD => "kbd",
        Name::SAMP => "samp",
        Name::Q => "q",
        Name::MARK => "mark",
        _ => return None,
    };
    out.push_str(&format!("<{tag}>"));
    Some(tag)
}

/// A picture, in its link unless that is among what is `open`.
fn picture(elements: &Elements, element: ElementId, open: &[(ElementId, Option<&str>)]) -> Option<String> {
    let mut out = String::new();
    let address = address::picture(elements, element)?;
    let link = inline::link_around(elements, element).filter(|link| !open.iter().any(|(element, _)| element == link));
    let link = link.and_then(|link| mark(elements, link, &mut out));
    out.push_str("<img src=\"");
    escape::html(&mut out, &address);
    out.push_str("\" alt=\"");
    escape::html(&mut out, &elements.attribute(element, AttributeName::Alt).unwrap_or_default());
    out.push_str("\">");
    out.push_str(if link.is_some() { "</a>" } else { "" });
    Some(out)
}
