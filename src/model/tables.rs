//! Tables: what a hashed token weighs, in bytes.
//!
//! Stage one and the kinds are sums of weights looked up by hash. A [`Table`] holds some columns of such weights side by
//! side, so that one look serves all of them, quantised to a byte each with one scale a column. Every slot carries a tag
//! of its token's hash: a word that training did not see, or that did not get a place, counts nothing, instead of
//! counting what another word does.

use serde::{Deserialize, Serialize};

/// `2^bits` slots of a tag and some weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    bits: u32,
    scales: Vec<f32>,
    #[serde(with = "serde_bytes")]
    cells: Vec<u8>,
}

/// Tag of an empty slot; a token whose tag it would be takes the next.
const EMPTY: u8 = 0;

impl Table {
    /// Makes a table of the most important tokens: at most one a slot and at most `tokens` altogether.
    ///
    /// `weights` holds one row of `columns` weights a hash; importance is the greatest weight times the square root of
    /// `counts`. One weight in ten thousand is cut to the greatest that a byte can tell.
    #[cfg(any(test, feature = "training"))]
    pub fn new(bits: u32, columns: usize, hashes: &[u32], weights: &[f32], counts: &[u32], tokens: usize) -> Self {
        let scales = (0..columns).map(|c| scale(weights.iter().skip(c).step_by(columns))).collect::<Vec<f32>>();
        let row = |i: usize| &weights[i * columns..(i + 1) * columns];
        let importance = |i: usize| {
            let greatest = row(i).iter().zip(&scales).map(|(weight, scale)| (weight / scale).abs()).fold(0.0, f32::max);
            if greatest < 0.5 { 0.0 } else { greatest * (counts[i] as f32).sqrt() }
        };
        let mut order: Vec<(f32, usize)> =
            (0..hashes.len()).map(|i| (importance(i), i)).filter(|(importance, _)| *importance > 0.0).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut table = Table { bits, cells: vec![EMPTY; (columns + 1) << bits], scales };
        let mut placed = 0;
        for (_, i) in order {
            if placed == tokens {
                break;
            }
            let (slot, tag) = table.place(hashes[i]);
            let cells = &mut table.cells[slot * (columns + 1)..(slot + 1) * (columns + 1)];
            if cells[0] == EMPTY {
                placed += 1;
                cells[0] = tag;
                for ((cell, weight), scale) in cells[1..].iter_mut().zip(row(i)).zip(&table.scales) {
                    *cell = (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8;
                }
            }
        }
        table
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.scales.len()
    }

    /// Number of tokens it knows.
    pub fn tokens(&self) -> usize {
        self.cells.iter().step_by(self.columns() + 1).filter(|&&tag| tag != EMPTY).count()
    }

    /// Whether sizes fit together and every scale is finite.
    pub fn is_sound(&self, columns: usize) -> bool {
        self.columns() == columns
            && (1..=22).contains(&self.bits)
            && self.cells.len() == (columns + 1) << self.bits
            && self.scales.iter().all(|scale| scale.is_finite())
    }

    /// Adds to `sums[1..]` the weights of `tokens`, each by the power -1/2 of their number, and to `sums[0]` the number
    /// of those it knows.
    ///
    /// `ROW` must be the number of columns plus 1.
    pub fn add<const ROW: usize>(&self, tokens: &[u32], sums: &mut [f32; ROW]) {
        let (rows, _) = self.cells.as_chunks::<ROW>();
        let mut counts = [0_i32; ROW];
        for &token in tokens {
            let (slot, tag) = self.place(token);
            let row = rows[slot];
            // All bits or none, so that no branch asks whether a token is known.
            let known = (i32::from(row[0] ^ tag) - 1) >> 31;
            counts[0] -= known;
            for (count, cell) in counts[1..].iter_mut().zip(&row[1..]) {
                *count += known & i32::from(*cell as i8);
            }
        }
        let value = token_value(tokens.len());
        sums[0] += counts[0] as f32;
        for ((sum, count), scale) in sums[1..].iter_mut().zip(&counts[1..]).zip(&self.scales) {
            *sum += *count as f32 * scale * value;
        }
    }

    /// Weight of one token in one column; 0 where it is not known.
    pub fn weight(&self, token: u32, column: usize) -> f32 {
        let (slot, tag) = self.place(token);
        let cells = &self.cells[slot * (self.columns() + 1)..];
        if cells[0] == tag { f32::from(cells[1 + column] as i8) * self.scales[column] } else { 0.0 }
    }

    /// Sets the weight of a token in one column. A token without a slot takes one that is free; where another token has
    /// it, nothing changes.
    #[cfg(feature = "training")]
    pub fn learn(&mut self, token: u32, column: usize, weight: f32) {
        let (slot, tag) = self.place(token);
        let scale = self.scales[column];
        let row = self.columns() + 1;
        let cells = &mut self.cells[slot * row..(slot + 1) * row];
        if cells[0] == EMPTY {
            cells[0] = tag;
        }
        if cells[0] == tag {
            cells[1 + column] = (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8;
        }
    }

    fn place(&self, token: u32) -> (usize, u8) {
        let slot = token >> (32 - self.bits);
        // The eight bits below those that choose the slot.
        let tag = (token.wrapping_shl(self.bits) >> 24) as u8;
        (slot as usize, if tag == EMPTY { 1 } else { tag })
    }
}

/// What each of so many tokens counts.
pub(crate) fn token_value(tokens: usize) -> f32 {
    1.0 / (tokens.max(1) as f32).sqrt()
}

#[cfg(any(test, feature = "training"))]
fn scale<'a>(column: impl Iterator<Item = &'a f32>) -> f32 {
    let mut sizes: Vec<f32> = column.map(|weight| weight.abs()).filter(|&size| size > 0.0).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let cut = sizes.len() - 1 - sizes.len() / 10_000;
    let (_, greatest, _) = sizes.select_nth_unstable_by(cut, f32::total_cmp);
    *greatest / 127.0
}

#[cfg(all(test, feature = "training"))]
impl Table {
    pub fn scales_mut(&mut self) -> &mut [f32] {
        &mut self.scales
    }

    pub fn cells_mut(&mut self) -> &mut Vec<u8> {
        &mut self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tokens_weigh_what_they_were_given_and_others_nothing() {
        let hashes = [1 << 28 | 5 << 20, 2 << 28 | 7 << 20, 2 << 28 | 9 << 20];
        let table = Table::new(4, 2, &hashes, &[0.5, -0.25, 1.0, 0.0, 0.1, 0.1], &[1, 1, 1], 10);
        assert!((table.weight(hashes[0], 0) - 0.5).abs() < 0.01);
        assert!((table.weight(hashes[0], 1) + 0.25).abs() < 0.01);
        assert!((table.weight(hashes[1], 0) - 1.0).abs() < 0.01);
        assert_eq!(table.weight(hashes[2], 0), 0.0, "the slot belongs to the more important token");
        assert_eq!(table.weight(3 << 28, 0), 0.0);
        assert_eq!(table.tokens(), 2);
        let mut sums = [0.0; 3];
        table.add(&[hashes[0], hashes[1], hashes[2], 3 << 28], &mut sums);
        assert_eq!(sums[0], 2.0);
        assert!((sums[1] - 1.5 / 2.0).abs() < 0.01);
    }
}
