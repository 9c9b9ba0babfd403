//! Findings as the protocol has them.

use std::collections::BTreeMap;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString,
    Uri,
};

use super::documents::Documents;
use super::snapshot::{ROOT, Snapshot};
use crate::diagnostics::{self, FileId, Severity, Span};
use crate::lint;

/// The findings of one file.
#[derive(Debug)]
pub(super) struct OfFile {
    pub(super) uri: Uri,
    pub(super) list: Vec<Diagnostic>,
}

/// What is found in open files and those they import, by the file's URI. A file in which nothing is
/// found is there too.
pub(super) fn collect(
    snapshots: &[&Snapshot],
    documents: &Documents,
    related: bool,
) -> BTreeMap<String, OfFile> {
    let mut all: BTreeMap<String, OfFile> = BTreeMap::new();
    for (i, snapshot) in snapshots.iter().enumerate() {
        let files = snapshot.analysis.files.len() as FileId;
        let uris: Vec<Option<Uri>> = (0..files).map(|f| snapshot.uri(f, documents)).collect();
        for uri in uris.iter().flatten() {
            let list = Vec::new();
            let uri = uri.clone();
            all.entry(uri.as_str().to_owned())
                .or_insert(OfFile { uri, list });
        }
        for found in &snapshot.analysis.diagnostics {
            if used_elsewhere(snapshots, i, found) {
                continue;
            }
            let place = found.place().unwrap_or(Span {
                file: ROOT,
                ..Span::default()
            });
            let Some(Some(uri)) = uris.get(place.file as usize) else {
                continue;
            };
            let converted = convert(snapshot, found, place, &uris, related);
            if let Some(of_file) = all.get_mut(uri.as_str())
                && !of_file.list.contains(&converted)
            {
                of_file.list.push(converted);
            }
        }
    }
    for of_file in all.values_mut() {
        of_file.list.sort_by_key(|found| found.range.start);
    }
    all
}

/// A type is not unused where another open file uses it.
fn used_elsewhere(snapshots: &[&Snapshot], own: usize, found: &diagnostics::Diagnostic) -> bool {
    let (Some(lint), Some(place)) = (found.found_by(), found.place()) else {
        return false;
    };
    if lint.id != lint::UNUSED_TYPE.id {
        return false;
    }
    let identity = &snapshots[own].analysis.files[place.file as usize].identity;
    snapshots.iter().enumerate().any(|(i, other)| {
        let mut files = other.analysis.files.iter();
        let same = files.position(|file| file.identity == *identity);
        i != own
            && same.is_some_and(|file| {
                let file = file as FileId;
                lint::reached(&other.analysis).contains(Span { file, ..place })
            })
    })
}

fn convert(
    snapshot: &Snapshot,
    found: &diagnostics::Diagnostic,
    place: Span,
    uris: &[Option<Uri>],
    related: bool,
) -> Diagnostic {
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    };
    let mut message = found.message.clone();
    let mut places = found.places();
    if let Some((_, label)) = places.next().filter(|(_, label)| !label.is_empty()) {
        message += &format!("\n{label}");
    }
    let mut others = Vec::new();
    for (span, label) in places {
        let Some(Some(uri)) = uris.get(span.file as usize) else {
            continue;
        };
        let location = lsp_types::Location::new(uri.clone(), snapshot.range(span));
        let label = if label.is_empty() { "here" } else { label };
        if related {
            others.push(DiagnosticRelatedInformation {
                location,
                message: label.to_owned(),
            });
        } else {
            let (path, line) = (
                snapshot.analysis.sources.path(span.file),
                location.range.start.line,
            );
            message += &format!("\n{label}: {path}:{}", line + 1);
        }
    }
    for line in found.advice() {
        message += &format!("\n{line}");
    }
    let lint = found.found_by().map(|lint| lint.id);
    let unused = [
        lint::UNUSED_TYPE.id,
        lint::UNUSED_IMPORT.id,
        lint::UNUSED_ALLOW.id,
    ];
    let tags = lint
        .filter(|id| unused.contains(id))
        .map(|_| vec![DiagnosticTag::UNNECESSARY]);
    Diagnostic {
        range: snapshot.range(place),
        severity: Some(severity),
        code: lint.map(|id| NumberOrString::String(id.to_owned())),
        source: Some("halflap".to_owned()),
        message,
        related_information: (!others.is_empty()).then_some(others),
        tags,
        ..Diagnostic::default()
    }
}
