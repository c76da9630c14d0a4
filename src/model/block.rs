//! Block: some paragraphs that are led through trees together.
//!
//! Their measures come in, put on a scale a measure each ([`levels`]), and out go the sums of the leaves they reach
//! ([`sum`]). Levels and leaves are bytes, so that one instruction of AVX2 asks a question of many paragraphs and its
//! shuffle looks up their leaves; machines without it do the same one by one.

/// Questions of a tree. Its 64 leaves are four tables of 16 bytes, what a shuffle can look up.
pub(super) const QUESTIONS: usize = 6;
pub(super) const LEAVES: usize = 1 << QUESTIONS;

/// Paragraphs that are led through the trees at a time, so that what is kept of them stays near.
pub(super) const BLOCK: usize = 64;

/// Is a measure, by the position of its scale, above one of that scale's bounds, by its position?
pub(super) type Question = (u16, i8);

/// Writes of each value, how many of `bounds` it is above; there are at most [`BLOCK`] values and 127 bounds.
pub(super) fn levels(bounds: &[f32], values: &[f32], out: &mut [i8; BLOCK]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor was just asked.
        return unsafe { avx2::levels(bounds, values, out) };
    }
    portable_levels(bounds, values, out);
}

fn portable_levels(bounds: &[f32], values: &[f32], out: &mut [i8; BLOCK]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out = bounds.iter().map(|bound| i8::from(value > bound)).sum();
    }
}

/// Sums the leaves of the first `count` paragraphs of a block. Bit `k` of a leaf's number is the answer to question `k`,
/// whether the level on its scale is greater than its bound.
///
/// # Panics
///
/// Where a question names a scale that `levels` does not have.
pub(super) fn sum(
    questions: &[[Question; QUESTIONS]],
    leaves: &[[u8; LEAVES]],
    levels: &[[i8; BLOCK]],
    count: usize,
) -> [i32; BLOCK] {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor was just asked.
        return unsafe { avx2::sum(questions, leaves, levels, count) };
    }
    portable_sum(questions, leaves, levels, count)
}

