//! The write functions: how a writer lays out owned values, and what older versions can't say.

use super::helpers::Package;
use super::layout::when;
use super::place::Place;
use super::types::{NAME, function, name_argument};
use crate::ir::{Field, Message, Scalar, Type, Value};
use crate::names::go as names;

impl Package<'_> {
    /// Statements that write a value to a place. `name` is the field's, or [`NAME`].
    pub fn write(&self, ty: &Type, at: Place, name: &str, value: &str) -> Vec<String> {
        if !ty.is_slot() {
            let mut lines = self.closed(ty, name, value);
            lines.push(self.put(ty, at, value));
            return lines;
        }
        let (at, name) = (at.among(), name_argument(name));
        let line = match ty {
            Type::String => format!("w.String({at}, {name}, {value})"),
            Type::Bytes => format!("w.Bytes({at}, {name}, {value})"),
            Type::Vector(of) if !of.is_slot() => {
                let mut lines = Vec::new();
                if self.has_closed(of) {
                    let closer = self.closer(of);
                    lines.push(format!("halflap.CloseAll(w, {name}, {value}, {closer})"));
                }
                let element = self.element(of);
                lines.push(format!(
                    "halflap.WriteSlice(w, {at}, {name}, {value}, {element})"
                ));
                return lines;
            }
            Type::Vector(of) if self.foreign(ty).is_none() => match &**of {
                Type::Message(_) => self.write_messages(of, &at, &name, value),
                of => {
                    let write = self.writer(of);
                    format!("halflap.WriteSlots(w, {at}, {name}, {value}, {write})")
                }
            },
            Type::Message(id) if self.foreign(ty).is_none() => {
                let pointer = match value.strip_prefix('*') {
                    Some(pointer) => pointer.to_owned(),
                    None => format!("&{value}"),
                };
                let (type_of, write) = (self.type_of(*id), self.writer_of_block(ty));
                format!("halflap.WriteMessage(w, {at}, {name}, {pointer}, {type_of}, {write})")
            }
            _ => format!("{}(w, {at}, {name}, {value})", self.writer(ty)),
        };
        vec![line]
    }

    /// Writes a vector of messages.
    fn write_messages(&self, of: &Type, at: &str, name: &str, value: &str) -> String {
        let Type::Message(id) = of else {
            unreachable!("it is a vector of messages")
        };
        let (type_of, write) = (self.type_of(*id), self.writer_of_block(of));
        let arguments = format!("w, {at}, {name}, {value}, {type_of}, {write}");
        match self.layer_of_block(of) {
            Some(lay) => format!("halflap.WriteFlats({arguments}, {lay})"),
            None => format!("halflap.WriteMessages({arguments})"),
        }
    }

    /// The function that writes the slot of a value, and what it points at.
    fn writer(&self, ty: &Type) -> String {
        match ty {
            Type::String => return "(*halflap.Writer).String".to_owned(),
            Type::Bytes => return "(*halflap.Writer).Bytes".to_owned(),
            _ => {}
        }
        let helper = format!("write{}", self.mangled(ty));
        let helper = if matches!(ty, Type::Message(_)) {
            helper + "Slot"
        } else {
            helper
        };
        if matches!(ty, Type::Union(_)) && self.foreign(ty).is_none() {
            return helper;
        }
        self.helper(&helper, || {
            let at = Place::at(0);
            let body = match (ty, self.foreign(ty)) {
                (_, Some(package)) => {
                    let (versions, link) = (self.versions(package), self.link(package));
                    let write = match ty {
                        Type::Message(id) => {
                            let (type_of, write) = (self.type_of(*id), self.writer_of_block(ty));
                            format!("halflap.WriteMessage(w, at, name, &v, {type_of}, {write})")
                        }
                        Type::Vector(of) => self.write_messages(of, "at", "name", "v"),
                        Type::Union(id) => {
                            let of = names::type_name(&self.schema.unions[*id].decl.name);
                            format!("{link}.Write{of}(w, at, name, v)")
                        }
                        _ => unreachable!("only these are foreign"),
                    };
                    vec![
                        format!("outer := w.Enter({versions})"),
                        write,
                        "w.Leave(outer)".to_owned(),
                    ]
                }
                (Type::Map(map), None) => {
                    let (key, value) = (self.owned(&map.key), self.owned(&map.value));
                    let mut lines = vec![
                        format!(
                            "halflap.WriteMap(w, at, name, v, halflap.Entries[{key}, {value}]{{"
                        ),
                        format!("\tBlock:   {},", map.block),
                        format!("\tKeyAt:   {},", map.key_at),
                        format!("\tValueAt: {},", map.value_at),
                        format!("\tKey:     {},", self.entry_writer(&map.key, "key", "v")),
                        format!(
                            "\tValue:   {},",
                            self.entry_writer(&map.value, "value", "*v")
                        ),
                    ];
                    lines.push(format!("\tCompare: {},", self.comparison(&map.key)));
                    lines.push("})".to_owned());
                    lines
                }
                _ => self.write(ty, at, NAME, "v"),
            };
            let owned = self.owned(ty);
            let head = format!("{helper}(w *halflap.Writer, at int, name string, v {owned})");
            function(&head, body)
        });
        helper
    }

    /// The function that writes keys or values of a map.
    fn entry_writer(&self, ty: &Type, part: &str, value: &str) -> String {
        let capital = if part == "key" { "Key" } else { "Value" };
        let helper = format!("write{capital}Of{}", self.mangled(ty));
        self.helper(&helper, || {
            let body = self.write(ty, Place::at(0), part, value);
            let star = if value == "v" { "" } else { "*" };
            let owned = self.owned(ty);
            function(
                &format!("{helper}(w *halflap.Writer, at int, v {star}{owned})"),
                body,
            )
        });
        helper
    }

    /// The function that writes the block of a message.
    pub fn writer_of_block(&self, ty: &Type) -> String {
        let name = format!("write{}", self.mangled(ty));
        if let (Type::Message(id), Some(package)) = (ty, self.foreign(ty)) {
            let of = names::type_name(&self.schema.messages[*id].decl.name);
            self.helper(&name, || {
                let body = vec![format!("{}.Write{of}(w, at, m)", self.link(package))];
                let owned = self.owned(ty);
                function(
                    &format!("{name}(w *halflap.Writer, at int, m *{owned})"),
                    body,
                )
            });
        }
        name
    }

    /// The function that writes the block of a flat message of the newest version, and its texts.
    fn layer_of_block(&self, ty: &Type) -> Option<String> {
        let Type::Message(id) = ty else { return None };
        let message = &self.schema.messages[*id];
        if !self.is_laid(message) {
            return None;
        }
        let name = format!("lay{}", self.mangled(ty));
        if let Some(package) = self.foreign(ty) {
            let of = names::type_name(&message.decl.name);
            self.helper(&name, || {
                let (link, owned) = (self.link(package), self.owned(ty));
                function(
                    &format!("{name}(w *halflap.Writer, at int, pos uint64, m *{owned}) uint64"),
                    vec![format!("return {link}.Lay{of}(w, at, pos, m)")],
                )
            });
        }
        Some(name)
    }

    /// Statements that write a message `m` to its block and below it.
    pub fn write_message(&self, message: &Message) -> Vec<String> {
        let mut lines = Vec::new();
        for group in &message.groups {
            let (mut known, mut older) = (Vec::new(), Vec::new());
            for field in group.order.iter().map(|i| &message.fields[*i]) {
                known.extend(self.write_field(field));
                if group.since > 1 && field.removed.is_none() {
                    let set = self.is_set(field);
                    older.push(format!("w.Omit({}, {set})", name_argument(&field.name)));
                }
            }
            if group.since > 1 {
                known = when(&format!("w.Since({})", group.since), known, older);
            }
            lines.extend(known);
        }
        lines
    }

    fn write_field(&self, field: &Field) -> Vec<String> {
        let at = Place::at(field.offset);
        let x = format!("m.{}", names::field(&field.name));
        if let Some(removed) = field.removed {
            let gone = self.write_removed(field);
            return when(&format!("!w.Since({removed})"), gone, Vec::new());
        }
        let name = &field.name;
        let pointer = field.optional && self.is_pointer(field);
        let value = if pointer { format!("*{x}") } else { x.clone() };
        let mut lines = if field.secret {
            let (at, name) = (at.among(), name_argument(name));
            vec![match &field.ty {
                Type::String => format!("w.SecretString({at}, {name}, {value})"),
                Type::Bytes => format!("w.Secret({at}, {name}, {value})"),
                _ => format!("w.SecretArray({at}, {}, {name}, {value})", field.size),
            }]
        } else {
            self.write(&field.ty, at, name, &value)
        };
        if let Some(presence) = &field.presence {
            let byte = Place::at(presence.byte).among();
            lines.push(format!("w.Mark({byte}, {:#04x})", 1 << presence.bit));
        }
        if field.optional {
            lines = when(&format!("{x} != nil"), lines, Vec::new());
        }
        lines
    }

    /// A removed field as its older versions have it: its default, zero or absent.
    fn write_removed(&self, field: &Field) -> Vec<String> {
        let name = name_argument(&field.name);
        if field.optional {
            return Vec::new();
        }
        if let Some(default) = &field.default {
            let value = self.literal(&field.ty, default);
            return self.write(&field.ty, Place::at(field.offset), &field.name, &value);
        }
        let at = Place::at(field.offset).among();
        match &field.ty {
            Type::String => vec![format!("w.String({at}, {name}, \"\")")],
            Type::Bytes => vec![format!("w.Bytes({at}, {name}, nil)")],
            Type::Vector(_) | Type::Map(_) => {
                self.write(&field.ty, Place::at(field.offset), &field.name, "nil")
            }
            ty if ty.is_slot() || !self.zero_is_valid(ty) => vec![format!("w.Missing({name})")],
            _ => Vec::new(),
        }
    }

    /// Whether zero is a value of every closed enum in a type of fixed size.
    fn zero_is_valid(&self, ty: &Type) -> bool {
        match ty {
            Type::Enum(id) => {
                let of = &self.schema.enums[*id];
                !of.closed || of.values.iter().any(|value| value.value == 0)
            }
            Type::Struct(id) => {
                let members = &self.schema.structs[*id].members;
                members.iter().all(|member| self.zero_is_valid(&member.ty))
            }
            Type::Array(of, _) => self.zero_is_valid(of),
            _ => true,
        }
    }

    /// Whether an optional field is a pointer in the owned type; what can be nil by itself is not.
    pub fn is_pointer(&self, field: &Field) -> bool {
        let nil = matches!(
            field.ty,
            Type::Bytes | Type::Vector(_) | Type::Map(_) | Type::Union(_)
        );
        field.secret || !nil
    }

    /// Whether a field since a later version holds more than older readers take it to hold.
    fn is_set(&self, field: &Field) -> String {
        let x = format!("m.{}", names::field(&field.name));
        if field.optional {
            return format!("{x} != nil");
        }
        if field.secret {
            return match field.ty {
                Type::Array(..) => format!("!{x}.IsZero()"),
                _ => format!("{x}.Len() != 0"), // Zeros are something, too.
            };
        }
        if let Some(default) = &field.default {
            let value = self.literal(&field.ty, default);
            return match (&field.ty, default) {
                (Type::Bytes, _) => {
                    self.import_std("bytes");
                    format!("!bytes.Equal({x}, {value})")
                }
                (Type::Scalar(Scalar::F32 | Scalar::F64), _) => {
                    format!("!{}.Equal({x}, {value})", self.element(&field.ty))
                }
                (Type::Scalar(Scalar::Bool), Value::Bool(yes)) => {
                    if *yes {
                        format!("!{x}")
                    } else {
                        x
                    }
                }
                (Type::Scalar(Scalar::U128 | Scalar::I128) | Type::Uuid, _) => {
                    format!("{x} != ({value})")
                }
                _ => format!("{x} != {value}"),
            };
        }
        match &field.ty {
            Type::Scalar(Scalar::Bool) => x,
            Type::Scalar(Scalar::U128 | Scalar::I128 | Scalar::F32 | Scalar::F64)
            | Type::Uuid
            | Type::Struct(_)
            | Type::Array(..) => format!("!{}.IsZero({x})", self.element(&field.ty)),
            Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) => format!("{x} != 0"),
            Type::String => format!("{x} != \"\""),
            Type::Union(_) | Type::Message(_) => format!("{x} != nil"),
            _ => format!("len({x}) != 0"),
        }
    }
}

