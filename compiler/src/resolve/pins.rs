//! Packages, and which version of one each version of another means.

use std::collections::HashMap;

use super::{MAX_VERSION, Resolver};
use crate::diagnostics::{Diagnostic, Span};
use crate::ir;
use crate::names;
use crate::syntax::ast;

impl Resolver<'_> {
    /// Fills [`ir::Schema::packages`].
    pub(super) fn packages(&mut self) {
        let files = self.files;
        let mut names: HashMap<&str, Span> = HashMap::new();
        let mut prefixes: HashMap<String, (&str, Span)> = HashMap::new();
        for file in files {
            self.schema.packages.push(ir::Package {
                name: file.package().to_owned(),
                file: file.name.clone(),
                doc: file
                    .ast
                    .package
                    .as_ref()
                    .map_or(Vec::new(), |p| p.doc.clone()),
                version: file.version(),
                imports: Vec::new(),
                pins: Vec::new(),
            });
            let Some(package) = &file.ast.package else {
                continue;
            };
            let (name, span) = (package.name.name.as_str(), package.name.span);
            self.check_package(package);
            if let Some(first) = names.insert(name, span) {
                self.report(
                    Diagnostic::error(span, format!("two files are package `{name}`"))
                        .also(first, "the other one")
                        .note("a package is one file"),
                );
            } else if let Some((other, first)) =
                prefixes.insert(names::c::prefix(name), (name, span))
            {
                self.report(same_prefix(name, other, span).also(first, "the other one"));
            }
        }
        for package in importers_last(self.files) {
            self.pins(package);
        }
    }

    fn check_package(&mut self, package: &ast::Package) {
        let lower = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !package.name.name.split('.').all(lower) {
            self.report(
                Diagnostic::error(package.name.span, "a package's name is in lower case")
                    .help("use small letters, digits and `_`, with `.` between the parts")
                    .note("the name becomes a module in Rust and a folder in Go"),
            );
        }
        let version = package.version;
        if version.negative || version.value == 0 || version.value > MAX_VERSION {
            self.report(
                Diagnostic::error(version.span, "this can't be a version")
                    .label(format!("expected 1 to {MAX_VERSION}")),
            );
        }
    }

    /// Works out a package's pins; those of the packages it imports are known.
    fn pins(&mut self, package: ir::PackageId) {
        let file = &self.files[package];
        let mut pins: Vec<(ir::Pin, Span)> = Vec::new();
        let mut direct: Vec<ir::PackageId> = Vec::new();
        for (import, target) in file.ast.imports.iter().zip(&file.imports) {
            let Some(target) = target.map(|id| id as usize) else {
                continue;
            };
            if direct.contains(&target) {
                self.report(
                    Diagnostic::error(import.span, "this file is imported twice").help(
                        "one import can name a version for each of ours: `version 1, 3 since 2`",
                    ),
                );
                continue;
            }
            direct.push(target);
            let versions = self.versions(package, import, target);
            self.merge(package, &mut pins, target, versions.clone(), import.span);
            for pin in self.schema.packages[target].pins.clone() {
                let through = |v: &u32| match v.checked_sub(1) {
                    Some(i) => pin.versions.get(i as usize).copied().unwrap_or(0),
                    None => 0,
                };
                let versions = versions.iter().map(through).collect();
                self.merge(package, &mut pins, pin.package, versions, import.span);
            }
        }
        let target = &mut self.schema.packages[package];
        target.imports = direct;
        target.pins = pins.into_iter().map(|(pin, _)| pin).collect();
    }

    /// What one import says, by our version.
    fn versions(
        &mut self,
        package: ir::PackageId,
        import: &ast::Import,
        target: ir::PackageId,
    ) -> Vec<u32> {
        let ours = self.schema.packages[package].version;
        let theirs = self.schema.packages[target].version;
        let mut versions = vec![0; ours as usize];
        let mut last: Option<(u32, u32)> = None;
        for pin in &import.pins {
            let newest = format!(
                "`{}` has versions 1 to {theirs}",
                self.files[target].package()
            );
            let Some(version) = self.version(pin.version, theirs, &newest) else {
                continue;
            };
            let since = match pin.since {
                None if last.is_none() => 1,
                None => {
                    self.report(
                        Diagnostic::error(pin.version.span, "from which of our versions on?")
                            .help(format!("write `{version} since N`")),
                    );
                    continue;
                }
                Some(since) => {
                    let newest = format!("this package has versions 1 to {ours}");
                    match self.version(since, ours, &newest) {
                        Some(since) => since,
                        None => continue,
                    }
                }
            };
            if let Some((last_version, last_since)) = last
                && (version <= last_version || since <= last_since)
            {
                self.report(
                    Diagnostic::error(pin.version.span, "the versions of an import ascend")
                        .label(format!("follows version {last_version} since {last_since}"))
                        .note("data written under an older version must still mean the older one"),
                );
                continue;
            }
            last = Some((version, since));
            versions[since as usize - 1..].fill(version);
        }
        versions
    }

    /// A version within 1 to `newest`.
    pub(super) fn version(&mut self, int: ast::Int, newest: u32, why: &str) -> Option<u32> {
        if !int.negative && int.value >= 1 && int.value <= u128::from(newest) {
            return Some(int.value as u32);
        }
        self.report(Diagnostic::error(int.span, "there is no such version").label(why));
        None
    }

    /// Adds one path to a package; two paths must agree wherever both reach it.
    fn merge(
        &mut self,
        package: ir::PackageId,
        pins: &mut Vec<(ir::Pin, Span)>,
        target: ir::PackageId,
        versions: Vec<u32>,
        span: Span,
    ) {
        let Some((known, first)) = pins.iter_mut().find(|(pin, _)| pin.package == target) else {
            let pin = ir::Pin {
                package: target,
                versions,
            };
            return pins.push((pin, span));
        };
        let mut conflict = None;
        for (i, (old, new)) in known.versions.iter_mut().zip(&versions).enumerate() {
            if *old == 0 {
                *old = *new;
            } else if *new != 0 && *new != *old {
                conflict = conflict.or(Some((i + 1, *old, *new)));
            }
        }
        let first = *first;
        if let Some((at, old, new)) = conflict {
            let name = self.files[target].package();
            let here = self.files[package].package();
            self.diagnostics.push(
                Diagnostic::error(
                    span,
                    format!("version {at} of `{here}` means two versions of `{name}`"),
                )
                .label(format!("version {new} by way of this import"))
                .also(first, format!("version {old} by way of this one"))
                .help(format!(
                    "let both mean the same version of `{name}` from version {at} on"
                )),
            );
        }
    }
}

