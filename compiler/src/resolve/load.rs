//! Reading files and those they import.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, FileId, Sources, Span};
use crate::source::Source;
use crate::syntax::lexer::Lexed;
use crate::syntax::{self, Parsed, ast, parse_marked};

/// Largest schema file. A limit keeps every place in a file within 32 bits, with room to spare.
const MAX_FILE: u64 = 16 << 20;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// As it was named, or as its importer's folder and the import make it.
    pub path: PathBuf,
    /// What its source calls it, however it was reached.
    pub identity: PathBuf,
    /// Without folders.
    pub name: String,
    pub ast: ast::File,
    /// Messages that its interfaces imply: what calls carry.
    pub implied: Vec<ast::Item>,
    /// Its words and comments, for what looks at more than the tree.
    pub lexed: Lexed,
    /// By import: the file, where it could be read.
    pub imports: Vec<Option<FileId>>,
}

impl Loaded {
    /// All that it declares, with what its interfaces imply.
    pub fn items(&self) -> impl Iterator<Item = &ast::Item> {
        self.ast.items.iter().chain(&self.implied)
    }

    /// The package's name; empty where the file has none.
    pub fn package(&self) -> &str {
        self.ast.package.as_ref().map_or("", |p| &p.name.name)
    }

    /// The package's version; 1 where the file has none that makes sense.
    pub fn version(&self) -> u32 {
        let version = self.ast.package.as_ref().map_or(1, |p| p.version.value);
        version.clamp(1, super::MAX_VERSION) as u32
    }
}

/// Reads files and, one after the other, all they import. A file that is reached twice is read
/// once. Also returns the files that were asked for.
pub(super) fn load(
    paths: &[PathBuf],
    source: &dyn Source,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Loaded>, Vec<usize>) {
    let mut loader = Loader {
        source,
        sources,
        diagnostics,
        files: Vec::new(),
        known: HashMap::new(),
    };
    let mut roots = Vec::new();
    for path in paths {
        match loader.file(path) {
            Ok(file) => roots.push(file as usize),
            Err(why) => loader.diagnostics.push(Diagnostic::general(format!(
                "cannot read {}: {why}",
                path.display()
            ))),
        }
    }
    let mut next = 0;
    while next < loader.files.len() {
        loader.imports(next);
        next += 1;
    }
    (loader.files, roots)
}

struct Loader<'a> {
    source: &'a dyn Source,
    sources: &'a mut Sources,
    diagnostics: &'a mut Vec<Diagnostic>,
    files: Vec<Loaded>,
    /// By identity.
    known: HashMap<PathBuf, FileId>,
}

impl Loader<'_> {
    fn file(&mut self, path: &Path) -> Result<FileId, String> {
        let identity = self.source.identity(path).map_err(|e| why(&e))?;
        if let Some(id) = self.known.get(&identity) {
            return Ok(*id);
        }
        let length = self.source.size(path).map_err(|e| why(&e))?;
        if length > MAX_FILE {
            return Err(format!("{length} bytes are more than a schema can have"));
        }
        let bytes = self.source.read(path).map_err(|e| why(&e))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| format!("not UTF-8 at byte {}", e.utf8_error().valid_up_to()))?;
        // Diagnostics are the same on every machine: parts of a path are joined by `/`.
        let shown = path.to_string_lossy().replace('\\', "/");
        let id = self.sources.add(shown, text);
        let Parsed { tree, lexed, .. } = parse_marked(id, self.sources.text(id), self.diagnostics);
        let name = path.file_name().unwrap_or_default();
        self.files.push(Loaded {
            path: path.to_owned(),
            identity: identity.clone(),
            name: name.to_string_lossy().into_owned(),
            implied: syntax::implied(&tree),
            ast: tree,
            lexed,
            imports: Vec::new(),
        });
        self.known.insert(identity, id);
        Ok(id)
    }

    fn imports(&mut self, of: usize) {
        let folder = self.files[of].path.parent().unwrap_or(Path::new(""));
        let folder = folder.to_owned();
        let wanted: Vec<(String, Span)> = self.files[of]
            .ast
            .imports
            .iter()
            .map(|import| (import.path.name.clone(), import.path.span))
            .collect();
        for (path, span) in wanted {
            let found = self.import(&folder, &path, span);
            self.files[of].imports.push(found);
        }
    }

    fn import(&mut self, folder: &Path, path: &str, span: Span) -> Option<FileId> {
        if Path::new(path).is_absolute() || path.contains('\\') {
            self.diagnostics.push(
                Diagnostic::error(span, "an import names a file relative to this one")
                    .help("write the path from this file's folder, with `/` between its parts"),
            );
            return None;
        }
        let full = folder.join(path);
        match self.file(&full) {
            Ok(file) => Some(file),
            Err(why) => {
                self.diagnostics.push(
                    Diagnostic::error(span, format!("cannot read `{path}`"))
                        .label(why)
                        .help("imports are looked up from the folder of the file that imports"),
                );
                None
            }
        }
    }
}

/// Why a file can't be read; the usual reason in the same words on every system.
fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    }
}

/// Reports imports that lead back to the file they stand in.
pub(super) fn has_cycle(files: &[Loaded], diagnostics: &mut Vec<Diagnostic>) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; files.len()];
    let mut found = false;
    for start in 0..files.len() {
        if states[start] != State::New {
            continue;
        }
        // Depth first with a stack of our own: a chain of imports can be long.
        states[start] = State::Open;
        let mut stack = vec![(start, 0)];
        while let Some((file, next)) = stack.pop() {
            let Some(import) = files[file].imports.get(next) else {
                states[file] = State::Done;
                continue;
            };
            stack.push((file, next + 1));
            let Some(target) = import.map(|id| id as usize) else {
                continue;
            };
            match states[target] {
                State::Done => {}
                State::New => {
                    states[target] = State::Open;
                    stack.push((target, 0));
                }
                State::Open => {
                    found = true;
                    let span = files[file].ast.imports[next].path.span;
                    let message = if target == file {
                        "a file imports itself"
                    } else {
                        "these imports go in a circle"
                    };
                    let mut diagnostic = Diagnostic::error(span, message);
                    for (via, step) in stack.iter().skip_while(|(via, _)| *via != target) {
                        let other = files[*via].ast.imports[step - 1].path.span;
                        if other != span {
                            diagnostic = diagnostic.also(other, "by way of this");
                        }
                    }
                    diagnostics.push(
                        diagnostic.help("move what both need into a file that imports neither"),
                    );
                }
            }
        }
    }
    found
}
