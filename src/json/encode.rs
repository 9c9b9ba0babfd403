//! A dynamic encoder: writes any value, by description, as any version of its schema. What it
//! makes is the one buffer that all encoders make of that value at that version.

use alloc::vec::Vec;

use super::bytes::Bytes;
use super::source::Source;
use crate::header::{HEADER_LEN, MAX_LEN};
use crate::path::Path;
use crate::precise::{self, Options};
use crate::schema::{Field, FieldInfo, Index, MapInfo, Shape, Versions};
use crate::{EncodeError, EncodeErrorKind, Header};
use zerocopy::IntoBytes;

/// Targets nest at most this deep.
pub(super) const MAX_DEPTH: u32 = 64;

type Result<T = (), E = EncodeError> = core::result::Result<T, E>;

/// Encodes a buffer that was accepted as another version of its schema, or the same.
///
/// As its own version, a buffer of a known writer comes out as it went in.
///
/// ```
/// use halflap::json::{Reading, encode_as, from_json};
/// use halflap::precise::{Options, check};
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// let text = br#"{"package":1,"versions":[1,1,3]}"#;
/// let buffer = from_json(&index, pin, text, Reading::default()).unwrap();
/// assert_eq!(encode_as(&index, pin, &buffer, 1, false).unwrap().unwrap(), buffer);
/// ```
///
/// # Errors
/// The outer error is what [`precise::check`] says of the buffer, the inner one why its value
/// can't be encoded: `not_in_version`, `unknown_version`, `missing_required`, `unknown_arm`.
pub fn encode_as(
    index: &Index,
    root: usize,
    buffer: &[u8],
    version: u32,
    checksum: bool,
) -> Result<Result<Vec<u8>>, crate::Error> {
    let accepted = precise::check(index, root, buffer, Options::default())?;
    let source = Source::buffer(buffer);
    let target = Target {
        version,
        checksum,
        room: buffer.len(),
    };
    Ok(encode(index, root, source, &accepted.versions, target))
}

/// What is to be made of a value.
pub(super) struct Target {
    /// The version to encode as.
    pub(super) version: u32,
    /// The header gets a checksum.
    pub(super) checksum: bool,
    /// About how long the buffer will be.
    pub(super) room: usize,
}

/// Encodes a value that lies in `source` at the versions `from`.
pub(super) fn encode(
    index: &Index,
    root: usize,
    source: Source<'_>,
    from: &Versions,
    target: Target,
) -> Result<Vec<u8>> {
    let version = target.version;
    let message = index.message(root);
    let to = Versions::new(index, message.package as usize, version);
    if to.message(index, root) == 0 {
        return Err(EncodeError::new(EncodeErrorKind::UnknownVersion));
    }
    let mut encoder = Encoder {
        index,
        source,
        from,
        to: &to,
        out: Bytes::new(target.room, index.has_secrets()),
    };
    encoder.out.zeros(HEADER_LEN);
    let block = to.block(index, root);
    let at = encoder.reserve(block as usize, &Path::Root)?;
    encoder.message(root, source.root, at, 1, &Path::Root)?;
    encoder.align(8);

    let mut out = encoder.out;
    if out.len() as u64 > MAX_LEN {
        return Err(EncodeError::new(EncodeErrorKind::TooLarge));
    }
    let (head, body) = out.split_at_mut(HEADER_LEN);
    let mut header = Header::new(
        message.type_id_.to_le_bytes(),
        message.schema_ids[version as usize - 1].to_le_bytes(),
        version,
        block,
        body.len() as u32,
    );
    if target.checksum {
        header = header.sealed(body);
    }
    head.copy_from_slice(header.as_bytes());
    Ok(out.into_vec())
}

struct Encoder<'a> {
    index: &'a Index,
    source: Source<'a>,
    /// The versions that the source's blocks are laid out by.
    from: &'a Versions,
    /// Those to be written.
    to: &'a Versions,
    /// Header and body as far as it is written. Its end is the cursor.
    out: Bytes,
}

impl<'a> Encoder<'a> {
    /// A message's block, for which there is space at `to`, then what its slots point at.
    fn message(
        &mut self,
        message: usize,
        from: usize,
        to: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        self.block(message, from, to, path)?;
        self.targets(message, from, to, depth, path)
    }

    /// Everything in a block but its slots, which hold nothing yet.
    fn block(&mut self, message: usize, from: usize, to: usize, path: &Path<'_>) -> Result {
        let index = self.index;
        let had = self.from.message(index, message);
        let wanted = self.to.message(index, message);
        if had == wanted {
            // Slots are filled in later; one that is absent is zero already.
            let len = self.to.block(index, message) as usize;
            let bytes = self.source.bytes(from, len);
            self.put(to, bytes);
            return Ok(());
        }
        for group in &index.layout(message).groups {
            let start = group.bytes.start as usize;
            let len = group.bytes.len();
            if group.since <= had && group.since <= wanted {
                let bytes = self.source.bytes(from + start, len);
                self.put(to + start, bytes);
            }
        }
        for (field, place) in index.fields(message) {
            let path = path.name(&field.name);
            let has = exists(field, had);
            if field.since > wanted {
                let silent = !has || self.is_default(field, place, from);
                check(silent, EncodeErrorKind::NotInVersion, &path)?;
            } else if !exists(field, wanted) || index.ty(place.ty).shape.is_slot() {
                self.clear(place, to);
            } else if !has {
                self.clear(place, to);
                self.default_value(field, place, to, &path)?;
            }
        }
        Ok(())
    }

