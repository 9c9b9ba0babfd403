//! Interfaces that cost more than they have to, or that don't say what can happen.

use super::{CALLBACK_PER_ELEMENT, CHATTY_GETTERS, MANY_PARAMETERS, MISSING_THROWS};
use super::{UNBOUNDED_RESULT, UNOPENED_INTERFACE, UNTHROWN_ERROR};
use crate::diagnostics::Diagnostic;
use crate::ir::{self, Call, CallResult, ParamClass, Scalar, Type};
use crate::names::words;
use crate::syntax::ast::{Item, ItemKind, Method};

/// How many getters are chatty.
const GETTERS: usize = 3;

/// How many parameters can still be told apart where a call is written.
const PARAMETERS: usize = 6;

/// Words of integers that bound what a call may answer with.
const LIMITS: [&str; 16] = [
    "batch", "budget", "count", "cursor", "first", "last", "len", "length", "limit", "max", "n",
    "number", "page", "size", "top", "window",
];

/// First words of methods that do what can fail.
const FALLIBLE: [&str; 22] = [
    "commit", "connect", "create", "delete", "fetch", "find", "flush", "get", "import", "insert",
    "load", "open", "parse", "put", "read", "receive", "remove", "rename", "save", "send",
    "update", "write",
];

/// First words of methods that say by an absent result that there is nothing.
const SEEKING: [&str; 4] = ["fetch", "find", "get", "load"];

pub(super) fn check(
    world: &ir::Schema,
    package: ir::PackageId,
    items: &[Item],
    found: &mut Vec<Diagnostic>,
) {
    let reached = reached(world);
    let mut any = false;
    for (id, item, written) in interfaces(world, package, items) {
        any = true;
        let interface = &world.interfaces[id];
        if !interface.host && !reached[id] {
            found.push(unopened(interface, item));
        }
        found.extend(chatty(interface, item));
        for method in &interface.methods {
            let Some(written) = written.iter().find(|m| m.name.name == method.name) else {
                continue;
            };
            if method.deprecated.is_some() {
                continue;
            }
            found.extend(unbounded(world, &method.call, written));
            found.extend(silent(&method.call, written));
            found.extend(crowded(written));
            callbacks(&method.call, written, found);
        }
    }
    if any {
        unthrown(world, package, items, found);
    }
}

/// The interfaces that a package declares, with what is written of them.
fn interfaces<'a>(
    world: &'a ir::Schema,
    package: ir::PackageId,
    items: &'a [Item],
) -> impl Iterator<Item = (ir::InterfaceId, &'a Item, &'a [Method])> {
    let declared = world.interfaces.iter().enumerate();
    let declared = declared.filter(move |(_, interface)| interface.decl.package == package);
    let written = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Interface(interface) => Some((item, interface.body.entries.as_slice())),
        _ => None,
    });
    // Both are in order of declaration.
    declared
        .zip(written)
        .map(|((id, _), (item, methods))| (id, item, methods))
}

/// Which interfaces a client can come to have a handle of: those that are opened, and those that
/// their methods return.
fn reached(world: &ir::Schema) -> Vec<bool> {
    let mut reached = vec![false; world.interfaces.len()];
    let all = world.interfaces.iter().enumerate();
    let opened = all.filter(|(_, interface)| interface.opened);
    let mut open: Vec<ir::InterfaceId> = opened.map(|(id, _)| id).collect();
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut reached[id], true) {
            continue;
        }
        let results = world.interfaces[id].methods.iter().map(|m| &m.call.result);
        open.extend(results.filter_map(|result| match result {
            CallResult::Handle(of, _) => Some(*of),
            _ => None,
        }));
    }
    reached
}

fn unopened(interface: &ir::Interface, item: &Item) -> Diagnostic {
    let name = &interface.decl.name;
    Diagnostic::lint(
        &UNOPENED_INTERFACE,
        item.name.span,
        format!("nobody can ever have a `{name}`"),
    )
    .note(
        "an interface that a method of another one returns is not opened by itself, and nothing \
         that is opened leads to it",
    )
    .help(format!(
        "let a method of an interface that is opened return it, or none return `{name}`"
    ))
}

