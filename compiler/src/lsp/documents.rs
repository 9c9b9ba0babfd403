//! The texts that are open in the editor. To the compiler they are what is on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::{Encoding, Lines};
use super::uri;
use crate::source::{Disk, Source};

/// An open text.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    /// By which the compiler knows it.
    pub(super) identity: PathBuf,
    pub(super) version: Option<i32>,
    pub(super) text: String,
}

/// All open texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Documents {
    /// By URI.
    open: BTreeMap<String, Document>,
}

impl Documents {
    pub(super) fn open(&mut self, uri: Uri, version: Option<i32>, text: String) {
        let path = uri::to_path(&uri);
        let document = Document {
            identity: identity(&path),
            path,
            version,
            text,
            uri,
        };
        self.open.insert(document.uri.as_str().to_owned(), document);
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        self.open.remove(uri.as_str());
    }

    pub(super) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(uri.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.open.values()
    }

    /// The open text of a file.
    pub(super) fn by_identity(&self, identity: &Path) -> Option<&Document> {
        self.open.values().find(|d| d.identity == identity)
    }

    /// Puts another text in place of that of a file, open or not.
    pub(super) fn replace(&mut self, path: &Path, identity: &Path, text: String) {
        let open = self.open.values_mut().find(|d| d.identity == identity);
        if let Some(open) = open {
            open.text = text;
        } else if let Some(uri) = uri::from_path(path) {
            self.open(uri, None, text);
        }
    }

    /// Applies changes, each to what the one before it made.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.open.get_mut(uri.as_str()) else {
            return;
        };
        document.version = Some(version);
        for change in changes {
            let Some(range) = change.range else {
                document.text = change.text;
                continue;
            };
            let lines = Lines::new(&document.text);
            let from = lines.offset(&document.text, range.start, encoding);
            let to = lines.offset(&document.text, range.end, encoding).max(from);
            document.text.replace_range(from..to, &change.text);
        }
    }

    /// Looks anew which files are open: one may have been saved, moved or linked.
    pub(super) fn refresh(&mut self) {
        for document in self.open.values_mut() {
            document.identity = identity(&document.path);
        }
    }
}

/// What a file is called that may not be there yet.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| uri::flat(path))
}

impl Source for Documents {
    fn identity(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.identity(path).or_else(|why| {
            let flat = uri::flat(path);
            match self.by_identity(&flat) {
                Some(_) => Ok(flat),
                None => Err(why),
            }
        })
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        match self.by_identity(&identity(path)) {
            Some(document) => Ok(document.text.len() as u64),
            None => Disk.size(path),
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.by_identity(&identity(path)) {
            Some(document) => Ok(document.text.clone().into_bytes()),
            None => Disk.read(path),
        }
    }
}