    /// Makes a field absent, or zero.
    fn clear(&mut self, place: &FieldInfo, to: usize) {
        let at = to + place.at as usize;
        if let Some(bytes) = self.out.get_mut(at..at + place.size as usize) {
            bytes.fill(0);
        }
        if let Some((byte, mask)) = place.presence
            && let Some(byte) = self.out.get_mut(to + byte as usize)
        {
            *byte &= !mask;
        }
    }

    /// What stands for a field of fixed size that the source has not.
    fn default_value(
        &mut self,
        field: &Field,
        place: &FieldInfo,
        to: usize,
        path: &Path<'_>,
    ) -> Result {
        if field.optional {
            return Ok(());
        }
        match &field.default {
            Some(bytes) => {
                self.put(to + place.at as usize, bytes);
                Ok(())
            }
            None => check(
                self.index.zero_is_value(place.ty),
                EncodeErrorKind::MissingRequired,
                path,
            ),
        }
    }

    /// Whether a field says no more than that it is not there.
    fn is_default(&self, field: &Field, place: &FieldInfo, from: usize) -> bool {
        let at = from + place.at as usize;
        if let Some((byte, mask)) = place.presence {
            return self.source.u8(from + byte as usize) & mask == 0;
        }
        if self.index.ty(place.ty).shape.is_slot() {
            return match self.source.slot(at) {
                None => true,
                Some(_) if field.optional => false,
                Some((_, 0)) => field.default.as_deref().unwrap_or_default().is_empty(),
                Some(_) => Some(self.source.slice(at)) == field.default.as_deref(),
            };
        }
        let bytes = self.source.bytes(at, place.size as usize);
        match &field.default {
            Some(default) => bytes == default,
            None => bytes.iter().all(|&byte| byte == 0),
        }
    }

    /// What the slots of a block point at, in order of position.
    fn targets(
        &mut self,
        message: usize,
        from: usize,
        to: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let index = self.index;
        let had = self.from.message(index, message);
        let wanted = self.to.message(index, message);
        for &slot in &index.layout(message).slots {
            let (field, place) = index.field(message, slot);
            if !exists(field, wanted) {
                continue;
            }
            let at = place.at as usize;
            let path = path.name(&field.name);
            if exists(field, had) {
                self.slot(place.ty, from + at, to + at, depth, &path)?;
            } else if !field.optional {
                self.default_target(field, place, to + at, depth, &path)?;
            }
        }
        Ok(())
    }

    /// What stands for a required slot that the source has not.
    fn default_target(
        &mut self,
        field: &Field,
        place: &FieldInfo,
        to: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let info = self.index.ty(place.ty);
        let bytes = field.default.as_deref().unwrap_or_default();
        self.start(to, info.target_align, bytes.len(), depth, path)?;
        match info.shape {
            Shape::Vector(element) => {
                if let Shape::Message(message) = self.index.ty(element).shape {
                    self.stride(self.to.block(self.index, message));
                }
            }
            Shape::Map(map) => self.stride(map.block),
            Shape::Message(_) | Shape::Union(_) => {
                return check(false, EncodeErrorKind::MissingRequired, path);
            }
            _ => self.out.extend(bytes),
        }
        Ok(())
    }

    /// A slot and what it points at.
    fn slot(&mut self, ty: usize, from: usize, to: usize, depth: u32, path: &Path<'_>) -> Result {
        let index = self.index;
        let info = index.ty(ty);
        let Some((target, length)) = self.source.slot(from) else {
            return Ok(());
        };
        self.start(to, info.target_align, length, depth, path)?;
        match info.shape {
            Shape::Message(message) => {
                let block = self.to.block(index, message);
                self.put(to + 4, &block.to_le_bytes());
                let at = self.reserve(block as usize, path)?;
                self.message(message, target, at, depth + 1, path)
            }
            Shape::Vector(element) => {
                let info = index.ty(element);
                match info.shape {
                    Shape::Message(message) => {
                        self.messages(message, target, length, depth + 1, path)
                    }
                    shape if shape.is_slot() => {
                        let at = self.reserve(length * 8, path)?;
                        for i in 0..length {
                            let (from, to) = (target + i * 8, at + i * 8);
                            self.slot(element, from, to, depth + 1, &path.at(i as u64))?;
                        }
                        Ok(())
                    }
                    _ => self.copy(target, length * info.size as usize, path),
                }
            }
            Shape::Map(map) => self.map(map, target, length, depth + 1, path),
            Shape::Union(union) => self.union(union, target, length, depth + 1, path),
            _ => self.copy(target, length, path),
        }
    }

