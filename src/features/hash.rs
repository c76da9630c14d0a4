//! Hashes of tokens: 32 bits from bytes or from other hashes.
//!
//! Runs of ASCII letters and digits are found and hashed eight bytes at a time, without regard to case. The upper bits of
//! every hash are good ones: they choose the slot of a token in a table.

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// A byte in every byte of a word.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The run of ASCII letters and digits that begins at `start`: its end and its hash.
#[inline]
pub(super) fn ascii_run(bytes: &[u8], start: usize) -> (usize, u32) {
    let mut hash = PRIME;
    let mut at = start;
    loop {
        let chunk = eight(bytes, at);
        let others = not_alphanumeric(chunk);
        if others == 0 {
            hash = (hash ^ (chunk | each(0x20))).wrapping_mul(PRIME).rotate_left(29);
            at += 8;
            continue;
        }
        // The lowest bit set is that of the first byte that does not belong to the run.
        let inside = ((others & others.wrapping_neg()) - 1) >> 7;
        let end = at + (others.trailing_zeros() / 8) as usize;
        return (end, fold(hash ^ ((chunk | each(0x20)) & inside)));
    }
}

/// Letters of a word's stem.
pub(super) const STEM: usize = 5;

/// Hash of the first [`STEM`] ASCII letters and digits from `start`, without regard to case; `None` where there are fewer.
#[inline]
pub(super) fn ascii_stem(bytes: &[u8], start: usize) -> Option<u32> {
    let chunk = eight(bytes, start);
    let stem = (1 << (8 * STEM)) - 1;
    (not_alphanumeric(chunk) & stem == 0).then(|| fold((chunk | each(0x20)) & stem | 1 << 43))
}

/// Eight bytes from `at`, with zeros behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// The highest bit of every byte that is no ASCII letter or digit.
#[inline]
fn not_alphanumeric(chunk: u64) -> u64 {
    // Adding to a byte below 0x80 what it lacks to a bound sets its highest bit where it reaches the bound.
    let low = chunk & each(0x7f);
    let reaches = |bytes: u64, bound: u8| bytes + each(0x80 - bound);
    let small = low | each(0x20);
    let letter = reaches(small, b'a') & !reaches(small, b'z' + 1);
    let digit = reaches(low, b'0') & !reaches(low, b'9' + 1);
    (!(letter | digit) | chunk) & each(0x80)
}

/// Hash of a run that is hashed character by character: the state so far and the next character.
#[inline]
pub(super) fn next(state: u64, c: char) -> u64 {
    (state ^ u64::from(c as u32)).wrapping_mul(PRIME).rotate_left(23)
}

/// State of [`next`] before the first character.
pub(super) const START: u64 = PRIME;

/// 32 bits of 64.
#[inline]
pub(super) fn fold(hash: u64) -> u32 {
    let hash = hash.wrapping_mul(PRIME);
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// Hash of two hashes in a row.
#[inline]
pub(super) fn pair(first: u32, second: u32) -> u32 {
    ((u64::from(first) << 32 | u64::from(second)).wrapping_mul(PRIME) >> 32) as u32 ^ first.rotate_left(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_letters_and_digits_end() {
        for byte in 0..=255_u8 {
            for length in 0..20 {
                let mut bytes = vec![b'q'; length];
                bytes.push(byte);
                let end = if byte.is_ascii_alphanumeric() { length + 1 } else { length };
                assert_eq!(ascii_run(&bytes, 0).0, end, "{byte:#x} after {length}");
                bytes.extend([b' '; 8]);
                assert_eq!(ascii_run(&bytes, 0).0, end, "{byte:#x} after {length}");
            }
        }
    }

    #[test]
    fn a_run_has_one_hash_whatever_its_case_and_surroundings() {
        for word in ["a", "seven", "letters", "eightlet", "ninelette", "antidisestablishmentarianism", "2024abc"] {
            let (_, hash) = ascii_run(word.as_bytes(), 0);
            for text in [word.to_uppercase(), format!("{word} and more"), format!("{word}-")] {
                assert_eq!(ascii_run(text.as_bytes(), 0), (word.len(), hash), "{text}");
            }
            let cut = ascii_run(&word.as_bytes()[1..], 0).1;
            assert_ne!(cut, hash);
        }
    }
}
