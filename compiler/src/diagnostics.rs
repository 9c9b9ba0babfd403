//! What is wrong with a schema, where, and what to do about it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::lint::Lint;

/// Position of a file in [`Sources`].
pub type FileId = u32;

/// A stretch of one file's text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// From the start of one to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span {
            end: other.end.max(self.end),
            ..self
        }
    }

    /// Whether a place in its file touches it: its end counts, as for a cursor behind a word.
    pub(crate) fn touches(self, file: FileId, at: u32) -> bool {
        self.file == file && self.start <= at && at <= self.end
    }

    /// Whether all of another lies in it.
    pub(crate) fn covers(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The files that were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

#[derive(Debug)]
struct SourceFile {
    path: String,
    text: String,
}

impl Sources {
    /// Adds a file under the path that diagnostics shall show.
    pub fn add(&mut self, path: String, text: String) -> FileId {
        let id = self.files.len() as FileId;
        self.files.push(SourceFile { path, text });
        id
    }

    /// A file's text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file as usize].text
    }

    /// The path under which a file was added.
    pub fn path(&self, file: FileId) -> &str {
        &self.files[file as usize].path
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.text(span.file)[span.range()]
    }
}

/// How many findings are shown: more than these no one reads at once.
const MAX_SHOWN: usize = 50;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The schema has no meaning.
    Error,
    /// The schema is likely not what was meant.
    Warning,
    /// Worth a look; not even `--strict` fails for it.
    Note,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Whether it stops the compiler.
    pub severity: Severity,
    /// One line, in lower case, without a full stop.
    pub message: String,
    lint: Option<&'static Lint>,
    labels: Vec<Label>,
    notes: Vec<String>,
    helps: Vec<String>,
}

#[derive(Debug, Clone)]
struct Label {
    span: Span,
    text: String,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            message: message.into(),
            lint: None,
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// What a lint has to say of a place.
    pub fn lint(lint: &'static Lint, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: lint.severity,
            lint: Some(lint),
            ..Self::error(span, message)
        }
    }

    /// An error that has no place in a file, such as a file that can't be read.
    pub fn general(message: impl Into<String>) -> Self {
        Diagnostic {
            labels: Vec::new(),
            ..Self::error(Span::default(), message)
        }
    }

    /// Words beside the marker.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Another place that has to do with it.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Why it is so.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Where it is; none for a general one.
    pub(crate) fn place(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }

    /// The lint that found it; none for an error.
    pub fn found_by(&self) -> Option<&'static Lint> {
        self.lint
    }

    /// The places it is about with the words beside them, the primary one first.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Span, &str)> {
        self.labels.iter().map(|l| (l.span, l.text.as_str()))
    }

    /// Why it is so, and what to do, line by line.
    pub(crate) fn advice(&self) -> impl Iterator<Item = String> {
        let notes = self.notes.iter().map(|text| format!("note: {text}"));
        notes.chain(self.helps.iter().map(|text| format!("help: {text}")))
    }

    fn render(&self, sources: &Sources, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut title = level.primary_title(self.message.as_str());
        if let Some(lint) = self.lint {
            title = title.id(lint.id);
        }
        let mut group = match self.place() {
            None => Group::with_title(title),
            Some(place) => title.elements(self.snippets(sources, place)),
        };
        for note in &self.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        for help in &self.helps {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }

    /// One snippet for each file, the one of the primary place first.
    fn snippets<'a>(
        &'a self,
        sources: &'a Sources,
        place: Span,
    ) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let mut files = vec![place.file];
        for label in &self.labels {
            if !files.contains(&label.span.file) {
                files.push(label.span.file);
            }
        }
        files
            .into_iter()
            .map(|file| {
                let mut snippet = Snippet::source(sources.text(file)).path(sources.path(file));
                for (i, label) in self.labels.iter().enumerate() {
                    if label.span.file != file {
                        continue;
                    }
                    let kind = if i == 0 {
                        AnnotationKind::Primary
                    } else {
                        AnnotationKind::Context
                    };
                    let mut annotation = kind.span(label.span.range());
                    if !label.text.is_empty() {
                        annotation = annotation.label(label.text.as_str());
                    }
                    snippet = snippet.annotation(annotation);
                }
                snippet
            })
            .collect()
    }
}

/// All findings of one compilation, with the text they are about.
///
/// `Display` writes them as a terminal without colours would show them.
#[derive(Debug, Default)]
pub struct Diagnostics {
    sources: Sources,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(crate) fn new(sources: Sources, mut list: Vec<Diagnostic>) -> Self {
        // In the order of the text, whatever order the checks ran in.
        list.sort_by_key(|d| {
            d.place()
                .map_or((0, 0), |span| (u64::from(span.file) + 1, span.start))
        });
        Diagnostics { sources, list }
    }

    /// The findings, in the order of the text.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The files that were read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.sources.files.iter().map(|file| file.path.as_str())
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many of them are warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// All of them as text, with a summary line where there are errors.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        }
        .decor_style(DecorStyle::Ascii);
        let mut out = String::new();
        for diagnostic in self.list.iter().take(MAX_SHOWN) {
            out += &diagnostic.render(&self.sources, &renderer);
            out += "\n\n";
        }
        if let Some(more) = self.list.len().checked_sub(MAX_SHOWN).filter(|n| *n > 0) {
            out += &format!("note: and {more} more\n\n");
        }
        match self.errors() {
            0 => {}
            1 => out += "error: 1 error in the schema\n",
            n => out += &format!("error: {n} errors in the schema\n"),
        }
        out
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
