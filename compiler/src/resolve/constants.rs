//! Constants, defaults and array lengths.

use super::Resolver;
use super::declare::{Symbol, Use};
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Scalar, Type, Value};
use crate::syntax::ast::{self, Ident, ItemKind, ValueKind};

/// How long a chain of constants can be.
const MAX_CHAIN: usize = 64;

impl Resolver<'_> {
    /// Works out every constant.
    pub(super) fn constants(&mut self) {
        let files = self.files;
        for (package, file) in files.iter().enumerate() {
            for (i, item) in file.ast.items.iter().enumerate() {
                if !matches!(item.kind, ItemKind::Const(..)) {
                    continue;
                }
                if let Some((ty, value)) = self.constant(package, i, item.name.span) {
                    self.schema.constants.push(ir::Constant {
                        decl: ir::Decl {
                            package,
                            name: item.name.name.clone(),
                            doc: item.doc.clone(),
                        },
                        ty,
                        value,
                    });
                }
            }
        }
    }

    /// One constant; `user` is where it is named.
    fn constant(
        &mut self,
        package: ir::PackageId,
        index: usize,
        user: Span,
    ) -> Option<(Type, Value)> {
        if let Some(known) = self.constants.get(&(package, index)) {
            return known.clone();
        }
        let item = self.item(package, index);
        let ItemKind::Const(ty, value) = &item.kind else {
            return None;
        };
        if self.open_constants.contains(&(package, index)) {
            self.report(
                Diagnostic::error(user, "this constant is made of itself")
                    .also(item.name.span, "declared here"),
            );
            return None;
        }
        if self.open_constants.len() == MAX_CHAIN {
            self.report(Diagnostic::error(
                user,
                format!("constants name one another more than {MAX_CHAIN} deep"),
            ));
            return None;
        }
        self.open_constants.push((package, index));
        self.not_optional(ty, "a constant");
        let resolved = self.ty(package, ty).and_then(|resolved| {
            if !can_be_constant(&resolved) {
                self.report(
                    Diagnostic::error(ty.span, "a constant can't be of this type").note(
                        "constants are bool, numbers, enums, flags, `uuid`, `string` and `bytes`",
                    ),
                );
                return None;
            }
            let value = self.value(package, &resolved, value)?;
            Some((resolved, value))
        });
        self.open_constants.pop();
        self.constants.insert((package, index), resolved.clone());
        resolved
    }

    /// An integer without a type: an array's length.
    pub(super) fn integer(
        &mut self,
        package: ir::PackageId,
        value: &ast::Value,
        what: &str,
    ) -> Option<i128> {
        match &value.kind {
            ValueKind::Int(int) => {
                let magnitude = i128::try_from(int.value).unwrap_or(i128::MAX);
                return Some(if int.negative { -magnitude } else { magnitude });
            }
            ValueKind::Names(names) if names.len() == 1 => {
                let (symbol, target) = self.find(package, &names[0])?;
                if let Symbol::Const(index) = symbol
                    && let (_, Value::Int(n)) = self.constant(target, index, names[0].span)?
                {
                    return Some(n);
                }
            }
            _ => {}
        }
        self.report(
            Diagnostic::error(value.span, format!("{what} is an integer"))
                .help("write a number or the name of an integer constant"),
        );
        None
    }

    /// A value of a type that can have one written in the schema.
    pub(super) fn value(
        &mut self,
        package: ir::PackageId,
        ty: &Type,
        value: &ast::Value,
    ) -> Option<Value> {
        match (ty, &value.kind) {
            (Type::Scalar(Scalar::Bool), ValueKind::Names(names)) => {
                match (names.len(), names[0].name.as_str()) {
                    (1, "true") => Some(Value::Bool(true)),
                    (1, "false") => Some(Value::Bool(false)),
                    _ => self.named(package, ty, names),
                }
            }
            (Type::Scalar(Scalar::F32 | Scalar::F64), ValueKind::Float(text)) => {
                self.float(ty, text, value.span)
            }
            (Type::Scalar(Scalar::F32 | Scalar::F64), ValueKind::Int(int)) => {
                let sign = if int.negative { "-" } else { "" };
                self.float(ty, &format!("{sign}{}", int.value), value.span)
            }
            (Type::Scalar(Scalar::F32), ValueKind::Names(names)) if names[0].name == "nan" => {
                Some(Value::F32(f32::from_bits(0x7fc0_0000)))
            }
            (Type::Scalar(Scalar::F64), ValueKind::Names(names)) if names[0].name == "nan" => {
                Some(Value::F64(f64::from_bits(0x7ff8_0000_0000_0000)))
            }
            (Type::Scalar(scalar), ValueKind::Int(int)) if *scalar != Scalar::Bool => {
                self.int_value(*scalar, *int)
            }
            (Type::Flags(id), ValueKind::Int(int)) => {
                let repr = self.schema.enums[*id].repr;
                self.int_value(repr, *int)
            }
            (Type::Enum(id), ValueKind::Names(names)) => self.enum_value(package, *id, ty, names),
            (Type::Flags(id), ValueKind::Names(names)) => self.flags_value(package, *id, ty, names),
            (Type::String, ValueKind::Str(bytes)) => match String::from_utf8(bytes.clone()) {
                Ok(text) => Some(Value::String(text)),
                Err(_) => {
                    self.report(
                        Diagnostic::error(value.span, "this text is not UTF-8")
                            .help("`\\u{e9}` writes a character, `\\xe9` a byte"),
                    );
                    None
                }
            },
            (Type::Bytes, ValueKind::Str(bytes)) => Some(Value::Bytes(bytes.clone())),
            (Type::Uuid, ValueKind::Str(bytes)) => {
                let uuid = uuid(bytes);
                if uuid.is_none() {
                    self.report(
                        Diagnostic::error(value.span, "this is no uuid").help(
                            "a uuid is written like \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"",
                        ),
                    );
                }
                uuid.map(Value::Uuid)
            }
            (_, ValueKind::Names(names)) => self.named(package, ty, names),
            _ => {
                let expected = expected(ty);
                self.report(
                    Diagnostic::error(value.span, "the value is not of the type")
                        .label(format!("expected {expected}")),
                );
                None
            }
        }
    }

    fn int_value(&mut self, scalar: Scalar, int: ast::Int) -> Option<Value> {
        let value = in_range(scalar, int);
        if value.is_none() {
            let name = scalar.name();
            self.report(
                Diagnostic::error(int.span, format!("this number does not fit into `{name}`"))
                    .label(range_of(scalar)),
            );
        }
        value
    }

    /// Decimal digits, rounded once: to the type itself.
    fn float(&mut self, ty: &Type, text: &str, span: Span) -> Option<Value> {
        let endless = text.contains("inf");
        let (value, finite) = if *ty == Type::Scalar(Scalar::F32) {
            let value: f32 = text.parse().ok()?;
            (Value::F32(value), value.is_finite())
        } else {
            let value: f64 = text.parse().ok()?;
            (Value::F64(value), value.is_finite())
        };
        if !finite && !endless {
            self.report(
                Diagnostic::error(span, "this number is too large for the type")
                    .help("write `inf` where infinity is meant"),
            );
            return None;
        }
        Some(value)
    }

    fn enum_value(
        &mut self,
        package: ir::PackageId,
        id: ir::EnumId,
        ty: &Type,
        names: &[Ident],
    ) -> Option<Value> {
        if let [name] = names {
            let values = &self.schema.enums[id].values;
            if let Some(index) = values.iter().position(|v| v.name == name.name) {
                self.value_used(id, name);
                return Some(Value::Enum(id, index));
            }
        }
        self.named(package, ty, names)
    }

    fn flags_value(
        &mut self,
        package: ir::PackageId,
        id: ir::EnumId,
        ty: &Type,
        names: &[Ident],
    ) -> Option<Value> {
        let values = &self.schema.enums[id].values;
        let bit = |name: &Ident| values.iter().find(|v| v.name == name.name).map(|v| v.value);
        let bits: Option<Vec<i128>> = names.iter().map(bit).collect();
        match bits {
            Some(bits) => {
                for name in names {
                    self.value_used(id, name);
                }
                Some(Value::Int(bits.iter().fold(0, |all, bit| all | 1 << bit)))
            }
            None => self.named(package, ty, names),
        }
    }

    /// Remembers which value of an enum, or which flag, a name means.
    fn value_used(&mut self, id: ir::EnumId, name: &Ident) {
        let ItemKind::Enum(declared) = &self.symbols.enums[id].kind else {
            return;
        };
        let mut values = declared.body.entries.iter();
        if let Some(value) = values.find(|value| value.name.name == name.name) {
            let (at, of) = (name.span, value.name.span);
            self.symbols.uses.push(Use { at, of });
        }
    }

    /// The constant of that name, which has to be of the type.
    fn named(&mut self, package: ir::PackageId, ty: &Type, names: &[Ident]) -> Option<Value> {
        if let [_, second, ..] = names
            && !matches!(ty, Type::Flags(_))
        {
            self.report(Diagnostic::error(
                second.span,
                "only the values of flags are joined by `|`",
            ));
            return None;
        }
        if let Type::Enum(id) | Type::Flags(id) = ty {
            let decl = &self.schema.enums[*id];
            let known = |name: &Ident| decl.values.iter().any(|v| v.name == name.name);
            let missing = names.iter().find(|name| !known(name))?;
            let constant = names.len() == 1
                && !missing.name.contains('.')
                && self.has_constant(package, &missing.name);
            if !constant && !missing.name.contains('.') {
                let of = &decl.decl.name;
                let mut diagnostic = Diagnostic::error(
                    missing.span,
                    format!("`{of}` has no value `{}`", missing.name),
                );
                let values = decl.values.iter().map(|v| v.name.as_str());
                if let Some(near) = super::declare::nearest(&missing.name, values) {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                }
                self.report(diagnostic);
                return None;
            }
        }
        let name = names.first()?;
        let (symbol, target) = self.find(package, name)?;
        let Symbol::Const(index) = symbol else {
            let what = symbol.kind();
            self.report(Diagnostic::error(
                name.span,
                format!("`{}` is {what}, not a value", name.name),
            ));
            return None;
        };
        let (actual, value) = self.constant(target, index, name.span)?;
        if actual == *ty {
            return Some(value);
        }
        let (expected, actual) = (expected(ty), expected(&actual));
        self.report(
            Diagnostic::error(name.span, "the constant is of another type")
                .label(format!("expected {expected}, found {actual}")),
        );
        None
    }

    fn has_constant(&self, package: ir::PackageId, name: &str) -> bool {
        let items = &self.files[package].ast.items;
        items
            .iter()
            .any(|item| item.name.name == name && matches!(item.kind, ItemKind::Const(..)))
    }
}

