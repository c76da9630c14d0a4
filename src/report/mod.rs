//! Pages to look at: a whole evaluation, and articles with their verdicts.
//!
//! 1. [`EvaluationPage`]: figures, curves, promises, groups, mistakes and models in, one HTML page out.
//! 2. [`ExplanationPage`]: documents with verdicts and reasons in, a page that grows document by document out.
//! 3. [`Reasons`] name what decided; [`number`] writes numbers, here and on the terminal.
//!
//! A page is whole in itself: no script, no font, no picture, no address; it says so to the browser, which then loads
//! none. Curves are SVG from plain templates (`docs/report.md` says why). The room knows figures and a model's card; it
//! trains nothing, judges nothing and writes no file.

mod card;
mod chart;
mod confusion;
mod curves;
mod escape;
mod evaluation;
mod explanation;
mod figure;
mod groups;
mod learning;
mod mistakes;
pub mod number;
mod reasons;
mod shell;
mod table;
mod trust;

pub use card::ModelCard;
pub use curves::Curves;
pub use evaluation::EvaluationPage;
pub use explanation::{ExplainedParagraph, ExplanationPage};
pub use groups::{Group, Groups};
pub use mistakes::{Mistake, Mistakes};
pub use reasons::Reasons;
