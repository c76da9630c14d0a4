//! Tables: what a hashed token weighs, in bytes.
//!
//! Stage one and the kinds are sums of weights looked up by hash. A [`Table`] holds some columns of such weights side by
//! side, so that one look at a bucket serves all of them, quantised to a byte each with one scale a column.

use serde::{Deserialize, Serialize};

/// `2^bits` buckets of `columns` weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    bits: u32,
    scales: Vec<f32>,
    #[serde(with = "serde_bytes")]
    cells: Vec<u8>,
}

impl Table {
    /// Quantises columns of `2^bits` weights each. A weight beyond the greatest scale is cut to it: the scale is chosen
    /// so that one weight in ten thousand is.
    pub(crate) fn quantise(bits: u32, columns: &[Vec<f32>]) -> Self {
        let scales: Vec<f32> = columns.iter().map(|column| scale(column)).collect();
        let mut cells = vec![0; columns.len() << bits];
        for (c, (column, scale)) in columns.iter().zip(&scales).enumerate() {
            for (bucket, weight) in column.iter().enumerate() {
                cells[bucket * columns.len() + c] = (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8;
            }
        }
        Table { bits, scales, cells }
    }

    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.scales.len()
    }

    /// Whether sizes fit together and every scale is finite.
    pub(crate) fn is_sound(&self, columns: usize) -> bool {
        self.columns() == columns
            && (1..=24).contains(&self.bits)
            && self.cells.len() == columns << self.bits
            && self.scales.iter().all(|scale| scale.is_finite())
    }

    /// Adds to `sums` the weights of `tokens`, each by the power -1/2 of their number.
    ///
    /// `COLUMNS` must be the number of columns.
    pub(crate) fn add<const COLUMNS: usize>(&self, tokens: &[u32], sums: &mut [f32; COLUMNS]) {
        let (rows, _) = self.cells.as_chunks::<COLUMNS>();
        let mut counts = [0_i32; COLUMNS];
        for &token in tokens {
            let row = rows[(token >> (32 - self.bits)) as usize];
            for (count, cell) in counts.iter_mut().zip(row) {
                *count += i32::from(cell as i8);
            }
        }
        let value = token_value(tokens.len());
        for ((sum, count), scale) in sums.iter_mut().zip(counts).zip(&self.scales) {
            *sum += count as f32 * scale * value;
        }
    }

    /// Weight of one token in one column.
    pub(crate) fn weight(&self, token: u32, column: usize) -> f32 {
        let bucket = (token >> (32 - self.bits)) as usize;
        f32::from(self.cells[bucket * self.columns() + column] as i8) * self.scales[column]
    }

    /// All weights of one column, by bucket.
    pub(crate) fn column(&self, column: usize) -> Vec<f32> {
        let scale = self.scales[column];
        self.cells.iter().skip(column).step_by(self.columns()).map(|&cell| f32::from(cell as i8) * scale).collect()
    }

    /// Bits of a hash that choose the bucket.
    pub(crate) fn bits(&self) -> u32 {
        self.bits
    }
}

/// What each of so many tokens counts.
pub(crate) fn token_value(tokens: usize) -> f32 {
    1.0 / (tokens.max(1) as f32).sqrt()
}

fn scale(column: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = column.iter().map(|weight| weight.abs()).filter(|&size| size > 0.0).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let cut = (sizes.len() - 1) * 9_999 / 10_000;
    let (_, greatest, _) = sizes.select_nth_unstable_by(cut, f32::total_cmp);
    *greatest / 127.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantised_weights_are_near_the_true_ones() {
        let column: Vec<f32> = (0..16).map(|i| (i as f32 - 8.0) / 10.0).collect();
        let table = Table::quantise(4, &[column.clone(), vec![0.0; 16]]);
        for (bucket, weight) in column.iter().enumerate() {
            let token = (bucket as u32) << 28;
            assert!((table.weight(token, 0) - weight).abs() < 0.8 / 127.0 / 1.9);
            assert_eq!(table.weight(token, 1), 0.0);
        }
        let mut sums = [0.0; 2];
        table.add(&[0, 1 << 28, 2 << 28, 3 << 28], &mut sums);
        assert!((sums[0] - (-0.8 - 0.7 - 0.6 - 0.5) / 2.0).abs() < 0.01);
    }
}
