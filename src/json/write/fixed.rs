//! Values of fixed size, which lie in blocks, structs, arrays and vectors.

use super::Writer;
use crate::json::text;
use crate::schema::{Shape, integer, narrow};

impl Writer<'_, '_> {
    /// A value of fixed size, from its bytes.
    pub(super) fn fixed(&mut self, ty: usize, bytes: &[u8]) {
        let info = self.index.ty(ty);
        match info.shape {
            Shape::Bool => self.bool(bytes),
            Shape::Unsigned(16) => {
                self.out.push(b'"');
                text::integer(&mut self.out, integer(bytes, false) as u128);
                self.out.push(b'"');
            }
            Shape::Signed(16) => {
                self.out.push(b'"');
                text::integer(&mut self.out, integer(bytes, true));
                self.out.push(b'"');
            }
            Shape::Unsigned(size) => self.number(narrow(bytes, false), false, size),
            Shape::Signed(size) => self.number(narrow(bytes, true), true, size),
            Shape::F32 => {
                let bits = narrow(bytes, false) as u32;
                text::f32(&mut self.out, f32::from_bits(bits));
            }
            Shape::F64 => {
                let bits = narrow(bytes, false);
                text::f64(&mut self.out, f64::from_bits(bits));
            }
            Shape::Uuid => {
                self.out.push(b'"');
                text::uuid(&mut self.out, bytes);
                self.out.push(b'"');
            }
            Shape::Enum(e) => {
                let e = self.index.enumeration(e);
                let value = narrow(bytes, e.is_signed());
                match e.name_of(value) {
                    Some(name) => self.name(name),
                    None => self.number(value, e.is_signed(), info.size as u8),
                }
            }
            Shape::Flags(e) => self.flags(e, narrow(bytes, false), info.size as u8),
            Shape::Struct(s) => {
                let mut first = self.open(b'{');
                let members = &self.index.structure(s).members;
                for (member, key) in members.iter().zip(self.index.member_keys(s)) {
                    let ty = member.type_ as usize;
                    self.key(&mut first, key);
                    self.fixed(ty, part(bytes, member.offset, self.index.ty(ty).size));
                }
                self.close(b'}', first);
            }
            Shape::Array(element, count) => {
                let size = self.index.ty(element).size;
                let mut first = self.open(b'[');
                for i in 0..count {
                    self.separate(&mut first);
                    self.fixed(element, part(bytes, i * size, size));
                }
                self.close(b']', first);
            }
            _ => {}
        }
    }

    pub(super) fn bool(&mut self, bytes: &[u8]) {
        let text: &[u8] = if bytes == [1] { b"true" } else { b"false" };
        self.out.extend(text);
    }

    /// An integer of up to 8 bytes: above 4 a string, since most readers of JSON would round it.
    fn number(&mut self, value: u64, signed: bool, size: u8) {
        if size > 4 {
            self.out.push(b'"');
        }
        if signed {
            text::integer(&mut self.out, value as i64);
        } else {
            text::integer(&mut self.out, value);
        }
        if size > 4 {
            self.out.push(b'"');
        }
    }

    /// Names from the lowest bit, then one integer of the bits without name.
    fn flags(&mut self, flags: usize, bits: u64, size: u8) {
        let mut first = self.open(b'[');
        let mut unknown = bits;
        for bit in &self.index.enumeration(flags).values {
            // A description's bits are below 64.
            let mask = 1 << bit.value;
            if bits & mask != 0 {
                unknown &= !mask;
                self.separate(&mut first);
                self.name(&bit.name);
            }
        }
        if unknown != 0 {
            self.separate(&mut first);
            self.number(unknown, false, size);
        }
        self.close(b']', first);
    }
}

fn part(bytes: &[u8], at: u32, size: u32) -> &[u8] {
    bytes
        .get(at as usize..(at + size) as usize)
        .unwrap_or_default()
}
