//! Checks a description before anything follows it: packages, enums, types, structs, unions. Messages
//! are next door.

mod message;
mod names;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::index::{Index, MapInfo, Shape, TypeInfo};
use super::{Enum, Kind, Package, Schema, Struct, Type, Union};
use names::{keys, names};

/// A description that contradicts itself.
///
/// ```
/// use halflap::schema::{Index, descriptor};
///
/// let mut schema = descriptor();
/// schema.messages[2].fields[1].offset = 2;
/// let error = Index::new(schema).unwrap_err();
/// assert_eq!(error.place(), "halflap.descriptor.Pin.versions");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDescription {
    place: String,
    reason: &'static str,
}

impl InvalidDescription {
    /// Where: the full name of a declaration and what it holds, `shop.Order.lines`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong there.
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for InvalidDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid description: {}: {}", self.place, self.reason)
    }
}

impl core::error::Error for InvalidDescription {}

type Result<T, E = InvalidDescription> = core::result::Result<T, E>;

/// What a struct's members say of it.
#[derive(Clone)]
struct StructInfo {
    any_bits: bool,
    /// How deep structs and arrays nest in it, itself counted.
    nesting: u32,
}

fn check(holds: bool, place: impl fmt::Display, reason: &'static str) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(InvalidDescription {
            place: place.to_string(),
            reason,
        })
    }
}

/// Checks everything and works out what [`Index`] holds.
pub(super) fn index(schema: Schema) -> Result<Index> {
    packages(&schema)?;
    for e in &schema.enums {
        enumeration(&schema, e)?;
    }
    let types = types(&schema)?;
    for u in &schema.unions {
        union(&schema, u)?;
    }
    let messages = schema
        .messages
        .iter()
        .map(|m| message::message(&schema, &types, m))
        .collect::<Result<_>>()?;
    let members = |s: &Struct| keys(s.members.iter().map(|member| &member.name));
    Ok(Index {
        member_keys: schema.structs.iter().map(members).collect(),
        schema,
        types,
        messages,
    })
}

fn packages(schema: &Schema) -> Result<()> {
    check(!schema.packages.is_empty(), "Schema", "it has no package")?;
    for package in &schema.packages {
        let name = &package.name;
        check(
            name.split('.').all(names::is_identifier),
            name,
            "its name is not made of identifiers",
        )?;
        check(
            (1..=65_535).contains(&package.version),
            name,
            "its version is not in 1..=65535",
        )?;
        for pin in &package.pins {
            let Some(pinned) = schema.packages.get(pin.package as usize) else {
                return check(false, name, "it imports a package that is not there");
            };
            check(
                pin.versions.len() == package.version as usize,
                name,
                "an import is not pinned for each of its versions",
            )?;
            check(
                pin.versions.iter().all(|&v| v <= pinned.version),
                name,
                "it imports a version that is not there",
            )?;
        }
    }
    Ok(())
}

/// The package of a declaration, whose name is its own behind that of the package.
fn package_of<'a>(schema: &'a Schema, package: u32, name: &str) -> Result<&'a Package> {
    let Some(package) = schema.packages.get(package as usize) else {
        return Err(InvalidDescription {
            place: name.to_string(),
            reason: "its package is not there",
        });
    };
    let own = name.strip_prefix(package.name.as_str());
    let own = own.and_then(|name| name.strip_prefix('.'));
    check(
        own.is_some_and(names::is_identifier),
        name,
        "its name is not that of its package, a dot and an identifier",
    )?;
    Ok(package)
}

/// Size and signedness of an integer kind.
fn integer(kind: Kind) -> Option<(u8, bool)> {
    Some(match kind {
        Kind::U8 => (1, false),
        Kind::I8 => (1, true),
        Kind::U16 => (2, false),
        Kind::I16 => (2, true),
        Kind::U32 => (4, false),
        Kind::I32 => (4, true),
        Kind::U64 => (8, false),
        Kind::I64 => (8, true),
        Kind::U128 => (16, false),
        Kind::I128 => (16, true),
        _ => return None,
    })
}

