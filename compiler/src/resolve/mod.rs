//! Syntax trees into one resolved schema: what every name means, where every byte lies.
//!
//! All files that were asked for and all they import are resolved together, once, as one "world"
//! whose packages are numbered as the files were read. [`Compilation::schema`] cuts out of it
//! what one package sees.

mod clashes;
mod constants;
mod declare;
mod entries;
mod fingerprints;
mod finite;
mod ids;
mod interfaces;
mod layout;
mod load;
mod messages;
mod pins;
mod reach;
mod root;
mod structs;
mod types;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Diagnostics, Severity, Sources};
use crate::ir;
use crate::lint;
use crate::source::{Disk, Source};

#[cfg(any(test, feature = "lsp"))]
pub(crate) use declare::BUILT_IN;
#[cfg(test)]
pub(crate) use declare::TAKEN;
pub(crate) use declare::Use;
pub(crate) use ids::type_name;
pub(crate) use load::Loaded;

use declare::Symbols;

/// Largest block, struct or fixed array, in bytes.
pub(crate) const MAX_SIZE: u64 = 65_528;

/// Newest version that a package can have.
pub(crate) const MAX_VERSION: u128 = 65_535;

/// Schemas that were compiled together.
#[derive(Debug)]
pub struct Compilation {
    world: ir::Schema,
    roots: Vec<ir::PackageId>,
    files: Vec<PathBuf>,
    warnings: Diagnostics,
}

impl Compilation {
    /// Compiles files and all they import.
    ///
    /// # Errors
    /// What is wrong with the schemas.
    pub fn new(paths: &[PathBuf]) -> Result<Self, Diagnostics> {
        Self::from_source(paths, &Disk, None)
    }

    /// Compiles files and all they import, wherever they are read from. With options, lints look
    /// at the files that are named here; what they find is among the warnings.
    ///
    /// # Errors
    /// What is wrong with the schemas.
    pub fn from_source(
        paths: &[PathBuf],
        source: &dyn Source,
        lints: Option<&lint::Options>,
    ) -> Result<Self, Diagnostics> {
        let Analysis {
            sources,
            files,
            roots,
            world,
            diagnostics,
            ..
        } = Analysis::new(paths, source, lints);
        let diagnostics = Diagnostics::new(sources, diagnostics);
        let Some(world) = world else {
            return Err(diagnostics);
        };
        Ok(Compilation {
            world,
            roots,
            files: files.into_iter().map(|file| file.path).collect(),
            warnings: diagnostics,
        })
    }

    /// Packages of the files that were asked for, in the order they were named.
    pub fn roots(&self) -> &[ir::PackageId] {
        &self.roots
    }

    /// How many packages there are, with the imported ones.
    pub fn packages(&self) -> usize {
        self.world.packages.len()
    }

    /// What one package sees: itself as package 0, and all it imports.
    pub fn schema(&self, package: ir::PackageId) -> ir::Schema {
        root::cut(&self.world, package, root::Calls::Kept)
    }

    /// The same without interfaces and errors, and without the messages that calls carry.
    pub(crate) fn data_schema(&self, package: ir::PackageId) -> ir::Schema {
        root::cut(&self.world, package, root::Calls::LeftOut)
    }

    /// Every file that was read, imported ones too.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// What looks wrong without being so.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }
}

/// All that was found out about files and those they import, also where they make no schema.
#[derive(Debug)]
pub(crate) struct Analysis {
    /// A package's number is its file's.
    pub files: Vec<Loaded>,
    /// The files that were asked for.
    pub roots: Vec<ir::PackageId>,
    pub sources: Sources,
    /// Resolved and laid out; none where there is an error.
    pub world: Option<ir::Schema>,
    /// In order of the text, each name once.
    pub uses: Vec<Use>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    pub fn new(paths: &[PathBuf], source: &dyn Source, lints: Option<&lint::Options>) -> Self {
        let mut sources = Sources::default();
        let mut diagnostics = Vec::new();
        let (files, roots) = load::load(paths, source, &mut sources, &mut diagnostics);
        let mut analysis = Analysis {
            files,
            roots,
            sources,
            world: None,
            uses: Vec::new(),
            diagnostics,
        };
        // What was not understood would look undeclared, and without an order of packages no
        // version means anything.
        let diagnostics = &mut analysis.diagnostics;
        if !failed(diagnostics) && !load::has_cycle(&analysis.files, diagnostics) {
            let (world, uses) = resolve(&analysis.files, diagnostics);
            analysis.uses = uses;
            analysis.world = (!failed(diagnostics)).then_some(world);
        }
        lint::run(&mut analysis, lints);
        analysis
    }

    /// Finds out what names mean in files of which not everything was understood.
    pub fn resolve_what_parses(&mut self) {
        let mut unheard = Vec::new();
        if self.uses.is_empty() && !load::has_cycle(&self.files, &mut unheard) {
            (_, self.uses) = resolve(&self.files, &mut unheard);
        }
    }
}

/// Compiles a schema file and all that it imports.
///
/// # Errors
/// What is wrong with the schema.
pub fn compile(path: &Path) -> Result<ir::Schema, Diagnostics> {
    let compilation = Compilation::new(&[path.to_owned()])?;
    Ok(compilation.schema(compilation.roots[0]))
}

/// The work in progress.
struct Resolver<'a> {
    files: &'a [Loaded],
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Everything resolved so far. A package's number is its file's.
    schema: ir::Schema,
    symbols: Symbols<'a>,
    /// Structs whose size makes no sense; what is wrong with them was reported.
    bad_structs: HashSet<ir::StructId>,
    /// How deep each struct nests, 1 where it holds no other and no array.
    struct_depths: Vec<u32>,
    /// Constants by package and item; none where they make no sense.
    constants: HashMap<(ir::PackageId, usize), Option<(ir::Type, ir::Value)>>,
    /// Constants that are being worked out.
    open_constants: Vec<(ir::PackageId, usize)>,
}

fn resolve(files: &[Loaded], diagnostics: &mut Vec<Diagnostic>) -> (ir::Schema, Vec<Use>) {
    let mut resolver = resolver(files, diagnostics);
    resolver.run();
    let mut uses = resolver.symbols.uses;
    uses.sort_unstable();
    uses.dedup();
    (resolver.schema, uses)
}

fn resolver<'a>(files: &'a [Loaded], diagnostics: &'a mut Vec<Diagnostic>) -> Resolver<'a> {
    Resolver {
        files,
        diagnostics,
        schema: ir::Schema::default(),
        symbols: Symbols::default(),
        bad_structs: HashSet::new(),
        struct_depths: Vec::new(),
        constants: HashMap::new(),
        open_constants: Vec::new(),
    }
}

impl Resolver<'_> {
    fn run(&mut self) {
        self.packages();
        self.declare();
        self.enums();
        self.constants();
        self.structs();
        self.unions();
        self.messages();
        self.interfaces();
        self.check_names();
        if self.failed() {
            return;
        }
        self.unused_imports();
        self.lay_out();
        self.check_finite();
        if !self.failed() {
            reach::mark(&mut self.schema);
            ids::assign(&mut self.schema);
            fingerprints::assign(&mut self.schema);
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn failed(&self) -> bool {
        failed(self.diagnostics)
    }
}

fn failed(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
