//! Random values of any schema, as JSON, and the buffers that stand for them.

use halflap::AlignedBuf;
use halflap::json::{Reading, from_json};
use halflap::read::Layout;
use halflap::schema::{Index, Schema, Shape};
use std::collections::BTreeSet;

/// A small random number generator, the same numbers in every run: splitmix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Damages a copy: a bit, a byte, a number, a cut, bytes put in.
#[allow(dead_code)] // Not every test does damage.
pub fn damage(buffer: &[u8], random: &mut Random) -> AlignedBuf {
    let mut bytes = buffer.to_vec();
    for _ in 0..1 + random.below(2) {
        // The header has tests of its own; mostly leave it alone.
        let start = if random.one_in(10) {
            0
        } else {
            40.min(bytes.len() - 1)
        };
        let at = start + random.below(bytes.len() - start);
        match random.below(6) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 | 3 => {
                let at = at & !3;
                if let Some(word) = bytes.get_mut(at..at + 4) {
                    let old = u32::from_le_bytes(word.try_into().expect("four bytes"));
                    let by =
                        [1, 2, 4, 8, 16, 64, u32::MAX, u32::MAX - 3, u32::MAX - 7][random.below(9)];
                    word.copy_from_slice(&old.wrapping_add(by).to_le_bytes());
                }
            }
            4 => {
                let at = at & !7;
                let zeros = random.one_in(2);
                let put = if zeros {
                    [0; 8]
                } else {
                    random.next().to_le_bytes()
                };
                bytes.splice(at..at, put);
            }
            _ => {
                let at = at & !7;
                let end = bytes.len().min(at + 8);
                if start >= 40 && bytes.len() > 56 {
                    bytes.drain(at..end);
                }
            }
        }
    }
    // Half of them come without the checksum, and with a body length that fits, or else little
    // but the header would be tested.
    if !random.one_in(4) && bytes.len() >= 40 {
        bytes[6] = 0;
        bytes[36..40].fill(0);
        let len = bytes.len() as u32 - 40;
        bytes[32..36].copy_from_slice(&len.to_le_bytes());
    }
    AlignedBuf::from(&bytes[..])
}

/// The description that is embedded in generated code.
pub fn index<T: Layout>() -> Index {
    let schema = Schema::decode(T::DESCRIPTION).expect("an embedded description");
    Index::new(schema).expect("an embedded description")
}

/// A buffer that holds a random `T`, written as this version of its package.
pub fn buffer<T: Layout>(
    index: &Index,
    random: &mut Random,
    version: Option<u32>,
) -> Option<AlignedBuf> {
    let root = index
        .message_by_type_id(T::TYPE_ID)
        .expect("the description has its messages");
    let mut json = String::new();
    let versions = versions(index, root, version);
    let mut writer = Writer {
        index,
        versions,
        random,
    };
    writer.message(root, 0, &mut json);
    let how = Reading {
        version,
        checksum: random.one_in(8),
    };
    match from_json(index, root, json.as_bytes(), how) {
        Ok(bytes) => Some(AlignedBuf::from(&bytes[..])),
        // Not every value is one of an old version.
        Err(error) if matches!(error.kind().name(), "not_in_version" | "missing_required") => None,
        Err(error) => panic!("{}: {error}: {json}", T::NAME),
    }
}

/// A random value of a type, as JSON, at the newest versions.
#[allow(dead_code)] // Not every test makes single values.
pub fn value(index: &Index, ty: usize, random: &mut Random) -> String {
    let versions = index.schema().packages.iter().map(|p| p.version).collect();
    let mut writer = Writer {
        index,
        versions,
        random,
    };
    let mut json = String::new();
    writer.value(ty, 0, &mut json);
    json
}

/// The version of each package that a value of this message is to be written as.
pub fn versions(index: &Index, root: usize, version: Option<u32>) -> Vec<u32> {
    let packages = &index.schema().packages;
    let own = index.message(root).package as usize;
    let version = version.unwrap_or(packages[own].version);
    let pinned = |package: usize| {
        let pins = &packages[own].pins;
        let pin = pins.iter().find(|pin| pin.package as usize == package)?;
        pin.versions.get(version as usize - 1).copied()
    };
    (0..packages.len())
        .map(|package| match package == own {
            true => version,
            false => pinned(package).unwrap_or(0),
        })
        .collect()
}

/// Writes random values as JSON.
struct Writer<'a> {
    index: &'a Index,
    /// By package.
    versions: Vec<u32>,
    random: &'a mut Random,
}

