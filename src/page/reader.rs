//! From a page's source to its paragraphs: [`read`] drives the scanner, keeps the stack of open elements, and lets runs of
//! text begin and end where a reader sees it.
//!
//! One pass from front to back, a constant amount of work a tag. Facts about the piece are put aside for `facts`.

use super::attribute::AttributeName;
use super::elements::{ElementId, Elements};
use super::head::Head;
use super::name::{self, Name, Names};
use super::run::{Cut, Run, Style};
use super::scanner::{Scanner, Token};
use super::stack::{Open, Place, Stack};
use super::unseen::{is_hidden, noscript, skip_drawing};

/// What became of a page.
pub(super) struct Read {
    pub(super) elements: Elements,
    pub(super) names: Names,
    pub(super) run: Run,
    pub(super) head: Head,
}

/// Reads a source; no source is wrong. A page that hides more text than it shows is one that its scripts show: it is
/// read again, with what its attributes hide.
pub(super) fn read(source: &str) -> Read {
    let (read, hidden) = Reader::new(source, false).read();
    if hidden > read.run.text.len() { Reader::new(source, true).read().0 } else { read }
}

struct Reader<'a> {
    source: &'a str,
    scanner: Scanner<'a>,
    names: Names,
    elements: Elements,
    stack: Stack,
    run: Run,
    head: Head,
    /// Cells of the row that have ended.
    cells: Vec<Cut>,
    cuts: Vec<Cut>,
    has_body: bool,
    /// Where a `noscript` that is read ends.
    noscript: usize,
    /// Takes what attributes hide for visible.
    shows_hidden: bool,
    /// Bytes of text that attributes hide.
    hidden: usize,
}

impl<'a> Reader<'a> {
    /// A row with a longer cell, in bytes, is layout and no record: its cells are paragraphs.
    const LONG_CELL: u32 = 300;

    fn new(source: &'a str, shows_hidden: bool) -> Self {
        Reader {
            source,
            scanner: Scanner::new(source.as_bytes()),
            names: Names::default(),
            elements: Elements::default(),
            stack: Stack::new(),
            run: Run::default(),
            head: Head::default(),
            cells: Vec::new(),
            cuts: Vec::new(),
            has_body: false,
            noscript: 0,
            shows_hidden,
            hidden: 0,
        }
    }

    fn read(mut self) -> (Read, usize) {
        while let Some(token) = self.scanner.next(&mut self.names) {
            match token {
                Token::Text { start, end } => self.text(start, end),
                Token::Start { name: Name::SVG, self_closing } => {
                    if !self_closing {
                        skip_drawing(&mut self.scanner, &mut self.names);
                    }
                }
                Token::Start { name, .. } => self.start(name),
                Token::End { name } => self.end(name),
            }
        }
        while self.stack.len() > 0 {
            self.pop();
        }
        (Read { elements: self.elements, names: self.names, run: self.run, head: self.head }, self.hidden)
    }

    fn text(&mut self, start: usize, end: usize) {
        let text = &self.source[start..end];
        let Some(top) = self.stack.top() else {
            if !text.trim_start().is_empty() {
                self.ensure_body();
                self.text(start, end);
            }
            return;
        };
        if top.hidden {
            if top.by_attribute {
                self.hidden += text.trim().len();
            }
            return;
        }
        if !self.has_body {
            if text.trim_start().is_empty() {
                return;
            }
            self.ensure_body();
        }
        let Some(top) = self.stack.top() else { return };
        let style = Style { pre: top.pre, linked: self.stack.links > 0, bold: self.stack.bold > 0 };
        self.run.push(text, style);
    }

