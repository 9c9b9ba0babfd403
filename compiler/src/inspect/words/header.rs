//! The header in words.

use halflap::{Error, Header, Kind};

use super::{Class, Row, u32_at};
use crate::inspect::quote::{ascii, plain};
use crate::inspect::{HeaderField, Inspection, header};

/// What is said of one of the header's fields.
pub(super) fn row(seen: &Inspection<'_>, field: HeaderField) -> Row {
    let row = Row::new(Class::Header, field.name());
    let range = field.bytes();
    let bytes = seen.slice(&range);
    if bytes.is_empty() {
        return row.note("cut off");
    }
    let number = || {
        let mut wide = [0; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(wide)
    };
    let known = || {
        let message = seen.index?.message(seen.root?);
        Some((message, u32_at(seen, HeaderField::Version.bytes().start)))
    };
    match field {
        HeaderField::Magic => row.value(ascii(bytes)),
        HeaderField::Flags => match number() {
            0 => row.value("0").note("no checksum"),
            1 => row.value("1").note("a checksum"),
            other => row.value(other.to_string()),
        },
        HeaderField::TypeId => {
            let id = bytes.first_chunk().copied().unwrap_or_default();
            match seen.index {
                None => row,
                Some(index) => match index.message_by_type_id(id) {
                    Some(message) => row.value(plain(&index.message(message).name)),
                    None => row.note("of no message of this schema"),
                },
            }
        }
        HeaderField::SchemaId => match known() {
            Some((message, version)) => {
                let id = (version as usize).checked_sub(1);
                match id.and_then(|at| message.schema_ids.get(at)) {
                    Some(id) if id.to_le_bytes() == bytes => row.note("as it should be"),
                    Some(id) => {
                        let id: Vec<String> = id
                            .to_le_bytes()
                            .iter()
                            .map(|b| format!("{b:02x}"))
                            .collect();
                        row.note(format!("should be {}", id.join(" ")))
                    }
                    None => row.note("of a version that the schema has not"),
                }
            }
            None => row,
        },
        HeaderField::Version => {
            let newest = known().map(|(message, _)| message.schema_ids.len() as u64);
            let row = row.value(number().to_string());
            match newest {
                Some(newest) if number() > newest => {
                    row.note(format!("newer than the schema, which is {newest}"))
                }
                _ => row,
            }
        }
        HeaderField::Format | HeaderField::RootBlock | HeaderField::Body => {
            row.value(number().to_string())
        }
        HeaderField::Checksum => checksum(seen, row, number()),
    }
}

fn checksum(seen: &Inspection<'_>, row: Row, said: u64) -> Row {
    let checked = |kind: Kind| kind >= Kind::ChecksumMismatch;
    let is_there = Header::peek(seen.bytes).is_ok_and(|header| header.checksum().is_some());
    let value = |row: Row| row.value(format!("{said:08x}"));
    match seen.error.as_ref().map(Error::kind) {
        Some(Kind::ChecksumMismatch) => match header::checksum(seen.bytes) {
            Some(right) => value(row).note(format!("the bytes give {right:08x}")),
            None => value(row).note("should be zero, as the flag is not set"),
        },
        Some(kind) if !checked(kind) => value(row).note("not checked"),
        _ if is_there => value(row).note("holds"),
        _ => row.value("none"),
    }
}
