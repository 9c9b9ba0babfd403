//! What types are in Go: what generated code calls them, and how it reads and wipes their values.

use super::helpers::Package;
use super::layout::{align, indent};
use super::literals::quoted;
use super::place::Place;
use crate::ir::{EnumId, MapType, MessageId, PackageId, Scalar, StructId, Type};
use crate::names::go as names;

/// What a scalar is called in the runtime's functions.
pub(super) fn word(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "Bool",
        Scalar::U8 => "Uint8",
        Scalar::I8 => "Int8",
        Scalar::U16 => "Uint16",
        Scalar::I16 => "Int16",
        Scalar::U32 => "Uint32",
        Scalar::I32 => "Int32",
        Scalar::U64 => "Uint64",
        Scalar::I64 => "Int64",
        Scalar::U128 => "Uint128",
        Scalar::I128 => "Int128",
        Scalar::F32 => "Float32",
        Scalar::F64 => "Float64",
    }
}

/// The Go type of a scalar.
pub(super) fn scalar(scalar: Scalar) -> String {
    match scalar {
        Scalar::U128 | Scalar::I128 => format!("halflap.{}", word(scalar)),
        _ => word(scalar).to_lowercase(),
    }
}

/// Whether a type's name could be taken for a scalar in the names of helpers, or for several words.
fn is_ambiguous(name: &str) -> bool {
    const SCALARS: [&str; 16] = [
        "Bool", "Bytes", "Float32", "Float64", "Int128", "Int16", "Int32", "Int64", "Int8",
        "String", "UUID", "Uint128", "Uint16", "Uint32", "Uint64", "Uint8",
    ];
    let joins = |word: &str| {
        let mut found = name
            .match_indices(word)
            .map(|(at, _)| &name[at + word.len()..]);
        found.any(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    SCALARS.contains(&name) || joins("Of") || joins("To")
}

impl Package<'_> {
    /// The package that declares a type, where that is another one and the type a message or
    /// union: what lies behind its slot is read at another version.
    pub fn foreign(&self, ty: &Type) -> Option<PackageId> {
        let package = match ty {
            Type::Message(id) => self.schema.messages[*id].decl.package,
            Type::Union(id) => self.schema.unions[*id].decl.package,
            Type::Vector(of) if matches!(**of, Type::Message(_)) => return self.foreign(of),
            _ => 0,
        };
        (package != 0).then_some(package)
    }

    /// A word for a type, to name helpers after.
    pub fn mangled(&self, ty: &Type) -> String {
        let named = |package: PackageId, name: &str| {
            let name = names::type_name(name);
            if package == 0 {
                name
            } else {
                let of = names::type_name(&self.schema.packages[package].name.replace('.', "_"));
                format!("{name}Of{of}")
            }
        };
        match ty {
            Type::Scalar(s) => word(*s).to_owned(),
            Type::Uuid => "UUID".to_owned(),
            Type::Enum(id) | Type::Flags(id) => {
                let decl = &self.schema.enums[*id].decl;
                named(decl.package, &decl.name)
            }
            Type::Struct(id) => {
                let decl = &self.schema.structs[*id].decl;
                named(decl.package, &decl.name)
            }
            Type::Message(id) => {
                let decl = &self.schema.messages[*id].decl;
                named(decl.package, &decl.name)
            }
            Type::Union(id) => {
                let decl = &self.schema.unions[*id].decl;
                named(decl.package, &decl.name)
            }
            Type::Array(of, n) => format!("ArrayOf{n}{}", self.part(of)),
            Type::String => "String".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            Type::Vector(of) => format!("ListOf{}", self.part(of)),
            Type::Map(map) => format!("MapOf{}To{}", self.part(&map.key), self.part(&map.value)),
        }
    }

    /// A word for a type that others are made of.
    fn part(&self, ty: &Type) -> String {
        let mut word = self.mangled(ty);
        let decl = match ty {
            Type::Enum(id) | Type::Flags(id) => Some(&self.schema.enums[*id].decl),
            Type::Struct(id) => Some(&self.schema.structs[*id].decl),
            Type::Message(id) => Some(&self.schema.messages[*id].decl),
            Type::Union(id) => Some(&self.schema.unions[*id].decl),
            _ => None,
        };
        if decl.is_some_and(|decl| is_ambiguous(&names::type_name(&decl.name))) {
            word.push('_'); // No type's name has one.
        }
        word
    }

    /// The Go type of owned values.
    pub fn owned(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(s) => scalar(*s),
            Type::Uuid => "halflap.UUID".to_owned(),
            Type::Enum(id) | Type::Flags(id) => {
                let decl = &self.schema.enums[*id].decl;
                self.qualified(decl.package, names::type_name(&decl.name))
            }
            Type::Struct(id) => {
                let decl = &self.schema.structs[*id].decl;
                self.qualified(decl.package, names::type_name(&decl.name))
            }
            Type::Message(id) => {
                let decl = &self.schema.messages[*id].decl;
                self.qualified(decl.package, names::type_name(&decl.name))
            }
            Type::Union(id) => {
                let decl = &self.schema.unions[*id].decl;
                self.qualified(decl.package, names::type_name(&decl.name))
            }
            Type::Array(of, n) => format!("[{n}]{}", self.owned(of)),
            Type::String => "string".to_owned(),
            Type::Bytes => "[]byte".to_owned(),
            Type::Vector(of) => format!("[]{}", self.owned(of)),
            Type::Map(map) => format!("map[{}]{}", self.owned(&map.key), self.owned(&map.value)),
        }
    }

    /// The Go type of values that are read in place.
    pub fn view(&self, ty: &Type) -> String {
        match ty {
            Type::Message(id) => {
                let decl = &self.schema.messages[*id].decl;
                self.qualified(decl.package, names::view_name(&decl.name))
            }
            Type::Union(id) => {
                let decl = &self.schema.unions[*id].decl;
                self.qualified(decl.package, names::view_name(&decl.name))
            }
            Type::Vector(of) if is_list(of) => format!("halflap.List[{}]", self.view(of)),
            Type::Map(map) => {
                format!(
                    "halflap.Map[{}, {}]",
                    self.view(&map.key),
                    self.view(&map.value)
                )
            }
            _ => self.owned(ty),
        }
    }

    /// The type description of a message, as a pointer.
    pub fn type_of(&self, id: MessageId) -> String {
        let decl = &self.schema.messages[id].decl;
        let name = names::type_name(&decl.name);
        if decl.package == 0 {
            format!("&type{name}")
        } else {
            format!("{}.Type{name}()", self.link(decl.package))
        }
    }

    /// Reads a value at a place in the block `b`.
    pub fn get(&self, ty: &Type, b: &str, at: Place) -> String {
        match ty {
            Type::Scalar(s) => format!("{b}.{}({})", word(*s), at.alone()),
            Type::Uuid => format!("{b}.UUID({})", at.alone()),
            Type::Enum(id) | Type::Flags(id) => {
                let repr = word(self.schema.enums[*id].repr);
                format!("{}({b}.{repr}({}))", self.owned(ty), at.alone())
            }
            Type::Struct(_) | Type::Array(..) => {
                format!("{}({b}, {})", self.getter(ty), at.among())
            }
            Type::String => format!("{b}.String({})", at.alone()),
            Type::Bytes => format!("{b}.Bytes({})", at.alone()),
            Type::Vector(of) => match &**of {
                Type::Message(_) => {
                    let view = self.block_viewer(of);
                    let b = self.block_in(of, b);
                    format!("halflap.MessageList({b}, {}, {view})", at.among())
                }
                of if is_list(of) => {
                    format!("halflap.SlotList({b}, {}, {})", at.among(), self.getter(of))
                }
                of => format!("halflap.Slice({b}, {}, {})", at.among(), self.element(of)),
            },
            Type::Map(map) => {
                format!(
                    "halflap.MapAt({b}, {}, &{})",
                    at.among(),
                    self.map_layout(map)
                )
            }
            Type::Message(id) => {
                let block = self.block_in(ty, b);
                let block = format!("{block}.Message({}, {})", at.among(), self.type_of(*id));
                self.view_of_block(ty, &block)
            }
            Type::Union(_) => {
                let block = self.block_in(ty, b);
                self.view_of_block(ty, &format!("{block}.Union({})", at.alone()))
            }
        }
    }

    /// The block as one of the package that declares the type.
    fn block_in(&self, ty: &Type, b: &str) -> String {
        match self.foreign(ty) {
            Some(package) => format!("{b}.In({})", self.versions(package)),
            None => b.to_owned(),
        }
    }

    /// A view made of a message's block, or of a union's target.
    pub fn view_of_block(&self, ty: &Type, block: &str) -> String {
        match (ty, self.foreign(ty)) {
            (Type::Message(id), Some(package)) => {
                let name = names::type_name(&self.schema.messages[*id].decl.name);
                format!("{}.View{name}({block})", self.link(package))
            }
            (Type::Union(id), Some(package)) => {
                let name = names::type_name(&self.schema.unions[*id].decl.name);
                format!("{}.View{name}({block})", self.link(package))
            }
            _ => format!("{}{{{block}}}", self.view(ty)),
        }
    }

    /// The function that makes views of the blocks in a vector of messages.
    fn block_viewer(&self, ty: &Type) -> String {
        let name = format!("view{}", self.mangled(ty));
        let Type::Message(id) = ty else { return name };
        self.helper(&name, || {
            let view = self.view_of_block(ty, &format!("b.As({})", self.type_of(*id)));
            function(
                &format!("{name}(b halflap.Block, _ int) {}", self.view(ty)),
                vec![format!("return {view}")],
            )
        });
        name
    }

    /// The function that reads a value at a place in a block.
    pub fn getter(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(s) => return format!("halflap.Block.{}", word(*s)),
            Type::Uuid => return "halflap.Block.UUID".to_owned(),
            Type::String => return "halflap.Block.String".to_owned(),
            Type::Bytes => return "halflap.Block.Bytes".to_owned(),
            _ => {}
        }
        let name = format!("get{}", self.mangled(ty));
        self.helper(&name, || {
            let mut body = Vec::new();
            match ty {
                Type::Struct(id) => body.extend(self.struct_literal(ty, *id)),
                Type::Array(of, _) => {
                    body.push(format!("var v {}", self.owned(ty)));
                    body.push(format!("halflap.Fill(v[:], b, at, {})", self.element(of)));
                    body.push("return v".to_owned());
                }
                _ => body.push(format!("return {}", self.get(ty, "b", Place::at(0)))),
            }
            function(
                &format!("{name}(b halflap.Block, at int) {}", self.view(ty)),
                body,
            )
        });
        name
    }

    /// Lines that return a struct. As one literal a small one is so cheap that the compiler inlines it.
    fn struct_literal(&self, ty: &Type, id: StructId) -> Vec<String> {
        let members = self.schema.structs[id].members.iter();
        let members: Vec<(String, String)> = members
            .map(|member| {
                let get = self.get(&member.ty, "b", Place::at(member.offset));
                (names::field(&member.name), get)
            })
            .collect();
        let owned = self.owned(ty);
        // Longer names `gofmt` aligns by a rule of its own.
        if members.iter().any(|(name, _)| name.len() > 40) {
            let mut body = vec![format!("var v {owned}")];
            body.extend(
                members
                    .iter()
                    .map(|(name, get)| format!("v.{name} = {get}")),
            );
            body.push("return v".to_owned());
            return body;
        }
        let fields = members.into_iter();
        let fields: Vec<Vec<String>> = fields
            .map(|(name, get)| vec![format!("{name}:"), format!("{get},")])
            .collect();
        let mut body = vec![format!("return {owned}{{")];
        body.extend(indent(align(&fields)));
        body.push("}".to_owned());
        body
    }

    fn map_layout(&self, map: &MapType) -> String {
        let ty = Type::Map(Box::new(map.clone()));
        let name = format!("layout{}", self.mangled(&ty));
        self.helper(&name, || {
            let (key, value) = (self.view(&map.key), self.view(&map.value));
            vec![
                format!("var {name} = halflap.MapLayout[{key}, {value}]{{"),
                format!("\tKeyAt:   {},", map.key_at),
                format!("\tValueAt: {},", map.value_at),
                format!("\tKey:     {},", self.getter(&map.key)),
                format!("\tValue:   {},", self.getter(&map.value)),
                format!("\tCompare: {},", self.comparison(&map.key)),
                "}".to_owned(),
            ]
        });
        name
    }

    /// The function that compares keys of a map.
    pub fn comparison(&self, key: &Type) -> String {
        match key {
            Type::Scalar(Scalar::Bool) => "halflap.CompareBools".to_owned(),
            Type::Scalar(Scalar::U128) => "halflap.Uint128.Compare".to_owned(),
            Type::Scalar(Scalar::I128) => "halflap.Int128.Compare".to_owned(),
            Type::Uuid => "halflap.UUID.Compare".to_owned(),
            _ => {
                self.import_std("cmp");
                format!("cmp.Compare[{}]", self.owned(key))
            }
        }
    }

    /// How the cursor compares keys of a map.
    pub fn key_kind(&self, key: &Type) -> String {
        let kind = match key {
            Type::Scalar(s) => word(*s),
            Type::Enum(id) | Type::Flags(id) => word(self.schema.enums[*id].repr),
            Type::Uuid => "UUID",
            _ => "String",
        };
        format!("halflap.Key{kind}")
    }

    /// Goes through a value's secrets and wipes them.
    pub fn wipe(&self, ty: &Type, value: &str, depth: usize) -> Vec<String> {
        match ty {
            Type::Message(id) if self.wipes(*id) => {
                vec![format!("{value}.Wipe()")]
            }
            Type::Union(id) => {
                let arms = &self.schema.unions[*id].arms;
                if !arms.iter().any(|arm| self.wipes(arm.message)) {
                    return Vec::new();
                }
                vec![format!("halflap.Wipe({value})")]
            }
            Type::Vector(of) => {
                let i = format!("i{depth}");
                let inner = self.wipe(of, &format!("{value}[{i}]"), depth + 1);
                looped(&format!("{i} := range {value}"), inner)
            }
            Type::Map(map) => {
                let v = format!("v{depth}");
                let inner = self.wipe(&map.value, &v, depth + 1);
                looped(&format!("_, {v} := range {value}"), inner)
            }
            _ => Vec::new(),
        }
    }

    /// The plain integer of an enum.
    pub fn repr(&self, id: EnumId) -> String {
        scalar(self.schema.enums[id].repr)
    }
}

fn looped(head: &str, body: Vec<String>) -> Vec<String> {
    if body.is_empty() {
        return body;
    }
    let mut lines = vec![format!("for {head} {{")];
    lines.extend(super::layout::indent(body));
    lines.push("}".to_owned());
    lines
}

/// The pointer in place of what it points at: slices and methods need no `*`.
pub(super) fn pointee(value: &str) -> &str {
    value.strip_prefix('*').unwrap_or(value)
}

/// Stands for a field's name where generated code has it in the variable `name`; no field is called
/// so.
pub(super) const NAME: &str = "$";

/// A field's name as an argument.
pub(super) fn name_argument(name: &str) -> String {
    if name == NAME {
        "name".to_owned()
    } else {
        quoted(name)
    }
}

/// Whether a vector of the type is read one element at a time, and not as a slice.
pub(super) fn is_list(of: &Type) -> bool {
    of.is_slot()
}

/// A function's lines.
pub(super) fn function(head: &str, body: Vec<String>) -> Vec<String> {
    let mut lines = vec![format!("func {head} {{")];
    lines.extend(super::layout::indent(body));
    lines.push("}".to_owned());
    lines
}
