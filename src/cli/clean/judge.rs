//! What a thread does with a record: verdicts, the text without junk, and whatever is to be shown of it.

use super::plan::{Output, Plan};
use super::{diff, form};
use crate::cli::deciding::Cleaners;
use crate::cli::paragraphs;
use unblurb::cleaning::{Cleaned, Explanation, Verdict, clean};
use unblurb::records::{Fields, Record};

/// Reasons a paragraph record holds of each sort.
const MOST_REASONS: usize = 10;

/// A cleaner with its plan; one a thread.
pub struct Judge<'p> {
    plan: &'p Plan,
    cleaners: Cleaners<'p>,
}

/// A record and what became of it.
pub struct Judged {
    pub record: Record,
    /// Whether each paragraph was kept.
    pub kept: Vec<bool>,
    /// What was kept, in the form that was asked for; none where the text stays as it is, which is not copied.
    pub text: Option<String>,
    /// Records of all paragraphs, where they are the output.
    pub paragraphs: Vec<Fields>,
    /// Records of the removed paragraphs, where they are asked for.
    pub removed: Vec<Fields>,
    /// What went, as a unified difference; empty where nothing did or it is not asked for.
    pub diff: String,
    /// Share of the characters that the policy wanted to remove, where that was too much.
    pub spared_share: Option<f64>,
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Judge { plan, cleaners: Cleaners::new(&plan.decision.judgements) }
    }

    pub fn judge(&mut self, record: Record) -> Judged {
        let document = &record.document;
        let (plan, policy) = (self.plan, self.plan.decision.policy(document));
        let cleaner = self.cleaners.of(document);
        if plan.needs_junk_only() {
            let junk = cleaner.junk(document);
            let removed: Vec<bool> = junk.iter().map(|junk| *junk >= policy.threshold).collect();
            return self.finish(record, &removed, &[], None);
        }
        let explanations = plan.reasons.then(|| cleaner.explain(document, policy.threshold, MOST_REASONS));
        let verdicts: Vec<Verdict> = match &explanations {
            Some(explanations) => explanations.iter().map(|explanation| explanation.verdict).collect(),
            None => cleaner.judge(document, policy.threshold),
        };
        let removed: Vec<bool> = verdicts.iter().map(|verdict| policy.removes(verdict)).collect();
        self.finish(record, &removed, &verdicts, explanations.as_deref())
    }

    fn finish(
        &self,
        record: Record,
        removed: &[bool],
        verdicts: &[Verdict],
        reasons: Option<&[Explanation]>,
    ) -> Judged {
        let plan = self.plan;
        let document = &record.document;
        let Cleaned { text, kept, spared } = match removed.contains(&true) {
            true => clean(document, removed, plan.decision.policy(document).max_removed),
            false => Cleaned { text: String::new(), kept: vec![true; removed.len()], spared: false },
        };
        let text = kept.contains(&false).then_some(text);
        let name = record.name();
        let fields = |index: usize| {
            let mut fields = paragraphs::fields(&name, &record, index, &verdicts[index]);
            if let Some(reasons) = reasons {
                paragraphs::add_reasons(&mut fields, &reasons[index]);
            }
            fields
        };
        let all = if plan.paragraphs { 0..document.len() } else { 0..0 };
        let gone = (0..document.len()).filter(|&index| plan.removed.is_some() && !kept[index]);
        let diff = match (&plan.output, &text) {
            (Output::Diff { .. }, Some(text)) => diff::unified(&name, document.text(), text),
            _ => String::new(),
        };
        let spared_share = spared.then(|| {
            let chars = |index: usize| document.paragraph_text(index).chars().count() as f64;
            let total: f64 = (0..document.len()).map(chars).sum();
            (0..document.len()).filter(|&index| removed[index]).map(chars).sum::<f64>() / total
        });
        let (paragraphs, removed) = (all.map(fields).collect(), gone.map(fields).collect());
        let text = if plan.writes_documents() { form::written(plan, &record, &kept, text) } else { text };
        Judged { kept, text, paragraphs, removed, diff, spared_share, record }
    }
}
