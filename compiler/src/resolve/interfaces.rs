//! Interfaces and errors: checked, so that a schema can hold them; no code is made of them yet.

use std::collections::HashMap;

use super::Resolver;
use super::declare::Symbol;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Type};
use crate::syntax::ast::{
    Body, ErrorCase, Ident, Int, ItemKind, Method, Signature, TypeExpr, TypeKind,
};

/// How deep callbacks may take callbacks: not at all.
const CALLBACK_IN_CALLBACK: &str = "a callback can't take a callback";

impl Resolver<'_> {
    /// Checks every interface and every error.
    pub(super) fn interfaces(&mut self) {
        let files = self.files;
        for (package, file) in files.iter().enumerate() {
            for item in &file.ast.items {
                match &item.kind {
                    ItemKind::Error(body) => self.error(package, body),
                    ItemKind::Interface(interface) => {
                        let methods = &interface.body;
                        let entries = methods.entries.iter().map(|m| (m.id, &m.name));
                        self.check_entries("methods", entries, &methods.reserved);
                        for method in &methods.entries {
                            self.method(package, method);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn error(&mut self, package: ir::PackageId, body: &Body<ErrorCase>) {
        let entries = body.entries.iter().map(|case| (case.code, &case.name));
        self.check_entries("cases", entries, &body.reserved);
        for case in &body.entries {
            self.number(case.code, "a case");
            let since = self.checked_since(package, case.since);
            let Some(payload) = &case.payload else {
                continue;
            };
            self.not_optional(payload, "what an error carries");
            let Some(ty) = self.ty(package, payload) else {
                continue;
            };
            if matches!(ty, Type::Message(_)) {
                self.check_pin(package, &ty, since, payload.span);
            } else {
                self.report(
                    Diagnostic::error(payload.span, "an error carries a message")
                        .label("this is no message"),
                );
            }
        }
    }

    fn method(&mut self, package: ir::PackageId, method: &Method) {
        self.number(method.id, "a method");
        let since = self.checked_since(package, method.since);
        let mut names: HashMap<&str, Span> = HashMap::new();
        for (name, _) in &method.signature.params {
            let Some(Ident { name, span }) = name else {
                continue;
            };
            if let Some(first) = names.insert(name, *span) {
                self.report(
                    Diagnostic::error(*span, format!("two parameters are named `{name}`"))
                        .also(first, "the other one"),
                );
            }
        }
        self.signature(package, &method.signature, since, false);
    }

    fn signature(
        &mut self,
        package: ir::PackageId,
        signature: &Signature,
        since: u32,
        in_callback: bool,
    ) {
        for (_, ty) in &signature.params {
            match &ty.kind {
                TypeKind::Callback(_) if in_callback => {
                    self.report(Diagnostic::error(ty.span, CALLBACK_IN_CALLBACK));
                }
                TypeKind::Callback(inner) => {
                    self.not_optional(ty, "a callback");
                    self.signature(package, inner, since, true);
                }
                _ => self.exchanged(package, ty, since),
            }
        }
        if let Some(returns) = &signature.returns {
            self.exchanged(package, returns, since);
        }
        let Some(throws) = &signature.throws else {
            return;
        };
        if let Some((symbol, _)) = self.find(package, throws)
            && symbol != Symbol::Error
        {
            let what = symbol.kind();
            self.report(
                Diagnostic::error(
                    throws.span,
                    format!("`{}` is {what}, not an error", throws.name),
                )
                .help("declare one: `error Name { 1 not_found }`"),
            );
        }
    }

    /// A parameter's or a result's type: also an interface, as a handle.
    fn exchanged(&mut self, package: ir::PackageId, expr: &TypeExpr, since: u32) {
        if self.interface_named(package, &expr.kind).is_some() {
            return;
        }
        if let Some(ty) = self.ty(package, expr) {
            self.check_arrays(&ty, expr.span);
            self.check_pin(package, &ty, since, expr.span);
        }
    }

    fn checked_since(&mut self, package: ir::PackageId, since: Option<Int>) -> u32 {
        let newest = self.schema.packages[package].version;
        let why = format!("the package has versions 1 to {newest}");
        since
            .and_then(|since| self.version(since, newest, &why))
            .unwrap_or(1)
    }
}
