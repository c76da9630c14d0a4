//! The solver of stage one: logistic regression on sparse rows, by AdaGrad (Duchi, Hazan, Singer 2011).
//!
//! linfa's own logistic regression takes dense rows only, which hashed words are not; this one has linfa's traits and
//! parameter pattern, so that both stages read alike. Rows are visited one by one in a seeded order; one or two passes
//! are enough, as longer training learns the sites by heart.

use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use linfa::{Error, ParamGuard};
use ndarray::{Array1, ArrayBase, Data, Ix1};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use sprs::CsMatViewI;

/// Rows of token counts, `(n_samples, n_tokens)`.
#[derive(Clone, Debug)]
pub struct SparseRows<'a>(pub CsMatViewI<'a, f32, u32>);

impl Records for SparseRows<'_> {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.0.rows()
    }

    fn nfeatures(&self) -> usize {
        self.0.cols()
    }
}

/// Parameters, not yet checked.
#[derive(Clone, Debug)]
pub struct SparseLogisticParams(SparseLogisticValidParams);

/// Checked parameters.
#[derive(Clone, Debug)]
pub struct SparseLogisticValidParams {
    passes: u32,
    rate: f32,
    seed: u64,
    initial: Option<SparseLogistic>,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseLogistic {
    /// Log-odds of an empty row.
    pub intercept: f32,
    /// Weights, `(n_tokens)`.
    pub weights: Vec<f32>,
}

impl SparseLogistic {
    /// One pass at a rate of 0.1.
    pub fn params() -> SparseLogisticParams {
        SparseLogisticParams(SparseLogisticValidParams { passes: 1, rate: 0.1, seed: 0, initial: None })
    }

    /// Log-odds of a row.
    fn margin(&self, tokens: &[u32], values: &[f32]) -> f32 {
        let sum: f32 = tokens.iter().zip(values).map(|(&token, value)| self.weights[token as usize] * value).sum();
        self.intercept + sum
    }
}

impl SparseLogisticParams {
    /// Passes over the rows, at least 1.
    #[must_use]
    pub fn passes(mut self, passes: u32) -> Self {
        self.0.passes = passes;
        self
    }

    /// Step of AdaGrad, above 0.
    #[must_use]
    pub fn rate(mut self, rate: f32) -> Self {
        self.0.rate = rate;
        self
    }

