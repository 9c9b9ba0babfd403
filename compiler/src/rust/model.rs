//! The view model of a module: what templates see.

use super::edits::{self, EditModel};
use super::fields::{self, FieldModel};
use super::owned::{self, OwnedMessage, OwnedUnion};
use super::{Options, lines, types, values};
use crate::ir::{self, Schema, Type};
use crate::{descriptor, names};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A package as a module.
#[derive(Debug, Serialize)]
pub struct Module {
    /// Version of the compiler.
    pub compiler: &'static str,
    pub file: String,
    pub package: String,
    pub version: u32,
    /// Of the description: the first eight bytes of its digest.
    pub schema_id: String,
    pub command: String,
    pub docs: Vec<String>,
    /// The imports of what the module uses of the runtime, if it uses any.
    pub uses: Vec<String>,
    /// File of the description.
    pub description: String,
    pub constants: Vec<ConstantModel>,
    pub pins: Vec<PinModel>,
    pub enums: Vec<EnumModel>,
    pub structs: Vec<StructModel>,
    pub unions: Vec<UnionModel>,
    pub messages: Vec<MessageModel>,
}

#[derive(Debug, Serialize)]
pub struct ConstantModel {
    pub docs: Vec<String>,
    pub definition: String,
}

/// The versions of an imported package.
#[derive(Debug, Serialize)]
pub struct PinModel {
    pub package: String,
    pub name: String,
    pub versions: String,
}

#[derive(Debug, Serialize)]
pub struct EnumModel {
    pub derives: String,
    pub name: String,
    pub docs: Vec<String>,
    pub repr: &'static str,
    pub align: u32,
    pub flags: bool,
    pub closed: bool,
    /// The variant or value that is the default: it is zero on the wire.
    pub zero: Option<String>,
    /// `ALL`, as a definition.
    pub all: String,
    /// `NAMES`, as a definition.
    pub names: String,
    pub values: Vec<ValueModel>,
}

#[derive(Debug, Serialize)]
pub struct ValueModel {
    pub name: String,
    pub schema_name: String,
    pub docs: Vec<String>,
    /// The number; for flags the bit's mask.
    pub value: String,
}

#[derive(Debug, Serialize)]
pub struct StructModel {
    pub derives: String,
    pub name: String,
    pub docs: Vec<String>,
    pub size: u32,
    pub align: u32,
    pub any_bits: bool,
    pub zero: bool,
    /// Tests of one value's bytes, `value`.
    pub valid: Vec<String>,
    pub members: Vec<MemberModel>,
}

#[derive(Debug, Serialize)]
pub struct MemberModel {
    pub name: String,
    pub schema_name: String,
    pub docs: Vec<String>,
    pub ty: String,
    pub offset: u32,
}

#[derive(Debug, Serialize)]
pub struct UnionModel {
    pub name: String,
    pub view: String,
    pub edit: String,
    pub docs: Vec<String>,
    pub arms: Vec<ArmModel>,
    pub owned: OwnedUnion,
}

#[derive(Debug, Serialize)]
pub struct ArmModel {
    pub tag: u32,
    /// Variant of the view and of the owned type.
    pub variant: String,
    /// Associated constant of the owned type.
    pub constant: String,
    pub definition: String,
    pub docs: Vec<String>,
    /// The arm of a `match` that compares the view with an owned value.
    pub equal: String,
    /// What the view's variant holds.
    pub view: String,
    /// The first line of the edit's accessor.
    pub edit: String,
}

#[derive(Debug, Serialize)]
pub struct MessageModel {
    pub name: String,
    pub view: String,
    pub full_name: String,
    pub docs: Vec<String>,
    pub type_id: String,
    pub schema_ids: String,
    pub blocks: String,
    pub aligned: bool,
    /// A field that is still in use is deprecated.
    pub deprecated: bool,
    /// No field is in use.
    pub empty: bool,
    /// A field is called `len`, which clippy takes for a length.
    pub has_len: bool,
    /// A field's name is one that clippy takes for a conversion or constructor.
    pub converts: bool,
    /// Clippy finds some type too complex.
    pub complex: bool,
    /// Nothing lies below it but texts and plain values. Its check is inlined, whatever the compiler
    /// thinks of that: in a vector's loop the cursor then stays in registers, which halves the time.
    pub leaf: bool,
    pub checks: String,
    /// The comparison of a view with an owned value.
    pub equal: String,
    pub fields: Vec<FieldModel>,
    /// A call carries it; nobody edits it.
    pub implied: bool,
    pub edit: EditModel,
    pub owned: OwnedMessage,
}