impl Writer<'_> {
    fn message(&mut self, id: usize, depth: usize, out: &mut String) {
        let index = self.index;
        let version = self.versions[index.message(id).package as usize];
        let mut first = true;
        out.push('{');
        for (field, info) in index.fields(id) {
            let late = field.since > version;
            let rare = late || depth > 4 || self.random.one_in(2);
            if field.removed != 0 || field.optional && rare {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            *out += &format!("\"{}\":", field.name);
            match index.ty(info.ty).shape {
                // What a version does not have yet has its default.
                Shape::Unsigned(..=4) if late && field.default.is_none() => out.push('0'),
                Shape::Unsigned(_) if late && field.default.is_none() => *out += "\"0\"",
                Shape::Vector(_) if late => *out += "[]",
                _ => self.value(info.ty, depth + 1, out),
            }
        }
        out.push('}');
    }

    fn value(&mut self, ty: usize, depth: usize, out: &mut String) {
        let index = self.index;
        match index.ty(ty).shape {
            Shape::Bool => *out += self.random.pick(&["false", "true"]),
            Shape::Unsigned(bytes @ ..=4) => *out += &integer(bytes, false, self.random),
            Shape::Signed(bytes @ ..=4) => *out += &integer(bytes, true, self.random),
            Shape::Unsigned(bytes) => {
                *out += &format!("\"{}\"", integer(bytes, false, self.random))
            }
            Shape::Signed(bytes) => *out += &format!("\"{}\"", integer(bytes, true, self.random)),
            Shape::F32 | Shape::F64 => {
                *out += self.random.pick(&[
                    "0", "-0", "1.5", "-2.25", "\"inf\"", "\"-inf\"", "\"nan\"", "3e7",
                ]);
            }
            Shape::Uuid => *out += &format!("\"{}\"", uuid(self.random)),
            Shape::Enum(_) => *out += &format!("\"{}\"", key(index, ty, self.random)),
            Shape::Flags(id) => {
                let names = index.enumeration(id).values.iter().map(|v| &v.name);
                let names: Vec<String> = names
                    .filter(|_| self.random.one_in(2))
                    .map(|name| format!("\"{name}\""))
                    .collect();
                *out += &format!("[{}]", names.join(","));
            }
            Shape::Struct(id) => {
                out.push('{');
                for (i, member) in index.structure(id).members.iter().enumerate() {
                    *out += if i == 0 { "" } else { "," };
                    *out += &format!("\"{}\":", member.name);
                    self.value(member.type_ as usize, depth, out);
                }
                out.push('}');
            }
            Shape::Array(element, count) => self.list(element, count as usize, depth, out),
            Shape::String => *out += &format!("\"{}\"", string(self.random)),
            Shape::Bytes => {
                *out +=
                    self.random
                        .pick(&["\"\"", "\"AA==\"", "\"AAECAw==\"", "\"aGVsbG8gd29ybGQh\""]);
            }
            Shape::Vector(element) => {
                let count = count(depth, self.random);
                self.list(element, count, depth + 1, out);
            }
            Shape::Map(map) => {
                let keys: BTreeSet<String> = (0..count(depth, self.random))
                    .map(|_| key(index, map.key, self.random))
                    .collect();
                out.push('{');
                for (i, key) in keys.iter().enumerate() {
                    *out += if i == 0 { "" } else { "," };
                    *out += &format!("\"{key}\":");
                    self.value(map.value, depth + 1, out);
                }
                out.push('}');
            }
            Shape::Message(id) => self.message(id, depth, out),
            Shape::Union(id) => {
                let arms = &index.union(id).arms;
                let arm = &arms[if depth > 4 {
                    0
                } else {
                    self.random.below(arms.len())
                }];
                *out += &format!("{{\"{}\":", arm.name);
                self.message(arm.message as usize, depth + 1, out);
                out.push('}');
            }
        }
    }

    fn list(&mut self, element: usize, count: usize, depth: usize, out: &mut String) {
        out.push('[');
        for i in 0..count {
            *out += if i == 0 { "" } else { "," };
            self.value(element, depth, out);
        }
        out.push(']');
    }
}

/// A number of elements.
fn count(depth: usize, random: &mut Random) -> usize {
    match depth {
        0..4 if random.one_in(20) => 20,
        0..5 => random.below(4),
        _ => 0,
    }
}

fn integer(bytes: u8, signed: bool, random: &mut Random) -> String {
    let bits = u32::from(bytes) * 8;
    let wide = u128::from(random.next()) << 64 | u128::from(random.next());
    let wide = if random.one_in(2) { wide & 0x7f } else { wide };
    let shifted = wide << (128 - bits);
    match signed {
        true => ((shifted as i128) >> (128 - bits)).to_string(),
        false => (shifted >> (128 - bits)).to_string(),
    }
}

fn string(random: &mut Random) -> &'static str {
    random.pick(&[
        "",
        "a",
        "hello",
        "grüezi",
        "日本語",
        "🦀",
        "a longer text, more than one register wide, 0123456789",
    ])
}

fn uuid(random: &mut Random) -> String {
    let n = format!("{:016x}{:016x}", random.next(), random.next());
    format!(
        "{}-{}-{}-{}-{}",
        &n[..8],
        &n[8..12],
        &n[12..16],
        &n[16..20],
        &n[20..]
    )
}

/// The text of a value that can be a key.
fn key(index: &Index, ty: usize, random: &mut Random) -> String {
    match index.ty(ty).shape {
        Shape::Bool => random.pick(&["false", "true"]).to_owned(),
        Shape::Unsigned(bytes) => integer(bytes, false, random),
        Shape::Signed(bytes) => integer(bytes, true, random),
        Shape::Uuid => uuid(random),
        Shape::String => string(random).to_owned(),
        Shape::Enum(id) => {
            let values = &index.enumeration(id).values;
            values[random.below(values.len())].name.clone()
        }
        shape => panic!("{shape:?} is no key"),
    }
}
