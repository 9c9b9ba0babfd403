//! Errors and interfaces. What the messages that a call implies already say, the types of its
//! parameters above all, is not worked out again here.

use std::collections::HashMap;

use super::Resolver;
use super::declare::Symbol;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, CallResult, ParamClass, Scalar, Type};
use crate::syntax::ast::{Ident, Int, ItemKind, Method, Signature, TypeExpr, TypeKind};
use crate::syntax::{argument, message_names};

/// How deep callbacks may take callbacks: not at all.
const CALLBACK_IN_CALLBACK: &str = "a callback can't take a callback";

impl Resolver<'_> {
    /// Works out every error and every interface.
    pub(super) fn interfaces(&mut self) {
        for id in 0..self.symbols.errors.len() {
            self.error(id);
        }
        for id in 0..self.symbols.interfaces.len() {
            self.interface(id);
        }
        let opened: Vec<bool> = (0..self.schema.interfaces.len())
            .map(|id| !self.schema.interfaces[id].host && !self.is_returned(id))
            .collect();
        for (interface, opened) in self.schema.interfaces.iter_mut().zip(opened) {
            interface.opened = opened;
        }
    }

    /// Whether a method of another interface returns it (HL-ABI-11).
    fn is_returned(&self, id: ir::InterfaceId) -> bool {
        let others = self.schema.interfaces.iter().enumerate();
        let mut others = others.filter(|(other, _)| *other != id);
        others.any(|(_, other)| {
            let mut results = other.methods.iter().map(|method| &method.call.result);
            results.any(|result| matches!(result, CallResult::Handle(of, _) if *of == id))
        })
    }

    fn error(&mut self, id: ir::ErrorId) {
        let item = self.symbols.errors[id];
        let ItemKind::Error(body) = &item.kind else {
            return;
        };
        let package = self.schema.errors[id].decl.package;
        let entries = body.entries.iter().map(|case| (case.code, &case.name));
        self.check_entries("cases", entries, &body.reserved);
        let mut cases = Vec::new();
        for case in &body.entries {
            let code = self.number(case.code, "a case");
            let since = self.checked_since(package, case.since);
            let payload = case.payload.as_ref();
            cases.extend(code.map(|code| ir::Case {
                code,
                name: case.name.name.clone(),
                doc: case.doc.clone(),
                payload: payload.and_then(|payload| self.payload(package, payload, since)),
                since,
            }));
        }
        cases.sort_by_key(|case| case.code);
        self.schema.errors[id].cases = cases;
    }

    /// What a case carries.
    fn payload(
        &mut self,
        package: ir::PackageId,
        payload: &TypeExpr,
        since: u32,
    ) -> Option<ir::MessageId> {
        self.not_optional(payload, "what an error carries");
        let ty = self.ty(package, payload)?;
        let Type::Message(message) = ty else {
            self.report(
                Diagnostic::error(payload.span, "an error carries a message")
                    .label("this is no message"),
            );
            return None;
        };
        self.check_pin(package, &ty, since, payload.span);
        Some(message)
    }

    fn interface(&mut self, id: ir::InterfaceId) {
        let item = self.symbols.interfaces[id];
        let ItemKind::Interface(interface) = &item.kind else {
            return;
        };
        let body = &interface.body;
        let entries = body.entries.iter().map(|m| (m.id, &m.name));
        self.check_entries("methods", entries, &body.reserved);
        let mut methods = Vec::new();
        for method in &body.entries {
            methods.extend(self.method(id, method));
        }
        methods.sort_by_key(|method| method.number);
        self.schema.interfaces[id].methods = methods;
    }

    fn method(&mut self, interface: ir::InterfaceId, method: &Method) -> Option<ir::Method> {
        let ir::Interface { decl, host, .. } = &self.schema.interfaces[interface];
        let (package, of, host) = (decl.package, decl.name.clone(), *host);
        let number = self.number(method.id, "a method");
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
        let called = (of.as_str(), method.name.name.as_str());
        let call = self.call(package, called, None, host, &method.signature);
        Some(ir::Method {
            number: number?,
            name: method.name.name.clone(),
            doc: method.doc.clone(),
            since,
            deprecated: method.deprecated.as_ref().map(|text| text.name.clone()),
            call: call?,
            fingerprints: Vec::new(),
        })
    }

    /// A method's or a callback's parameters and result; `back` where the library calls the client.
    fn call(
        &mut self,
        package: ir::PackageId,
        (interface, method): (&str, &str),
        callback: Option<&str>,
        back: bool,
        signature: &Signature,
    ) -> Option<ir::Call> {
        let throws = self.throws(package, signature);
        let names = message_names(interface, method, callback);
        let [request, response] = names.map(|name| self.message_named(package, &name));
        let mut params = Vec::new();
        for (index, (name, expr)) in signature.params.iter().enumerate() {
            let name = name
                .as_ref()
                .map_or_else(|| argument(index), |name| name.name.clone());
            let class = match &expr.kind {
                TypeKind::Callback(_) if callback.is_some() => {
                    self.report(Diagnostic::error(expr.span, CALLBACK_IN_CALLBACK));
                    None
                }
                TypeKind::Callback(inner) => {
                    self.not_optional(expr, "a callback");
                    let called = (interface, method);
                    let call = self.call(package, called, Some(&name), true, inner);
                    call.map(|call| ParamClass::Callback(Box::new(call)))
                }
                _ => {
                    let field = self.field_of(request?, &name);
                    let handle = self.handle(package, expr, back);
                    field.map(|(ty, optional)| param_class(ty, optional, handle))
                }
            };
            params.extend(class.map(|class| ir::Param { name, class }));
        }
        let result = match &signature.returns {
            None => CallResult::None,
            Some(expr) => {
                let handle = self.handle(package, expr, back);
                let (ty, optional) = self.field_of(response?, "value")?;
                result_class(ty, optional, handle)
            }
        };
        Some(ir::Call {
            direct: is_direct(&params, back),
            params,
            result,
            throws,
            request: request?,
            response: response?,
        })
    }

    fn throws(&mut self, package: ir::PackageId, signature: &Signature) -> Option<ir::ErrorId> {
        let throws = signature.throws.as_ref()?;
        match self.find(package, throws)? {
            (Symbol::Error(id), _) => Some(id),
            (symbol, _) => {
                let what = symbol.kind();
                self.report(
                    Diagnostic::error(
                        throws.span,
                        format!("`{}` is {what}, not an error", throws.name),
                    )
                    .help("declare one: `error Name { 1 not_found }`"),
                );
                None
            }
        }
    }

    /// The type of an implied message's field; none where that was reported.
    fn field_of(&self, message: ir::MessageId, name: &str) -> Option<(Type, bool)> {
        let fields = &self.schema.messages[message].fields;
        let field = fields.iter().find(|field| field.name == name)?;
        Some((field.ty.clone(), field.optional))
    }

    /// The interface that a parameter's or a result's type names, if it names one of its package.
    fn handle(
        &mut self,
        package: ir::PackageId,
        expr: &TypeExpr,
        back: bool,
    ) -> Option<ir::InterfaceId> {
        let TypeKind::Name(name) = &expr.kind else {
            return None;
        };
        if super::types::built_in(&name.name).is_some() {
            return None;
        }
        // What is unknown is reported with the implied message.
        let known = self.diagnostics.len();
        let found = self.find(package, name);
        self.diagnostics.truncate(known);
        let Some((Symbol::Interface(id), of)) = found else {
            return None;
        };
        if of != package {
            return None;
        }
        let problem = if back {
            "what the library calls takes and gives no objects"
        } else if self.schema.interfaces[id].host {
            "an object of the host's is no parameter and no result"
        } else {
            return Some(id);
        };
        self.report(
            Diagnostic::error(expr.span, problem)
                .note("objects of the library cross where the client calls; those of the host when an object is opened"),
        );
        None
    }

    fn checked_since(&mut self, package: ir::PackageId, since: Option<Int>) -> u32 {
        let newest = self.schema.packages[package].version;
        let why = format!("the package has versions 1 to {newest}");
        since
            .and_then(|since| self.version(since, newest, &why))
            .unwrap_or(1)
    }
}