/// Packages so that each stands behind all it imports. There are no cycles.
fn importers_last(files: &[super::Loaded]) -> Vec<ir::PackageId> {
    let mut order = Vec::new();
    let mut seen = vec![false; files.len()];
    for start in 0..files.len() {
        let mut stack = vec![(start, 0)];
        while let Some((file, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut seen[file], true) {
                continue;
            }
            match files[file].imports.get(next) {
                None => order.push(file),
                Some(import) => {
                    stack.push((file, next + 1));
                    stack.extend(import.map(|target| (target as usize, 0)));
                }
            }
        }
    }
    order
}

/// Packages whose names in C begin alike; all whose Rust modules or Go folders would be the same are
/// among them.
fn same_prefix(name: &str, other: &str, span: Span) -> Diagnostic {
    if names::rust::module(name) == names::rust::module(other) {
        return Diagnostic::error(
            span,
            format!("packages `{other}` and `{name}` are one module in Rust"),
        )
        .note("a package's Rust module is its name with `_` in place of `.`");
    }
    let prefix = names::c::prefix(name);
    Diagnostic::error(
        span,
        format!("names of packages `{other}` and `{name}` would both begin with `{prefix}_` in C"),
    )
    .note("they begin with the package's name, its parts with one `_` between them")
}