fn enumeration(schema: &Schema, e: &Enum) -> Result<()> {
    let name = &e.name;
    package_of(schema, e.package, name)?;
    let Some((size, signed)) = integer(e.repr).filter(|&(size, _)| size <= 8) else {
        return check(false, name, "its repr is no integer of up to 64 bits");
    };
    let bits = u32::from(size) * 8;
    for value in &e.values {
        let fits = if e.flags {
            value.value < u64::from(bits)
        } else if signed {
            let unused = 64 - bits;
            (value.value as i64) << unused >> unused == value.value as i64
        } else {
            bits == 64 || value.value >> bits == 0
        };
        check(fits, name, "a value does not fit its repr")?;
    }
    let ascending = e.values.windows(2).all(|pair| {
        if signed && !e.flags {
            (pair[0].value as i64) < pair[1].value as i64
        } else {
            pair[0].value < pair[1].value
        }
    });
    check(ascending, name, "its values do not ascend")?;
    names(name, e.values.iter().map(|value| &value.name))?;
    check(!(e.closed && e.flags), name, "flags can't be closed")?;
    check(
        !e.closed || !e.values.is_empty(),
        name,
        "a closed enum without values",
    )
}

fn types(schema: &Schema) -> Result<Vec<TypeInfo>> {
    let mut types: Vec<TypeInfo> = Vec::with_capacity(schema.types.len());
    // Structs are checked when the first type names them: their members' types stand before.
    let mut structs: Vec<Option<StructInfo>> = vec![None; schema.structs.len()];
    for (position, ty) in schema.types.iter().enumerate() {
        if ty.kind == Kind::STRUCT
            && let Some(known @ None) = structs.get_mut(ty.of as usize)
        {
            *known = Some(structure(schema, &types, &schema.structs[ty.of as usize])?);
        }
        let info = type_info(schema, &types, &structs, ty).ok_or_else(|| InvalidDescription {
            place: format!("types[{position}]"),
            reason: "an index that is not there or not before it, or a count of zero",
        })?;
        let agrees = info.size == ty.size
            && info.align == u32::from(ty.align)
            && info.target_align == u32::from(ty.target_align);
        let place = format_args!("types[{position}]");
        check(agrees, place, "its size or alignment is wrong")?;
        check(info.size <= Index::MAX_BLOCK, place, "it is too large")?;
        check(
            info.nesting <= Index::MAX_NESTING,
            place,
            "structs and arrays nest too deep",
        )?;
        if let Shape::Map(map) = info.shape {
            map_entry(&types, map, position)?;
        }
        types.push(info);
    }
    for (s, known) in schema.structs.iter().zip(structs) {
        if known.is_none() {
            structure(schema, &types, s)?;
        }
    }
    Ok(types)
}

/// What one type is; `None` where it refers to what is not there.
fn type_info(
    schema: &Schema,
    before: &[TypeInfo],
    structs: &[Option<StructInfo>],
    ty: &Type,
) -> Option<TypeInfo> {
    let of = ty.of as usize;
    let scalar = |shape, size: u32, any_bits| TypeInfo {
        shape,
        size,
        align: size.min(8),
        target_align: 0,
        any_bits,
        nesting: 0,
    };
    let slot = |shape, target_align| TypeInfo {
        shape,
        size: 8,
        align: 4,
        target_align,
        any_bits: false,
        nesting: 0,
    };
    if let Some((size, signed)) = integer(ty.kind) {
        let shape = if signed {
            Shape::Signed(size)
        } else {
            Shape::Unsigned(size)
        };
        return Some(scalar(shape, u32::from(size), true));
    }
    Some(match ty.kind {
        Kind::BOOL => scalar(Shape::Bool, 1, false),
        Kind::F32 => scalar(Shape::F32, 4, true),
        Kind::F64 => scalar(Shape::F64, 8, true),
        Kind::UUID => TypeInfo {
            align: 1,
            ..scalar(Shape::Uuid, 16, true)
        },
        Kind::ENUM | Kind::FLAGS => {
            let e = schema.enums.get(of)?;
            let size = u32::from(integer(e.repr)?.0);
            match ty.kind {
                Kind::ENUM if !e.flags => scalar(Shape::Enum(of), size, !e.closed),
                Kind::FLAGS if e.flags => scalar(Shape::Flags(of), size, true),
                _ => return None,
            }
        }
        Kind::STRUCT => {
            let info = structs.get(of)?.as_ref()?;
            let s = schema.structs.get(of)?;
            TypeInfo {
                shape: Shape::Struct(of),
                size: s.size,
                align: s.align,
                target_align: 0,
                any_bits: info.any_bits,
                nesting: info.nesting,
            }
        }
        Kind::ARRAY => {
            let element = before.get(of).filter(|e| !e.shape.is_slot())?;
            if ty.count == 0 {
                return None;
            }
            TypeInfo {
                shape: Shape::Array(of, ty.count),
                size: element.size.checked_mul(ty.count)?,
                align: element.align,
                target_align: 0,
                any_bits: element.any_bits,
                nesting: element.nesting + 1,
            }
        }
        Kind::STRING => slot(Shape::String, 1),
        Kind::BYTES => slot(Shape::Bytes, 1),
        Kind::VECTOR => {
            let element = before.get(of)?;
            let align = match element.shape {
                Shape::Message(_) => 8,
                _ => element.align,
            };
            slot(Shape::Vector(of), align)
        }
        Kind::MAP => {
            before.get(of)?;
            before.get(ty.key as usize)?;
            slot(
                Shape::Map(MapInfo {
                    key: ty.key as usize,
                    value: of,
                    key_at: u32::from(ty.key_at),
                    value_at: u32::from(ty.value_at),
                    block: ty.count,
                }),
                8,
            )
        }
        Kind::MESSAGE => {
            schema.messages.get(of)?;
            slot(Shape::Message(of), 8)
        }
        Kind::UNION => {
            schema.unions.get(of)?;
            slot(Shape::Union(of), 8)
        }
        _ => return None,
    })
}

