//! Edits: what changes a message's values of fixed size where they lie.

use serde::Serialize;

use super::helpers::Package;
use super::layout::comment;
use super::literals::quoted;
use super::messages::deprecation;
use super::place::Place;
use super::types::{function, is_list, scalar, word};
use crate::ir::{self, Type};
use crate::names::go as names;

/// What a message is edited as.
#[derive(Debug, Serialize)]
pub(super) struct Edit {
    pub name: String,
    /// The function that opens a buffer.
    pub function: String,
    pub methods: Vec<Method>,
}

#[derive(Debug, Serialize)]
pub(super) struct Method {
    pub doc: Vec<String>,
    /// Name, parameters and results.
    pub signature: String,
    pub body: Vec<String>,
}

pub(super) fn edit(package: &Package<'_>, of: &ir::Message) -> Edit {
    let mut methods = Vec::new();
    // What a call carries has no edit, and so no need of what edits are made of.
    let fields = (of.fields.iter()).filter(|f| !of.implied && f.removed.is_none());
    for field in fields {
        if !field.ty.is_slot() {
            methods.push(setter(package, field));
            if field.optional {
                methods.push(clearer(field));
            }
        } else if is_editable(&field.ty) {
            methods.push(accessor(package, field));
        }
    }
    Edit {
        name: names::edit_name(&of.decl.name),
        function: names::edit_function(&of.decl.name),
        methods,
    }
}

/// Whether values have anything that can be changed in place: all but texts.
fn is_editable(ty: &Type) -> bool {
    match ty {
        Type::String => false,
        Type::Vector(element) => is_editable(element),
        Type::Map(map) => is_editable(&map.value),
        _ => true,
    }
}

/// A doc comment of one sentence, and what Go's tools know as a deprecation.
fn doc(field: &ir::Field, sentence: &str) -> Vec<String> {
    let mut lines = vec![sentence.to_owned()];
    lines.extend(deprecation(field, true));
    comment(&lines)
}

/// Refuses to set a field that the buffer's version does not have.
fn only_since(field: &ir::Field) -> Vec<String> {
    if field.since == 1 {
        return Vec::new();
    }
    let end = field.offset + field.size;
    let refused = format!("return halflap.NotInVersion({})", quoted(&field.name));
    super::layout::when(&format!("!e.b.Holds({end})"), vec![refused], Vec::new())
}

fn setter(package: &Package<'_>, field: &ir::Field) -> Method {
    let name = format!("Set{}", names::pascal(&field.name));
    let mut sentence = format!("{name} sets the field {}", field.name);
    let mut body = only_since(field);
    if field.since > 1 {
        sentence += &format!(
            ", which buffers of versions before {} do not have",
            field.since
        );
    }
    sentence += ".";
    let closed = package.has_closed(&field.ty);
    if closed {
        sentence += " It refuses what a closed enum does not have.";
        body.extend(known(package, field));
    }
    let range = format!(" // {}..{}", field.offset, field.offset + field.size);
    body.push(package.set(&field.ty, field.offset) + &range);
    body.extend(presence(field, true));
    let fails = closed || field.since > 1;
    if fails {
        body.push("return nil".to_owned());
    }
    let ty = if field.secret {
        format!("[{}]byte", field.size)
    } else {
        package.owned(&field.ty)
    };
    Method {
        doc: doc(field, &sentence),
        signature: format!("{name}(v {ty}){}", if fails { " error" } else { "" }),
        body,
    }
}

/// Refuses values that a closed enum does not have.
fn known(package: &Package<'_>, field: &ir::Field) -> Vec<String> {
    let name = quoted(&field.name);
    let (condition, refused) = match &field.ty {
        Type::Enum(_) => (
            "!v.Known()".to_owned(),
            format!("return halflap.BadEnum({name})"),
        ),
        ty => {
            let refuse = package.closer(ty);
            (
                format!("err := halflap.Closed({name}, v, {refuse}); err != nil"),
                "return err".to_owned(),
            )
        }
    };
    super::layout::when(&condition, vec![refused], Vec::new())
}

