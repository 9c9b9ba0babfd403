//! Syntax trees into one resolved schema: what every name means, where every byte lies.
//!
//! All files that were asked for and all they import are resolved together, once, as one "world"
//! whose packages are numbered as the files were read. [`Compilation::schema`] cuts out of it
//! what one package sees.

mod clashes;
mod constants;
mod declare;
mod entries;
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

pub(crate) use ids::type_name;

use declare::Symbols;
use load::Loaded;

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
    pub fn new(paths: &[PathBuf]) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let mut diagnostics = Vec::new();
        let (files, roots) = load::load(paths, &mut sources, &mut diagnostics);
        let mut world = ir::Schema::default();
        // What was not understood would look undeclared, and without an order of packages no
        // version means anything.
        let readable = !failed(&diagnostics) && !load::has_cycle(&files, &mut diagnostics);
        if readable {
            world = resolve(&files, &mut diagnostics);
        }
        let failed = failed(&diagnostics);
        let diagnostics = Diagnostics::new(sources, diagnostics);
        if failed {
            return Err(diagnostics);
        }
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
        root::cut(&self.world, package)
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

/// Compiles a schema file and all that it imports.
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

fn resolve(files: &[Loaded], diagnostics: &mut Vec<Diagnostic>) -> ir::Schema {
    let mut resolver = Resolver {
        files,
        diagnostics,
        schema: ir::Schema::default(),
        symbols: Symbols::default(),
        bad_structs: HashSet::new(),
        struct_depths: Vec::new(),
        constants: HashMap::new(),
        open_constants: Vec::new(),
    };
    resolver.packages();
    resolver.declare();
    resolver.enums();
    resolver.constants();
    resolver.structs();
    resolver.unions();
    resolver.messages();
    resolver.interfaces();
    resolver.check_names();
    if resolver.failed() {
        return resolver.schema;
    }
    resolver.unused_imports();
    resolver.lay_out();
    resolver.check_finite();
    if !resolver.failed() {
        reach::mark(&mut resolver.schema);
        ids::assign(&mut resolver.schema);
    }
    resolver.schema
}

impl Resolver<'_> {
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