/// The file that lists the modules.
#[derive(Debug, Serialize)]
pub struct Index {
    pub compiler: &'static str,
    pub command: String,
    pub modules: Vec<IndexedModule>,
}

/// A module in the list.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexedModule {
    /// As in `pub mod name;`.
    pub name: String,
    /// Its lines are not rustfmt's.
    pub unformatted: bool,
}

const COMPILER: &str = env!("CARGO_PKG_VERSION");

impl Index {
    pub fn new(packages: &[&ir::Package], more: Vec<IndexedModule>, options: &Options) -> Self {
        let mut modules: Vec<IndexedModule> = packages
            .iter()
            .map(|package| IndexedModule {
                name: names::rust::module(&package.name),
                unformatted: false,
            })
            .chain(more)
            .collect();
        modules.sort();
        Index {
            compiler: COMPILER,
            command: options.command.clone(),
            modules,
        }
    }
}

/// The schema's words, or other ones where it has none.
fn docs_or(indent: usize, doc: &[String], otherwise: String) -> Vec<String> {
    if doc.is_empty() {
        lines::docs(indent, &[otherwise])
    } else {
        lines::docs(indent, doc)
    }
}

fn id(bytes: [u8; 8]) -> String {
    format!("u64::to_be_bytes({:#018x})", u64::from_be_bytes(bytes))
}

impl Module {
    pub fn new(schema: &Schema, options: &Options) -> Self {
        let package = &schema.packages[0];
        let own = |decl: &ir::Decl| decl.package == 0;
        let digest = Sha256::digest(descriptor::encode(schema));
        let docs = match package.doc.as_slice() {
            [] => vec![format!("Package `{}`.", package.name)],
            doc => doc.to_vec(),
        };
        let mut fields = schema.messages.iter().filter(|m| own(&m.decl));
        let kinds = fields.any(|m| !m.fields.is_empty());
        let kinds = kinds || schema.unions.iter().any(|u| own(&u.decl));
        let types = schema.enums.iter().any(|e| own(&e.decl))
            || schema.structs.iter().any(|s| own(&s.decl))
            || schema.messages.iter().any(|m| own(&m.decl));
        let context = owned::Context::new(schema);
        let unions: Vec<UnionModel> = (schema.unions.iter().enumerate())
            .filter(|(_, u)| own(&u.decl))
            .map(|(id, u)| union(schema, u, owned::union_(&context, id)))
            .collect();
        let messages: Vec<MessageModel> = (schema.messages.iter().enumerate())
            .filter(|(_, m)| own(&m.decl))
            .map(|(id, m)| message(schema, m, owned::message(&context, id)))
            .collect();
        let owned = (messages.iter().flat_map(|m| m.owned.uses()))
            .chain(unions.iter().flat_map(|u| u.owned.uses()));
        let mut uses: Vec<String> = owned::imports(owned).into_iter().collect();
        let plain = schema.enums.iter().any(|e| own(&e.decl))
            || schema.structs.iter().any(|s| own(&s.decl));
        let edits = !unions.is_empty() || messages.iter().any(|message| !message.implied);
        let modules: Vec<&str> = [
            (edits, "edit"),
            (kinds, "kind"),
            (types, "read"),
            (kinds || !messages.is_empty(), "write"),
            (plain, "zerocopy"),
        ]
        .into_iter()
        .filter_map(|(used, module)| used.then_some(module))
        .collect();
        uses.extend(match modules.as_slice() {
            [] => None,
            [module] => Some(format!("use halflap::{module};")),
            modules => Some(format!("use halflap::{{{}}};", modules.join(", "))),
        });
        Module {
            uses,
            compiler: COMPILER,
            file: package.file.clone(),
            package: package.name.clone(),
            version: package.version,
            schema_id: digest.iter().take(8).map(|b| format!("{b:02x}")).collect(),
            command: options.command.clone(),
            docs: docs
                .iter()
                .map(|line| format!("//! {line}").trim_end().to_owned())
                .collect(),
            description: names::rust::module(&package.name) + ".halflap",
            constants: (schema.constants.iter().filter(|c| own(&c.decl)))
                .map(|c| constant(schema, c))
                .collect(),
            pins: (types::pinned_packages(schema).into_iter())
                .map(|package| pin(schema, package))
                .collect(),
            enums: (schema.enums.iter().filter(|e| own(&e.decl)))
                .map(enumeration)
                .collect(),
            structs: (schema.structs.iter().filter(|s| own(&s.decl)))
                .map(|s| structure(schema, s))
                .collect(),
            unions,
            messages,
        }
    }
}