fn portable_sum(
    questions: &[[Question; QUESTIONS]],
    leaves: &[[u8; LEAVES]],
    levels: &[[i8; BLOCK]],
    count: usize,
) -> [i32; BLOCK] {
    let (mut sums, mut numbers) = ([0; BLOCK], [0_u8; BLOCK]);
    // A number that a compiler knows to be a multiple, so that it takes several at once.
    let lanes = count.next_multiple_of(16);
    for (questions, leaves) in questions.iter().zip(leaves) {
        let asked = questions.map(|(scale, _)| &levels[usize::from(scale)]);
        for (at, number) in numbers[..lanes].iter_mut().enumerate() {
            let answer = |k: usize| u8::from(asked[k][at] > questions[k].1) << k;
            *number = (0..QUESTIONS).map(answer).sum();
        }
        for (sum, number) in sums.iter_mut().zip(&numbers[..count]) {
            *sum += i32::from(leaves[usize::from(*number) % LEAVES] as i8);
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{BLOCK, LEAVES, QUESTIONS, Question};
    use std::arch::x86_64::*;

    /// Paragraphs in a register.
    const LANES: usize = 32;
    /// Trees whose bytes are summed in two: 256 times 127 is less than 2^15.
    const TREES: usize = 256;

    #[target_feature(enable = "avx2")]
    pub fn levels(bounds: &[f32], values: &[f32], out: &mut [i8; BLOCK]) {
        let (out, _) = out.as_chunks_mut::<16>();
        for (values, out) in values.chunks(16).zip(out) {
            // What is behind the last paragraph is compared and not looked at.
            let mut padded = [0.0; 16];
            padded[..values.len()].copy_from_slice(values);
            let (halves, _) = padded.as_chunks();
            let [low, high] = [load_values(&halves[0]), load_values(&halves[1])];
            let (mut count_low, mut count_high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
            for &bound in bounds {
                let bound = _mm256_set1_ps(bound);
                let above = |values| _mm256_castps_si256(_mm256_cmp_ps::<_CMP_GT_OQ>(values, bound));
                // All bits are -1.
                count_low = _mm256_sub_epi32(count_low, above(low));
                count_high = _mm256_sub_epi32(count_high, above(high));
            }
            // Packs the halves of both registers crosswise; the permutation puts their quarters in order.
            let packed = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi32(count_low, count_high));
            for (out, level) in out.iter_mut().zip(store(packed)) {
                *out = level as i8;
            }
        }
    }

    #[target_feature(enable = "avx2")]
    pub fn sum(
        questions: &[[Question; QUESTIONS]],
        leaves: &[[u8; LEAVES]],
        levels: &[[i8; BLOCK]],
        count: usize,
    ) -> [i32; BLOCK] {
        let mut sums = [0; BLOCK];
        for (questions, leaves) in questions.chunks(TREES).zip(leaves.chunks(TREES)) {
            for first in (0..count).step_by(LANES) {
                let [low, high] = sum_some(questions, leaves, levels, first);
                for (sum, part) in sums[first..].iter_mut().zip(low.into_iter().chain(high)) {
                    *sum += i32::from(part);
                }
            }
        }
        sums
    }

    /// Of up to [`TREES`] trees and the paragraphs from `first` on.
    #[target_feature(enable = "avx2")]
    fn sum_some(
        questions: &[[Question; QUESTIONS]],
        leaves: &[[u8; LEAVES]],
        levels: &[[i8; BLOCK]],
        first: usize,
    ) -> [[i16; LANES / 2]; 2] {
        let (mut low, mut high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
        for (questions, leaves) in questions.iter().zip(leaves) {
            // All bits where the answer is yes.
            let answer = |k: usize| {
                let (scale, bound) = questions[k];
                let levels = levels[usize::from(scale)][first..].first_chunk().expect("a block holds whole registers");
                _mm256_cmpgt_epi8(load(levels), _mm256_set1_epi8(bound))
            };
            let bit = |k: usize| _mm256_and_si256(answer(k), _mm256_set1_epi8(1 << k));
            let number = _mm256_or_si256(_mm256_or_si256(bit(0), bit(1)), _mm256_or_si256(bit(2), bit(3)));
            let (tables, _) = leaves.as_chunks::<16>();
            let look = |table: usize| _mm256_shuffle_epi8(twice(&tables[table]), number);
            let (fifth, sixth) = (answer(4), answer(5));
            let found = _mm256_blendv_epi8(
                _mm256_blendv_epi8(look(0), look(1), fifth),
                _mm256_blendv_epi8(look(2), look(3), fifth),
                sixth,
            );
            low = _mm256_add_epi16(low, _mm256_cvtepi8_epi16(_mm256_castsi256_si128(found)));
            high = _mm256_add_epi16(high, _mm256_cvtepi8_epi16(_mm256_extracti128_si256::<1>(found)));
        }
        [store(low), store(high)]
    }

    #[target_feature(enable = "avx2")]
    fn load(bytes: &[i8; LANES]) -> __m256i {
        // SAFETY: 32 bytes are read, from anywhere.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[target_feature(enable = "avx2")]
    fn load_values(values: &[f32; 8]) -> __m256 {
        // SAFETY: 8 values are read, from anywhere.
        unsafe { _mm256_loadu_ps(values.as_ptr()) }
    }

    /// The same 16 bytes in both halves.
    #[target_feature(enable = "avx2")]
    fn twice(bytes: &[u8; 16]) -> __m256i {
        // SAFETY: 16 bytes are read, from anywhere.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
    }

    #[target_feature(enable = "avx2")]
    fn store(lanes: __m256i) -> [i16; LANES / 2] {
        let mut out = [0; LANES / 2];
        // SAFETY: 32 bytes are written, to anywhere.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), lanes) };
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn registers_sum_what_is_summed_one_by_one(
            questions in prop::collection::vec(prop::array::uniform6((0_u16..9, -128_i8..=127)), 300..520),
            seed: u64,
            count in 1_usize..=BLOCK,
        ) {
            let mut state = seed | 1;
            let mut byte = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            };
            // As great as a leaf can be, so that nothing overflows.
            let leaves: Vec<[u8; LEAVES]> =
                questions.iter().map(|_| std::array::from_fn(|_| (byte() as i8).max(-127) as u8)).collect();
            let levels: Vec<[i8; BLOCK]> = (0..9).map(|_| std::array::from_fn(|_| byte() as i8)).collect();
            let expected = portable_sum(&questions, &leaves, &levels, count);
            prop_assert_eq!(&sum(&questions, &leaves, &levels, count)[..count], &expected[..count]);
        }

        #[test]
        fn registers_count_the_bounds_that_are_counted_one_by_one(
            bounds in prop::collection::vec(-3.0_f32..3.0, 0..=127),
            values in prop::collection::vec(prop_oneof![-4.0_f32..4.0, Just(f32::NAN), Just(f32::INFINITY)], 1..=BLOCK),
        ) {
            let (mut expected, mut found) = ([0; BLOCK], [0; BLOCK]);
            portable_levels(&bounds, &values, &mut expected);
            levels(&bounds, &values, &mut found);
            prop_assert_eq!(&found[..values.len()], &expected[..values.len()]);
        }

        #[test]
        fn all_leaves_at_their_greatest_do_not_overflow(trees in 1_usize..700) {
            let (questions, leaves) = (vec![[(0, 0); QUESTIONS]; trees], vec![[127; LEAVES]; trees]);
            prop_assert_eq!(sum(&questions, &leaves, &[[0; BLOCK]], BLOCK), [127 * trees as i32; BLOCK]);
        }
    }
}
