//! The model file.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic, `UNBLURB` and a line end |
//! | 4 | version of the format, little-endian |
//! | 4 | fingerprint of the features the model was trained on, little-endian |
//! | 4 | CRC-32 of what follows, little-endian |
//! | rest | the model in postcard's encoding, compressed with zstd |
//!
//! Every way a file can be unfit has a message of its own, and no number that is not finite gets through.

use super::{Model, Parts};
use crate::error::{Error, ErrorKind, Result};
use crate::features;

const MAGIC: [u8; 8] = *b"UNBLURB\n";
/// Raised with every change of the encoding.
const VERSION: u32 = 3;
const HEADER: usize = 20;
/// No model is larger when unpacked; what claims to be is not one.
const MAX_UNPACKED: usize = 256 << 20;
const LEVEL: i32 = 19;

impl Model {
    /// The model as a file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] where it cannot be encoded, which happens only when memory runs out.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let unfit = |reason: String| Error::new(ErrorKind::Model, format!("the model cannot be encoded: {reason}"));
        let encoded = postcard::to_allocvec(&self.parts).map_err(|e| unfit(e.to_string()))?;
        let packed = zstd::bulk::compress(&encoded, LEVEL).map_err(|e| unfit(e.to_string()))?;
        let mut bytes = Vec::with_capacity(HEADER + packed.len());
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(features::fingerprint().to_le_bytes());
        bytes.extend(crc32fast::hash(&packed).to_le_bytes());
        bytes.extend(packed);
        Ok(bytes)
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] where the bytes are no model, cut short, damaged, of another version, made for other
    /// features, or hold numbers that are not finite.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let refuse = |reason: String| Err(Error::new(ErrorKind::Model, reason));
        if bytes.len() < MAGIC.len() && MAGIC.starts_with(bytes) {
            return refuse(format!(
                "the model file is cut short: {} bytes, its header alone has {HEADER}",
                bytes.len()
            ));
        }
        if !bytes.starts_with(&MAGIC) {
            return refuse("not a model file of unblurb: it does not begin with UNBLURB".to_owned());
        }
        if bytes.len() < HEADER {
            return refuse(format!(
                "the model file is cut short: {} bytes, its header alone has {HEADER}",
                bytes.len()
            ));
        }
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes of the header"));
        let (version, fingerprint, checksum) = (number(8), number(12), number(16));
        if version > VERSION {
            return refuse(format!(
                "the model file has format version {version}, this program reads {VERSION}: update unblurb"
            ));
        }
        if version < VERSION {
            return refuse(format!(
                "the model file has format version {version}, this program reads {VERSION}: train the model anew"
            ));
        }
        let packed = &bytes[HEADER..];
        if crc32fast::hash(packed) != checksum {
            return refuse("the model file is damaged or cut short: its checksum does not match".to_owned());
        }
        let expected = features::fingerprint();
        if fingerprint != expected {
            return refuse(format!(
                "the model was trained on other features ({fingerprint:08x}, this program has {expected:08x}): train it anew"
            ));
        }
        let unfit =
            |reason: String| Error::new(ErrorKind::Model, format!("the model file does not hold a model: {reason}"));
        let encoded = zstd::bulk::decompress(packed, MAX_UNPACKED).map_err(|e| unfit(e.to_string()))?;
        let (parts, rest) = postcard::take_from_bytes::<Parts>(&encoded).map_err(|e| unfit(e.to_string()))?;
        if !rest.is_empty() {
            return Err(unfit(format!("{} bytes follow it", rest.len())));
        }
        Model::from_parts(parts)
    }
}

#[cfg(all(test, feature = "training"))]
mod tests {
    use super::*;
    use crate::cleaning::Cleaner;
    use crate::document::Document;
    use crate::training::fixture::model;
    use proptest::prelude::*;