fn chatty(interface: &ir::Interface, item: &Item) -> Option<Diagnostic> {
    let getters: Vec<&str> = interface
        .methods
        .iter()
        .filter(|m| m.call.params.is_empty() && m.deprecated.is_none())
        .filter(|m| matches!(m.call.result, CallResult::Word(_) | CallResult::Wide(_)))
        .map(|m| m.name.as_str())
        .collect();
    if getters.len() < GETTERS {
        return None;
    }
    let name = &interface.decl.name;
    let count = getters.len();
    let (first, second) = (getters[0], getters[1]);
    Some(
        Diagnostic::lint(
            &CHATTY_GETTERS,
            item.name.span,
            format!("{count} methods of `{name}` take nothing and return one value each"),
        )
        .note("each call crosses the boundary, and each sees the object at another moment")
        .help(format!(
            "return them together: `stats() -> Stats`, a message with `{first}`, `{second}` and so on"
        )),
    )
}

fn unbounded(world: &ir::Schema, call: &Call, written: &Method) -> Option<Diagnostic> {
    let CallResult::Other(ty, _) = &call.result else {
        return None;
    };
    let grows = match ty {
        Type::Vector(element) => !is_fixed(element),
        Type::Map(map) => !is_narrow(&map.key) && (!is_fixed(&map.value) || !is_fixed(&map.key)),
        _ => false,
    };
    let bounded = call.params.iter().any(|param| match &param.class {
        ParamClass::Word(ty) | ParamClass::Other(ty, true) if is_integer(ty) => limits(&param.name),
        ParamClass::Buffer(id) | ParamClass::Other(Type::Message(id), _) => {
            let fields = &world.messages[*id].fields;
            fields.iter().any(|f| is_integer(&f.ty) && limits(&f.name))
        }
        // As many answers as questions.
        ParamClass::Span(Type::Vector(_))
        | ParamClass::Other(Type::Vector(_) | Type::Map(_), _) => true,
        _ => false,
    });
    let result = written.signature.returns.as_ref()?;
    (grows && !bounded).then(|| {
        let name = &written.name.name;
        Diagnostic::lint(
            &UNBOUNDED_RESULT,
            result.span,
            format!("nothing bounds what `{name}` returns"),
        )
        .note("all of it is in memory at once, on both sides, before the caller sees the first")
        .help(
            "take an integer such as `max` or `limit`, or return an interface like `Cursor` with \
             `next(max: u32)`",
        )
    })
}

/// Whether a value has a size that its type fixes.
fn is_fixed(ty: &Type) -> bool {
    !ty.is_slot()
}

/// Whether there are so few keys that a map is bounded by them.
fn is_narrow(ty: &Type) -> bool {
    use Scalar::{Bool, I8, U8};
    matches!(ty, Type::Enum(_) | Type::Scalar(Bool | U8 | I8))
}

fn is_integer(ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => !matches!(scalar, Scalar::Bool | Scalar::F32 | Scalar::F64),
        _ => false,
    }
}

fn limits(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| LIMITS.contains(&word.as_str()))
}

fn silent(call: &Call, written: &Method) -> Option<Diagnostic> {
    let name = &written.name.name;
    let words = words(name);
    let first = words.first()?.as_str();
    if call.throws.is_some() || !FALLIBLE.contains(&first) {
        return None;
    }
    // `get_count() -> u64` looks at what is there.
    let getter = call.params.is_empty() && matches!(first, "get" | "read");
    let absent = match call.result {
        CallResult::Message(_, optional)
        | CallResult::Handle(_, optional)
        | CallResult::Other(_, optional) => optional,
        _ => false,
    };
    if getter || absent && SEEKING.contains(&first) {
        return None;
    }
    let diagnostic = Diagnostic::lint(
        &MISSING_THROWS,
        written.name.span,
        format!("`{name}` does not say how it can fail"),
    )
    .note("without `throws`, all that the caller can learn is that the library is broken");
    let help = match SEEKING.contains(&first) && !matches!(call.result, CallResult::None) {
        true => {
            "add `throws Name`, an error with its cases; or `?` behind the result for what is not there"
        }
        false => "add `throws Name`, an error with its cases",
    };
    Some(diagnostic.help(help))
}

