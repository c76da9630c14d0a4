//! The text between two borders of blocks, as it grows: [`Run`], and the paragraphs it becomes.
//!
//! White space collapses as in a browser, lines break at `br`. A run is cut in pieces where it turns out later that an
//! inline element, or a cell of a table, holds blocks. Shares of linked and bold text are counted on the way.

use super::elements::ElementId;
use super::entity;
use super::{Mark, Markup, push_tight};
use crate::document::Paragraph;

/// A place in a run where a piece may begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    /// Number of the run; in another run it stands for its beginning.
    pub(super) run: u32,
    /// Byte in the run's text.
    pub(super) at: u32,
    /// Element that the piece belongs to.
    pub(super) element: ElementId,
    /// Paragraphs of the page before it, known when its run has ended.
    pub(super) paragraphs: u32,
    linked: u32,
    bold: u32,
}

/// White space that stands before the next character, if there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Cell,
    Line,
}

/// How text is to be taken: what is around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// White space stays.
    pub(super) pre: bool,
    /// It stands in a link.
    pub(super) linked: bool,
    /// It stands in `b` or `strong`.
    pub(super) bold: bool,
}

/// The run that grows, and all that has become of those before it.
#[derive(Debug, Default)]
pub(super) struct Run {
    number: u32,
    run: String,
    gap: Gap,
    linked: u32,
    bold: u32,
    run_marks: Vec<Mark>,
    /// Text of the document, in which paragraphs are ranges.
    pub(super) text: String,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) markup: Vec<Markup>,
    pub(super) marks: Vec<Mark>,
}

impl Run {
    /// Here and now, for a piece of `element`.
    pub(super) fn here(&self, element: ElementId) -> Cut {
        Cut {
            run: self.number,
            at: self.run.len() as u32,
            element,
            paragraphs: 0,
            linked: self.linked,
            bold: self.bold,
        }
    }

    /// The place in this run, where a cut was made in an earlier one.
    fn start(&self, cut: &Cut) -> Cut {
        if cut.run == self.number { *cut } else { Cut { run: self.number, element: cut.element, ..Cut::default() } }
    }

    /// Takes a piece of the source.
    pub(super) fn push(&mut self, source: &str, style: Style) {
        let before = self.run.len();
        if style.pre {
            self.push_pre(source);
        } else {
            self.push_collapsed(source);
        }
        let more = (self.run.len() - before) as u32;
        self.linked += if style.linked { more } else { 0 };
        self.bold += if style.bold { more } else { 0 };
    }

