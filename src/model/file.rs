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
const VERSION: u32 = 1;
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
    /// [`ErrorKind::Model`] where the bytes are no model, cut short, damaged, of a newer version, made for other
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
                "the model file has format version {version}, this program reads up to {VERSION}: update unblurb"
            ));
        }
        if version == 0 {
            return refuse("the model file has format version 0, which never was: it is damaged".to_owned());
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
        let parts: Parts = postcard::from_bytes(&encoded).map_err(|e| unfit(e.to_string()))?;
        Model::from_parts(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> String {
        let error = Model::from_bytes(bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        error.message().to_owned()
    }

    #[test]
    fn a_model_comes_back_as_it_was() {
        let bytes = Model::embedded().to_bytes().unwrap();
        let model = Model::from_bytes(&bytes).unwrap();
        assert_eq!(model.parts, Model::embedded().parts);
        assert_eq!(model.to_bytes().unwrap(), bytes);
    }

    #[test]
    fn unfit_files_are_told_apart() {
        let good = Model::embedded().to_bytes().unwrap();
        assert!(message(b"").contains("cut short"));
        assert!(message(&good[..12]).contains("cut short"));
        assert!(message(&good[..good.len() - 1]).contains("checksum"));
        assert!(message(b"PK\x03\x04 and so on").contains("not a model file"));
        let change = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] ^= value;
            bytes
        };
        assert!(message(&change(8, 0x7f)).contains("newer").eq(&false));
        assert!(message(&change(9, 1)).contains("update unblurb"));
        assert!(message(&change(12, 1)).contains("other features"));
        for at in [HEADER, good.len() / 2, good.len() - 1] {
            assert!(message(&change(at, 1)).contains("checksum"));
        }
    }

    #[test]
    fn numbers_that_are_not_finite_are_refused() {
        let mut parts = Model::embedded().parts.clone();
        parts.junk.page.bias = f32::NAN;
        assert!(Model::from_parts(parts).unwrap_err().message().contains("not finite"));
    }
}
