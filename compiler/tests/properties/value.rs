//! Random values, as the one JSON text that stands for each.

use std::collections::BTreeMap;

use halflap::schema::{Enum, Index, Kind, Shape};

use super::random::Random;

/// A value of a message.
pub fn message(index: &Index, message: usize, random: &mut Random) -> String {
    let mut maker = Maker {
        index,
        random,
        depth: 0,
    };
    maker.message(message)
}

struct Maker<'a> {
    index: &'a Index,
    random: &'a mut Random,
    depth: u32,
}

impl Maker<'_> {
    fn message(&mut self, message: usize) -> String {
        self.depth += 1;
        let mut members = Vec::new();
        let fields: Vec<_> = self.index.fields(message).collect();
        for (field, place) in fields {
            // Where it gets deep, only what must be.
            let absent = field.optional && (self.depth > 4 || self.random.one_in(2));
            if absent || field.removed != 0 {
                continue;
            }
            // Values that older versions can express come often.
            let value = if field.since > 1 && !field.optional && self.random.one_in(2) {
                self.default(place.ty, field.default.as_deref())
            } else {
                self.value(place.ty)
            };
            members.push(format!("\"{}\":{value}", field.name));
        }
        self.depth -= 1;
        format!("{{{}}}", members.join(","))
    }

    /// A value that says no more than that the field is not there.
    fn default(&mut self, ty: usize, default: Option<&[u8]>) -> String {
        let info = *self.index.ty(ty);
        let number = default.map_or(0, |bytes| {
            let mut wide = [0; 16];
            wide[..bytes.len().min(16)].copy_from_slice(&bytes[..bytes.len().min(16)]);
            u128::from_le_bytes(wide)
        });
        match info.shape {
            Shape::Bool => (number == 1).to_string(),
            Shape::Unsigned(1..=4) if default.is_none() => "0".into(),
            Shape::Signed(1..=4) if default.is_none() => "0".into(),
            Shape::Unsigned(_) | Shape::Signed(_) if default.is_none() => "\"0\"".into(),
            Shape::String => {
                let text = String::from_utf8(default.unwrap_or_default().to_vec()).unwrap();
                serde_json::to_string(&text).unwrap()
            }
            Shape::F32 => decimal(f32::from_bits(number as u32).into()),
            Shape::F64 => decimal(f64::from_bits(number as u64)),
            Shape::Enum(e) => match self.index.enumeration(e).name_of(number as u64) {
                Some(name) => format!("\"{name}\""),
                None => self.value(ty),
            },
            Shape::Bytes => "\"\"".into(),
            Shape::Vector(_) => "[]".into(),
            Shape::Map(_) => "{}".into(),
            _ => self.value(ty),
        }
    }

    fn value(&mut self, ty: usize) -> String {
        let info = *self.index.ty(ty);
        match info.shape {
            Shape::Bool => self.random.one_in(2).to_string(),
            Shape::Unsigned(size) => self.integer(size, false),
            Shape::Signed(size) => self.integer(size, true),
            Shape::F32 => self.float(true),
            Shape::F64 => self.float(false),
            Shape::Uuid => format!("\"{}\"", self.uuid()),
            Shape::Enum(e) => self.enumeration(e, info.size as u8),
            Shape::Flags(e) => self.flags(e, info.size as u8),
            Shape::Struct(s) => {
                let members = &self.index.structure(s).members;
                let members: Vec<String> = members
                    .iter()
                    .map(|m| format!("\"{}\":{}", m.name, self.value(m.type_ as usize)))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            Shape::Array(element, count) => self.list(element, u64::from(count)),
            Shape::String => serde_json::to_string(&self.text()).unwrap(),
            Shape::Bytes => format!("\"{}\"", self.base64()),
            Shape::Vector(element) => {
                let count = self.count();
                self.list(element, count)
            }
            Shape::Map(map) => {
                let count = self.count();
                self.map(map.key, map.value, count)
            }
            Shape::Message(message) => self.message(message),
            Shape::Union(union) => {
                let arms = &self.index.union(union).arms;
                // Of an expression's arms the first holds no other expression.
                let arm = match self.depth {
                    0..=6 => &arms[self.random.below(arms.len() as u64) as usize],
                    _ => &arms[0],
                };
                let value = self.message(arm.message as usize);
                format!("{{\"{}\":{value}}}", arm.name)
            }
        }
    }

    /// How many elements: fewer the deeper it is, so that it ends.
    fn count(&mut self) -> u64 {
        match self.depth {
            0..=2 => self.random.below(4),
            3..=4 => self.random.below(2),
            _ => 0,
        }
    }

    fn list(&mut self, element: usize, count: u64) -> String {
        self.depth += 1;
        let elements: Vec<String> = (0..count).map(|_| self.value(element)).collect();
        self.depth -= 1;
        format!("[{}]", elements.join(","))
    }

    fn map(&mut self, key: usize, value: usize, count: u64) -> String {
        self.depth += 1;
        let mut entries = BTreeMap::new();
        for _ in 0..count {
            let (order, text) = self.key(key);
            entries.insert(order, format!("{text}:{}", self.value(value)));
        }
        self.depth -= 1;
        let entries: Vec<String> = entries.into_values().collect();
        format!("{{{}}}", entries.join(","))
    }

    /// A key: what it is ordered by, and its text.
    fn key(&mut self, ty: usize) -> (Vec<u8>, String) {
        let info = *self.index.ty(ty);
        let number = |value: i128, text: String| {
            // Big-endian, the sign bit turned over: bytes in the order of the numbers.
            let order = (value as u128 ^ 1 << 127).to_be_bytes().to_vec();
            (order, format!("\"{text}\""))
        };
        match info.shape {
            Shape::String => {
                let text = self.text();
                let json = serde_json::to_string(&text).unwrap();
                (text.into_bytes(), json)
            }
            Shape::Uuid => {
                let uuid = self.uuid();
                (uuid.clone().into_bytes(), format!("\"{uuid}\""))
            }
            Shape::Bool => {
                let value = self.random.one_in(2);
                number(i128::from(value), value.to_string())
            }
            Shape::Enum(e) => {
                let e = self.index.enumeration(e);
                let value = e.values[self.random.below(e.values.len() as u64) as usize].clone();
                let order = match e.is_signed() {
                    true => i128::from(value.value as i64),
                    false => i128::from(value.value),
                };
                number(order, value.name)
            }
            Shape::Signed(size) => {
                let value = self.signed(size);
                number(value, value.to_string())
            }
            Shape::Unsigned(size) => {
                let value = self.unsigned(size);
                let (_, text) = number(0, value.to_string());
                (value.to_be_bytes().to_vec(), text)
            }
            _ => unreachable!("no key"),
        }
    }

    fn unsigned(&mut self, size: u8) -> u128 {
        let bits = u128::from(self.random.next()) << 64 | u128::from(self.random.next());
        let all = u128::MAX >> (128 - 8 * u32::from(size));
        match self.random.below(4) {
            0 => bits % 3,
            1 => all - bits % 2,
            _ => bits & all,
        }
    }

    fn signed(&mut self, size: u8) -> i128 {
        let unused = 128 - 8 * u32::from(size);
        (self.unsigned(size) as i128) << unused >> unused
    }

    fn integer(&mut self, size: u8, signed: bool) -> String {
        let text = match signed {
            true => self.signed(size).to_string(),
            false => self.unsigned(size).to_string(),
        };
        match size {
            1 | 2 | 4 => text,
            _ => format!("\"{text}\""),
        }
    }

    fn float(&mut self, single: bool) -> String {
        let bits = self.random.next();
        match self.random.below(8) {
            0 => "\"nan\"".into(),
            1 => "\"-inf\"".into(),
            2 => "-0".into(),
            3 if single => format!("\"nan:{:08x}\"", 0xffc0_0000 | bits as u32 & 0xff),
            3 => format!("\"nan:{:016x}\"", 0x7ff0_0000_0000_0001 | bits),
            4 => (bits & 0xff_ffff).to_string(),
            _ => format!("{}", (bits & 0xfff) as f64 / 16.0),
        }
    }

    fn enumeration(&mut self, e: usize, size: u8) -> String {
        let e: &Enum = self.index.enumeration(e);
        if !e.closed && self.random.one_in(4) {
            let unsigned = matches!(e.repr, Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64);
            let number = match unsigned {
                true => self.unsigned(size) as i128,
                false => self.signed(size),
            };
            if e.name_of(number as u64).is_none() {
                return match size {
                    8 => format!("\"{number}\""),
                    _ => number.to_string(),
                };
            }
        }
        let value = &e.values[self.random.below(e.values.len() as u64) as usize];
        format!("\"{}\"", value.name)
    }

    fn flags(&mut self, e: usize, size: u8) -> String {
        let e: &Enum = self.index.enumeration(e);
        let mut unknown = self.unsigned(size) as u64;
        let mut parts = Vec::new();
        for bit in &e.values {
            if unknown & 1 << bit.value != 0 {
                parts.push(format!("\"{}\"", bit.name));
            }
            unknown &= !(1 << bit.value);
        }
        match size {
            _ if unknown == 0 => {}
            8 => parts.push(format!("\"{unknown}\"")),
            _ => parts.push(unknown.to_string()),
        }
        format!("[{}]", parts.join(","))
    }

    fn uuid(&mut self) -> String {
        let hex = format!("{:016x}{:016x}", self.random.next(), self.random.below(3));
        let (a, rest) = hex.split_at(8);
        let (b, rest) = rest.split_at(4);
        let (c, rest) = rest.split_at(4);
        let (d, e) = rest.split_at(4);
        format!("{a}-{b}-{c}-{d}-{e}")
    }

    fn text(&mut self) -> String {
        let pieces = [
            "", "a", "b", "é", "\"", "\\", "\n", "\u{1}", "漢", "😀", "\u{7f}", "/",
        ];
        let count = self.random.below(5);
        (0..count)
            .map(|_| pieces[self.random.below(pieces.len() as u64) as usize])
            .collect()
    }

    fn base64(&mut self) -> &'static str {
        let texts = ["", "AA==", "AAA=", "AAAA", "/+8=", "3q2+7w=="];
        texts[self.random.below(texts.len() as u64) as usize]
    }
}

/// A float that schemas declare as a default: short in decimal, and perhaps large.
fn decimal(value: f64) -> String {
    if value.abs() < 1e21 {
        value.to_string()
    } else {
        format!("{value:e}").replace('e', "e+")
    }
}
