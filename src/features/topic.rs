//! Topic: a paragraph's subject words against those of the whole piece.

use super::schema::measures;

measures! { Paragraphs:
    "familiar", "share of words", 0 ..= 1, "its subject words that stand in another paragraph too", |v, out| out.copy_from_slice(&v.familiar);
    "company", "probability of content", 0 ..= 1, "mean over the other paragraphs that hold its subject words", |v, out| out.copy_from_slice(&v.company);
}