fn constant(schema: &Schema, constant: &ir::Constant) -> ConstantModel {
    let name = &constant.decl.name;
    let left = format!(
        "pub const {}: {}",
        names::rust::constant(name),
        values::constant_type(schema, &constant.ty)
    );
    let value = values::expression(schema, &constant.ty, &constant.value);
    ConstantModel {
        docs: docs_or(0, &constant.decl.doc, format!("Constant `{name}`.")),
        definition: lines::assignment(0, &left, &value),
    }
}

fn pin(schema: &Schema, package: usize) -> PinModel {
    let pins = &schema.packages[0].pins;
    let versions = pins.iter().find(|pin| pin.package == package);
    let versions: Vec<String> = versions
        .map(|pin| pin.versions.iter().map(u32::to_string).collect())
        .unwrap_or_default();
    PinModel {
        package: schema.packages[package].name.clone(),
        name: types::pin(schema, package),
        versions: lines::numbers(8, "const VERSIONS: &'static [u32]", &versions),
    }
}

fn enumeration(e: &ir::Enum) -> EnumModel {
    let name = names::rust::type_name(&e.decl.name);
    let value_name = |value: &ir::EnumValue| match e.closed {
        true => names::rust::variant(&value.name),
        false => names::rust::value(&value.name),
    };
    let what = if e.flags { "Flags" } else { "Enum" };
    let all: Vec<String> = (e.values.iter())
        .map(|value| format!("{name}::{}", value_name(value)))
        .collect();
    let names: Vec<String> = (e.values.iter())
        .map(|value| format!("\"{}\"", value.name))
        .collect();
    let zero = e.values.iter().find(|value| value.value == 0 && !e.flags);
    let mut traits = vec!["Clone", "Copy"];
    if e.closed {
        traits.push("Debug");
    }
    if !e.closed || zero.is_some() {
        traits.push("Default");
    }
    traits.extend(["PartialEq", "Eq", "Hash", "PartialOrd", "Ord"]);
    EnumModel {
        derives: format!("#[derive({})]", traits.join(", ")),
        docs: docs_or(0, &e.decl.doc, format!("{what} `{}`.", e.decl.name)),
        repr: e.repr.name(),
        align: e.repr.align(),
        flags: e.flags,
        closed: e.closed,
        zero: zero.map(value_name),
        all: lines::list(4, &format!("pub const ALL: &'static [{name}]"), &all),
        names: lines::list(4, "pub const NAMES: &'static [&'static str]", &names),
        values: (e.values.iter())
            .map(|value| ValueModel {
                name: value_name(value),
                schema_name: value.name.clone(),
                docs: docs_or(4, &value.doc, value_doc(e, value)),
                value: match e.flags {
                    true => format!("{:#x}", 1_u64 << value.value),
                    false => value.value.to_string(),
                },
            })
            .collect(),
        name,
    }
}

fn value_doc(e: &ir::Enum, value: &ir::EnumValue) -> String {
    match e.flags {
        true => format!("`{}`, bit {}.", value.name, value.value),
        false => format!("`{}`, number {}.", value.name, value.value),
    }
}

fn structure(schema: &Schema, s: &ir::Struct) -> StructModel {
    let whole = s.members.iter().map(|member| &member.ty);
    let tests: Vec<String> = (s.members.iter())
        .filter(|member| !types::any_bits(schema, &member.ty))
        .map(|member| {
            let ty = types::plain(schema, &member.ty);
            let end = member.offset + member.ty.size(schema);
            let ty = if ty.starts_with('[') {
                format!("<{ty}>")
            } else {
                ty
            };
            format!("{ty}::valid(&value[{}..{end}])", member.offset)
        })
        .collect();
    let mut traits = vec!["Clone", "Copy", "Debug", "PartialEq"];
    if !whole.clone().any(|ty| types::has_floats(schema, ty)) {
        traits.extend(["Eq", "Hash"]);
    }
    StructModel {
        derives: format!("#[derive({})]", traits.join(", ")),
        name: names::rust::type_name(&s.decl.name),
        docs: docs_or(0, &s.decl.doc, format!("Struct `{}`.", s.decl.name)),
        size: s.size,
        align: s.align,
        any_bits: s.any_bits,
        zero: whole.clone().all(|ty| types::zero_is_valid(schema, ty)),
        valid: tests,
        members: (s.members.iter())
            .map(|member| MemberModel {
                schema_name: member.name.clone(),
                name: names::rust::field(&member.name),
                docs: docs_or(
                    4,
                    &member.doc,
                    format!(
                        "Bytes {}..{}.",
                        member.offset,
                        member.offset + member.ty.size(schema)
                    ),
                ),
                ty: types::plain(schema, &member.ty),
                offset: member.offset,
            })
            .collect(),
    }
}