fn presence(field: &ir::Field, present: bool) -> Option<String> {
    let bit = field.presence?;
    let (byte, mask) = (bit.byte, 1 << bit.bit);
    Some(format!("e.b.SetHas({byte}, {mask:#04x}, {present})"))
}

fn clearer(field: &ir::Field) -> Method {
    let name = format!("Clear{}", names::pascal(&field.name));
    let mut sentence = format!("{name} makes the field {} absent", field.name);
    if field.since > 1 {
        sentence += &format!(
            "; buffers of versions before {} do not have it",
            field.since
        );
    }
    let mut body = only_since(field);
    let (at, size) = (field.offset, field.size);
    body.push(format!("e.b.SetZero({at}, {size}) // {at}..{}", at + size));
    body.extend(presence(field, false));
    if field.since > 1 {
        body.push("return nil".to_owned());
    }
    let result = if field.since > 1 { " error" } else { "" };
    Method {
        doc: doc(field, &(sentence + ".")),
        signature: format!("{name}(){result}"),
        body,
    }
}

fn accessor(package: &Package<'_>, field: &ir::Field) -> Method {
    let name = names::edited(&field.name);
    let at = field.offset;
    let (mut ty, mut value) = if field.secret {
        ("halflap.Secret".to_owned(), format!("e.b.Secret({at})"))
    } else {
        let value = package.open(&field.ty, "e.b", Place::fixed(at));
        (package.edit(&field.ty), value)
    };
    if field.optional {
        ty = format!("({ty}, bool)");
        value += &format!(", e.b.Present({at})");
    }
    let sentence = match &field.ty {
        Type::Bytes => format!(
            "{name} returns the bytes of the field {}, to be changed in place.",
            field.name
        ),
        _ => format!("{name} edits what is in the field {}.", field.name),
    };
    Method {
        doc: doc(field, &sentence),
        signature: format!("{name}() {ty}"),
        body: vec![format!("return {value} // {at}..{}", at + field.size)],
    }
}

