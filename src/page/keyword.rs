//! Words looked up by their bytes, whatever their case: the names of elements and attributes.
//!
//! A table made by the compiler, of words of at most 16 ASCII bytes. Apart from `name` and `attribute` because both
//! look names up millions of times a second, and a match on strings is several times as slow.

/// Words with their places in a list, in `SLOTS` slots (a power of two, at least twice the number of words).
pub(super) struct Keywords<const SLOTS: usize> {
    keys: [u128; SLOTS],
    places: [u8; SLOTS],
}

impl<const SLOTS: usize> Keywords<SLOTS> {
    /// A table of `words`, which are in lower case, at most 255.
    pub(super) const fn new(words: &[&str]) -> Self {
        assert!(SLOTS.is_power_of_two() && words.len() * 2 <= SLOTS && words.len() < 256);
        let mut table = Keywords { keys: [0; SLOTS], places: [0; SLOTS] };
        let mut place = 0;
        while place < words.len() {
            let key = pack(words[place].as_bytes());
            let mut slot = Self::slot(key);
            while table.keys[slot] != 0 {
                assert!(table.keys[slot] != key, "a word stands twice");
                slot = (slot + 1) % SLOTS;
            }
            table.keys[slot] = key;
            table.places[slot] = place as u8;
            place += 1;
        }
        table
    }

    /// The place of a word in the list.
    pub(super) fn find(&self, word: &[u8]) -> Option<u8> {
        if word.is_empty() || word.len() > 16 {
            return None;
        }
        let key = pack(word);
        let mut slot = Self::slot(key);
        while self.keys[slot] != 0 {
            if self.keys[slot] == key {
                return Some(self.places[slot]);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }

    const fn slot(key: u128) -> usize {
        let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(23);
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % SLOTS
    }
}

/// The bytes of a word of at most 16 bytes, capitals made small.
const fn pack(word: &[u8]) -> u128 {
    let mut key = 0;
    let mut i = 0;
    while i < word.len() {
        key |= (word[i].to_ascii_lowercase() as u128) << (8 * i);
        i += 1;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_nothing_else_is() {
        static TABLE: Keywords<8> = Keywords::new(&["a", "blockquote", "h1"]);
        assert_eq!(TABLE.find(b"a"), Some(0));
        assert_eq!(TABLE.find(b"BlockQuote"), Some(1));
        assert_eq!(TABLE.find(b"H1"), Some(2));
        for other in ["", "b", "h2", "a\0", "blockquotes", "a word of more than sixteen bytes"] {
            assert!(TABLE.find(other.as_bytes()).is_none_or(|place| other == "a\0" && place == 0), "{other:?}");
        }
    }
}
