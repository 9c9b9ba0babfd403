//! Messages and unions: their entries, and the layout of blocks.

use super::layout::{Part, group};
use super::types::too_large;
use super::{MAX_SIZE, Resolver};
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Type};
use crate::lint;
use crate::syntax::ast::{Body, Field, ItemKind};

impl<'a> Resolver<'a> {
    /// Works out the arms of every union.
    pub(super) fn unions(&mut self) {
        for id in 0..self.symbols.unions.len() {
            let item = self.symbols.unions[id];
            let ItemKind::Union(body) = &item.kind else {
                continue;
            };
            let entries = body.entries.iter().map(|arm| (arm.id, &arm.name));
            self.check_entries("arms", entries, &body.reserved);
            let package = self.schema.unions[id].decl.package;
            let mut arms: Vec<ir::Arm> = Vec::new();
            for arm in &body.entries {
                arms.extend(self.arm(package, arm));
            }
            arms.sort_by_key(|arm| arm.tag);
            let first = body
                .entries
                .iter()
                .any(|arm| arm.since.is_none_or(|s| s.value == 1));
            if !first {
                self.report(
                    Diagnostic::error(
                        item.name.span,
                        format!("`{}` has no arm in version 1", item.name.name),
                    )
                    .note("`since` counts versions in which a union without the arm was released")
                    .help(if body.entries.is_empty() {
                        "give it at least one arm: `1 name: Message`"
                    } else {
                        "leave `since` out of the arms that the union begins with"
                    }),
                );
            }
            self.schema.unions[id].arms = arms;
        }
    }

    fn arm(&mut self, package: ir::PackageId, arm: &Field) -> Option<ir::Arm> {
        let refused = [
            (arm.secret, "secret"),
            (arm.default.as_ref().map(|v| v.span), "given a default"),
            (arm.removed.map(|v| v.span), "`removed`"),
            (arm.deprecated.as_ref().map(|v| v.span), "`deprecated`"),
            (arm.ty.optional, "optional"),
        ];
        for (span, word) in refused {
            if let Some(span) = span {
                self.report(Diagnostic::error(
                    span,
                    format!("an arm of a union can't be {word}"),
                ));
            }
        }
        let tag = self.number(arm.id, "an arm");
        let since = self.since(package, arm);
        let ty = self.ty(package, &arm.ty)?;
        let Type::Message(message) = ty else {
            self.report(
                Diagnostic::error(arm.ty.span, "the arms of a union are messages")
                    .label("this is no message")
                    .help("declare a message with this as its only field"),
            );
            return None;
        };
        self.check_pin(package, &ty, since?, arm.ty.span);
        Some(ir::Arm {
            tag: tag?,
            name: arm.name.name.clone(),
            doc: arm.doc.clone(),
            message,
            since: since?,
        })
    }

    /// Works out the fields of every message.
    pub(super) fn messages(&mut self) {
        for id in 0..self.symbols.messages.len() {
            let item = self.symbols.messages[id];
            let ItemKind::Message(body) = &item.kind else {
                continue;
            };
            let entries = body.entries.iter().map(|field| (field.id, &field.name));
            self.check_entries("fields", entries, &body.reserved);
            let package = self.schema.messages[id].decl.package;
            let mut fields: Vec<ir::Field> = Vec::new();
            for field in &body.entries {
                fields.extend(self.field(package, field));
            }
            fields.sort_by_key(|field| field.id);
            self.schema.messages[id].fields = fields;
        }
    }

    fn field(&mut self, package: ir::PackageId, field: &Field) -> Option<ir::Field> {
        let id = self.number(field.id, "a field");
        let since = self.since(package, field);
        let removed = self.removed(package, field, since);
        let mut ty = self.ty(package, &field.ty)?;
        self.check_arrays(&ty, field.ty.span);
        self.lay_out_maps(&mut ty, field.ty.span);
        let since = since?;
        self.check_pin(package, &ty, since, field.ty.span);
        let default = match &field.default {
            Some(value) if self.may_default(field, &ty) => self.value(package, &ty, value),
            _ => None,
        };
        self.check_secret(field, &ty);
        self.check_late(field, &ty, since);
        self.warn_removed(field, &ty);
        Some(ir::Field {
            id: id?,
            name: field.name.name.clone(),
            doc: field.doc.clone(),
            size: u32::try_from(self.extent(&ty).size).unwrap_or(u32::MAX),
            ty,
            optional: field.ty.optional.is_some(),
            secret: field.secret.is_some(),
            since,
            removed,
            deprecated: field.deprecated.as_ref().map(|text| text.name.clone()),
            default,
            offset: 0,
            presence: None,
        })
    }