impl Package<'_> {
    /// Writes the value `v` to a place of the block `e.b`.
    fn set(&self, ty: &Type, at: u32) -> String {
        match ty {
            Type::Scalar(s) => format!("e.b.Set{}({at}, v)", word(*s)),
            Type::Uuid => format!("e.b.SetUUID({at}, v)"),
            Type::Enum(id) | Type::Flags(id) => {
                let repr = self.schema.enums[*id].repr;
                format!("e.b.Set{}({at}, {}(v))", word(repr), scalar(repr))
            }
            Type::Array(of, _) => {
                format!("halflap.SetArray(e.b, {at}, v[:], {})", self.element(of))
            }
            ty => format!("halflap.Set(e.b, {at}, v, {})", self.element(ty)),
        }
    }

    /// The Go type that values are edited as.
    pub fn edit(&self, ty: &Type) -> String {
        let edit_of = |decl: &ir::Decl| self.qualified(decl.package, names::edit_name(&decl.name));
        match ty {
            Type::Bytes => "[]byte".to_owned(),
            Type::Vector(of) if is_list(of) => format!("halflap.List[{}]", self.edit(of)),
            Type::Vector(of) => {
                let closed = if self.has_closed(of) { "Closed" } else { "" };
                format!("halflap.{closed}SliceEdit[{}]", self.owned(of))
            }
            Type::Map(map) => {
                let (key, value) = (self.view(&map.key), self.edit(&map.value));
                format!("halflap.Map[{key}, {value}]")
            }
            Type::Message(id) => edit_of(&self.schema.messages[*id].decl),
            Type::Union(id) => edit_of(&self.schema.unions[*id].decl),
            _ => {
                let closed = if self.has_closed(ty) { "Closed" } else { "" };
                format!("halflap.{closed}ValueEdit[{}]", self.owned(ty))
            }
        }
    }

    /// Finds what can be edited at a place in the block `b`.
    fn open(&self, ty: &Type, b: &str, at: Place) -> String {
        let place = at.among();
        match ty {
            Type::Bytes => format!("{b}.Bytes({})", at.alone()),
            Type::Vector(of) if matches!(**of, Type::Message(_)) => {
                format!(
                    "halflap.MessageList({b}, {place}, {})",
                    self.block_editor(of)
                )
            }
            Type::Vector(of) if is_list(of) => {
                format!("halflap.SlotList({b}, {place}, {})", self.editor(of))
            }
            Type::Vector(of) => self.open_fixed("Slice", of, b, &place),
            Type::Map(_) => format!("halflap.MapAt({b}, {place}, &{})", self.edit_layout(ty)),
            Type::Message(id) => {
                let block = format!("{b}.Message({place}, {})", self.type_of(*id));
                self.edit_of(ty, &block)
            }
            Type::Union(_) => self.edit_of(ty, &format!("{b}.Union({})", at.alone())),
            _ => self.open_fixed("Value", ty, b, &place),
        }
    }

    fn open_fixed(&self, what: &str, ty: &Type, b: &str, place: &str) -> String {
        let element = self.element(ty);
        if self.has_closed(ty) {
            let refuse = self.closer(ty);
            format!("halflap.EditClosed{what}({b}, {place}, {element}, {refuse})")
        } else {
            format!("halflap.Edit{what}({b}, {place}, {element})")
        }
    }

    /// An edit made of a message's block, or of a union's target.
    pub fn edit_of(&self, ty: &Type, inner: &str) -> String {
        let decl = match ty {
            Type::Message(id) => &self.schema.messages[*id].decl,
            Type::Union(id) => &self.schema.unions[*id].decl,
            _ => unreachable!("only messages and unions have edits of their own"),
        };
        if decl.package == 0 {
            return format!("{}{{{inner}}}", names::edit_name(&decl.name));
        }
        let name = names::type_name(&decl.name);
        format!("{}.Edit{name}({inner})", self.link(decl.package))
    }

    /// The function that makes edits of the blocks in a vector of messages.
    fn block_editor(&self, ty: &Type) -> String {
        let name = format!("open{}", self.mangled(ty));
        self.helper(&name, || {
            let edit = self.edit_of(ty, "b");
            function(
                &format!("{name}(b halflap.Block, _ int) {}", self.edit(ty)),
                vec![format!("return {edit}")],
            )
        });
        name
    }

    /// The function that finds what can be edited at a place in a block.
    fn editor(&self, ty: &Type) -> String {
        if *ty == Type::Bytes {
            return "halflap.Block.Bytes".to_owned();
        }
        let name = format!("edit{}", self.mangled(ty));
        self.helper(&name, || {
            let value = self.open(ty, "b", Place::at(0));
            function(
                &format!("{name}(b halflap.Block, at int) {}", self.edit(ty)),
                vec![format!("return {value}")],
            )
        });
        name
    }

    /// How entries of a map are edited.
    fn edit_layout(&self, ty: &Type) -> String {
        let name = format!("layoutEdit{}", self.mangled(ty));
        let Type::Map(map) = ty else { return name };
        self.helper(&name, || {
            let (key, value) = (self.view(&map.key), self.edit(&map.value));
            vec![
                format!("var {name} = halflap.MapLayout[{key}, {value}]{{"),
                format!("\tKeyAt:   {},", map.key_at),
                format!("\tValueAt: {},", map.value_at),
                format!("\tKey:     {},", self.getter(&map.key)),
                format!("\tValue:   {},", self.editor(&map.value)),
                format!("\tCompare: {},", self.comparison(&map.key)),
                "}".to_owned(),
            ]
        });
        name
    }
}
