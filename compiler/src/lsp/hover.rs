//! What is shown for the word under the cursor: how it is declared, its documentation, and where
//! it lies.

use super::index::{self, Entry, Target, entries};
use super::layout;
use crate::diagnostics::{FileId, Span};
use crate::resolve::Analysis;
use crate::syntax::ast::{Item, ItemKind};

/// Markdown about what stands at a byte of a file, and the words that it is about.
pub(super) fn hover(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, String)> {
    let (span, target) = index::target_at(analysis, file, at)?;
    Some((span, about(analysis, target)?))
}

fn about(analysis: &Analysis, target: Target) -> Option<String> {
    let mut text = Text::default();
    match target {
        Target::BuiltIn(name) => {
            text.code(name);
            text.paragraph(layout::built_in(name));
        }
        Target::Import(file, i) => {
            let imported = (*analysis.files.get(file)?.imports.get(i)?)? as usize;
            return about(analysis, Target::Package(imported));
        }
        Target::Package(file) => {
            let package = analysis.files.get(file)?.ast.package.as_ref()?;
            text.code(source(analysis, package.span));
            text.doc(&package.doc);
            text.list(layout::package(analysis, file));
        }
        Target::Item(file, i) => {
            let item = index::item(analysis, file, i)?;
            text.code(&head(analysis, item));
            text.doc(&item.doc);
            text.list(layout::item(analysis, file, item));
        }
        Target::Entry(file, i, n) => {
            let item = index::item(analysis, file, i)?;
            let entries = entries(item);
            let entry = entries.get(n)?;
            text.code(&written(analysis, entry));
            text.doc(entry.doc);
            text.list(layout::entry(analysis, file, item, &entry.name.name));
        }
    }
    let laid_out = !matches!(target, Target::BuiltIn(_));
    if laid_out && analysis.world.is_none() {
        text.paragraph("Where it lies is not known while the schema has errors.");
    }
    Some(text.0)
}

fn source(analysis: &Analysis, span: Span) -> &str {
    analysis.sources.slice(span)
}

/// A declaration up to its body.
fn head(analysis: &Analysis, item: &Item) -> String {
    let all = source(analysis, item.span);
    match item.kind {
        ItemKind::Const(..) => all.to_owned(),
        // Nothing before a body has a brace.
        _ => all.split('{').next().unwrap_or(all).trim_end().to_owned(),
    }
}

fn written(analysis: &Analysis, entry: &Entry<'_>) -> String {
    let lines = source(analysis, entry.span).lines();
    let lines: Vec<&str> = lines.map(str::trim).collect();
    lines.join("\n")
}

/// Markdown, paragraph by paragraph.
#[derive(Default)]
struct Text(String);

impl Text {
    fn paragraph(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if text.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0 += "\n\n";
        }
        self.0 += text;
    }

    fn code(&mut self, text: &str) {
        self.paragraph(format!("```lap\n{text}\n```"));
    }

    fn doc(&mut self, lines: &[String]) {
        self.paragraph(lines.join("\n"));
    }

    fn list(&mut self, lines: Vec<String>) {
        let lines: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
        self.paragraph(lines.join("\n"));
    }
}

/// Markdown for clients that show only plain text.
pub(super) fn plain(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !line.starts_with("```"));
    lines.collect::<Vec<_>>().join("\n")
}
