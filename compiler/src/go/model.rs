//! The view model: what the templates read.

use serde::Serialize;

use super::helpers::Package as Context;
use super::layout::comment;
use super::{Options, messages, unions, values};
use crate::ir;
use crate::names::go as names;

#[derive(Debug, Serialize)]
pub(super) struct Package {
    pub generator: &'static str,
    pub file: String,
    pub name: String,
    pub full_name: String,
    pub stem: String,
    pub version: u32,
    pub command: String,
    pub doc: Vec<String>,
    pub std: Vec<String>,
    pub others: Vec<String>,
    pub link_others: Vec<String>,
    pub constants: Vec<values::Constant>,
    pub enums: Vec<values::Enum>,
    pub structs: Vec<values::Struct>,
    pub unions: Vec<unions::Union>,
    pub messages: Vec<messages::Message>,
    pub helpers: Vec<Vec<String>>,
    pub layouts: Vec<values::Layout>,
}

pub(super) fn package(schema: &ir::Schema, options: &Options) -> Package {
    let context = Context::new(schema);
    let root = &schema.packages[0];
    let constants = values::constants(&context);
    let enums = values::enums(&context);
    let (structs, layouts) = values::structs(&context);
    let unions = unions::unions(&context);
    let messages = messages::messages(&context);
    let helpers = context.helpers();
    let (std, others) = context.imports(&options.import);
    let folder = names::folder(&root.name);
    Package {
        generator: concat!("halflap ", env!("CARGO_PKG_VERSION")),
        file: root.file.clone(),
        name: names::package(&root.name),
        full_name: root.name.clone(),
        stem: folder.rsplit('/').next().unwrap_or(&folder).to_owned(),
        version: root.version,
        command: options.command.clone(),
        doc: comment(&root.doc),
        std,
        others,
        link_others: vec!["halflap \"github.com/halflap/halflap/go-codec\"".to_owned()],
        constants,
        enums,
        structs,
        unions,
        messages,
        helpers,
        layouts,
    }
}