    fn push_collapsed(&mut self, source: &str) {
        let bytes = source.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b' ' | b'\n' | b'\t' | b'\r' | 0x0c => {
                    self.gap = self.gap.max(Gap::Space);
                    at += 1;
                }
                0 => at += 1,
                b'&' => {
                    self.close_gap();
                    match entity::reference(&bytes[at..], false) {
                        Some((expansion, length)) => {
                            expansion.push_to(&mut self.run);
                            at += length;
                        }
                        None => {
                            self.run.push('&');
                            at += 1;
                        }
                    }
                }
                _ => {
                    self.close_gap();
                    let end = text_end(bytes, at);
                    self.run.push_str(&source[at..end]);
                    at = end;
                }
            }
        }
    }

    fn push_pre(&mut self, source: &str) {
        let bytes = source.as_bytes();
        self.close_gap();
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().position(|byte| matches!(byte, 0 | b'&' | b'\r'));
            let end = length.map_or(bytes.len(), |length| at + length);
            self.run.push_str(&source[at..end]);
            at = end + 1;
            match bytes.get(end) {
                Some(b'&') => match entity::reference(&bytes[end..], false) {
                    Some((expansion, length)) => {
                        expansion.push_to(&mut self.run);
                        at = end + length;
                    }
                    None => self.run.push('&'),
                },
                Some(b'\r') if bytes.get(at) != Some(&b'\n') => self.run.push('\n'),
                _ => {}
            }
        }
    }

    fn close_gap(&mut self) {
        if self.gap != Gap::None {
            if !self.run.is_empty() {
                self.run.push(match self.gap {
                    Gap::Line => '\n',
                    Gap::Cell => '\t',
                    _ => ' ',
                });
            }
            self.gap = Gap::None;
        }
    }

    /// A line break: `true` where it is the second in a row, and so ends a paragraph.
    pub(super) fn break_line(&mut self) -> bool {
        let second = self.gap == Gap::Line;
        if !self.run.is_empty() && self.gap < Gap::Cell {
            self.gap = Gap::Line;
        }
        second
    }

    /// The border between two cells of a row.
    pub(super) fn next_cell(&mut self) {
        if !self.run.is_empty() {
            self.gap = Gap::Cell;
        }
    }

    /// Marks the text since `from` as that of its element; nothing where there is none, unless it `may_be_empty`.
    pub(super) fn mark(&mut self, from: &Cut, may_be_empty: bool) {
        let from = self.start(from);
        let end = self.run.len() as u32;
        // The white space before the element was written with its first text.
        let space = self.run.as_bytes().get(from.at as usize).is_some_and(u8::is_ascii_whitespace);
        let start = from.at + u32::from(space);
        if start < end || may_be_empty {
            self.run_marks.push(Mark { start: start.min(end), end, element: from.element });
        }
    }

    /// Ends the run. It is one paragraph of `element`, or several where there are cuts, each of its cut's element. Tells
    /// each cut how many paragraphs of the page are before it.
    pub(super) fn end(&mut self, element: ElementId, cuts: &mut [Cut]) {
        // Marks begin in order, and of those that begin together the outer comes first.
        self.run_marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end), mark.element));
        let last = self.here(element);
        let mut from = self.start(&Cut { run: u32::MAX, element, ..Cut::default() });
        let mut marks = 0;
        for cut in cuts {
            let to = self.start(cut);
            if to.at > from.at {
                marks += self.piece(&from, &to, marks);
            }
            cut.paragraphs = self.paragraphs.len() as u32;
            from = to;
        }
        if last.at > from.at {
            self.piece(&from, &last, marks);
        }
        self.number += 1;
        self.run.clear();
        self.run_marks.clear();
        self.gap = Gap::None;
        self.linked = 0;
        self.bold = 0;
    }

    /// Makes a paragraph of the run from one cut to the next, if a reader sees anything in it. Returns how many marks
    /// from `first_mark` on lie in it.
    fn piece(&mut self, from: &Cut, to: &Cut, first_mark: usize) -> usize {
        let ahead = &self.run_marks[first_mark..];
        let own = ahead.iter().position(|mark| mark.start >= to.at && mark.end > to.at).unwrap_or(ahead.len());
        let whole = &self.run[from.at as usize..to.at as usize];
        // What begins with an indented line keeps the indentation.
        let lines = whole.len() - whole.trim_start().len();
        let lines = whole[..lines].rfind('\n').map_or(lines, |line| line + 1);
        let text = whole[lines..].trim_end();
        let text = if text.starts_with([' ', '\t']) && !text.contains('\n') { text.trim_start() } else { text };
        if text.chars().all(is_unseen) {
            return own;
        }
        if !self.paragraphs.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(text);
        push_tight(&mut self.paragraphs, Paragraph { start, end: self.text.len() });
        let skipped = from.at as usize + (text.as_ptr() as usize - whole.as_ptr() as usize);
        let share = |upto: u32, since: u32| ((upto - since) as f32 / whole.len() as f32).min(1.0);
        let markup = Markup {
            element: from.element,
            linked: share(to.linked, from.linked),
            bold: share(to.bold, from.bold),
            marks: self.marks.len() as u32,
        };
        push_tight(&mut self.markup, markup);
        let place = |at: u32| (start + (at as usize).saturating_sub(skipped).min(text.len())) as u32;
        for mark in &ahead[..own] {
            let mark = Mark { start: place(mark.start), end: place(mark.end), element: mark.element };
            push_tight(&mut self.marks, mark);
        }
        own
    }
}

/// Where text ends that needs no change: at white space other than one space, at a reference, at a NUL.
fn text_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b' ' => match bytes.get(at + 1) {
                Some(next) if *next > b' ' && *next != b'&' => at += 2,
                _ => return at,
            },
            b'&' | 0 | b'\n' | b'\t' | b'\r' | 0x0c => return at,
            _ => at += 1,
        }
    }
    at
}

/// White space and characters of no width.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
