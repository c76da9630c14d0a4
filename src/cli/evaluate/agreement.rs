//! Two readers' labels of the same paragraphs, brought together.

use super::measure::BOOTSTRAP;
use super::trial::groups;
use crate::cli::labelled::LabelledFile;
use crate::cli::paint::{BOLD, Paint};
use crate::cli::table::{Table, count, figure, percent};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{Agreement, Interval};
use unblurb::{Error, ErrorKind, Result, TruthLabel};

/// What two readers' labels come to.
pub struct Readers {
    names: [String; 2],
    documents: usize,
    groups: usize,
    agreement: Agreement,
    /// Of kappa over labels, and of junk, over groups.
    labels: Option<Interval>,
    junk: Option<Interval>,
}

impl Readers {
    /// Pairs documents by id, those without one by their text, and compares.
    pub fn new(first: Vec<LabelledFile>, second: Vec<LabelledFile>) -> Result<Readers> {
        let name = |files: &[LabelledFile]| -> String {
            files.iter().map(|file| file.source.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let names = [name(&first), name(&second)];
        let path = second[0].path.clone();
        let [first, second] = [first, second].map(|files| files.into_iter().flat_map(|file| file.documents));
        let (first, second): (Vec<LabelledDocument>, Vec<LabelledDocument>) = (first.collect(), second.collect());
        let pairs = pair(&first, &second).map_err(|e| e.in_file(path))?;

        let (numbers, count) = groups(&first);
        let mut groups: Vec<Vec<(TruthLabel, TruthLabel)>> = vec![Vec::new(); count];
        for ((one, other), number) in first.iter().zip(&pairs).zip(numbers) {
            groups[number as usize].extend(one.labels.iter().copied().zip(other.labels.iter().copied()));
        }
        let of = |rows: &[(TruthLabel, TruthLabel)]| {
            let (first, second): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
            Agreement::new(&first, &second)
        };
        let figures = |counts: &[u32]| {
            let drawn = groups.iter().zip(counts).flat_map(|(group, &count)| (0..count).flat_map(|_| group.iter()));
            let rows: Vec<(TruthLabel, TruthLabel)> = drawn.copied().collect();
            let agreement = of(&rows).ok();
            let kappas = agreement.map_or((None, None), |agreement| (agreement.labels.kappa, agreement.junk.kappa));
            vec![kappas.0, kappas.1]
        };
        let intervals = BOOTSTRAP.intervals(groups.len(), figures)?;
        Ok(Readers {
            names,
            documents: first.len(),
            groups: groups.len(),
            agreement: of(&groups.concat())?,
            labels: intervals[0],
            junk: intervals[1],
        })
    }

    /// `{"files", "documents", "groups", "agreement", "intervals": {"labels", "junk"}}`.
    pub fn json(&self) -> Value {
        json!({
            "files": self.names,
            "documents": self.documents,
            "groups": self.groups,
            "agreement": self.agreement,
            "intervals": {"labels": self.labels, "junk": self.junk},
        })
    }

    pub fn text(&self, paint: Paint) -> String {
        let Agreement { labels, junk, by_label } = &self.agreement;
        let mut out = String::new();
        let [first, second] = &self.names;
        let title = format!("{first} and {second}");
        let _ = writeln!(
            out,
            "{}: {} documents, labels of {} paragraphs\n",
            paint.apply(BOLD, title),
            count(self.documents as u64),
            count(labels.paragraphs.max(junk.paragraphs))
        );
        let mut table = Table::new(["", "paragraphs", "agree", "by chance", "kappa", "at 95 %, over groups"]);
        for (name, kappa, interval) in [("junk or not", junk, self.junk), ("labels", labels, self.labels)] {
            let ends = interval.map_or("not measurable".to_owned(), |i| format!("[{:.3}, {:.3}]", i.low, i.high));
            let value = kappa.kappa.map_or("not measurable".to_owned(), |kappa| figure(Some(kappa)));
            let shares = [percent(kappa.observed), percent(kappa.expected)];
            let cells = [count(kappa.paragraphs)].into_iter().chain(shares).chain([value, ends]);
            table.row([name.to_owned()].into_iter().chain(cells));
        }
        out.push_str(&table.render(paint));
        out.push('\n');
        let mut table = Table::new(["label", "first", "second", "both", "kappa"]);
        for row in by_label.iter().filter(|row| row.first + row.second > 0) {
            let cells = [count(row.first), count(row.second), count(row.both), figure(row.kappa)];
            table.row([row.label.to_string()].into_iter().chain(cells));
        }
        out.push_str(&table.render(paint));
        out
    }
}

/// The documents of the second reader in the order of the first's.
fn pair<'d>(first: &[LabelledDocument], second: &'d [LabelledDocument]) -> Result<Vec<&'d LabelledDocument>> {
    let data = |message: String| Error::new(ErrorKind::Data, message);
    // Several of one key pair up in their order.
    let mut waiting: HashMap<String, Vec<&LabelledDocument>> = HashMap::new();
    second.iter().rev().for_each(|labelled| waiting.entry(key(labelled)).or_default().push(labelled));
    let mut pairs = Vec::with_capacity(first.len());
    for one in first {
        let other = waiting.get_mut(&key(one)).and_then(Vec::pop);
        let Some(other) = other else {
            return Err(data(format!("no labels of {}, which the first reader labelled", name(one))));
        };
        if one.labels.len() != other.labels.len() {
            let (a, b) = (one.labels.len(), other.labels.len());
            return Err(data(format!(
                "{} has {b} paragraphs, the first reader's has {a}; expected as many",
                name(one)
            )));
        }
        let texts = one.document.paragraph_texts().zip(other.document.paragraph_texts());
        if let Some(at) = texts.enumerate().find(|(_, (a, b))| a.trim() != b.trim()).map(|(at, _)| at) {
            return Err(data(format!(
                "paragraph {} of {} reads {:?}, the first reader's {:?}; expected the same text",
                at + 1,
                name(one),
                start(other.document.paragraph_text(at)),
                start(one.document.paragraph_text(at)),
            )));
        }
        pairs.push(other);
    }
    if let Some(left) = waiting.values().flatten().next() {
        let count = waiting.values().map(Vec::len).sum::<usize>();
        return Err(data(format!("{count} more than the first reader labelled, such as {}", name(left))));
    }
    Ok(pairs)
}

fn key(labelled: &LabelledDocument) -> String {
    match &labelled.document.origin.id {
        Some(id) => format!("id {id}"),
        None => format!("text {}", labelled.document.text().trim()),
    }
}

fn name(labelled: &LabelledDocument) -> String {
    match &labelled.document.origin.id {
        Some(id) => format!("document {id:?}"),
        None => format!("the text {:?}", start(labelled.document.text())),
    }
}

fn start(text: &str) -> String {
    let mut start: String = text.trim().chars().take(60).collect();
    if text.trim().chars().count() > 60 {
        start.push('…');
    }
    start
}
