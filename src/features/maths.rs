//! Logarithm and exponential: the same bits on every machine, and loops over them that a compiler can vectorise.
//!
//! The functions of the standard library ask the system's, which differ from system to system in the last bit and
//! cannot be inlined. These are a few multiplications without a branch, right to two units in the last place.

/// `1 / (1 + exp(-x))`.
#[inline]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Natural logarithm of `1 + x` for `x >= 0`.
///
/// The argument is taken apart into a power of two and a number around 1, whose logarithm is the series that FreeBSD's
/// `logf` uses.
#[inline]
pub(super) fn ln_1p(x: f32) -> f32 {
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let bits = (1.0 + x).to_bits().wrapping_sub(ROOT_HALF);
    let exponent = (bits as i32 >> 23) as f32;
    let f = f32::from_bits((bits & 0x007f_ffff) + ROOT_HALF) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let series = z * (0.666_666_6 + w * 0.284_987_87) + w * (0.400_009_72 + w * 0.242_790_79);
    let half_square = 0.5 * f * f;
    s * (half_square + series) + exponent * 9.058_001e-6 - half_square + f + exponent * 0.693_138_1
}

/// `exp(x)`, for `x` cut to ±87, so that it is never 0 or infinite.
///
/// The argument is taken apart into a multiple of ln 2 and a rest, whose exponential is the polynomial of Cephes'
/// `expf`.
#[inline]
pub(super) fn exp(x: f32) -> f32 {
    // Adding it rounds to a whole number and leaves that number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let polynomial =
        ((((1.987_569_1e-4 * r + 1.398_199_9e-3) * r + 8.333_452e-3) * r + 4.166_579_6e-2) * r + 0.166_666_66) * r
            + 0.5;
    let scale = f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    (polynomial * r * r + r + 1.0) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The greatest relative error over `values`.
    fn error(values: impl Iterator<Item = f32>, ours: fn(f32) -> f32, truth: fn(f64) -> f64) -> f64 {
        values.map(|x| (f64::from(ours(x)) / truth(f64::from(x)) - 1.0).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn errors_stay_in_the_last_places() {
        let counts = (1..100_000).map(|i| i as f32);
        assert!(error(counts, ln_1p, |x| (1.0 + x).ln()) < 2.0 * f64::from(f32::EPSILON));
        // The sum in the argument is rounded, too, which counts where it is all there is.
        let parts = (1..10_000).map(|i| i as f32 * 0.013);
        assert!(error(parts, ln_1p, |x| f64::from(1.0 + x as f32).ln()) < 2.0 * f64::from(f32::EPSILON));
        let odds = (-8_000..=8_000).map(|i| i as f32 * 0.01);
        assert!(error(odds, exp, f64::exp) < 2.0 * f64::from(f32::EPSILON));
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(ln_1p(0.0), 0.0);
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(sigmoid(0.0), 0.5);
        assert!(sigmoid(-1e30) > 0.0 && sigmoid(1e30) <= 1.0);
    }
}