/// An entry is the block of the message `{1 key: K  2 value: V}`: the more aligned first.
fn map_entry(types: &[TypeInfo], map: MapInfo, position: usize) -> Result<()> {
    let place = format_args!("types[{position}]");
    let key = &types[map.key];
    let value = &types[map.value];
    let ordered = matches!(
        key.shape,
        Shape::Bool
            | Shape::Unsigned(_)
            | Shape::Signed(_)
            | Shape::Enum(_)
            | Shape::Uuid
            | Shape::String
    );
    check(ordered, place, "a map can't have such a key")?;
    let (key_at, value_at) = if key.align >= value.align {
        (0, key.size.next_multiple_of(value.align))
    } else {
        (value.size.next_multiple_of(key.align), 0)
    };
    let end = (key_at + key.size).max(value_at + value.size);
    check(
        (map.key_at, map.value_at) == (key_at, value_at)
            && map.block == end.next_multiple_of(8)
            && map.block <= Index::MAX_BLOCK,
        place,
        "a map's entry is laid out wrongly",
    )
}

fn structure(schema: &Schema, types: &[TypeInfo], s: &Struct) -> Result<StructInfo> {
    let name = &s.name;
    package_of(schema, s.package, name)?;
    check(!s.members.is_empty(), name, "a struct without members")?;
    names(name, s.members.iter().map(|member| &member.name))?;
    let mut info = StructInfo {
        any_bits: true,
        nesting: 0,
    };
    let (mut end, mut align) = (0_u32, 1);
    for member in &s.members {
        let Some(ty) = types.get(member.type_ as usize) else {
            return check(false, name, "a member's type does not stand before it").map(|()| info);
        };
        check(!ty.shape.is_slot(), name, "a member has no fixed size")?;
        check(
            member.offset == end && end % ty.align == 0,
            name,
            "a member does not follow the one before",
        )?;
        // Both are at most `MAX_BLOCK` here, or the check below has failed.
        end += ty.size;
        check(end <= Index::MAX_BLOCK, name, "it is too large")?;
        align = align.max(ty.align);
        info.any_bits &= ty.any_bits;
        info.nesting = info.nesting.max(ty.nesting);
    }
    info.nesting += 1;
    check(
        s.size == end && s.align == align && end % align == 0,
        name,
        "its size or alignment is wrong",
    )?;
    Ok(info)
}

fn union(schema: &Schema, u: &Union) -> Result<()> {
    let name = &u.name;
    let package = package_of(schema, u.package, name)?;
    names(name, u.arms.iter().map(|arm| &arm.name))?;
    let mut tag = 0;
    for arm in &u.arms {
        check(arm.tag > tag, name, "its tags do not ascend from 1")?;
        tag = arm.tag;
        check(
            (arm.message as usize) < schema.messages.len(),
            name,
            "an arm's message is not there",
        )?;
        check(
            (1..=package.version).contains(&arm.since),
            name,
            "an arm is since a version that is not there",
        )?;
    }
    Ok(())
}
