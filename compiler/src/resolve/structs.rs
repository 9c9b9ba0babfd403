//! Structs: C layout of their members, and no padding.

use std::collections::HashMap;

use super::layout::align_up;
use super::types::{MAX_FIXED_DEPTH, too_deep, too_large};
use super::{MAX_SIZE, Resolver};
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Type};
use crate::syntax::ast::{Ident, ItemKind, Member};

impl Resolver<'_> {
    /// Resolves and lays out every struct.
    pub(super) fn structs(&mut self) {
        let count = self.symbols.structs.len();
        self.struct_depths = vec![1; count];
        for id in 0..count {
            let item = self.symbols.structs[id];
            if let ItemKind::Struct(members) = &item.kind {
                self.members(id, &item.name, members);
            }
        }
        for id in self.parts_first() {
            self.lay_out_struct(id);
        }
    }

    fn members(&mut self, id: ir::StructId, name: &Ident, members: &[Member]) {
        let package = self.schema.structs[id].decl.package;
        let mut names: HashMap<&str, Span> = HashMap::new();
        for member in members {
            if let Some(first) = names.insert(&member.name.name, member.name.span) {
                self.report(
                    Diagnostic::error(
                        member.name.span,
                        format!("two members are named `{}`", member.name.name),
                    )
                    .also(first, "the other one"),
                );
            }
            self.not_optional(&member.ty, "a member of a struct");
            let Some(ty) = self.ty(package, &member.ty) else {
                self.bad_structs.insert(id);
                continue;
            };
            if ty.is_slot() {
                self.bad_structs.insert(id);
                self.report(
                    Diagnostic::error(member.ty.span, "a struct's members are of fixed size")
                        .label("this has no fixed size")
                        .help("make it a `message`, which may hold anything and can grow"),
                );
                continue;
            }
            self.schema.structs[id].members.push(ir::Member {
                name: member.name.name.clone(),
                doc: member.doc.clone(),
                ty,
                offset: 0,
            });
        }
        if members.is_empty() {
            self.bad_structs.insert(id);
            self.report(
                Diagnostic::error(name.span, format!("`{}` has no members", name.name))
                    .note("a struct never changes, so none can be added later")
                    .help("a `message` may be empty, and grow"),
            );
        }
    }

    /// Structs so that each stands behind those it holds. One that holds itself is reported.
    fn parts_first(&mut self) -> Vec<ir::StructId> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let count = self.schema.structs.len();
        let mut states = vec![State::New; count];
        let mut order = Vec::new();
        for start in 0..count {
            if states[start] != State::New {
                continue;
            }
            states[start] = State::Open;
            let mut stack = vec![(start, 0)];
            while let Some((id, next)) = stack.pop() {
                let Some(member) = self.schema.structs[id].members.get(next) else {
                    states[id] = State::Done;
                    order.push(id);
                    continue;
                };
                let held = held_struct(&member.ty);
                stack.push((id, next + 1));
                let Some(held) = held else { continue };
                match states[held] {
                    State::Done => {}
                    State::New => {
                        states[held] = State::Open;
                        stack.push((held, 0));
                    }
                    State::Open => self.endless(held, &stack),
                }
            }
        }
        order
    }

    fn endless(&mut self, held: ir::StructId, stack: &[(ir::StructId, usize)]) {
        let name = &self.symbols.structs[held].name;
        let mut diagnostic = Diagnostic::error(
            name.span,
            format!("the struct `{}` holds itself", name.name),
        );
        for (id, next) in stack.iter().skip_while(|(id, _)| *id != held) {
            self.bad_structs.insert(*id);
            if let Some(span) = self.member_span(*id, next - 1) {
                diagnostic = diagnostic.also(span, "by way of this");
            }
        }
        self.report(
            diagnostic
                .note("its size would have no end")
                .help("make it a `message`, which may hold itself as an optional field"),
        );
    }

    /// Where the type of a resolved member stands.
    fn member_span(&self, id: ir::StructId, index: usize) -> Option<Span> {
        let name = &self.schema.structs[id].members.get(index)?.name;
        let ItemKind::Struct(members) = &self.symbols.structs[id].kind else {
            return None;
        };
        let member = members.iter().find(|m| m.name.name == *name)?;
        Some(member.ty.span)
    }

    fn lay_out_struct(&mut self, id: ir::StructId) {
        let held = |ty: &Type| held_struct(ty).is_some_and(|held| self.bad_structs.contains(&held));
        if self.schema.structs[id].members.iter().any(|m| held(&m.ty)) {
            self.bad_structs.insert(id);
        }
        if self.bad_structs.contains(&id) {
            return;
        }
        let name = self.symbols.structs[id].name.clone();
        let members = std::mem::take(&mut self.schema.structs[id].members);
        let errors = self.diagnostics.len();
        let mut total = 0_u64;
        let mut depth = 1;
        let mut any_bits = true;
        for (i, member) in members.iter().enumerate() {
            let span = self.spans_of(id).get(i).copied().unwrap_or(name.span);
            self.check_arrays(&member.ty, span);
            let extent = self.extent(&member.ty);
            total = total.saturating_add(extent.size);
            depth = depth.max(extent.depth + 1);
            any_bits &= self.any_bits(&member.ty);
        }
        if self.diagnostics.len() > errors {
            self.bad_structs.insert(id);
        } else if total > MAX_SIZE {
            self.report(too_large(name.span, "this struct", total));
            self.bad_structs.insert(id);
        } else if depth > MAX_FIXED_DEPTH {
            self.report(too_deep(name.span));
            self.bad_structs.insert(id);
        }
        if self.bad_structs.contains(&id) {
            return;
        }
        self.place(id, members);
        let target = &mut self.schema.structs[id];
        target.any_bits = any_bits;
        self.struct_depths[id] = depth;
    }

    fn place(&mut self, id: ir::StructId, mut members: Vec<ir::Member>) {
        let mut at = 0;
        let mut align = 1;
        let mut hole = None;
        for (i, member) in members.iter_mut().enumerate() {
            let its = member.ty.align(&self.schema);
            member.offset = align_up(at, its);
            if member.offset > at {
                hole = hole.or(Some((i, member.offset - at)));
            }
            at = member.offset + member.ty.size(&self.schema);
            align = align.max(its);
        }
        let size = align_up(at, align);
        if hole.is_some() || size > at {
            let diagnostic = self.padded(id, &members, hole, size - at);
            self.report(diagnostic);
        }
        let target = &mut self.schema.structs[id];
        target.members = members;
        target.align = align;
        target.size = size;
    }

    /// A struct that would need padding, and what to do about it.
    fn padded(
        &self,
        id: ir::StructId,
        members: &[ir::Member],
        hole: Option<(usize, u32)>,
        tail: u32,
    ) -> Diagnostic {
        let name = &self.symbols.structs[id].name;
        let spans = self.spans_of(id);
        let mut diagnostic = Diagnostic::error(
            name.span,
            format!("the struct `{}` would have padding", name.name),
        );
        let plural = |n: u32| if n == 1 { "byte" } else { "bytes" };
        if let Some((i, n)) = hole
            && let Some(span) = spans.get(i)
        {
            diagnostic = diagnostic.also(*span, format!("{n} unused {} before this", plural(n)));
        } else if let Some(span) = spans.last() {
            diagnostic =
                diagnostic.also(*span, format!("{tail} unused {} after this", plural(tail)));
        }
        let mut order: Vec<&ir::Member> = members.iter().collect();
        order.sort_by_key(|m| std::cmp::Reverse(m.ty.align(&self.schema)));
        let sum: u32 = members.iter().map(|m| m.ty.size(&self.schema)).sum();
        let align = members
            .iter()
            .map(|m| m.ty.align(&self.schema))
            .max()
            .unwrap_or(1);
        let missing = align_up(sum, align) - sum;
        let taken = |name: &str| members.iter().any(|m| m.name == name);
        let filler = (0..)
            .map(|n| {
                if n == 0 {
                    "filler".to_owned()
                } else {
                    format!("filler{n}")
                }
            })
            .find(|name| !taken(name))
            .unwrap_or_default();
        let filler = match missing {
            0 => None,
            1 => Some(format!("{filler}: u8")),
            n => Some(format!("{filler}: [u8; {n}]")),
        };
        let names: Vec<&str> = order.iter().map(|m| m.name.as_str()).collect();
        let order = names.join(", ");
        diagnostic = match (hole, filler) {
            (Some(_), None) => diagnostic.help(format!("put the members in this order: {order}")),
            (Some(_), Some(filler)) => diagnostic.help(format!(
                "put the members in this order, with one more at the end: {order}, `{filler}`"
            )),
            (None, Some(filler)) => diagnostic.help(format!("add a member at the end: `{filler}`")),
            (None, None) => diagnostic,
        };
        diagnostic.note("a struct is read in place, so each of its bytes belongs to a member")
    }

    /// Where the types of a struct's members stand.
    fn spans_of(&self, id: ir::StructId) -> Vec<Span> {
        match &self.symbols.structs[id].kind {
            ItemKind::Struct(members) => members.iter().map(|m| m.ty.span).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether every bit pattern is a value of a type of fixed size.
    fn any_bits(&self, ty: &Type) -> bool {
        match ty {
            Type::Scalar(scalar) => *scalar != ir::Scalar::Bool,
            Type::Enum(id) => !self.schema.enums[*id].closed,
            Type::Struct(id) => self.schema.structs[*id].any_bits,
            Type::Array(element, _) => self.any_bits(element),
            _ => true,
        }
    }
}

/// The struct that a type of fixed size is made of.
fn held_struct(ty: &Type) -> Option<ir::StructId> {
    match ty {
        Type::Struct(id) => Some(*id),
        Type::Array(element, _) => held_struct(element),
        _ => None,
    }
}
