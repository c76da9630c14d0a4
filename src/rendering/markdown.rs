//! Markdown: CommonMark with the tables and the strikethrough of GitHub.

use super::inline::{self, Event};
use super::outline::{self, Part, Piece, Step};
use super::{Kept, address, escape};
use crate::page::{AttributeName, ElementId, Mark, Name};
use std::collections::HashMap;
use std::ops::Range;

/// Columns of a table whose short rows get the cells they lack. GitHub adds them anyway, and one wide row above very many
/// short ones would be a text without end.
const MOST_FILLED: usize = 32;

pub(super) fn write(kept: &Kept) -> String {
    let mut writer =
        Writer { kept, out: String::new(), path: Vec::new(), lists: HashMap::new(), columns: columns(kept) };
    outline::walk(kept, |piece, path| writer.piece(piece, path));
    let mut out = writer.out;
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The most cells that a kept row of each table has.
fn columns(kept: &Kept) -> HashMap<ElementId, usize> {
    let mut columns: HashMap<ElementId, usize> = HashMap::new();
    outline::walk(kept, |piece, path| {
        if let (Piece::Paragraph(row), [.., Step { element, part: Part::Table }, _]) = (piece, path) {
            let most = columns.entry(*element).or_default();
            *most = inline::cells(kept, row).len().max(*most);
        }
    });
    columns
}

struct Writer<'a> {
    kept: &'a Kept<'a>,
    out: String,
    /// What was around the piece before.
    path: Vec<Step>,
    /// The number of the next item, and the sign of its items, of each list.
    lists: HashMap<ElementId, (u32, char)>,
    columns: HashMap<ElementId, usize>,
}

impl<'a> Writer<'a> {
    fn piece(&mut self, piece: Piece, path: &[Step]) {
        let body = match piece {
            Piece::Picture(element) => self.picture(element, &[]),
            Piece::Paragraph(paragraph) => self.block(paragraph, path),
        };
        if body.is_empty() {
            return;
        }
        let shared = self.path.iter().zip(path).take_while(|(a, b)| a == b).count();
        let (mut first, mut rest, mut between) = (String::new(), String::new(), String::new());
        for (i, step) in path.iter().enumerate() {
            match step.part {
                Part::Quote => {
                    first.push_str("> ");
                    rest.push_str("> ");
                }
                Part::Item => {
                    let (mark, width) = self.item(path, i, i >= shared);
                    rest.push_str(&" ".repeat(width));
                    first.push_str(&mark);
                }
                _ => {}
            }
            if i < shared {
                between.clone_from(&rest);
            }
        }
        if !self.out.is_empty() {
            self.out.push('\n');
            if !self.is_tight(path, shared) {
                self.out.push_str(between.trim_end());
                self.out.push('\n');
            }
        }
        for (i, line) in body.lines().enumerate() {
            let prefix = if i == 0 { &first } else { &rest };
            if i > 0 {
                self.out.push('\n');
            }
            self.out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
            self.out.push_str(line);
        }
        self.path = path.to_vec();
    }

    /// What begins the item at `path[at]`, and the width of its indentation.
    fn item(&mut self, path: &[Step], at: usize, begins: bool) -> (String, usize) {
        let list = path[at - 1];
        // Two lists in a row are told apart by their signs.
        let neighbour = self.path.get(at - 1).filter(|step| **step != list && step.part == list.part);
        let neighbour = neighbour.and_then(|step| self.lists.get(&step.element)).map(|list| list.1);
        let elements = self.kept.page.elements();
        let (number, sign) = self.lists.entry(list.element).or_insert_with(|| {
            let signs = if list.part == Part::Numbers { ['.', ')'] } else { ['-', '*'] };
            let sign = if neighbour == Some(signs[0]) { signs[1] } else { signs[0] };
            (outline::first_number(elements, list.element), sign)
        });
        if list.part == Part::List {
            return (if begins { format!("{sign} ") } else { "  ".to_owned() }, 2);
        }
        if begins {
            *number += 1;
        }
        let mark = format!("{}{sign} ", number.saturating_sub(1));
        let width = mark.len();
        (if begins { mark } else { " ".repeat(width) }, width)
    }

    /// Whether no blank line stands before: between items, rows, and an item and the list in it.
    fn is_tight(&self, path: &[Step], shared: usize) -> bool {
        let same_list = shared > 0 && matches!(path[shared - 1].part, Part::List | Part::Numbers);
        let same_table = shared > 0 && path[shared - 1].part == Part::Table && self.is_table(path);
        let list_in_item = shared == self.path.len()
            && shared > 0
            && path[shared - 1].part == Part::Item
            && path.get(shared).is_some_and(|step| matches!(step.part, Part::List));
        same_list || same_table || list_in_item
    }

    fn is_table(&self, path: &[Step]) -> bool {
        let table = path.iter().rfind(|step| step.part == Part::Table);
        table.is_some_and(|table| self.columns.get(&table.element).is_some_and(|&columns| columns > 1))
    }

    fn block(&self, paragraph: usize, path: &[Step]) -> String {
        let range = self.kept.document.paragraphs()[paragraph].range();
        let marks = self.kept.page.marks(paragraph);
        match path.last() {
            Some(Step { part: Part::Row, .. }) if self.is_table(path) => self.row(paragraph, path),
            Some(Step { part: Part::Pre, element }) => self.fenced(paragraph, *element),
            Some(Step { part: Part::Heading(level), .. }) => {
                let mut line = self.line(marks, range, false).replace("\\\n", " ");
                if line.ends_with('#') && !line.ends_with("\\#") {
                    line.insert(line.len() - 1, '\\');
                }
                format!("{} {line}", "#".repeat(usize::from(*level)))
            }
            _ => self.line(marks, range, false),
        }
    }

