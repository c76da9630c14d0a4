//! How good verdicts are, measured against what readers say: judged paragraphs in, figures out.
//!
//! 1. [`Judged`] is a truth beside its verdict. A [`Report`] counts many: [`Rates`] of junk and of each label,
//!    [`ProbabilityFigures`], the cost of removing more, a confusion table.
//! 2. A [`LossTable`] says what each threshold costs and gains, so that a user can name a loss in place of a threshold;
//!    [`PrecisionRecall`] is a curve to look at, a [`Promise`] what a table named held against what came of it.
//! 3. [`PageFigures`] compare kept with true text word by word; [`Agreement`] compares two readers.
//! 4. [`Bootstrap`] puts an [`Interval`] around any of these figures; a [`DecidedSet`] makes every [`Figure`] in one walk,
//!    a [`Comparison`] says whether two models differ by more than noise.
//! 5. A [`Reliability`] says whether probabilities mean what they say, a [`PrecisionTable`] how sure each kind is,
//!    [`suspects`] which labels are likely wrong, a [`LearningCurve`] whether more of them would help.
//!
//! The room knows labels and probabilities and no model, so that no figure can depend on how a verdict came about. A
//! figure that the paragraphs do not define (a precision where nothing was removed, an AUC of one class) is `None`.

mod agreement;
mod comparison;
mod curve;
mod cuts;
mod figure;
mod figures;
mod interval;
mod judged;
mod learning;
mod page;
mod precision;
mod precision_recall;
mod probability;
mod promise;
mod rates;
mod reliability;
mod report;
mod serial;
mod suspects;

#[cfg(test)]
mod fixture;

pub use agreement::{Agreement, Kappa, LabelAgreement};
pub use comparison::{Compared, Comparison, Side};
pub use curve::{LossPoint, LossTable};
pub use figure::Figure;
pub use figures::{Decided, DecidedSet};
pub use interval::{Bootstrap, Interval};
pub use judged::Judged;
pub use learning::{LearningCurve, LearningPoint};
pub(crate) use page::words;
pub use page::{PageFigures, PageMean};
pub use precision::{Called, PrecisionPoint, PrecisionTable};
pub use precision_recall::{PrecisionRecall, PrecisionRecallPoint};
pub use probability::ProbabilityFigures;
pub use promise::Promise;
pub use rates::Rates;
pub use reliability::{Calibration, Reliability, ReliabilityBin};
pub use report::{AtLoss, ConfusionRow, LabelRates, Report, TruthFigures};
pub use suspects::{Doubted, Suspect, suspects};
