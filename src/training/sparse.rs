//! Stage one's solver: logistic regression on hashed tokens, by AdaGrad (Duchi, Hazan, Singer 2011).
//!
//! Rows of token hashes with a weight and a 0/1 target come in, a weight a bucket goes out. linfa's own solver takes
//! dense rows only, which hashed words are not. One pass over the rows in a seeded order is enough: longer training fits
//! the sites and not the language.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg32;

/// One training row: the tokens of up to two paragraphs in namespaces of their own, weight above 0, target.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Hashed tokens.
    pub tokens: &'a [u32],
    /// Tokens of a second namespace; empty where there is none.
    pub others: &'a [u32],
    /// Weight of the row.
    pub weight: f32,
    /// Whether it is of the class to learn.
    pub positive: bool,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct SparseParams {
    /// The table has `2^bits` buckets.
    pub bits: u32,
    /// Passes over the rows.
    pub passes: u32,
    /// Step of AdaGrad.
    pub rate: f32,
    /// Strength of the L2 penalty, for each row that touches a bucket.
    pub l2: f32,
    /// Seed of the order.
    pub seed: u64,
}

/// Weights by bucket; `others` is empty where no row had a second namespace.
#[derive(Clone, Debug, Default)]
pub struct SparseWeights {
    pub bits: u32,
    pub bias: f32,
    pub own: Vec<f32>,
    pub others: Vec<f32>,
}

static NORM: std::sync::LazyLock<f32> = std::sync::LazyLock::new(|| std::env::var("NORM").ok().map_or(0.5, |v| v.parse().unwrap()));
/// Tokens count less the more there are: each by the power -1/2 of their number.
pub fn token_value(tokens: usize) -> f32 {
    (tokens.max(1) as f32).powf(-*NORM)
}

pub fn dot(table: &[f32], bits: u32, tokens: &[u32]) -> f32 {
    let sum: f32 = tokens.iter().map(|&t| table[(t >> (32 - bits)) as usize]).sum();
    sum * token_value(tokens.len())
}

impl SparseWeights {
    pub fn score(&self, tokens: &[u32]) -> f32 {
        self.bias + dot(&self.own, self.bits, tokens)
    }
}

/// Trains on `rows`.
pub fn train(params: SparseParams, rows: &[Row]) -> SparseWeights {
    let size = 1usize << params.bits;
    let two = rows.iter().any(|row| !row.others.is_empty());
    let mut own = vec![[0.0f32, 0.0]; size];
    let mut others = vec![[0.0f32, 0.0]; if two { size } else { 0 }];
    let mut bias = [0.0f32, 0.0];
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    let mut rng = Pcg32::seed_from_u64(params.seed);
    let shift = 32 - params.bits;
    for _ in 0..params.passes {
        order.shuffle(&mut rng);
        for &i in &order {
            let row = &rows[i as usize];
            let (va, vb) = (token_value(row.tokens.len()), token_value(row.others.len()));
            let mut margin = bias[0];
            margin += va * row.tokens.iter().map(|&t| own[(t >> shift) as usize][0]).sum::<f32>();
            if two {
                margin += vb * row.others.iter().map(|&t| others[(t >> shift) as usize][0]).sum::<f32>();
            }
            let p = 1.0 / (1.0 + (-margin).exp());
            let g = (p - f32::from(u8::from(row.positive))) * row.weight;
            if g.abs() < 1e-6 {
                continue;
            }
            step(&mut bias, g, params.rate, 0.0);
            for &t in row.tokens {
                step(&mut own[(t >> shift) as usize], g * va, params.rate, params.l2);
            }
            for &t in row.others {
                step(&mut others[(t >> shift) as usize], g * vb, params.rate, params.l2);
            }
        }
    }
    SparseWeights {
        bits: params.bits,
        bias: bias[0],
        own: own.into_iter().map(|w| w[0]).collect(),
        others: others.into_iter().map(|w| w[0]).collect(),
    }
}

#[inline]
fn step(weight: &mut [f32; 2], gradient: f32, rate: f32, l2: f32) {
    let gradient = gradient + l2 * weight[0];
    weight[1] += gradient * gradient;
    weight[0] -= rate * gradient / (weight[1] + 1e-3).sqrt();
}