fn crowded(written: &Method) -> Option<Diagnostic> {
    let params = &written.signature.params;
    if params.len() <= PARAMETERS {
        return None;
    }
    let name = &written.name.name;
    let count = params.len();
    let (first, last) = (params[0].1.span, params[count - 1].1.span);
    let start = params[0].0.as_ref().map_or(first, |name| name.span);
    Some(
        Diagnostic::lint(
            &MANY_PARAMETERS,
            start.to(last),
            format!("`{name}` takes {count} parameters"),
        )
        .note("which is which can't be seen where it is called, and none can be added later")
        .help("take one message: fields have names, and can be added `since` a version"),
    )
}

fn callbacks(call: &Call, written: &Method, found: &mut Vec<Diagnostic>) {
    for (index, param, callback) in call.callbacks() {
        let name = &param.name;
        let Some((_, expr)) = written.signature.params.get(index) else {
            continue;
        };
        if callback.params.is_empty() || words(name).iter().any(|word| word == "progress") {
            continue;
        }
        let is_value = |p: &ir::Param| matches!(p.class, ParamClass::Word(_) | ParamClass::Wide(_));
        let only_values = callback.params.iter().all(is_value);
        // What is shown one by one to a method that returns nothing could be returned as a list.
        let only_element = matches!(call.result, CallResult::None)
            && callback.params.len() == 1
            && callback.params.iter().all(is_element);
        if !only_values && !only_element {
            continue;
        }
        let what = match callback.params.len() {
            1 => "one value",
            _ => "a few values",
        };
        let help = match callback.params.len() {
            1 => {
                format!("let `{name}` take a vector, `callback([T])`, and call it for many at once")
            }
            _ => format!(
                "let `{name}` take a vector of a struct, `callback([T])`, and call it for many at once"
            ),
        };
        found.push(
            Diagnostic::lint(
                &CALLBACK_PER_ELEMENT,
                expr.span,
                format!("`{name}` is called for {what} at a time"),
            )
            .note("each call of a callback crosses the boundary, which costs more than what it carries")
            .help(help),
        );
    }
}

/// Whether a parameter is something of which there can be many: no vector or map itself.
fn is_element(param: &ir::Param) -> bool {
    match &param.class {
        ParamClass::Word(_) | ParamClass::Wide(_) | ParamClass::Buffer(_) => true,
        ParamClass::Span(ty) => *ty == Type::String,
        ParamClass::Other(ty, optional) => {
            !optional && !matches!(ty, Type::Vector(_) | Type::Map(_) | Type::Array(..))
        }
        _ => false,
    }
}

/// Errors that no method throws. A file without interfaces declares them for others.
fn unthrown(
    world: &ir::Schema,
    package: ir::PackageId,
    items: &[Item],
    found: &mut Vec<Diagnostic>,
) {
    let mut thrown = vec![false; world.errors.len()];
    let methods = world.interfaces.iter().flat_map(|i| &i.methods);
    for method in methods {
        let back = method.call.callbacks().map(|(_, _, call)| call);
        for call in back.chain([&method.call]) {
            if let Some(id) = call.throws {
                thrown[id] = true;
            }
        }
    }
    let declared = world.errors.iter().zip(thrown);
    let declared = declared.filter(|(error, _)| error.decl.package == package);
    let written = items
        .iter()
        .filter(|i| matches!(i.kind, ItemKind::Error(_)));
    for ((error, thrown), item) in declared.zip(written) {
        if thrown {
            continue;
        }
        let name = &error.decl.name;
        found.push(
            Diagnostic::lint(
                &UNTHROWN_ERROR,
                item.name.span,
                format!("no method throws `{name}`"),
            )
            .help(format!(
                "write `throws {name}` behind a method's result, or remove it; where other packages \
                 throw it, write `// halflap: allow(unthrown-error)` above"
            )),
        );
    }
}