    fn message(bytes: &[u8]) -> String {
        let error = Model::from_bytes(bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        error.message().to_owned()
    }

    /// A file whose header is right for this payload.
    fn file(packed: &[u8]) -> Vec<u8> {
        let numbers = [VERSION, features::fingerprint(), crc32fast::hash(packed)].map(u32::to_le_bytes);
        [&MAGIC, numbers.as_flattened(), packed].concat()
    }

    fn encoded() -> Vec<u8> {
        postcard::to_allocvec(&model().parts).unwrap()
    }

    fn packed(encoded: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(encoded, 1).unwrap()
    }

    #[test]
    fn a_model_comes_back_as_it_was() {
        let bytes = model().to_bytes().unwrap();
        let read = Model::from_bytes(&bytes).unwrap();
        assert_eq!(read.parts, model().parts);
        assert_eq!(read.to_bytes().unwrap(), bytes);
    }

    #[test]
    fn what_is_no_model_is_told_from_what_is_cut_short() {
        let good = model().to_bytes().unwrap();
        for length in 0..HEADER {
            assert!(message(&good[..length]).contains("cut short"), "{length} bytes");
        }
        for length in (HEADER..good.len()).step_by(37).chain([HEADER, good.len() - 1]) {
            assert!(message(&good[..length]).contains("damaged or cut short"), "{length} bytes");
        }
        for other in ["PK\x03\x04", "unblurb\n", "UNBLURB\r\n"] {
            assert!(message(other.as_bytes()).contains("not a model file"), "{other:?}");
        }
    }

    #[test]
    fn every_byte_of_the_header_counts() {
        let good = model().to_bytes().unwrap();
        for at in 0..HEADER {
            for flip in [1, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] ^= flip;
                let expected = match at {
                    0..8 => "not a model file",
                    8..12 => "format version",
                    12..16 => "other features",
                    _ => "checksum",
                };
                assert!(message(&bytes).contains(expected), "byte {at} ^ {flip}: {}", message(&bytes));
            }
        }
    }

    #[test]
    fn older_versions_are_refused() {
        let mut bytes = model().to_bytes().unwrap();
        for version in 0..VERSION as u8 {
            bytes[8] = version;
            assert!(message(&bytes).contains("train the model anew"), "{version}");
        }
    }

    #[test]
    fn every_flipped_bit_of_the_rest_is_seen() {
        let good = model().to_bytes().unwrap();
        for at in (HEADER..good.len()).step_by(11).chain([good.len() - 1]) {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << (at % 8);
            assert!(message(&bytes).contains("checksum"), "byte {at}");
        }
        assert!(message(&[&good[..], b"x"].concat()).contains("checksum"), "something was appended");
    }