    fn since(&mut self, package: ir::PackageId, field: &Field) -> Option<u32> {
        let newest = self.schema.packages[package].version;
        let why = format!("the package has versions 1 to {newest}");
        match field.since {
            None => Some(1),
            Some(since) => self.version(since, newest, &why),
        }
    }

    fn removed(
        &mut self,
        package: ir::PackageId,
        field: &Field,
        since: Option<u32>,
    ) -> Option<u32> {
        let int = field.removed?;
        let newest = self.schema.packages[package].version;
        let why = format!("the package has versions 1 to {newest}");
        let removed = self.version(int, newest, &why)?;
        let since = since?;
        if removed <= since {
            self.report(
                Diagnostic::error(int.span, "removed before it was ever there")
                    .label(format!("the field is there since version {since}"))
                    .help("a field that was never released can be deleted; `reserved` keeps its number free"),
            );
            return None;
        }
        Some(removed)
    }

    fn may_default(&mut self, field: &Field, ty: &Type) -> bool {
        let Some(value) = &field.default else {
            return false;
        };
        if let Some(optional) = field.ty.optional {
            self.report(
                Diagnostic::error(value.span, "an optional field has no default")
                    .also(optional, "absent is its default")
                    .help("remove the `?` or the default"),
            );
            return false;
        }
        let fine = matches!(
            ty,
            Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) | Type::String
        );
        if !fine {
            self.report(
                Diagnostic::error(value.span, "a field of this type can't have a default")
                    .note("bool, numbers, enums, flags and `string` can")
                    .help("an optional field tells its reader that it is absent"),
            );
        }
        fine
    }

    fn check_secret(&mut self, field: &Field, ty: &Type) {
        let Some(span) = field.secret else {
            return;
        };
        let octet = Type::Scalar(ir::Scalar::U8);
        let fine = match ty {
            Type::String | Type::Bytes => true,
            Type::Array(element, _) => **element == octet,
            _ => false,
        };
        if !fine {
            self.report(
                Diagnostic::error(span, "a field of this type can't be secret")
                    .also(field.ty.span, "this type")
                    .note("`string`, `bytes` and `[u8; N]` can"),
            );
        }
        if let Some(value) = &field.default {
            self.report(
                Diagnostic::error(value.span, "a secret has no default")
                    .also(span, "secret")
                    .note("a value that stands in the schema is known to everyone"),
            );
        }
    }

    /// What was added later must be sayable of buffers written before.
    fn check_late(&mut self, field: &Field, ty: &Type, since: u32) {
        if since == 1 || field.ty.optional.is_some() {
            return;
        }
        let span = field.ty.span;
        let problem = match ty {
            Type::Message(_) => Some("a message"),
            Type::Union(_) => Some("a union"),
            _ => None,
        };
        if let Some(what) = problem {
            self.report(
                Diagnostic::error(span, format!("{what} that was added later is optional"))
                    .label(format!("buffers of version {} have none", since - 1))
                    .help("write `?` behind the type"),
            );
        } else if let Some(closed) = self.without_zero(ty)
            && field.default.is_none()
        {
            let name = self.schema.enums[closed].decl.name.clone();
            let alone = matches!(ty, Type::Enum(_));
            self.report(
                Diagnostic::error(span, "what does this field read as where it is missing?")
                    .label(format!("buffers of version {} have none", since - 1))
                    .note(format!("0 is no value of the closed enum `{name}`"))
                    .help(if alone {
                        "give it a default, `= name`, or write `?` behind the type"
                    } else {
                        "write `?` behind the type"
                    }),
            );
        }
    }

    /// The closed enum without 0 that a type of fixed size holds.
    pub(super) fn without_zero(&self, ty: &Type) -> Option<ir::EnumId> {
        match ty {
            Type::Enum(id) => {
                let decl = &self.schema.enums[*id];
                let zero = decl.values.iter().any(|v| v.value == 0);
                (decl.closed && !zero).then_some(*id)
            }
            Type::Array(element, _) => self.without_zero(element),
            // Structs nest at most 64 deep where they were laid out at all.
            Type::Struct(id) if !self.bad_structs.contains(id) => {
                let members = &self.schema.structs[*id].members;
                members.iter().find_map(|m| self.without_zero(&m.ty))
            }
            _ => None,
        }
    }

    /// What an older reader makes of a removed field's zeros.
    fn warn_removed(&mut self, field: &Field, ty: &Type) {
        let Some(removed) = field.removed else {
            return;
        };
        if field.ty.optional.is_some() {
            return;
        }
        if ty.is_slot() || self.without_zero(ty).is_some() {
            let error = if ty.is_slot() {
                "bad_offset"
            } else {
                "bad_enum"
            };
            self.report(
                Diagnostic::lint(
                    &lint::REMOVED_REQUIRED,
                    removed.span,
                    "older readers will refuse what newer ones write",
                )
                .label(format!(
                    "zero from here on: `{error}` for a reader of the version before"
                ))
                .help("let it be `deprecated` for as long as such readers are about"),
            );
        }
    }

    /// Reports a type of a package that isn't imported yet in the version that uses it.
    pub(super) fn check_pin(&mut self, package: ir::PackageId, ty: &Type, since: u32, span: Span) {
        let target = match ty {
            Type::Message(id) => self.schema.messages[*id].decl.package,
            Type::Union(id) => self.schema.unions[*id].decl.package,
            Type::Vector(element) => return self.check_pin(package, element, since, span),
            Type::Map(map) => return self.check_pin(package, &map.value, since, span),
            _ => return,
        };
        if target == package {
            return;
        }
        let pins = &self.schema.packages[package].pins;
        let pin = pins.iter().find(|pin| pin.package == target);
        let version = pin.and_then(|pin| pin.versions.get(since as usize - 1));
        if version.is_some_and(|version| *version > 0) {
            return;
        }
        let name = self.files[target].package();
        self.report(
            Diagnostic::error(
                span,
                format!("`{name}` is not imported yet in version {since}"),
            )
            .help(format!(
                "let the import say which version of `{name}` is meant from version {since} on"
            )),
        );
    }

    /// Lays out the blocks of all entries of maps in a type.
    fn lay_out_maps(&mut self, ty: &mut Type, span: Span) {
        match ty {
            Type::Vector(element) => self.lay_out_maps(element, span),
            Type::Map(map) => {
                self.lay_out_maps(&mut map.value, span);
                let key = self.part(1, &map.key, false);
                let value = self.part(2, &map.value, false);
                let total = u64::from(key.size) + u64::from(value.size);
                if total > MAX_SIZE {
                    return self.report(too_large(span, "an entry of this map", total));
                }
                let placed = group(1, 0, &[(0, key), (1, value)]);
                map.key_at = placed.offsets[0];
                map.value_at = placed.offsets[1];
                map.block = placed.group.bytes.end;
                map.padding = placed.group.padding;
                if u64::from(map.block) > MAX_SIZE {
                    let size = u64::from(map.block);
                    self.report(too_large(span, "an entry of this map", size));
                }
            }
            _ => {}
        }
    }

    fn part(&self, id: u32, ty: &Type, optional: bool) -> Part {
        Part {
            id,
            size: u32::try_from(self.extent(ty).size).unwrap_or(u32::MAX),
            align: ty.align(&self.schema),
            bit: optional && !ty.is_slot(),
        }
    }

    /// Lays out every message; all types are known to be fine.
    pub(super) fn lay_out(&mut self) {
        for id in 0..self.schema.messages.len() {
            let message = &self.schema.messages[id];
            let total: u64 = message.fields.iter().map(|f| u64::from(f.size)).sum();
            if total > MAX_SIZE {
                self.block_too_large(id, total);
                continue;
            }
            let mut versions: Vec<u32> = message.fields.iter().map(|f| f.since).collect();
            versions.push(1);
            versions.sort_unstable();
            versions.dedup();
            let newest = self.schema.packages[message.decl.package].version;
            let mut at = 0;
            for (i, since) in versions.iter().enumerate() {
                at = self.lay_out_group(id, *since, at);
                let until = versions.get(i + 1).map_or(newest, |next| next - 1);
                let blocks = &mut self.schema.messages[id].blocks;
                blocks.resize(until as usize, at);
            }
            if u64::from(at) > MAX_SIZE {
                self.block_too_large(id, u64::from(at));
            }
        }
    }

    /// Lays out what one version added; returns where it ends.
    fn lay_out_group(&mut self, id: ir::MessageId, since: u32, at: u32) -> u32 {
        let fields = &self.schema.messages[id].fields;
        let parts: Vec<(usize, Part)> = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.since == since)
            .map(|(i, field)| (i, self.part(field.id, &field.ty, field.optional)))
            .collect();
        let placed = group(since, at, &parts);
        let message = &mut self.schema.messages[id];
        for (n, (i, _)) in parts.iter().enumerate() {
            message.fields[*i].offset = placed.offsets[n];
            message.fields[*i].presence = placed.presence[n];
        }
        let end = placed.group.bytes.end;
        message.groups.push(placed.group);
        end
    }

    fn block_too_large(&mut self, id: ir::MessageId, size: u64) {
        let name = &self.symbols.messages[id].name;
        let diagnostic = too_large(name.span, "the block of this message", size);
        self.report(diagnostic);
    }

    /// The fields or arms as written.
    pub(super) fn body_of(&self, item: &'a crate::syntax::ast::Item) -> Option<&'a Body<Field>> {
        match &item.kind {
            ItemKind::Message(body) | ItemKind::Union(body) => Some(body),
            _ => None,
        }
    }
}
