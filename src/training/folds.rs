//! Folds: which documents stay together when stage one is scored on what it did not see.
//!
//! Groups are dealt out like cards, in the order of their hashes, so that folds are even however few groups there are.

use super::samples::group_hash;
use crate::document::LabelledDocument;
use std::collections::{BTreeSet, HashMap};

/// A fold for every group.
#[derive(Clone, Debug)]
pub(super) struct Folds {
    of: HashMap<u32, u32>,
    /// Number of folds.
    pub count: u32,
}

impl Folds {
    /// Deals out the groups of `documents`. `count` must be at least 1.
    pub fn new(documents: &[LabelledDocument], count: u32) -> Self {
        let groups: BTreeSet<u32> = documents.iter().enumerate().map(|(i, labelled)| group_hash(labelled, i)).collect();
        Folds { of: groups.into_iter().zip((0..count).cycle()).collect(), count }
    }

    /// Fold of a group, by its hash; a hash that is no group's, as a text's, gets one too.
    pub fn of(&self, group: u32) -> u32 {
        self.of.get(&group).copied().unwrap_or(group % self.count)
    }
}
