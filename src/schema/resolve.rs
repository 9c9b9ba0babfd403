//! Which version of each package one version of the root's package means.

use alloc::vec;
use alloc::vec::Vec;

use super::Index;

/// One version of every package: what a header's single version stands for (the flattened table
/// of imports). A message or union is walked by the version of the package that declares it.
///
/// ```
/// use halflap::schema::{Index, Versions, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let first = Versions::new(&index, 0, 1);
/// assert_eq!(first.block(&index, 0), 48);
/// assert_eq!(Versions::new(&index, 0, 2).package(0), 0); // there is no version 2
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    packages: Vec<u32>,
}

impl Versions {
    /// The versions of all packages at `version` of the package `root` (an index of
    /// `Schema::packages`). `version` 0, or one above the package's newest, gives 0 for all.
    pub fn new(index: &Index, root: usize, version: u32) -> Self {
        let mut packages = vec![0; index.schema.packages.len()];
        let root_package = &index.schema.packages[root];
        if (1..=root_package.version).contains(&version) {
            packages[root] = version;
            for pin in &root_package.pins {
                packages[pin.package as usize] = pin.versions[version as usize - 1];
            }
        }
        Self { packages }
    }

    /// The newest version of every package, whatever the root's package means by it: what the
    /// generated types hold.
    pub fn newest(index: &Index) -> Self {
        let packages = index.schema.packages.iter();
        Self {
            packages: packages.map(|package| package.version).collect(),
        }
    }

    /// The version of a package, an index of `Schema::packages`; 0 where it is not imported.
    pub fn package(&self, package: u32) -> u32 {
        self.packages.get(package as usize).copied().unwrap_or(0)
    }

    /// The version by which a message is walked.
    pub fn message(&self, index: &Index, message: usize) -> u32 {
        self.package(index.schema.messages[message].package)
    }

    /// The version by which a union is walked.
    pub fn union(&self, index: &Index, union: usize) -> u32 {
        self.package(index.schema.unions[union].package)
    }

    /// The length of a message's block; 0 where its package is not imported.
    pub fn block(&self, index: &Index, message: usize) -> u32 {
        match self.message(index, message) {
            0 => 0,
            version => index.schema.messages[message].blocks[version as usize - 1],
        }
    }
}
