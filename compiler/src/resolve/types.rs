//! Types as they are used, and what they amount to.

use super::Resolver;
use super::declare::Symbol;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Scalar, Type};
use crate::syntax::ast::{TypeExpr, TypeKind, Value};

/// How deep structs and arrays may nest in one another, so that no walk over a value needs to
/// count.
pub(super) const MAX_FIXED_DEPTH: u32 = 64;

/// A type's size, if it has one, and how deep it nests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Can't overflow: it stops at [`u64::MAX`].
    pub size: u64,
    pub depth: u32,
}

impl Resolver<'_> {
    /// The type that an expression means, without its `?`. Reports what makes no sense.
    pub(super) fn ty(&mut self, package: ir::PackageId, expr: &TypeExpr) -> Option<Type> {
        match &expr.kind {
            TypeKind::Bad => None,
            TypeKind::Name(name) => {
                if let Some(ty) = built_in(&name.name) {
                    return Some(ty);
                }
                let (symbol, _) = self.find(package, name)?;
                match symbol {
                    Symbol::Enum(id) => Some(Type::Enum(id)),
                    Symbol::Flags(id) => Some(Type::Flags(id)),
                    Symbol::Struct(id) => Some(Type::Struct(id)),
                    Symbol::Union(id) => Some(Type::Union(id)),
                    Symbol::Message(id) => Some(Type::Message(id)),
                    Symbol::Const(_) | Symbol::Error(_) | Symbol::Interface(_) => {
                        let what = symbol.kind();
                        self.report(Diagnostic::error(
                            name.span,
                            format!("`{}` is {what}, not a type", name.name),
                        ));
                        None
                    }
                }
            }
            TypeKind::Vector(element) => {
                let element = self.inner(package, element, "an element of a vector")?;
                Some(Type::Vector(Box::new(element)))
            }
            TypeKind::Array(element, length) => {
                let ty = self.inner(package, element, "an element of an array");
                let length = self.array_length(package, length);
                let ty = ty?;
                if ty.is_slot() {
                    self.report(
                        Diagnostic::error(element.span, "an array's elements are of fixed size")
                            .label("this has no fixed size")
                            .help(
                                "leave the length out: a vector `[T]` takes elements of any type",
                            ),
                    );
                    return None;
                }
                Some(Type::Array(Box::new(ty), length?))
            }
            TypeKind::Map(key, value) => {
                let key_ty = self.inner(package, key, "a map's key");
                let value = self.inner(package, value, "a map's value");
                let key_ty = key_ty?;
                self.check_key(&key_ty, key.span)?;
                Some(Type::Map(Box::new(ir::MapType {
                    key: key_ty,
                    value: value?,
                    key_at: 0,
                    value_at: 0,
                    block: 0,
                    padding: Vec::new(),
                })))
            }
            TypeKind::Callback(_) => {
                self.report(
                    Diagnostic::error(expr.span, "a callback is only a parameter of a method")
                        .note("a function can't be stored in a buffer"),
                );
                None
            }
        }
    }

    /// A type inside another, which can't be optional.
    fn inner(&mut self, package: ir::PackageId, expr: &TypeExpr, what: &str) -> Option<Type> {
        self.not_optional(expr, what);
        self.ty(package, expr)
    }

    pub(super) fn not_optional(&mut self, expr: &TypeExpr, what: &str) {
        if let Some(span) = expr.optional {
            self.report(
                Diagnostic::error(span, format!("{what} can't be optional"))
                    .note("only fields of messages can")
                    .help("remove the `?`, or put the value into a message with an optional field"),
            );
        }
    }

    fn check_key(&mut self, key: &Type, span: Span) -> Option<()> {
        let fine = match key {
            Type::Scalar(s) => !matches!(s, Scalar::F32 | Scalar::F64),
            Type::Uuid | Type::String | Type::Enum(_) => true,
            _ => false,
        };
        if fine {
            return Some(());
        }
        self.report(
            Diagnostic::error(span, "this can't be the key of a map")
                .note("keys are integers, bool, enums, `uuid` and `string`"),
        );
        None
    }

    fn array_length(&mut self, package: ir::PackageId, value: &Value) -> Option<u32> {
        let length = self.integer(package, value, "an array's length")?;
        if (1..=i128::from(super::MAX_SIZE)).contains(&length) {
            return Some(length as u32);
        }
        let diagnostic = if length < 1 {
            Diagnostic::error(value.span, "an array has at least one element")
        } else {
            too_large(value.span, "this array", u64::MAX)
        };
        self.report(diagnostic);
        None
    }

    /// Size and depth of a type, where the structs it is made of are laid out.
    pub(super) fn extent(&self, ty: &Type) -> Extent {
        match ty {
            Type::Array(element, n) => {
                let inner = self.extent(element);
                Extent {
                    size: inner.size.saturating_mul(u64::from(*n)),
                    depth: inner.depth + 1,
                }
            }
            Type::Struct(id) => Extent {
                size: u64::from(self.schema.structs[*id].size),
                depth: self.struct_depths[*id],
            },
            other => Extent {
                size: u64::from(other.size(&self.schema)),
                depth: 0,
            },
        }
    }

    /// Checks the sizes of all arrays in a type.
    pub(super) fn check_arrays(&mut self, ty: &Type, span: Span) {
        match ty {
            Type::Array(element, _) => {
                let extent = self.extent(ty);
                if extent.size > super::MAX_SIZE {
                    // The outermost one that is too large, not each above it.
                    if self.extent(element).size > super::MAX_SIZE {
                        return self.check_arrays(element, span);
                    }
                    self.report(too_large(span, "this array", extent.size));
                } else if extent.depth > MAX_FIXED_DEPTH {
                    self.report(too_deep(span));
                }
            }
            Type::Vector(element) => self.check_arrays(element, span),
            Type::Map(map) => self.check_arrays(&map.value, span),
            _ => {}
        }
    }
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(span, "structs and arrays nest too deep here").note(format!(
        "they nest at most {MAX_FIXED_DEPTH} deep, so that no reader needs to count"
    ))
}

pub(super) fn too_large(span: Span, what: &str, size: u64) -> Diagnostic {
    let max = super::MAX_SIZE;
    let size = match size {
        u64::MAX => "far more bytes than that".to_owned(),
        n => format!("{n} bytes"),
    };
    Diagnostic::error(span, format!("{what} is too large"))
        .label(size)
        .note(format!(
            "a block, a struct or an array takes at most {max} bytes"
        ))
        .help("a vector `[T]` holds as many elements as a buffer does")
}

/// A type that needs no declaration.
pub(super) fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "uuid" => Type::Uuid,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        name => Type::Scalar(scalar(name)?),
    })
}

pub(super) fn scalar(name: &str) -> Option<Scalar> {
    Some(match name {
        "bool" => Scalar::Bool,
        "u8" => Scalar::U8,
        "i8" => Scalar::I8,
        "u16" => Scalar::U16,
        "i16" => Scalar::I16,
        "u32" => Scalar::U32,
        "i32" => Scalar::I32,
        "u64" => Scalar::U64,
        "i64" => Scalar::I64,
        "u128" => Scalar::U128,
        "i128" => Scalar::I128,
        "f32" => Scalar::F32,
        "f64" => Scalar::F64,
        _ => return None,
    })
}