fn union(schema: &Schema, u: &ir::Union, owned: OwnedUnion) -> UnionModel {
    UnionModel {
        owned,
        name: names::rust::type_name(&u.decl.name),
        view: names::rust::view_name(&u.decl.name),
        edit: names::rust::edit_name(&u.decl.name),
        docs: docs_or(0, &u.decl.doc, format!("Union `{}`.", u.decl.name)),
        arms: u.arms.iter().map(|arm| self::arm(schema, u, arm)).collect(),
    }
}

fn arm(schema: &Schema, u: &ir::Union, arm: &ir::Arm) -> ArmModel {
    let constant = names::rust::constant(&arm.name) + "_ARM";
    let ty = format!("read::Arm<Self, {}>", types::arm_kind(schema, arm));
    let right = format!("Self::arms().arm({}, {})", arm.tag, arm.since);
    let since = match arm.since {
        1 => String::new(),
        version => format!("; since version {version}"),
    };
    let (owner, variant) = (
        names::rust::type_name(&u.decl.name),
        names::rust::variant(&arm.name),
    );
    let both = format!("(Self::{variant}(view), {owner}::{variant}(owned))");
    let same = format!("read::same({owner}::{constant}, *view, owned)");
    ArmModel {
        equal: lines::match_arm(12, &both, &same),
        tag: arm.tag,
        variant: names::rust::variant(&arm.name),
        definition: lines::constant(4, &constant, &ty, &right),
        docs: docs_or(
            4,
            &arm.doc,
            format!("`{}`, tag {}{since}.", arm.name, arm.tag),
        ),
        view: types::view(schema, &Type::Message(arm.message)),
        edit: edits::arm(schema, arm),
        constant,
    }
}

fn message(schema: &Schema, m: &ir::Message, owned: OwnedMessage) -> MessageModel {
    let ids: Vec<String> = m.schema_ids.iter().map(|&bytes| id(bytes)).collect();
    let blocks: Vec<String> = m.blocks.iter().map(u32::to_string).collect();
    MessageModel {
        owned,
        name: names::rust::type_name(&m.decl.name),
        view: names::rust::view_name(&m.decl.name),
        full_name: schema.full_name(&m.decl),
        docs: docs_or(0, &m.decl.doc, format!("Message `{}`.", m.decl.name)),
        type_id: id(m.type_id),
        schema_ids: lines::list(4, "const SCHEMA_IDS: &'static [[u8; 8]]", &ids),
        blocks: lines::numbers(4, "const BLOCKS: &'static [u32]", &blocks),
        aligned: m.aligned,
        deprecated: (m.fields.iter()).any(|f| f.deprecated.is_some() && f.removed.is_none()),
        empty: m.fields.iter().all(|f| f.removed.is_some()),
        converts: m.fields.iter().any(|f| {
            let name = names::rust::field(&f.name);
            name == "new"
                || ["from_", "into_", "to_"]
                    .iter()
                    .any(|word| name.starts_with(word))
        }),
        has_len: m.fields.iter().any(|f| f.name == "len"),
        complex: (m.fields.iter()).any(|f| types::is_complex(schema, f)),
        leaf: m.fields.iter().all(|f| is_leaf(&f.ty)),
        checks: fields::checks(m),
        equal: fields::equal(schema, m),
        fields: fields::models(schema, m),
        implied: m.implied,
        edit: edits::model(schema, m),
    }
}

/// Whether a check of it calls no other message's or union's.
fn is_leaf(ty: &Type) -> bool {
    match ty {
        Type::Vector(element) => !element.is_slot(),
        Type::Map(_) | Type::Message(_) | Type::Union(_) => false,
        _ => true,
    }
}