/// What an owned value has of the view that it is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Copies: it owns its memory.
    Copies,
    /// What the view gives: text, bytes and typed slices alias the buffer.
    Borrows,
}

/// Statements that make owned values from views.
impl Package<'_> {
    /// An expression for the owned copy of a value of fixed size, text, bytes or such a vector at a
    /// place in the view `v`.
    pub fn decode(&self, ty: &Type, at: Place) -> String {
        match ty {
            Type::String => format!("v.b.CloneString({})", at.alone()),
            Type::Bytes => format!("v.b.CloneBytes({})", at.alone()),
            Type::Vector(of) if !of.is_slot() => {
                format!(
                    "halflap.CloneSlice(v.b, {}, {})",
                    at.among(),
                    self.element(of)
                )
            }
            _ => self.get(ty, "v.b", at),
        }
    }

    /// An expression for the owned value of what a view has given out.
    pub fn taken(&self, ty: &Type, value: &str, how: Taking) -> String {
        match ty {
            Type::Message(_) | Type::Union(_) => format!("{value}.{}()", how.method()),
            Type::Vector(of) if of.is_slot() => {
                format!("halflap.Collect({value}, {})", self.taker(of, how))
            }
            Type::Map(map) => {
                let (key, of) = (self.taker(&map.key, how), self.taker(&map.value, how));
                format!("halflap.CollectMap({value}, {key}, {of})")
            }
            _ if !ty.is_slot() || how == Taking::Borrows => value.to_owned(),
            _ => format!("{}({value})", self.taker(ty, how)),
        }
    }

    /// The function that makes an owned value of what a view has given out.
    fn taker(&self, ty: &Type, how: Taking) -> String {
        match ty {
            Type::Message(_) | Type::Union(_) => format!("{}.{}", self.view(ty), how.method()),
            Type::Vector(of) if !of.is_slot() => self.leaf(ty, how, "slices"),
            Type::Vector(_) | Type::Map(_) => {
                let name = format!("{}{}", how.method().to_lowercase(), self.mangled(ty));
                self.helper(&name, || {
                    let head = format!("{name}(v {}) {}", self.view(ty), self.owned(ty));
                    function(&head, vec![format!("return {}", self.taken(ty, "v", how))])
                });
                name
            }
            Type::String => self.leaf(ty, how, "strings"),
            Type::Bytes => self.leaf(ty, how, "bytes"),
            _ => format!("halflap.Same[{}]", self.owned(ty)),
        }
    }

    /// The function that copies what can alias a buffer, or that leaves it as it is.
    fn leaf(&self, ty: &Type, how: Taking, library: &'static str) -> String {
        if how == Taking::Borrows {
            return format!("halflap.Same[{}]", self.owned(ty));
        }
        self.import_std(library);
        match library {
            "slices" => format!("slices.Clone[{}]", self.owned(ty)),
            _ => format!("{library}.Clone"),
        }
    }
}

impl Taking {
    /// The method of views that makes their owned value.
    fn method(self) -> &'static str {
        match self {
            Taking::Copies => "Decode",
            Taking::Borrows => "Borrow",
        }
    }
}
