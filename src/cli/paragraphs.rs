//! Paragraphs as they are written: records for `--paragraphs`, `--removed` and `explain`, reasons for pages.

use serde_json::{Value, json};
use unblurb::Label;
use unblurb::cleaning::{Explanation, Verdict};
use unblurb::records::{Fields, Record};
use unblurb::report::Reasons;

/// A paragraph with its verdict: `{"id","index","start","end","label","junk","kinds":{...},"text"}`; `start` and `end`
/// are bytes of the text as it came, `junk` is a probability. `id` is the record's name.
pub fn fields(id: &str, record: &Record, index: usize, verdict: &Verdict) -> Fields {
    let document = &record.document;
    let paragraph = document.paragraphs()[index];
    let kinds = Label::JUNK.into_iter().zip(verdict.kinds);
    let mut fields = Fields::new();
    fields.insert("id".to_owned(), Value::from(id));
    fields.insert("index".to_owned(), Value::from(index));
    fields.insert("start".to_owned(), Value::from(record.text_start() + paragraph.start));
    fields.insert("end".to_owned(), Value::from(record.text_start() + paragraph.end));
    fields.insert("label".to_owned(), Value::from(verdict.label.name()));
    fields.insert("junk".to_owned(), Value::from(verdict.junk));
    fields.insert("kinds".to_owned(), kinds.map(|(kind, p)| (kind.name().to_owned(), Value::from(p))).collect());
    fields.insert("text".to_owned(), Value::from(document.paragraph_text(index)));
    fields
}

/// Adds the reasons, the weightiest first:
/// `"reasons":{"bias","measures":[{"measure","value","log_odds"}],"rest","words":[{"text","log_odds"}]}`; bias, measures and
/// rest, which is the sum of the measures that are not there, add up to the log-odds of `junk`.
pub fn add_reasons(fields: &mut Fields, explanation: &Explanation) {
    let measures = explanation
        .reasons
        .iter()
        .map(|reason| json!({"measure": reason.measure, "value": reason.value, "log_odds": reason.log_odds}));
    let words = explanation.words.iter().map(|word| json!({"text": word.text, "log_odds": word.log_odds}));
    let reasons = json!({
        "bias": explanation.bias,
        "measures": measures.collect::<Vec<_>>(),
        "rest": explanation.rest,
        "words": words.collect::<Vec<_>>(),
    });
    fields.insert("reasons".to_owned(), reasons);
}

/// What decided, as pages show it.
pub fn reasons(explanation: &Explanation) -> Reasons {
    let measures = explanation.reasons.iter().map(|reason| (reason.measure.clone(), reason.log_odds));
    let words = explanation.words.iter().map(|word| (word.text.clone(), word.log_odds));
    Reasons { bias: explanation.bias, measures: measures.collect(), rest: explanation.rest, words: words.collect() }
}