    /// Fills a slot: its target starts where the cursor stands, once aligned.
    fn start(
        &mut self,
        slot: usize,
        align: u32,
        length: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        check(depth <= MAX_DEPTH, EncodeErrorKind::TooDeep, path)?;
        self.align(align as usize);
        // A buffer that grows so long that this wraps is refused in the end.
        let offset = (self.out.len() - slot) as u32;
        self.put(slot, &offset.to_le_bytes());
        self.put(slot + 4, &(length as u32).to_le_bytes());
        Ok(())
    }

    fn messages(
        &mut self,
        message: usize,
        from: usize,
        count: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let from_stride = self.source.u32(from) as usize;
        let to_stride = self.to.block(self.index, message);
        self.stride(to_stride);
        let to = self.reserve(count * to_stride as usize, path)?;
        for i in 0..count {
            let from = from + 8 + i * from_stride;
            let to = to + i * to_stride as usize;
            self.message(message, from, to, depth, &path.at(i as u64))?;
        }
        Ok(())
    }

    fn map(
        &mut self,
        map: MapInfo,
        from: usize,
        count: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let from_stride = self.source.u32(from) as usize;
        let to_stride = map.block as usize;
        self.stride(map.block);
        let to = self.reserve(count * to_stride, path)?;
        let mut parts = [
            (map.key, map.key_at as usize, "key"),
            (map.value, map.value_at as usize, "value"),
        ];
        parts.sort_by_key(|&(_, at, _)| at);
        for i in 0..count {
            let from = from + 8 + i * from_stride;
            let to = to + i * to_stride;
            let path = path.at(i as u64);
            for (ty, at, _) in parts {
                let info = self.index.ty(ty);
                if !info.shape.is_slot() {
                    let bytes = self.source.bytes(from + at, info.size as usize);
                    self.put(to + at, bytes);
                }
            }
            for (ty, at, name) in parts {
                if self.index.ty(ty).shape.is_slot() {
                    self.slot(ty, from + at, to + at, depth, &path.name(name))?;
                }
            }
        }
        Ok(())
    }

    fn union(
        &mut self,
        union: usize,
        from: usize,
        tag: usize,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let index = self.index;
        let had = self.from.union(index, union);
        let arms = &index.union(union).arms;
        let arm = arms
            .iter()
            .find(|arm| arm.tag as usize == tag && arm.since <= had);
        let Some(arm) = arm else {
            return check(false, EncodeErrorKind::UnknownArm, path);
        };
        let path = path.name(&arm.name);
        let wanted = self.to.union(index, union);
        check(arm.since <= wanted, EncodeErrorKind::NotInVersion, &path)?;
        let message = arm.message as usize;
        let block = self.to.block(index, message);
        let head = self.out.len();
        self.stride(block);
        let at = self.reserve(block as usize, &path)?;
        self.message(message, from + 8, at, depth, &path)?;
        self.align(8);
        let payload = (self.out.len() - at) as u32;
        self.put(head + 4, &payload.to_le_bytes());
        Ok(())
    }

    /// The words before the blocks of a vector of messages, a map or a union: a block length and,
    /// so far, zero.
    fn stride(&mut self, block: u32) {
        self.out.extend(&block.to_le_bytes());
        self.out.zeros(4);
    }

    /// Zeros at the cursor, and where they begin.
    fn reserve(&mut self, len: usize, path: &Path<'_>) -> Result<usize> {
        let at = self.out.len();
        let fits = len as u64 <= MAX_LEN.saturating_sub(at as u64);
        check(fits, EncodeErrorKind::TooLarge, path)?;
        Ok(self.out.zeros(len))
    }

    /// Bytes of the source as they are.
    fn copy(&mut self, from: usize, len: usize, path: &Path<'_>) -> Result {
        let fits = len as u64 <= MAX_LEN.saturating_sub(self.out.len() as u64);
        check(fits, EncodeErrorKind::TooLarge, path)?;
        self.out.extend(self.source.bytes(from, len));
        Ok(())
    }

    fn align(&mut self, align: usize) {
        // An alignment is a power of two.
        let padding = self.out.len().wrapping_neg() & (align - 1);
        if padding > 0 {
            self.out.zeros(padding);
        }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(to) = self.out.get_mut(at..at + bytes.len()) {
            to.copy_from_slice(bytes);
        }
    }
}

/// Whether a version of the message's package has this field.
fn exists(field: &Field, version: u32) -> bool {
    field.since <= version && (field.removed == 0 || field.removed > version)
}

fn check(good: bool, kind: EncodeErrorKind, path: &Path<'_>) -> Result {
    if good {
        Ok(())
    } else {
        Err(EncodeError::new(kind).below(&path.text()))
    }
}
