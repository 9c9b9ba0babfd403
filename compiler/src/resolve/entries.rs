//! Numbered entries: what holds for fields, arms, values, cases and methods alike. And enums.

use std::collections::HashMap;

use super::Resolver;
use super::constants::in_range;
use super::types::scalar;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Scalar, Value};
use crate::syntax::ast::{Enum, Ident, Int, ItemKind, Reserved};

impl Resolver<'_> {
    /// Checks that names and numbers are there once, and not reserved.
    pub(super) fn check_entries<'e>(
        &mut self,
        what: &str,
        entries: impl Iterator<Item = (Int, &'e Ident)>,
        reserved: &[Reserved],
    ) {
        let mut numbers: HashMap<(bool, u128), Span> = HashMap::new();
        let mut names: HashMap<&str, Span> = HashMap::new();
        for (number, name) in entries {
            // -0 is 0.
            let key = (number.negative && number.value != 0, number.value);
            if let Some(first) = numbers.insert(key, number.span) {
                let shown = shown(number);
                self.report(
                    Diagnostic::error(number.span, format!("two {what} have the number {shown}"))
                        .also(first, "the other one")
                        .help("a new one takes a number that was never used"),
                );
            }
            if let Some(first) = names.insert(&name.name, name.span) {
                self.report(
                    Diagnostic::error(name.span, format!("two {what} are named `{}`", name.name))
                        .also(first, "the other one"),
                );
            }
        }
        for entry in reserved {
            let (used, span, shown) = match entry {
                Reserved::Id(int) => {
                    let key = (int.negative && int.value != 0, int.value);
                    (
                        numbers.get(&key),
                        int.span,
                        format!("the number {}", shown(*int)),
                    )
                }
                Reserved::Name(name) => {
                    let used = names.get(name.name.as_str());
                    (used, name.span, format!("the name `{}`", name.name))
                }
            };
            if let Some(used) = used {
                self.report(
                    Diagnostic::error(*used, format!("{shown} is reserved"))
                        .also(span, "reserved here")
                        .help("a reserved number or name once meant something else: take another"),
                );
            }
        }
    }

    /// A number that counts from 1 and fits into 32 bits.
    pub(super) fn number(&mut self, int: Int, what: &str) -> Option<u32> {
        if !int.negative && int.value >= 1 && int.value <= u128::from(u32::MAX) {
            return Some(int.value as u32);
        }
        self.report(
            Diagnostic::error(int.span, format!("this can't be the number of {what}"))
                .label("expected 1 to 4294967295"),
        );
        None
    }

    /// Works out enums and flags.
    pub(super) fn enums(&mut self) {
        for id in 0..self.symbols.enums.len() {
            let item = self.symbols.enums[id];
            let ItemKind::Enum(body) = &item.kind else {
                continue;
            };
            let Some(repr) = self.repr(body) else {
                continue;
            };
            let what = if body.flags { "flags" } else { "values" };
            let entries = body.body.entries.iter().map(|v| (v.value, &v.name));
            self.check_entries(what, entries, &body.body.reserved);
            if body.body.entries.is_empty() {
                self.report(
                    Diagnostic::error(
                        item.name.span,
                        format!("`{}` has no values", item.name.name),
                    )
                    .help("give it one: `0 name`"),
                );
            }
            let mut values = Vec::new();
            for value in &body.body.entries {
                if let Some(number) = self.enum_number(body, repr, value.value) {
                    values.push(ir::EnumValue {
                        name: value.name.name.clone(),
                        doc: value.doc.clone(),
                        value: number,
                    });
                }
            }
            values.sort_by_key(|v| v.value);
            let target = &mut self.schema.enums[id];
            target.repr = repr;
            target.values = values;
        }
    }

    fn repr(&mut self, body: &Enum) -> Option<Scalar> {
        let repr = scalar(&body.repr.name);
        let fine = matches!(
            repr,
            Some(Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64)
        ) || !body.flags
            && matches!(
                repr,
                Some(Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64)
            );
        if fine {
            return repr;
        }
        let (what, expected) = if body.flags {
            ("flags are", "expected `u8`, `u16`, `u32` or `u64`")
        } else {
            ("an enum is", "expected `u8` to `u64` or `i8` to `i64`")
        };
        self.report(
            Diagnostic::error(
                body.repr.span,
                format!("{what} not stored as `{}`", body.repr.name),
            )
            .label(expected),
        );
        None
    }

    fn enum_number(&mut self, body: &Enum, repr: Scalar, int: Int) -> Option<i128> {
        if body.flags {
            let bits = 8 * repr.size();
            if !int.negative && int.value < u128::from(bits) {
                return Some(int.value as i128);
            }
            self.report(
                Diagnostic::error(int.span, format!("`{}` has no such bit", body.repr.name))
                    .label(format!("expected 0 to {}", bits - 1))
                    .note("a flag's number is that of its bit, the lowest is 0"),
            );
            return None;
        }
        match in_range(repr, int) {
            Some(Value::Int(value)) => Some(value),
            _ => {
                self.report(
                    Diagnostic::error(
                        int.span,
                        format!("{} does not fit into `{}`", shown(int), body.repr.name),
                    )
                    .also(body.repr.span, "stored as this")
                    .help("once released, the type an enum is stored as can't change"),
                );
                None
            }
        }
    }
}

fn shown(int: Int) -> String {
    let sign = if int.negative { "-" } else { "" };
    format!("{sign}{}", int.value)
}
