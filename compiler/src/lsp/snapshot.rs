//! What the compiler found out about one file and those it imports, with places as the client
//! counts them.

use lsp_types::{Location, Range, Uri};

use super::documents::Documents;
use super::position::{Encoding, Lines};
use super::uri;
use crate::diagnostics::{FileId, Span};
use crate::lint;
use crate::resolve::Analysis;
use crate::source::Source;

#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) analysis: Analysis,
    /// By file.
    lines: Vec<Lines>,
    encoding: Encoding,
}

/// The file that was asked for is the first that is read.
pub(super) const ROOT: FileId = 0;

impl Snapshot {
    pub(super) fn new(path: &std::path::Path, source: &dyn Source, encoding: Encoding) -> Self {
        let options = lint::Options::default();
        let mut analysis = Analysis::new(&[path.to_owned()], source, Some(&options));
        if analysis.world.is_none() {
            analysis.resolve_what_parses();
        }
        let files = 0..analysis.files.len() as FileId;
        let lines = files.map(|file| Lines::new(analysis.sources.text(file)));
        Snapshot {
            lines: lines.collect(),
            analysis,
            encoding,
        }
    }

    /// Whether the file itself could be read.
    pub(super) fn is_there(&self) -> bool {
        !self.analysis.files.is_empty()
    }

    pub(super) fn range(&self, span: Span) -> Range {
        let text = self.analysis.sources.text(span.file);
        let (start, end) = (span.start as usize, span.end as usize);
        self.lines[span.file as usize].range(text, start, end, self.encoding)
    }

    /// The byte of the file that was asked for.
    pub(super) fn offset(&self, position: lsp_types::Position) -> u32 {
        let text = self.analysis.sources.text(ROOT);
        self.lines[ROOT as usize].offset(text, position, self.encoding) as u32
    }

    /// A file's URI: the client's own, where it has the file open.
    pub(super) fn uri(&self, file: FileId, documents: &Documents) -> Option<Uri> {
        let file = &self.analysis.files[file as usize];
        match documents.by_identity(&file.identity) {
            Some(document) => Some(document.uri.clone()),
            None => uri::from_path(&file.path),
        }
    }

    pub(super) fn location(&self, span: Span, documents: &Documents) -> Option<Location> {
        let uri = self.uri(span.file, documents)?;
        Some(Location::new(uri, self.range(span)))
    }
}