    fn start(&mut self, name: Name) {
        self.head.look(name, self.scanner.attributes(), self.source);
        match name {
            Name::TITLE => {
                let title = self.scanner.title();
                return self.head.title(title);
            }
            Name::SCRIPT => {
                let json = self.scanner.attribute(AttributeName::Type);
                let json =
                    json.is_some_and(|kind| self.source[kind].trim().eq_ignore_ascii_case("application/ld+json"));
                let script = self.scanner.script();
                if json {
                    self.head.json_ld(script);
                }
                return;
            }
            Name::STYLE => {
                if self.scanner.raw_text(name, "style").is_none() {
                    self.scanner.skip_to(self.source.len());
                }
                return;
            }
            Name::NOSCRIPT if self.scanner.position() >= self.noscript => {
                if let Some((end, long)) = noscript(&mut self.scanner, &mut self.names, self.source) {
                    if !long {
                        return self.scanner.skip_to(end);
                    }
                    self.noscript = end;
                    self.ensure_body();
                }
            }
            Name::HTML if self.stack.len() > 0 => return,
            Name::HEAD if self.has_body || self.stack.last(Name::HEAD).is_some() => return,
            Name::BODY if self.has_body => return,
            Name::BR => return self.line_break(),
            _ => {}
        }
        if name.means(name::RAW) && name != Name::XMP {
            self.scanner.raw_text(name, self.names.text(name));
            if name.means(name::UNKEPT) {
                return;
            }
        }
        if name == Name::BODY {
            self.close_head();
            self.has_body = true;
        } else if !name.means(name::HEAD)
            && name != Name::HTML
            && name != Name::FRAMESET
            && !self.stack.top().is_some_and(|top| top.hidden)
        {
            self.ensure_body();
        }
        if self.stack.len() == 0 && name != Name::HTML {
            self.open(Name::HTML, false);
        }
        if name.means(name::UNKEPT) {
            return;
        }
        self.end_implied(name);
        let keeps_content = !name.means(name::VOID | name::RAW);
        self.open(name, true);
        if name == Name::XMP {
            if let Some(text) = self.scanner.raw_text(name, "xmp") {
                self.text(text.start, text.end);
            }
            self.pop();
        } else if !keeps_content {
            self.pop();
        } else if name == Name::PLAINTEXT {
            let rest = self.scanner.position();
            self.scanner.skip_to(self.source.len());
            self.text(rest, self.source.len());
        }
    }

    /// Opens an element, with the attributes of its tag unless it is implied.
    fn open(&mut self, name: Name, has_tag: bool) {
        if self.stack.len() >= Stack::DEEPEST {
            self.pop();
        }
        let below = self.stack.top();
        let parent = below.map_or(0, |below| below.element);
        let hidden = below.is_some_and(|below| below.hidden);
        let by_attribute = below.is_some_and(|below| below.by_attribute);
        let pre = below.is_some_and(|below| below.pre);
        let attributes = if has_tag { self.scanner.attributes() } else { &[] };
        let element = self.elements.push(name, parent, self.stack.len(), attributes, self.run.paragraphs.len());
        let mut open = Open::new(name, element);
        open.hidden = hidden || name.means(name::HIDDEN);
        // What holds no text anyway is not hidden by an attribute.
        open.by_attribute = by_attribute && !name.means(name::HIDDEN);
        if !open.hidden && has_tag && !self.shows_hidden && is_hidden(name, &self.scanner, self.source) {
            (open.hidden, open.by_attribute) = (true, true);
        }
        open.pre = pre || name.means(name::PRE);
        open.link = name == Name::A && has_tag && self.scanner.attribute(AttributeName::Href).is_some();
        if !open.hidden {
            if name.means(name::CELL) {
                let row = self.stack.last_within(&[Name::TR], &[Name::TABLE]);
                open.block = row.is_none_or(|row| !self.stack.get(row).whole_row);
                if open.block {
                    self.border();
                } else {
                    self.run.next_cell();
                }
            } else if open.block {
                self.border();
            }
            open.whole_row = name == Name::TR;
        }
        open.cut = self.run.here(element);
        self.stack.push(open);
    }

    /// A block begins or ends here: so does the paragraph.
    fn border(&mut self) {
        let element = self.part_inline();
        self.end_run(element);
    }

    /// The nearest open element that begins and ends paragraphs.
    fn block(&self) -> Option<Place> {
        (0..self.stack.len() as Place).rev().find(|&place| self.stack.get(place).block)
    }

    /// Makes blocks of the inline elements that are open, up to the nearest block, and of the cells of a row: they turn out
    /// to hold blocks. Each is made one once. Returns the nearest block's element, in which the run began.
    fn part_inline(&mut self) -> ElementId {
        let mut place = self.stack.len() as Place;
        while place > 0 && !self.stack.get(place - 1).block {
            place -= 1;
        }
        let mut parts_row = false;
        self.cuts.clear();
        for inline in place..self.stack.len() as Place {
            let open = self.stack.get_mut(inline);
            open.block = true;
            if !open.hidden && !open.ended {
                self.cuts.push(open.cut);
            }
            parts_row |= open.name.means(name::CELL);
        }
        if parts_row && place > 0 {
            self.stack.get_mut(place - 1).whole_row = false;
            self.cells.append(&mut self.cuts);
            std::mem::swap(&mut self.cells, &mut self.cuts);
        }
        place.checked_sub(1).map_or(0, |block| self.stack.get(block).element)
    }

