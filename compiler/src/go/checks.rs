//! The check functions: a cursor's way over values.

use super::helpers::Package;
use super::layout::when;
use super::place::Place;
use super::types::function;
use crate::ir::{Field, Message, Scalar, Type};
use crate::names::go as names;

impl Package<'_> {
    /// Statements that check a value; none where every bit pattern will do.
    pub fn check(&self, ty: &Type, at: Place) -> Vec<String> {
        if !ty.is_slot() && self.any_bits(ty) {
            return Vec::new();
        }
        vec![match ty {
            Type::Scalar(_) => format!("c.Bool({})", at.alone()),
            Type::Enum(_) => format!("c.Require({}.Known())", self.get(ty, "c", at)),
            Type::Array(of, n) if is_bool(of) => format!("c.Bools({}, {n})", at.among()),
            Type::Array(of, n) => {
                let size = of.size(self.schema);
                format!("c.Array({}, {n}, {size}, {})", at.among(), self.checker(of))
            }
            Type::String => format!("c.String({})", at.alone()),
            Type::Bytes => format!("c.Bytes({})", at.alone()),
            Type::Vector(of) if self.foreign(ty).is_none() => self.check_vector(of, at),
            Type::Message(id) if self.foreign(ty).is_none() => {
                let (type_of, check) = (self.type_of(*id), self.checker_of_block(ty));
                format!("c.Message({}, {type_of}, {check})", at.among())
            }
            Type::Map(map) => {
                let check = self.entry_checker(ty);
                let kind = self.key_kind(&map.key);
                format!(
                    "c.Map({}, {}, {}, {kind}, {check})",
                    at.among(),
                    map.block,
                    map.key_at
                )
            }
            _ => format!("{}(c, {})", self.checker(ty), at.among()),
        }]
    }

    fn check_vector(&self, of: &Type, at: Place) -> String {
        let (size, align) = (of.size(self.schema), of.align(self.schema));
        match of {
            Type::String => format!("c.StringVector({})", at.alone()),
            Type::Message(id) => {
                let (type_of, check) = (self.type_of(*id), self.checker_of_block(of));
                format!("c.Messages({}, {type_of}, {check})", at.among())
            }
            of if of.is_slot() => format!("c.Slots({}, {})", at.among(), self.checker(of)),
            of if self.any_bits(of) => format!("c.Elements({}, {size}, {align})", at.among()),
            Type::Scalar(_) => format!("c.BoolVector({}, 1)", at.among()),
            Type::Array(bools, n) if is_bool(bools) => {
                format!("c.BoolVector({}, {n})", at.among())
            }
            of => {
                let check = self.checker(of);
                format!(
                    "c.CheckedElements({}, {size}, {align}, {check})",
                    at.among()
                )
            }
        }
    }

    /// The function that checks a value at a place in a block.
    pub fn checker(&self, ty: &Type) -> String {
        match ty {
            Type::String => return "(*halflap.Cursor).String".to_owned(),
            Type::Bytes => return "(*halflap.Cursor).Bytes".to_owned(),
            Type::Scalar(Scalar::Bool) => return "(*halflap.Cursor).Bool".to_owned(),
            _ => {}
        }
        let name = format!("check{}", self.mangled(ty));
        let name = if matches!(ty, Type::Message(_)) {
            name + "Slot"
        } else {
            name
        };
        if matches!(ty, Type::Union(_)) && self.foreign(ty).is_none() {
            return name;
        }
        self.helper(&name, || {
            let body = match (ty, self.foreign(ty)) {
                (_, Some(package)) => {
                    let (versions, link) = (self.versions(package), self.link(package));
                    let check = match ty {
                        Type::Message(id) => {
                            let check = self.checker_of_block(ty);
                            format!("c.Message(at, {}, {check})", self.type_of(*id))
                        }
                        Type::Vector(of) => self.check_vector(of, Place::at(0)),
                        Type::Union(id) => {
                            let of = names::type_name(&self.schema.unions[*id].decl.name);
                            format!("{link}.Check{of}(c, at)")
                        }
                        _ => unreachable!("only these are foreign"),
                    };
                    vec![
                        format!("outer := c.Enter({versions})"),
                        check,
                        "c.Leave(outer)".to_owned(),
                    ]
                }
                (Type::Struct(id), None) => {
                    let members = &self.schema.structs[*id].members;
                    members
                        .iter()
                        .flat_map(|member| self.check(&member.ty, Place::at(member.offset)))
                        .collect()
                }
                _ => self.check(ty, Place::at(0)),
            };
            function(&format!("{name}(c *halflap.Cursor, at int)"), body)
        });
        name
    }

    /// The function that checks the block of a message.
    pub fn checker_of_block(&self, ty: &Type) -> String {
        let name = format!("check{}", self.mangled(ty));
        if let (Type::Message(id), Some(package)) = (ty, self.foreign(ty)) {
            let of = names::type_name(&self.schema.messages[*id].decl.name);
            self.helper(&name, || {
                let body = vec![format!("{}.Check{of}(c, at)", self.link(package))];
                function(&format!("{name}(c *halflap.Cursor, at int)"), body)
            });
        }
        name
    }

    /// The function that checks an entry of a map.
    fn entry_checker(&self, ty: &Type) -> String {
        let name = format!("checkEntryOf{}", self.mangled(ty));
        let Type::Map(map) = ty else { return name };
        self.helper(&name, || {
            let mut body: Vec<String> = map
                .padding
                .iter()
                .map(|gap| padding(Place::at(gap.start), gap.end - gap.start))
                .collect();
            let mut both = [(map.key_at, &map.key), (map.value_at, &map.value)];
            both.sort_by_key(|(place, _)| *place);
            for (place, ty) in both {
                body.extend(self.check(ty, Place::at(place)));
            }
            function(&format!("{name}(c *halflap.Cursor, at int)"), body)
        });
        name
    }

    /// Statements that check a message's block and what lies below it.
    pub fn check_message(&self, message: &Message) -> Vec<String> {
        let mut lines = Vec::new();
        for group in &message.groups {
            let mut inside = Vec::new();
            for gap in &group.padding {
                inside.push(padding(Place::at(gap.start), gap.end - gap.start));
            }
            if group.spare_bits != 0 {
                let last = Place::at(group.presence.end - 1);
                inside.push(format!(
                    "c.Clear({}, {:#04x})",
                    last.among(),
                    group.spare_bits
                ));
            }
            let mut fields = group.order.iter().map(|i| &message.fields[*i]).peekable();
            while let Some(field) = fields.next() {
                let first = field.offset;
                let mut strings = u32::from(is_plain_string(field));
                while strings > 0
                    && let Some(next) = fields.peek()
                    && is_plain_string(next)
                    && next.offset == first + 8 * strings
                {
                    fields.next();
                    strings += 1;
                }
                if strings > 1 {
                    inside.push(format!(
                        "c.Strings({}, {strings})",
                        Place::at(first).among()
                    ));
                } else {
                    inside.extend(self.check_field(field));
                }
            }
            if group.since > 1 {
                let condition = format!("c.Since({})", group.since);
                inside = when(&condition, inside, Vec::new());
            }
            lines.extend(inside);
        }
        lines
    }

    fn check_field(&self, field: &Field) -> Vec<String> {
        let at = Place::at(field.offset);
        let mut lines = self.check(&field.ty, at);
        let zero = padding(at, field.size);
        match &field.presence {
            Some(presence) => {
                let byte = Place::at(presence.byte).among();
                let has = format!("c.Has({byte}, {:#04x})", 1 << presence.bit);
                lines = when(&has, lines, vec![zero.clone()]);
            }
            None if field.optional => {
                lines = when(&format!("c.Present({})", at.alone()), lines, Vec::new());
            }
            None => {}
        }
        if let Some(removed) = field.removed {
            let mut gone = vec![zero];
            if let Some(presence) = &field.presence {
                let byte = Place::at(presence.byte).among();
                gone.push(format!("c.Clear({byte}, {:#04x})", 1 << presence.bit));
            }
            lines = when(&format!("c.Since({removed})"), gone, lines);
        }
        lines
    }
}

/// Checks bytes that must be zero.
fn padding(at: Place, bytes: u32) -> String {
    let name = if bytes <= 8 { "Padding" } else { "Zero" };
    format!("c.{name}({}, {bytes})", at.among())
}

fn is_bool(ty: &Type) -> bool {
    *ty == Type::Scalar(Scalar::Bool)
}

fn is_plain_string(field: &Field) -> bool {
    field.ty == Type::String && !field.optional && field.removed.is_none()
}
