//! What single fields say.

use super::{EMPTY_DEPRECATION, UNNAMED_ZERO, messages, written};
use crate::diagnostics::Diagnostic;
use crate::ir::{self, Type};
use crate::syntax::ast::Item;

pub(super) fn check(
    world: &ir::Schema,
    package: ir::PackageId,
    items: &[Item],
    found: &mut Vec<Diagnostic>,
) {
    for (message, _, fields) in messages(world, package, items) {
        for field in fields {
            if let Some(text) = field
                .deprecated
                .as_ref()
                .filter(|t| t.name.trim().is_empty())
            {
                let name = &field.name.name;
                found.push(
                    Diagnostic::lint(
                        &EMPTY_DEPRECATION,
                        text.span,
                        format!("`{name}` is deprecated, but in favour of what?"),
                    )
                    .help("say what to use instead, or why it goes: `deprecated \"use note\"`"),
                );
            }
        }
        for field in &message.fields {
            let Some(decl) = unnamed_zero(world, field) else {
                continue;
            };
            let Some(written) = written(fields, field) else {
                continue;
            };
            let name = &decl.decl.name;
            let before = field.since - 1;
            found.push(
                Diagnostic::lint(
                    &UNNAMED_ZERO,
                    written.ty.span,
                    format!(
                        "`{}` reads as 0 in buffers of version {before}, and `{name}` does not name 0",
                        field.name
                    ),
                )
                .help(format!(
                    "give it a default, `= name`, write `?` behind the type, or let `{name}` name 0"
                )),
            );
        }
    }
}

/// The open enum whose unnamed 0 a field reads as where it is missing.
fn unnamed_zero<'a>(world: &'a ir::Schema, field: &ir::Field) -> Option<&'a ir::Enum> {
    let Type::Enum(id) = field.ty else {
        return None;
    };
    let missing = field.since > 1 && !field.optional && field.default.is_none();
    let decl = &world.enums[id];
    let names_zero = decl.values.iter().any(|value| value.value == 0);
    (missing && field.removed.is_none() && !names_zero).then_some(decl)
}