/// How a parameter crosses (HL-ABI-3).
fn param_class(ty: Type, optional: bool, handle: Option<ir::InterfaceId>) -> ParamClass {
    match (handle, ty) {
        (Some(interface), _) if optional => ParamClass::OptionalHandle(interface),
        (Some(interface), _) => ParamClass::Handle(interface),
        (None, ty) if optional => ParamClass::Other(ty, true),
        (None, Type::Message(id)) => ParamClass::Buffer(id),
        (None, ty) if is_wide(&ty) => ParamClass::Wide(ty),
        (None, ty) if is_word(&ty) => ParamClass::Word(ty),
        (None, ty) if is_span(&ty) => ParamClass::Span(ty),
        (None, ty) => ParamClass::Other(ty, false),
    }
}

/// How a result crosses (HL-ABI-7).
fn result_class(ty: Type, optional: bool, handle: Option<ir::InterfaceId>) -> CallResult {
    match (handle, ty) {
        (Some(interface), _) => CallResult::Handle(interface, optional),
        (None, Type::Message(id)) => CallResult::Message(id, optional),
        (None, ty) if !optional && is_wide(&ty) => CallResult::Wide(ty),
        (None, ty) if !optional && is_word(&ty) => CallResult::Word(ty),
        (None, ty) => CallResult::Other(ty, optional),
    }
}

fn is_wide(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Uuid | Type::Scalar(Scalar::U128) | Type::Scalar(Scalar::I128)
    )
}

fn is_word(ty: &Type) -> bool {
    matches!(ty, Type::Scalar(_) | Type::Enum(_) | Type::Flags(_)) && !is_wide(ty)
}

fn is_span(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Bytes => true,
        Type::Vector(element) => !element.is_slot(),
        _ => false,
    }
}

/// Whether each parameter crosses by itself (HL-ABI-4, and HL-ABI-25 for calls back).
fn is_direct(params: &[ir::Param], back: bool) -> bool {
    let mut buffers = 0;
    let by_itself = params.iter().all(|param| match param.class {
        ParamClass::Word(_)
        | ParamClass::Wide(_)
        | ParamClass::Handle(_)
        | ParamClass::Callback(_) => true,
        ParamClass::Buffer(_) => {
            buffers += 1;
            true
        }
        ParamClass::Span(_) => !back,
        ParamClass::Other(..) | ParamClass::OptionalHandle(_) => false,
    });
    by_itself && (!back || buffers <= 1)
}
