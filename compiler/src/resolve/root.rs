//! One package's view of the world: itself first, then what it imports, nothing else.

use crate::ir::{self, Call, CallResult, Decl, ParamClass, Schema, Type};

/// New numbers by old number; none for what is not part of it.
struct Map(Vec<Option<usize>>);

impl Map {
    /// Numbers what is kept, package by package, in order of declaration.
    fn new<'a>(packages: &[ir::PackageId], decls: impl Iterator<Item = &'a Decl> + Clone) -> Self {
        Self::filtered(packages, decls.map(|decl| (decl, true)))
    }

    /// The same, of what is said to be kept.
    fn filtered<'a>(
        packages: &[ir::PackageId],
        decls: impl Iterator<Item = (&'a Decl, bool)> + Clone,
    ) -> Self {
        let count = decls.clone().count();
        let mut map = vec![None; count];
        let mut next = 0;
        for package in packages {
            for (i, (decl, kept)) in decls.clone().enumerate() {
                if kept && decl.package == *package {
                    map[i] = Some(next);
                    next += 1;
                }
            }
        }
        Map(map)
    }

    /// A number that is known to be part of it: packages are complete, and closed under imports.
    fn to(&self, old: usize) -> usize {
        self.0[old].unwrap_or_default()
    }

    /// What is kept, in its new order.
    fn pick<T: Clone>(&self, all: &[T]) -> Vec<T> {
        let mut kept: Vec<(usize, &T)> = Vec::new();
        for (new, item) in self.0.iter().zip(all) {
            kept.extend(new.map(|new| (new, item)));
        }
        kept.sort_by_key(|(new, _)| *new);
        kept.into_iter().map(|(_, item)| item.clone()).collect()
    }
}

struct Maps {
    packages: Map,
    structs: Map,
    enums: Map,
    unions: Map,
    messages: Map,
    errors: Map,
    interfaces: Map,
    constants: Map,
}

/// Whether interfaces, errors and the messages that calls carry are part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calls {
    Kept,
    LeftOut,
}

/// Cuts a package and all it imports out of a schema.
pub(super) fn cut(world: &Schema, root: ir::PackageId, calls: Calls) -> Schema {
    let kept = calls == Calls::Kept;
    let order = importers_first(world, root);
    let mut packages = vec![None; world.packages.len()];
    for (new, old) in order.iter().enumerate() {
        packages[*old] = Some(new);
    }
    let maps = Maps {
        packages: Map(packages),
        structs: Map::new(&order, world.structs.iter().map(|d| &d.decl)),
        enums: Map::new(&order, world.enums.iter().map(|d| &d.decl)),
        unions: Map::new(&order, world.unions.iter().map(|d| &d.decl)),
        messages: Map::filtered(
            &order,
            world.messages.iter().map(|d| (&d.decl, kept || !d.implied)),
        ),
        errors: Map::filtered(&order, world.errors.iter().map(|d| (&d.decl, kept))),
        interfaces: Map::filtered(&order, world.interfaces.iter().map(|d| (&d.decl, kept))),
        constants: Map::new(&order, world.constants.iter().map(|d| &d.decl)),
    };
    let mut schema = Schema {
        packages: maps.packages.pick(&world.packages),
        structs: maps.structs.pick(&world.structs),
        enums: maps.enums.pick(&world.enums),
        unions: maps.unions.pick(&world.unions),
        messages: maps.messages.pick(&world.messages),
        errors: maps.errors.pick(&world.errors),
        interfaces: maps.interfaces.pick(&world.interfaces),
        constants: maps.constants.pick(&world.constants),
    };
    maps.renumber(&mut schema);
    schema
}

/// Packages so that each but the root stands behind one that imports it.
fn importers_first(world: &Schema, root: ir::PackageId) -> Vec<ir::PackageId> {
    let mut order = vec![root];
    let mut next = 0;
    while let Some(package) = order.get(next) {
        for import in &world.packages[*package].imports {
            if !order.contains(import) {
                order.push(*import);
            }
        }
        next += 1;
    }
    order
}

impl Maps {
    fn renumber(&self, schema: &mut Schema) {
        for package in &mut schema.packages {
            for import in &mut package.imports {
                *import = self.packages.to(*import);
            }
            for pin in &mut package.pins {
                pin.package = self.packages.to(pin.package);
            }
            package.pins.sort_by_key(|pin| pin.package);
        }
        for decl in &mut schema.structs {
            self.decl(&mut decl.decl);
            for member in &mut decl.members {
                self.ty(&mut member.ty);
            }
        }
        for decl in &mut schema.enums {
            self.decl(&mut decl.decl);
        }
        for decl in &mut schema.unions {
            self.decl(&mut decl.decl);
            for arm in &mut decl.arms {
                arm.message = self.messages.to(arm.message);
            }
        }
        for decl in &mut schema.messages {
            self.decl(&mut decl.decl);
            for field in &mut decl.fields {
                self.ty(&mut field.ty);
                if let Some(value) = &mut field.default {
                    self.value(value);
                }
            }
        }
        for decl in &mut schema.errors {
            self.decl(&mut decl.decl);
            for case in &mut decl.cases {
                case.payload = case.payload.map(|id| self.messages.to(id));
            }
        }
        for decl in &mut schema.interfaces {
            self.decl(&mut decl.decl);
            for method in &mut decl.methods {
                self.call(&mut method.call);
            }
        }
        for decl in &mut schema.constants {
            self.decl(&mut decl.decl);
            self.ty(&mut decl.ty);
            self.value(&mut decl.value);
        }
    }

    fn decl(&self, decl: &mut Decl) {
        decl.package = self.packages.to(decl.package);
    }

    fn value(&self, value: &mut ir::Value) {
        if let ir::Value::Enum(id, _) = value {
            *id = self.enums.to(*id);
        }
    }

    fn call(&self, call: &mut Call) {
        call.request = self.messages.to(call.request);
        call.response = self.messages.to(call.response);
        call.throws = call.throws.map(|id| self.errors.to(id));
        for param in &mut call.params {
            match &mut param.class {
                ParamClass::Word(ty)
                | ParamClass::Wide(ty)
                | ParamClass::Span(ty)
                | ParamClass::Other(ty, _) => self.ty(ty),
                ParamClass::Buffer(id) => *id = self.messages.to(*id),
                ParamClass::Handle(id) | ParamClass::OptionalHandle(id) => {
                    *id = self.interfaces.to(*id);
                }
                ParamClass::Callback(call) => self.call(call),
            }
        }
        match &mut call.result {
            CallResult::None => {}
            CallResult::Word(ty) | CallResult::Wide(ty) | CallResult::Other(ty, _) => self.ty(ty),
            CallResult::Handle(id, _) => *id = self.interfaces.to(*id),
            CallResult::Message(id, _) => *id = self.messages.to(*id),
        }
    }

    fn ty(&self, ty: &mut Type) {
        match ty {
            Type::Scalar(_) | Type::Uuid | Type::String | Type::Bytes => {}
            Type::Enum(id) | Type::Flags(id) => *id = self.enums.to(*id),
            Type::Struct(id) => *id = self.structs.to(*id),
            Type::Union(id) => *id = self.unions.to(*id),
            Type::Message(id) => *id = self.messages.to(*id),
            Type::Array(element, _) | Type::Vector(element) => self.ty(element),
            Type::Map(map) => {
                self.ty(&mut map.key);
                self.ty(&mut map.value);
            }
        }
    }
}
