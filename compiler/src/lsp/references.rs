//! Where a name is used, in all files that the editor knows, and giving it another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::documents::Documents;
use super::index::{self, Target};
use super::position::Encoding;
use super::snapshot::Snapshot;
use crate::diagnostics::{FileId, Severity, Span};
use crate::resolve::Analysis;
use crate::syntax::ast::{Item, ItemKind};

/// A declared name: the file it stands in, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) identity: PathBuf,
    pub(super) span: Span,
}

/// What is declared or used at a byte of a file, if it has a name.
pub(super) fn name_at(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, Name)> {
    let (words, target) = index::target_at(analysis, file, at)?;
    let span = index::place(analysis, target)?;
    let identity = analysis.files[span.file as usize].identity.clone();
    Some((words, Name { identity, span }))
}

/// The name as another analysis knows it.
fn known(analysis: &Analysis, name: &Name) -> Option<Span> {
    let mut files = analysis.files.iter();
    let file = files.position(|file| file.identity == name.identity)?;
    Some(Span {
        file: file as FileId,
        ..name.span
    })
}

/// Where a name stands in one analysis, its declaration first.
pub(super) fn places(analysis: &Analysis, name: &Name) -> Vec<Span> {
    known(analysis, name).map_or(Vec::new(), |span| index::places(analysis, span))
}

/// What is to be written anew in one file.
#[derive(Debug)]
pub(super) struct Edits {
    pub(super) path: PathBuf,
    pub(super) identity: PathBuf,
    /// Bytes of the file's text: from, to.
    pub(super) places: BTreeSet<(u32, u32)>,
}

/// Why something can't get another name, if it can't.
pub(super) fn fixed(analysis: &Analysis, target: Target) -> Option<&'static str> {
    let is_const = |item: &Item| matches!(item.kind, ItemKind::Const(..));
    match target {
        Target::Entry(..) => None,
        Target::Item(file, i) if index::item(analysis, file, i).is_some_and(is_const) => None,
        Target::Item(..) => Some(
            "ids on the wire are made of the names of types: one that was released keeps its own. \
             Where it never was, write the new name by hand",
        ),
        Target::Package(_) | Target::Import(..) => Some(
            "ids on the wire are made of the names of packages: one that was released keeps its own",
        ),
        Target::BuiltIn(_) => Some("this is part of the language"),
    }
}

/// Finds all places of a name in the schemas behind `roots`, and makes sure that the schemas mean
/// the same afterwards.
///
/// # Errors
/// Why the name can't be given, in words for people.
pub(super) fn rename(
    documents: &Documents,
    roots: &[PathBuf],
    encoding: Encoding,
    name: &Name,
    new: &str,
) -> Result<Vec<Edits>, String> {
    let mut files: BTreeMap<PathBuf, Edits> = BTreeMap::new();
    let mut counts = Vec::new();
    for root in roots {
        let snapshot = Snapshot::new(root, documents, encoding);
        let analysis = &snapshot.analysis;
        let places = places(analysis, name);
        if places.is_empty() {
            continue;
        }
        if let Some(why) = first_error(analysis) {
            let root = root.display();
            return Err(format!(
                "{root} has errors, so not all that it means is known: {why}"
            ));
        }
        counts.push((root, places.len()));
        for place in places {
            let file = &analysis.files[place.file as usize];
            let edits = files.entry(file.identity.clone()).or_insert_with(|| Edits {
                path: file.path.clone(),
                identity: file.identity.clone(),
                places: BTreeSet::new(),
            });
            edits.places.insert((place.start, place.end));
        }
    }
    let mut changed = documents.clone();
    for edits in files.values() {
        let text = text_of(documents, &edits.path, &edits.identity)?;
        changed.replace(
            &edits.path,
            &edits.identity,
            edited(&text, &edits.places, new),
        );
    }
    let moved = moved(name, files.get(&name.identity), new);
    for (root, count) in counts {
        let snapshot = Snapshot::new(root, &changed, encoding);
        if let Some(why) = first_error(&snapshot.analysis) {
            return Err(format!("`{new}` does not do: {why}"));
        }
        if places(&snapshot.analysis, &moved).len() != count {
            return Err(format!(
                "`{new}` means something else already where it would be used"
            ));
        }
    }
    Ok(files.into_values().collect())
}

fn first_error(analysis: &Analysis) -> Option<String> {
    let mut errors = analysis.diagnostics.iter();
    let error = errors.find(|d| d.severity == Severity::Error)?;
    Some(error.message.clone())
}

fn text_of(documents: &Documents, path: &Path, identity: &Path) -> Result<String, String> {
    match documents.by_identity(identity) {
        Some(open) => Ok(open.text.clone()),
        None => std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display())),
    }
}

fn edited(text: &str, places: &BTreeSet<(u32, u32)>, new: &str) -> String {
    let mut out = text.to_owned();
    for (from, to) in places.iter().rev() {
        out.replace_range(*from as usize..*to as usize, new);
    }
    out
}

/// Where the declared name stands once all is written.
fn moved(name: &Name, edits: Option<&Edits>, new: &str) -> Name {
    let length = new.len() as u32;
    let mut start = name.span.start;
    for (from, to) in edits.iter().flat_map(|edits| &edits.places) {
        if *from < name.span.start {
            start = start + length - (to - from);
        }
    }
    Name {
        identity: name.identity.clone(),
        span: Span {
            start,
            end: start + length,
            ..name.span
        },
    }
}