    fn fenced(&self, paragraph: usize, pre: ElementId) -> String {
        let text = self.kept.document.paragraph_text(paragraph);
        let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
        let elements = self.kept.page.elements();
        let marked = self.kept.page.marks(paragraph).iter().map(|mark| mark.element);
        let language =
            std::iter::once(pre).chain(marked).flat_map(|element| elements.words(element)).find_map(|word| {
                let language = word.strip_prefix("language-").or(word.strip_prefix("lang-"))?;
                language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-#".contains(&byte)).then_some(language)
            });
        format!("{fence}{}\n{text}\n{fence}", language.unwrap_or_default())
    }

    fn row(&self, row: usize, path: &[Step]) -> String {
        let table = &path[path.len() - 2];
        let columns = self.columns[&table.element];
        let mut cells: Vec<String> = inline::cells(self.kept, row)
            .into_iter()
            .map(|cell| self.line(&cell.marks, cell.range, true).replace("\\\n", " "))
            .collect();
        let is_first = !self.path.contains(table);
        if is_first || columns <= MOST_FILLED {
            cells.resize(columns, String::new());
        }
        let line = format!("| {} |", cells.join(" | "));
        if !is_first {
            return line;
        }
        // The first row is the header, which GitHub's tables must have.
        format!("{line}\n|{}", " --- |".repeat(columns))
    }

    /// A picture, in its link unless that is among what is `open`.
    fn picture(&self, element: ElementId, open: &[(ElementId, String)]) -> String {
        let elements = self.kept.page.elements();
        let Some(address) = address::picture(elements, element) else { return String::new() };
        let mut out = "![".to_owned();
        let alt = elements.attribute(element, AttributeName::Alt).unwrap_or_default();
        escape::markdown(&mut out, &alt.split_whitespace().collect::<Vec<_>>().join(" "));
        out.push_str(&format!("]({address})"));
        let link =
            inline::link_around(elements, element).filter(|link| !open.iter().any(|(element, _)| element == link));
        match link.and_then(|link| address::link(elements, link)) {
            Some(link) => format!("[{out}]({link})"),
            None => out,
        }
    }

    /// A part of a paragraph with its marks.
    fn line(&self, marks: &[Mark], range: Range<usize>, in_row: bool) -> String {
        let mut line = Line { writer: self, out: String::new(), open: Vec::new(), code: None, in_row };
        inline::events(self.kept, marks, range, |event| line.take(event));
        line.out.trim().replace('\n', "\\\n")
    }
}

/// A text with marks, as it grows.
struct Line<'a> {
    writer: &'a Writer<'a>,
    out: String,
    /// What is open, with what closes it.
    open: Vec<(ElementId, String)>,
    /// The open code, in which nothing is marked.
    code: Option<ElementId>,
    /// It stands in a row of a table.
    in_row: bool,
}

impl Line<'_> {
    fn take(&mut self, event: Event) {
        match (event, self.code) {
            (Event::Close(element), Some(code)) if element == code => self.code = None,
            (_, Some(_)) => {}
            (Event::Text(text), None) => {
                escape::markdown(&mut self.out, text);
            }
            (Event::Picture(element), None) => {
                let picture = self.writer.picture(element, &self.open);
                // It stands before a space that ends the text so far.
                if !picture.is_empty() && self.out.ends_with(char::is_alphanumeric) {
                    self.out.push(' ');
                }
                self.out.push_str(&picture);
            }
            (Event::Open(element, inner, after), None) => self.mark(element, inner, after),
            (Event::Close(_), None) => {
                if let Some((_, end)) = self.open.pop() {
                    self.out.push_str(&end);
                }
            }
        }
    }

    fn mark(&mut self, element: ElementId, inner: &str, after: Option<char>) {
        let elements = self.writer.kept.page.elements();
        let (sign, tag) = match elements.get(element).name {
            Name::A => {
                let end = address::link(elements, element).map(|address| format!("]({address})"));
                if end.is_some() {
                    // It would be a picture.
                    if self.out.ends_with('!') {
                        self.out.insert(self.out.len() - 1, '\\');
                    }
                    self.out.push('[');
                }
                self.open.push((element, end.unwrap_or_default()));
                return;
            }
            Name::CODE | Name::KBD | Name::SAMP | Name::TT => {
                self.code = Some(element);
                let fence = "`".repeat(longest_run(inner, '`') + 1);
                let pad = if inner.starts_with('`') || inner.ends_with('`') { " " } else { "" };
                let mut code = inner.replace('\n', " ");
                // Even code must not have a bare bar in a table; elsewhere a backslash in code means itself.
                if self.in_row {
                    code = code.replace('|', "\\|");
                }
                self.out.push_str(&format!("{fence}{pad}{code}{pad}{fence}"));
                return;
            }
            Name::B | Name::STRONG => ("**", "strong"),
            Name::I | Name::EM => ("*", "em"),
            Name::S | Name::STRIKE | Name::DEL => ("~~", "del"),
            _ => ("", ""),
        };
        let inside = self.open.iter().any(|(_, end)| !tag.is_empty() && (end == sign || end.contains(tag)));
        if tag.is_empty() || inside {
            self.open.push((element, String::new()));
            return;
        }
        // Beside a letter a sign marks only what begins or ends with one.
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (first, last) = (inner.chars().next(), inner.chars().next_back());
        let lost = letter(self.out.chars().next_back()) && !letter(first) || letter(after) && !letter(last);
        let (start, end) = if lost { (format!("<{tag}>"), format!("</{tag}>")) } else { (sign.into(), sign.into()) };
        self.out.push_str(&start);
        self.open.push((element, end));
    }
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}