fn can_be_constant(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) | Type::Uuid | Type::String | Type::Bytes
    )
}

/// A type's values in words.
fn expected(ty: &Type) -> String {
    match ty {
        Type::Scalar(Scalar::Bool) => "`true` or `false`".to_owned(),
        Type::Scalar(scalar) => format!("`{}`", scalar.name()),
        Type::Enum(_) => "the name of a value of the enum".to_owned(),
        Type::Flags(_) => "names of flags, joined by `|`".to_owned(),
        Type::Uuid => "a uuid in quotes".to_owned(),
        Type::String | Type::Bytes => "a text in quotes".to_owned(),
        _ => "no value".to_owned(),
    }
}

fn is_signed(scalar: Scalar) -> bool {
    matches!(
        scalar,
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 | Scalar::I128
    )
}

/// Largest value of an integer type, and largest magnitude below zero.
fn limits(scalar: Scalar) -> (u128, u128) {
    let bits = 8 * scalar.size();
    if is_signed(scalar) {
        let half = 1_u128 << (bits - 1);
        (half - 1, half)
    } else {
        (u128::MAX >> (128 - bits), 0)
    }
}

fn range_of(scalar: Scalar) -> String {
    let (most, least) = limits(scalar);
    match least {
        0 => format!("expected 0 to {most}"),
        least => format!("expected -{least} to {most}"),
    }
}

/// The integer as a value of the type, if it is one.
pub(super) fn in_range(scalar: Scalar, int: ast::Int) -> Option<Value> {
    let (most, least) = limits(scalar);
    if int.negative {
        // `-2^127` has no positive counterpart, so the sign goes on by wrapping.
        (int.value <= least).then(|| Value::Int((int.value as i128).wrapping_neg()))
    } else {
        (int.value <= most)
            .then(|| i128::try_from(int.value).map_or(Value::Uint(int.value), Value::Int))
    }
}

/// The 16 bytes of `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`.
fn uuid(text: &[u8]) -> Option<[u8; 16]> {
    let dashes = [8, 13, 18, 23];
    if text.len() != 36 || dashes.iter().any(|at| text[*at] != b'-') {
        return None;
    }
    let digits: Vec<u32> = text
        .iter()
        .filter(|b| **b != b'-')
        .map(|b| char::from(*b).to_digit(16))
        .collect::<Option<_>>()?;
    let pairs: Vec<u8> = digits
        .chunks_exact(2)
        .map(|p| (p[0] * 16 + p[1]) as u8)
        .collect();
    pairs.try_into().ok()
}