    /// Right in checksum, wrong in what they hold.
    #[test]
    fn payloads_that_hold_no_model_are_refused() {
        let encoded = encoded();
        let good = packed(&encoded);
        // A frame of zstd that claims 2^62 bytes, and holds an empty last block.
        let claim = [&[0x28, 0xb5, 0x2f, 0xfd, 0xe0][..], &(1_u64 << 62).to_le_bytes(), &[1, 0, 0]].concat();
        // 300 MB of zeros in a few kilobytes.
        let mut bomb = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
        std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 300 << 20), &mut bomb).unwrap();
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 1 << 20);
        // A list that claims 2^60 entries.
        let list = [&[0xff; 8][..], &[0x0f]].concat();
        for (name, payload) in [
            ("nothing", Vec::new()),
            ("no zstd", encoded.clone()),
            ("a cut frame", good[..good.len() / 2].to_vec()),
            ("a claim", claim),
            ("a bomb", bomb),
            ("an empty frame", packed(b"")),
            ("a cut encoding", packed(&encoded[..encoded.len() - 1])),
            ("a long encoding", packed(&[&encoded[..], b"\0"].concat())),
            ("a long list", packed(&list)),
        ] {
            assert!(message(&file(&payload)).contains("does not hold a model"), "{name}");
        }
    }

    /// The model with one part changed.
    fn refuses(change: impl FnOnce(&mut Parts)) -> bool {
        let mut parts = model().parts.clone();
        // Two experts, so that both are looked at.
        parts.junk.story = Some((parts.junk.page.clone(), parts.junk.page.clone()));
        assert!(Model::from_parts(parts.clone()).is_ok());
        change(&mut parts);
        // Through a file, as a stranger's model comes.
        let error = Model::from_bytes(&file(&packed(&postcard::to_allocvec(&parts).unwrap())));
        error.is_err_and(|error| error.kind() == ErrorKind::Model && error.message().contains("not finite"))
    }

    #[test]
    fn numbers_that_are_not_finite_are_refused_in_every_part() {
        use crate::features;
        use crate::model::{Dense, Product, Source, Standard};
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(refuses(|parts| parts.threshold = bad));
            assert!(refuses(|parts| parts.losses.points[0].threshold = f32::NAN));
            assert!(refuses(|parts| parts.losses.points[0].lost = bad.into()));
            assert!(refuses(|parts| parts.losses.points[0].removed = bad.into()));
            assert!(refuses(|parts| parts.evidence.junk.as_mut().unwrap().slope = bad));
            assert!(refuses(|parts| parts.evidence.intervals[0].1.low = bad.into()));
            assert!(refuses(|parts| parts.word_bias.0 = bad));
            assert!(refuses(|parts| parts.word_bias.1 = bad));
            assert!(refuses(|parts| parts.words.scales_mut()[3] = bad));
            assert!(refuses(|parts| parts.card.figures[0].1 = bad.into()));
            assert!(refuses(|parts| parts.card.sources = vec![Source { weight: bad, ..Source::default() }]));
            let standard = |mean, deviation| Standard { column: 0, mean, deviation };
            let dense: [&dyn Fn(&mut Dense); 9] = [
                &|dense| dense.bias = bad,
                &|dense| dense.curves[0].offset = bad,
                &|dense| dense.curves[0].slopes[0] = bad,
                &|dense| dense.curves[0].range.0 = if bad > 0.0 { f32::NAN } else { bad },
                &|dense| dense.curves[0].range.1 = if bad < 0.0 { f32::NAN } else { bad },
                &|dense| (dense.curves[0].knots, dense.curves[0].slopes) = (vec![bad], vec![0.0, 0.0]),
                &|dense| dense.standards = vec![standard(bad, 1.0)],
                &|dense| dense.standards = vec![standard(0.0, bad)],
                &|dense| {
                    dense.standards = vec![standard(0.0, 1.0)];
                    dense.products = vec![Product { factors: (0, 0), weight: 0.0, offset: bad }];
                },
            ];
            for change in dense {
                assert!(refuses(|parts| change(&mut parts.junk.page)));
                assert!(refuses(|parts| change(&mut parts.junk.story.as_mut().unwrap().0)));
                assert!(refuses(|parts| change(&mut parts.junk.story.as_mut().unwrap().1)));
            }
            let kinds: [&dyn Fn(&mut crate::model::Kinds); 5] = [
                &|kinds| kinds.bias[10] = bad,
                &|kinds| kinds.weights[0][0] = bad,
                &|kinds| kinds.standards[0].mean = bad,
                &|kinds| kinds.standards[0].deviation = bad,
                &|kinds| kinds.words.scales_mut()[0] = bad,
            ];
            for change in kinds {
                assert!(refuses(|parts| change(parts.kinds.as_mut().unwrap())));
            }
        }
        let width = features::width();
        assert!(refuses(|parts| parts.junk.page.curves[0].column = width));
        assert!(refuses(|parts| parts.kinds.as_mut().unwrap().standards[0].column = width));
        assert!(refuses(|parts| parts.junk.page.standards = vec![Standard { column: 0, mean: 0.0, deviation: 0.0 }]));
        assert!(refuses(|parts| parts.junk.page.curves[0].range = (1.0, 0.0)));
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        use crate::model::Product;
        assert!(refuses(|parts| parts.words = parts.kinds.as_ref().unwrap().words.clone()));
        assert!(refuses(|parts| parts.kinds.as_mut().unwrap().words = parts.words.clone()));
        assert!(refuses(|parts| parts.words.cells_mut().push(0)));
        assert!(refuses(|parts| parts.words.cells_mut().clear()));
        assert!(refuses(|parts| parts.junk.page.curves[0].slopes.clear()));
        assert!(refuses(
            |parts| parts.junk.page.products = vec![Product { factors: (0, 1000), weight: 0.0, offset: 0.0 }]
        ));
        assert!(refuses(|parts| parts.kinds.as_mut().unwrap().weights.truncate(1)));
        assert!(refuses(|parts| parts.kinds.as_mut().unwrap().weights[0].truncate(5)));
        assert!(refuses(|parts| parts.kinds.as_mut().unwrap().labels[0] = 11));
        assert!(refuses(|parts| {
            let kinds = parts.kinds.as_mut().unwrap();
            (kinds.labels, kinds.weights) = (Vec::new(), Vec::new());
        }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            prop_assert!(Model::from_bytes(&bytes).is_err());
            prop_assert!(Model::from_bytes(&file(&bytes)).is_err());
            prop_assert!(Model::from_bytes(&file(&packed(&bytes))).is_err());
        }

        /// A model with some bytes changed may still be one; then it judges without a panic.
        #[test]
        fn changed_models_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut encoded = encoded();
            for (at, value) in changes {
                let at = at.index(encoded.len());
                encoded[at] = value;
            }
            if let Ok(model) = Model::from_bytes(&file(&packed(&encoded))) {
                let document = Document::from_paragraphs(["A piece of text.", "", "Sign up now!"]);
                prop_assert_eq!(Cleaner::new(&model).judge(&document, model.threshold()).len(), 3);
            }
        }
    }
}
