//! Edits of messages, as templates show them: setters of what has a fixed size, and the way to what
//! lies behind slots.

use super::{fields, lines, types, values};
use crate::ir::{Arm, Field, Message, Schema, Type};
use crate::names;
use serde::Serialize;

/// What a message is edited as.
#[derive(Debug, Serialize)]
pub struct EditModel {
    pub name: String,
    /// The first line of `open`.
    pub open: String,
    pub methods: Vec<EditMethod>,
    /// A method is called like one of the standard library's traits, which clippy notices.
    pub like_a_trait: bool,
}

/// A setter, or an accessor of what can be edited further.
#[derive(Debug, Serialize)]
pub struct EditMethod {
    pub docs: Vec<String>,
    pub deprecated: Option<String>,
    /// The first line.
    pub signature: String,
    pub body: String,
}

/// What clippy knows as methods of traits, with one argument, `&mut self`.
const OF_TRAITS: [&str; 2] = ["as_mut", "next"];

/// The edit of a message of package 0.
pub fn model(schema: &Schema, message: &Message) -> EditModel {
    let owned = names::rust::type_name(&message.decl.name);
    let in_use = || message.fields.iter().filter(|f| f.removed.is_none());
    EditModel {
        name: names::rust::edit_name(&message.decl.name),
        open: lines::signature(
            4,
            "pub fn open",
            &["buffer: &'a mut [u8]"],
            Some(&format!(
                "Result<halflap::Editing<'a, {owned}>, halflap::Error>"
            )),
        ),
        methods: in_use()
            .flat_map(|field| {
                let set = (!field.ty.is_slot()).then(|| setter(schema, message, field));
                let open = is_opened(field).then(|| accessor(schema, message, field));
                set.into_iter().chain(open)
            })
            .collect(),
        like_a_trait: in_use()
            .any(|f| is_opened(f) && OF_TRAITS.contains(&names::rust::edited(&f.name).as_str())),
    }
}

/// Whether there is something in the field to be edited further.
fn is_opened(field: &Field) -> bool {
    match &field.ty {
        Type::Array(..) => !field.secret,
        ty => ty.is_slot() && is_editable(ty),
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

/// The constant of a field.
fn constant(schema: &Schema, message: &Message, field: &Field) -> String {
    let owner = types::path(schema, &message.decl);
    format!("{owner}::{}", names::rust::field_constant(&field.name))
}

fn method(field: &Field, errors: &[&str], signature: String, body: String) -> EditMethod {
    let mut docs = fields::docs(field);
    docs.extend(errors.iter().map(|&line| line.to_owned()));
    EditMethod {
        docs: lines::docs(4, &docs),
        deprecated: field.deprecated.as_ref().map(|why| values::string(why)),
        signature,
        body,
    }
}

fn setter(schema: &Schema, message: &Message, field: &Field) -> EditMethod {
    let name = names::rust::setter(&field.name);
    let mut ty = match &field.ty {
        array @ Type::Array(..) => format!("&{}", types::plain(schema, array)),
        ty => types::view(schema, ty),
    };
    if field.optional {
        ty = format!("Option<{ty}>");
    }
    let arguments = ["&mut self", &format!("value: {ty}")];
    let head = format!("pub fn {name}");
    let constant = constant(schema, message, field);
    if field.since == 1 {
        let values = [constant, "value".to_owned()];
        let body = lines::method(8, "self.0", "set", &values) + ";";
        let signature = lines::signature(4, &head, &arguments, None);
        return method(field, &[], signature, body);
    }
    let result = "Result<(), halflap::EncodeError>";
    let values = [constant, format!("{:?}", field.name), "value".to_owned()];
    let errors = [
        "",
        "# Errors",
        "`not_in_version` where the writer's version did not have it.",
    ];
    let signature = lines::signature(4, &head, &arguments, Some(result));
    let body = lines::method(8, "self.0", "set_since", &values);
    method(field, &errors, signature, body)
}

fn accessor(schema: &Schema, message: &Message, field: &Field) -> EditMethod {
    let name = names::rust::edited(&field.name);
    let mut ty = match &field.ty {
        Type::Bytes if field.secret => "halflap::SecretEdit<'_, [u8]>".to_owned(),
        ty => edit(schema, ty),
    };
    let late = field.since > 1;
    let call = match &field.ty {
        Type::Array(..) if late && !field.optional => "edit_if",
        _ if late => "edit_since",
        _ => "edit",
    };
    if field.optional || call == "edit_if" {
        ty = format!("Option<{ty}>");
    }
    let signature = lines::signature(4, &format!("pub fn {name}"), &["&mut self"], Some(&ty));
    let constant = constant(schema, message, field);
    let body = lines::method(8, "self.0", call, &[constant]);
    method(field, &[], signature, body)
}

/// What a value is edited as.
fn edit(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Array(..) => format!("&mut {}", types::plain(schema, ty)),
        Type::Bytes => "&mut [u8]".into(),
        Type::Vector(element) if types::is_plain(element) => {
            format!("&mut [{}]", types::plain(schema, element))
        }
        Type::Vector(element) => {
            format!("halflap::ListEdit<'_, {}>", types::kind(schema, element))
        }
        Type::Map(map) => {
            let key = types::kind(schema, &map.key);
            let value = types::kind(schema, &map.value);
            format!("halflap::MapEdit<'_, {key}, {value}>")
        }
        Type::Message(id) => types::edit_path(schema, &schema.messages[*id].decl) + "<'_>",
        Type::Union(id) => types::edit_path(schema, &schema.unions[*id].decl) + "<'_>",
        _ => unreachable!("what has a fixed size is set"),
    }
}

/// The accessor of a union's arm.
pub fn arm(schema: &Schema, arm: &Arm) -> String {
    let message = &schema.messages[arm.message];
    let edit = types::edit_path(schema, &message.decl);
    let name = names::rust::edited(&arm.name);
    let result = format!("Option<{edit}<'_>>");
    lines::signature(4, &format!("pub fn {name}"), &["&mut self"], Some(&result))
}