    fn end_run(&mut self, element: ElementId) {
        self.run.end(element, &mut self.cuts);
        let ends = self.cuts.iter().skip(1).map(|next| next.paragraphs).chain([self.run.paragraphs.len() as u32]);
        for (cut, end) in self.cuts.iter().zip(ends) {
            self.elements.set_paragraphs(cut.element, cut.paragraphs..end);
        }
        self.cuts.clear();
        self.cells.clear();
    }

    fn line_break(&mut self) {
        if self.stack.top().is_some_and(|top| top.hidden) {
            return;
        }
        self.ensure_body();
        if self.stack.top().is_some_and(|top| top.pre) {
            return self.run.push("\n", Style { pre: true, ..Style::default() });
        }
        if !self.run.break_line() {
            return;
        }
        let Some(block) = self.block() else { return };
        if self.stack.get(block).whole_row {
            return self.border();
        }
        // The nearest marks go on in the next paragraph.
        for place in (block + 1..self.stack.len() as Place).rev().take(4) {
            let open = self.stack.get(place);
            if open.name.means(name::MARKED) && !open.ended {
                self.run.mark(&open.cut, false);
            }
        }
        let element = self.stack.get(block).element;
        self.end_run(element);
    }

    fn end(&mut self, name: Name) {
        if name == Name::BR {
            return self.line_break();
        }
        let Some(place) = self.stack.ended_by_end(name) else {
            if name == Name::P && self.stack.top().is_some_and(|top| !top.hidden) {
                self.border();
            }
            return;
        };
        let keeps_inside = !name.means(name::BLOCK | name::SCOPE) || name == Name::FORM;
        if keeps_inside && self.stack.is_walled(place) {
            let open = *self.stack.get(place);
            if !open.hidden && !open.block && name.means(name::MARKED) {
                self.run.mark(&open.cut, false);
            } else if !open.hidden && name == Name::FORM {
                self.border();
            }
            return self.stack.end_below(place);
        }
        self.pop_to(place);
    }

    /// Ends what a start tag of this name ends.
    fn end_implied(&mut self, name: Name) {
        if name.means(name::ENDS_P)
            && let Some(place) = self.stack.last_in_scope(&[Name::P])
            && self.stack.last(Name::BUTTON).is_none_or(|button| button < place)
        {
            self.pop_to(place);
        }
        if name == Name::A
            && let Some(place) = self.stack.last_in_scope(&[Name::A])
        {
            self.end(Name::A);
            debug_assert!(self.stack.last(Name::A).is_none_or(|last| last != place));
        }
        if let Some(place) = self.stack.ended_by_start(name) {
            self.pop_to(place);
        }
    }

    fn pop_to(&mut self, place: Place) {
        while self.stack.len() as Place > place {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.stack.top().copied() else { return };
        if !open.hidden {
            if open.block {
                if open.whole_row {
                    self.end_row();
                }
                self.end_run(open.element);
            } else if open.name.means(name::CELL) {
                self.run.mark(&open.cut, true);
                self.run.next_cell();
                self.cells.push(open.cut);
            } else if open.name.means(name::MARKED) && !open.ended {
                self.run.mark(&open.cut, matches!(open.name, Name::IMG | Name::IMAGE));
            }
        }
        self.elements.close(open.element, self.run.paragraphs.len());
        self.stack.pop();
    }

    /// A row of short cells is one paragraph; a long cell is one of its own, and so are then the others.
    fn end_row(&mut self) {
        let here = self.run.here(0).at;
        let ends = self.cells.iter().skip(1).map(|cell| cell.at).chain([here]);
        if self.cells.iter().zip(ends).any(|(cell, end)| end - cell.at > Self::LONG_CELL) {
            self.cuts.append(&mut self.cells);
        }
    }

    fn close_head(&mut self) {
        if self.stack.len() == 0 {
            self.open(Name::HTML, false);
        }
        self.pop_to(1);
    }

    /// Whatever is no part of a head begins the body, if it has not begun.
    fn ensure_body(&mut self) {
        if !self.has_body {
            self.close_head();
            self.has_body = true;
            self.open(Name::BODY, false);
        }
    }
}
