//! Messages that no finite value fills.

use super::Resolver;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir::{self, Type};

/// What a required field leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Message(ir::MessageId),
    Union(ir::UnionId),
}

/// Which messages and unions have a finite value.
struct Finite {
    messages: Vec<bool>,
    unions: Vec<bool>,
}

impl Finite {
    fn has(&self, node: Node) -> bool {
        match node {
            Node::Message(id) => self.messages[id],
            Node::Union(id) => self.unions[id],
        }
    }
}

impl Resolver<'_> {
    /// Reports circles of required messages and unions.
    pub(super) fn check_finite(&mut self) {
        let finite = self.finite();
        let mut reported = vec![false; self.schema.messages.len()];
        for start in 0..self.schema.messages.len() {
            if finite.messages[start] || reported[start] {
                continue;
            }
            let circle = self.circle(start, &finite);
            let known = circle.iter().any(|(node, _)| match node {
                Node::Message(id) => reported[*id],
                Node::Union(_) => false,
            });
            for (node, _) in &circle {
                if let Node::Message(id) = node {
                    reported[*id] = true;
                }
            }
            if !known {
                self.report_circle(&circle);
            }
        }
    }

    fn finite(&self) -> Finite {
        let mut finite = Finite {
            messages: vec![false; self.schema.messages.len()],
            unions: vec![false; self.schema.unions.len()],
        };
        loop {
            let mut changed = false;
            for (id, message) in self.schema.messages.iter().enumerate() {
                let fields = message.fields.iter().filter_map(required);
                if !finite.messages[id] && fields.into_iter().all(|node| finite.has(node)) {
                    finite.messages[id] = true;
                    changed = true;
                }
            }
            for (id, union) in self.schema.unions.iter().enumerate() {
                let any = union.arms.iter().any(|arm| finite.messages[arm.message]);
                if !finite.unions[id] && any {
                    finite.unions[id] = true;
                    changed = true;
                }
            }
            if !changed {
                return finite;
            }
        }
    }

    /// Follows what can't end from a message until it comes round. Each step is a message or union
    /// and the place in it that leads to the next.
    fn circle(&self, start: ir::MessageId, finite: &Finite) -> Vec<(Node, Span)> {
        let mut path: Vec<(Node, Span)> = Vec::new();
        let mut node = Node::Message(start);
        loop {
            if let Some(at) = path.iter().position(|(known, _)| *known == node) {
                return path.split_off(at);
            }
            let Some((span, next)) = self.next(node, finite) else {
                return path;
            };
            path.push((node, span));
            node = next;
        }
    }

    fn next(&self, node: Node, finite: &Finite) -> Option<(Span, Node)> {
        match node {
            Node::Message(id) => {
                let fields = &self.schema.messages[id].fields;
                let field = fields
                    .iter()
                    .find(|field| required(field).is_some_and(|node| !finite.has(node)))?;
                let body = self.body_of(self.symbols.messages[id])?;
                let written = body.entries.iter().find(|e| e.name.name == field.name)?;
                Some((written.ty.span, required(field)?))
            }
            Node::Union(id) => {
                let arm = self.schema.unions[id].arms.first()?;
                let body = self.body_of(self.symbols.unions[id])?;
                let written = body.entries.iter().find(|e| e.name.name == arm.name)?;
                Some((written.ty.span, Node::Message(arm.message)))
            }
        }
    }

    fn report_circle(&mut self, circle: &[(Node, Span)]) {
        let Some((_, first)) = circle.first() else {
            return;
        };
        let mut diagnostic =
            Diagnostic::error(*first, "no finite value has all of this").label("required");
        for (node, span) in &circle[1..] {
            diagnostic = diagnostic.also(
                *span,
                match node {
                    Node::Message(_) => "which requires this",
                    Node::Union(_) => "which always comes back",
                },
            );
        }
        self.report(diagnostic.help(
            "make one of the fields optional with `?`, or a vector, or give the union an arm that ends",
        ));
    }
}

/// What a field requires, with everything that it requires in turn.
fn required(field: &ir::Field) -> Option<Node> {
    match field.ty {
        _ if field.optional => None,
        Type::Message(id) => Some(Node::Message(id)),
        Type::Union(id) => Some(Node::Union(id)),
        _ => None,
    }
}
