//! What can be reached from a message, in one version of its package.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{self, Schema, Type};

/// Everything that a buffer with a given root can hold.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// With the version of its package that is meant.
    pub messages: BTreeMap<ir::MessageId, u32>,
    /// With the version of its package that is meant.
    pub unions: BTreeMap<ir::UnionId, u32>,
    pub structs: BTreeSet<ir::StructId>,
    pub enums: BTreeSet<ir::EnumId>,
}

/// Whether what only removed fields lead to counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removed {
    Followed,
    Skipped,
}

/// Whether a field is part of a version of its message, removed or not.
pub(super) fn is_known(field: &ir::Field, version: u32) -> bool {
    field.since <= version
}

/// Whether a field is removed in a version of its message.
pub(super) fn is_removed(field: &ir::Field, version: u32) -> bool {
    field.removed.is_some_and(|removed| removed <= version)
}

impl Reach {
    /// What a root reaches in a version of its package.
    pub fn new(schema: &Schema, root: ir::MessageId, version: u32, removed: Removed) -> Self {
        let mut walk = Walk {
            schema,
            package: schema.messages[root].decl.package,
            version,
            reach: Reach::default(),
            queue: Vec::new(),
        };
        walk.message(root);
        while let Some(id) = walk.queue.pop() {
            let version = walk.reach.messages[&id];
            for field in &schema.messages[id].fields {
                let skip = removed == Removed::Skipped && is_removed(field, version);
                if is_known(field, version) && !skip {
                    walk.ty(&field.ty);
                }
            }
        }
        walk.reach
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    /// The root's.
    package: ir::PackageId,
    /// The root's.
    version: u32,
    reach: Reach,
    /// Messages whose fields are to be followed.
    queue: Vec<ir::MessageId>,
}

impl Walk<'_> {
    /// The version of a package that the root's version means.
    fn version_of(&self, package: ir::PackageId) -> u32 {
        if package == self.package {
            return self.version;
        }
        let pins = &self.schema.packages[self.package].pins;
        let pin = pins.iter().find(|pin| pin.package == package);
        let version = pin.and_then(|pin| pin.versions.get(self.version as usize - 1));
        version.copied().unwrap_or(0)
    }

    fn message(&mut self, id: ir::MessageId) {
        if !self.reach.messages.contains_key(&id) {
            let version = self.version_of(self.schema.messages[id].decl.package);
            self.reach.messages.insert(id, version);
            self.queue.push(id);
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Scalar(_) | Type::Uuid | Type::String | Type::Bytes => {}
            Type::Enum(id) | Type::Flags(id) => {
                self.reach.enums.insert(*id);
            }
            Type::Array(element, _) | Type::Vector(element) => self.ty(element),
            Type::Map(map) => {
                self.ty(&map.key);
                self.ty(&map.value);
            }
            Type::Message(id) => self.message(*id),
            Type::Union(id) => {
                if self.reach.unions.contains_key(id) {
                    return;
                }
                let union = &self.schema.unions[*id];
                let version = self.version_of(union.decl.package);
                self.reach.unions.insert(*id, version);
                for arm in union.arms.iter().filter(|arm| arm.since <= version) {
                    self.message(arm.message);
                }
            }
            Type::Struct(id) => {
                if self.reach.structs.insert(*id) {
                    // Structs nest at most 64 deep.
                    for member in &self.schema.structs[*id].members {
                        self.ty(&member.ty);
                    }
                }
            }
        }
    }
}

/// Works out which roots need an aligned buffer and which reach a secret.
pub(super) fn mark(schema: &mut Schema) {
    for id in 0..schema.messages.len() {
        let newest = schema.packages[schema.messages[id].decl.package].version;
        let reach = Reach::new(schema, id, newest, Removed::Skipped);
        let aligned = reach.messages.iter().any(|(id, version)| {
            let fields = &schema.messages[*id].fields;
            fields.iter().any(|field| {
                let current = is_known(field, *version) && !is_removed(field, *version);
                current && is_aligned(schema, &field.ty)
            })
        });
        // Buffers of older versions still hold what was removed since.
        let reach = Reach::new(schema, id, newest, Removed::Followed);
        let has_secret = reach
            .messages
            .keys()
            .any(|id| schema.messages[*id].fields.iter().any(|field| field.secret));
        let message = &mut schema.messages[id];
        message.aligned = aligned;
        message.has_secret = has_secret;
    }
}

/// Whether reading a value by reference takes an aligned buffer.
fn is_aligned(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::Array(..) | Type::Struct(_) => ty.align(schema) > 1,
        Type::Vector(element) if element.is_slot() => is_aligned(schema, element),
        Type::Vector(element) => element.align(schema) > 1,
        Type::Map(map) => is_aligned(schema, &map.key) || is_aligned(schema, &map.value),
        _ => false,
    }
}