    /// Seed of the order of rows.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Start from this model instead of zeros.
    #[must_use]
    pub fn initial(mut self, model: SparseLogistic) -> Self {
        self.0.initial = Some(model);
        self
    }
}

impl ParamGuard for SparseLogisticParams {
    type Checked = SparseLogisticValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked, Error> {
        if self.0.passes == 0 {
            return Err(Error::Parameters("passes must be at least 1".to_owned()));
        }
        if !(self.0.rate > 0.0 && self.0.rate.is_finite()) {
            return Err(Error::Parameters("rate must be above 0".to_owned()));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// Visits to a row in a pass, at most.
const MOST_VISITS: f32 = 16.0;

/// A weight and the sum of its squared gradients, side by side in memory.
type Cell = [f32; 2];

impl<D: Data<Elem = bool>> Fit<SparseRows<'_>, ArrayBase<D, Ix1>, Error> for SparseLogisticValidParams {
    type Object = SparseLogistic;

    /// Fits the log-odds of `true`. Weights of the data set are weights of the loss, best of mean 1; a row of weight 0 is
    /// passed over.
    fn fit(&self, dataset: &DatasetBase<SparseRows<'_>, ArrayBase<D, Ix1>>) -> Result<SparseLogistic, Error> {
        let (rows, targets) = (&dataset.records().0, dataset.targets());
        if rows.rows() != targets.len() {
            return Err(Error::MismatchedShapes(rows.rows(), targets.len()));
        }
        if dataset.weights().is_some_and(|weights| weights.len() != rows.rows()) {
            return Err(Error::MismatchedShapes(rows.rows(), dataset.weights().map_or(0, <[f32]>::len)));
        }
        let weight = |i: usize| dataset.weights().map_or(1.0, |weights| weights[i]);
        let (mut intercept, mut cells) = match &self.initial {
            Some(model) => ([model.intercept, 0.0], model.weights.iter().map(|&weight| [weight, 0.0]).collect()),
            None => ([0.0, 0.0], vec![[0.0, 0.0]; rows.cols()]),
        };
        if cells.len() != rows.cols() {
            return Err(Error::MismatchedShapes(cells.len(), rows.cols()));
        }
        let mut rng = Pcg32::seed_from_u64(self.seed);
        // A row of a small weight is visited as seldom instead of as weakly: the same in the mean, and much faster.
        let mut order: Vec<u32> = Vec::new();
        for i in 0..rows.rows() {
            let visits = (weight(i) + rng.random::<f32>()).floor().min(MOST_VISITS);
            order.extend(std::iter::repeat_n(i as u32, visits as usize));
        }
        let (starts, tokens, values) = (rows.indptr(), rows.indices(), rows.data());
        let starts = starts.raw_storage();
        for _ in 0..self.passes {
            order.shuffle(&mut rng);
            for &i in &order {
                let i = i as usize;
                let row = starts[i] as usize..starts[i + 1] as usize;
                let (tokens, values) = (&tokens[row.clone()], &values[row]);
                let sum: f32 = tokens.iter().zip(values).map(|(&token, value)| cells[token as usize][0] * value).sum();
                let margin = intercept[0] + sum;
                let probability = 1.0 / (1.0 + (-margin).exp());
                let gradient = (probability - if targets[i] { 1.0 } else { 0.0 }) * (weight(i) / MOST_VISITS).max(1.0);
                step(&mut intercept, gradient, self.rate);
                for (&token, value) in tokens.iter().zip(values) {
                    step(&mut cells[token as usize], gradient * value, self.rate);
                }
            }
        }
        let model =
            SparseLogistic { intercept: intercept[0], weights: cells.into_iter().map(|cell| cell[0]).collect() };
        if !model.intercept.is_finite() || model.weights.iter().any(|weight| !weight.is_finite()) {
            return Err(Error::NotConverged("stage one diverged: lower its rate".to_owned()));
        }
        Ok(model)
    }
}

/// Keeps the first steps of a token that was hardly seen short.
const EPSILON: f32 = 1e-3;

fn step(cell: &mut Cell, gradient: f32, rate: f32) {
    cell[1] += gradient * gradient;
    cell[0] -= rate * gradient / (cell[1] + EPSILON).sqrt();
}

impl PredictInplace<SparseRows<'_>, Array1<f32>> for SparseLogistic {
    /// Probabilities of `true`, `(n_samples)`.
    fn predict_inplace(&self, rows: &SparseRows<'_>, probabilities: &mut Array1<f32>) {
        for (probability, row) in probabilities.iter_mut().zip(rows.0.outer_iterator()) {
            *probability = crate::features::sigmoid(self.margin(row.indices(), row.data()));
        }
    }

    fn default_target(&self, rows: &SparseRows<'_>) -> Array1<f32> {
        Array1::zeros(rows.nsamples())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Numbers;
    use super::*;
    use sprs::CsMatI;

    struct Data {
        rows: CsMatI<f32, u32>,
        targets: Array1<bool>,
        weights: Array1<f32>,
    }

    impl Data {
        /// As `sparse` in `tests/oracles/solvers.py`: three tokens of twelve a row, weights 0, 1, 2.
        fn new() -> Self {
            let mut numbers = Numbers(37);
            let (mut tokens, mut values, mut targets, mut weights) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for _ in 0..400 {
                let mut total = 0.0;
                for draw in 0..3 {
                    let token = 4 * draw + numbers.below(4);
                    let value = (1 + numbers.below(2)) as f32 / 2.0;
                    tokens.push(token as u32);
                    values.push(value);
                    total += value * (2.0 * (token % 4) as f32 - 3.0);
                }
                targets.push(total + 3.0 * numbers.centred() > 0.0);
                weights.push(numbers.below(3) as f32);
            }
            let rows = CsMatI::new((400, 12), (0..=400).map(|row| 3 * row).collect(), tokens, values);
            Data { rows, targets: targets.into(), weights: weights.into() }
        }

        fn fit(&self, params: SparseLogisticParams) -> Result<SparseLogistic, Error> {
            let dataset = DatasetBase::new(SparseRows(self.rows.view()), self.targets.view());
            params.check()?.fit(&dataset.with_weights(self.weights.clone()))
        }

        fn probabilities(&self, model: &SparseLogistic) -> Array1<f32> {
            let rows = SparseRows(self.rows.view());
            let mut probabilities = model.default_target(&rows);
            model.predict_inplace(&rows, &mut probabilities);
            probabilities
        }

        /// Weighted share of pairs of a true and a false row that stand in the right order.
        fn auc(&self, probabilities: &Array1<f32>) -> f32 {
            let of = |class: bool| {
                let rows = probabilities.iter().zip(&self.targets).zip(&self.weights);
                rows.filter(move |((_, target), _)| **target == class).map(|((p, _), weight)| (*p, *weight))
            };
            let pairs = || of(true).flat_map(|high| of(false).map(move |low| (high.0 - low.0, high.1 * low.1)));
            let right = |difference: f32| if difference == 0.0 { 0.5 } else { f32::from(u8::from(difference > 0.0)) };
            pairs().map(|(difference, weight)| weight * right(difference)).sum::<f32>()
                / pairs().map(|(_, weight)| weight).sum::<f32>()
        }
    }

    /// Values from scikit-learn's logistic regression without penalty, `tests/oracles/solvers.py`. Many passes come near
    /// its optimum; the single pass that training makes already puts rows in nearly the same order.
    #[test]
    fn probabilities_approach_those_of_scikit_learn() {
        let data = Data::new();
        assert_eq!((data.targets.iter().filter(|&&target| target).count(), data.weights.sum()), (204, 399.0));
        let long = data.probabilities(&data.fit(SparseLogistic::params().rate(0.5).passes(400)).unwrap());
        let expected = [0.028_264, 0.001_414, 0.993_423, 0.914_576, 0.206_628, 0.777_923, 0.995_256, 0.298_310];
        for (probability, expected) in long.iter().zip(expected) {
            assert!((probability - expected).abs() < 0.02, "{probability} is not {expected}");
        }
        let short = data.probabilities(&data.fit(SparseLogistic::params()).unwrap());
        for (probabilities, tolerance) in [(long, 0.002), (short, 0.02)] {
            let auc = data.auc(&probabilities);
            assert!((auc - 0.936_189).abs() < tolerance, "{auc}");
        }
    }

    #[test]
    fn parameters_are_checked() {
        let params = SparseLogistic::params;
        assert!(params().check().is_ok());
        for bad in [
            params().passes(0),
            params().rate(0.0),
            params().rate(-0.1),
            params().rate(f32::NAN),
            params().rate(f32::INFINITY),
        ] {
            assert!(matches!(bad.check(), Err(Error::Parameters(_))));
        }
    }

    #[test]
    fn rows_of_weight_0_are_passed_over() {
        let data = Data::new();
        let model = data.fit(SparseLogistic::params()).unwrap();
        let mut other = Data::new();
        for (i, &weight) in data.weights.iter().enumerate().filter(|(_, weight)| **weight == 0.0) {
            assert_eq!(weight, 0.0);
            other.targets[i] = !other.targets[i];
            other.rows.data_mut()[3 * i..3 * i + 3].fill(100.0);
        }
        assert_ne!(data.targets, other.targets);
        assert_eq!(other.fit(SparseLogistic::params()).unwrap(), model);
    }

    #[test]
    fn the_seed_decides() {
        let data = Data::new();
        let fit = |seed| data.fit(SparseLogistic::params().seed(seed)).unwrap();
        assert_eq!(fit(4), fit(4));
        assert_ne!(fit(4), fit(5));
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        let mut data = Data::new();
        let initial = SparseLogistic { intercept: 0.0, weights: vec![0.0; 11] };
        assert!(matches!(data.fit(SparseLogistic::params().initial(initial)), Err(Error::MismatchedShapes(11, 12))));
        data.weights = Array1::ones(399);
        assert!(matches!(data.fit(SparseLogistic::params()), Err(Error::MismatchedShapes(400, 399))));
        data.weights = Array1::ones(400);
        data.targets = Array1::from_elem(399, true);
        assert!(matches!(data.fit(SparseLogistic::params()), Err(Error::MismatchedShapes(400, 399))));
    }

    #[test]
    fn it_goes_on_from_a_given_model_and_says_when_it_diverges() {
        let data = Data::new();
        let first = data.fit(SparseLogistic::params().passes(400).rate(0.5)).unwrap();
        let on = data.fit(SparseLogistic::params().rate(1e-6).initial(first.clone())).unwrap();
        assert!(on.weights.iter().zip(&first.weights).all(|(a, b)| (a - b).abs() < 1e-3));
        let broken = SparseLogistic { intercept: f32::NAN, ..first };
        assert!(matches!(data.fit(SparseLogistic::params().initial(broken)), Err(Error::NotConverged(_))));
    }
}
