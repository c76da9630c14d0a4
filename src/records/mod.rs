//! Files of documents in and out.
