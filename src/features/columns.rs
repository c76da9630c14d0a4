//! Columns: the loops that fill a measure's column, whatever the measure.
//!
//! A column has one value a paragraph. The loops here know their bounds before they start, so that a compiler makes them
//! take several paragraphs at once; what is special at the borders of a document is done apart.

use super::maths::ln_1p;

/// One value a paragraph, by its index.
#[inline]
pub(super) fn each(out: &mut [f32], value: impl Fn(usize) -> f32) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = value(i);
    }
}

/// `ln(1 + count)` a paragraph, by its index.
#[inline]
pub(super) fn log_each(out: &mut [f32], count: impl Fn(usize) -> f32) {
    each(out, count);
    logs(out);
}

/// Turns every count into `ln(1 + count)`.
#[inline(never)]
pub(super) fn logs(out: &mut [f32]) {
    out.iter_mut().for_each(|value| *value = ln_1p(*value));
}

/// One value a paragraph, from a value of its own.
#[inline]
pub(super) fn map(out: &mut [f32], values: &[f32], value: impl Fn(f32) -> f32) {
    for (out, &own) in out.iter_mut().zip(values) {
        *out = value(own);
    }
}

/// The value of the paragraph `back` before; `outside` where there is none.
pub(super) fn before(out: &mut [f32], values: &[f32], back: usize, outside: f32) {
    let back = back.min(out.len());
    let (border, inner) = out.split_at_mut(back);
    border.fill(outside);
    inner.copy_from_slice(&values[..inner.len()]);
}

/// The value of the paragraph `ahead` after; `outside` where there is none.
pub(super) fn after(out: &mut [f32], values: &[f32], ahead: usize, outside: f32) {
    let inner = out.len().saturating_sub(ahead);
    let (inner, border) = out.split_at_mut(inner);
    border.fill(outside);
    inner.copy_from_slice(&values[values.len() - inner.len()..]);
}

/// Paragraphs since the last that `is_one`, as ln(1 + paragraphs), `start` at the border; counted in the order given.
#[inline]
pub(super) fn since(out: &mut [f32], order: impl Iterator<Item = usize>, start: u32, is_one: impl Fn(usize) -> bool) {
    let mut since = start;
    for i in order {
        out[i] = since as f32;
        since = if is_one(i) { 0 } else { since + 1 };
    }
    logs(out);
}

/// Means over the `reach` paragraphs on either side, the paragraph itself left out; 0 where there is none.
///
/// `sums` holds the sums before each paragraph and is one longer, `own` what each paragraph adds to them.
pub(super) fn mean_around(out: &mut [f32], sums: &[f32], own: &[f32], reach: usize) {
    let n = out.len();
    let inner = reach.min(n)..n.saturating_sub(reach).max(reach.min(n));
    for i in (0..inner.start).chain(inner.end..n) {
        let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(n));
        let count = to - from - 1;
        out[i] = if count == 0 { 0.0 } else { (sums[to] - sums[from] - own[i]) / count as f32 };
    }
    if inner.is_empty() {
        return;
    }
    let (low, high) = (&sums[..inner.len()], &sums[2 * reach + 1..]);
    let sides = low.iter().zip(high).zip(&own[inner.clone()]);
    for (out, ((low, high), own)) in out[inner].iter_mut().zip(sides) {
        *out = (high - low - own) / (2 * reach) as f32;
    }
}

/// Means over the `reach` paragraphs before; 0 where there is none.
pub(super) fn mean_before(out: &mut [f32], sums: &[f32], reach: usize) {
    let border = reach.min(out.len());
    let (border, inner) = out.split_at_mut(border);
    for (i, out) in border.iter_mut().enumerate() {
        *out = if i == 0 { 0.0 } else { (sums[i] - sums[0]) / i as f32 };
    }
    for (out, (low, high)) in inner.iter_mut().zip(sums.iter().zip(&sums[border.len()..])) {
        *out = (high - low) / reach as f32;
    }
}

/// Means over the `reach` paragraphs after; 0 where there is none.
pub(super) fn mean_after(out: &mut [f32], sums: &[f32], reach: usize) {
    let n = out.len();
    let (inner, border) = out.split_at_mut(n.saturating_sub(reach));
    let start = inner.len();
    for (i, out) in border.iter_mut().enumerate().map(|(i, out)| (start + i, out)) {
        let count = n - i - 1;
        *out = if count == 0 { 0.0 } else { (sums[n] - sums[i + 1]) / count as f32 };
    }
    if let [_, low @ ..] = sums {
        for (out, (low, high)) in inner.iter_mut().zip(low.iter().zip(&sums[(reach + 1).min(sums.len())..])) {
            *out = (high - low) / reach as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean of `values` over `from..to` as far as there are such, without `at`.
    fn mean(values: &[f32], from: usize, to: usize, at: usize) -> f32 {
        let among: Vec<f32> = (from..to.min(values.len())).filter(|&i| i != at).map(|i| values[i]).collect();
        if among.is_empty() { 0.0 } else { among.iter().sum::<f32>() / among.len() as f32 }
    }

    #[test]
    fn means_are_those_of_the_paragraphs_there_are() {
        for n in 0..40 {
            // Small whole numbers, so that sums are exact.
            let values: Vec<f32> = (0..n).map(|i| (i * i % 7) as f32).collect();
            let sums: Vec<f32> = (0..=n).map(|i| values[..i].iter().sum()).collect();
            let mut out = vec![f32::NAN; n];
            for reach in [1, 2, 5, 25] {
                mean_around(&mut out, &sums, &values, reach);
                (0..n).for_each(|i| assert_eq!(out[i], mean(&values, i.saturating_sub(reach), i + reach + 1, i)));
                mean_before(&mut out, &sums, reach);
                (0..n).for_each(|i| assert_eq!(out[i], mean(&values, i.saturating_sub(reach), i, i)));
                mean_after(&mut out, &sums, reach);
                (0..n).for_each(|i| assert_eq!(out[i], mean(&values, i + 1, i + 1 + reach, i)));
                before(&mut out, &values, reach, -1.0);
                (0..n).for_each(|i| assert_eq!(out[i], i.checked_sub(reach).map_or(-1.0, |i| values[i])));
                after(&mut out, &values, reach, -1.0);
                (0..n).for_each(|i| assert_eq!(out[i], values.get(i + reach).copied().unwrap_or(-1.0)));
            }
        }
    }

    #[test]
    fn counting_starts_anew_after_each() {
        let mut out = [0.0; 5];
        since(&mut out, 0..5, 9, |i| i == 1 || i == 2);
        assert_eq!(out, [9.0_f32, 10.0, 0.0, 0.0, 1.0].map(ln_1p));
        since(&mut out, (0..5).rev(), 9, |i| i == 1 || i == 2);
        assert_eq!(out, [0.0_f32, 0.0, 11.0, 10.0, 9.0].map(ln_1p));
    }
}
