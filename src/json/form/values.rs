//! Values of fixed size, and the texts of map keys.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::super::bytes::Bytes;
use super::super::{scalars, text};
use crate::{I128, U128, Uuid};

/// A value that JSON has a form for.
pub trait JsonValue: Sized {
    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Reads one.
    ///
    /// # Errors
    /// When there is something else.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

/// A value that can be the key of a JSON object.
pub trait JsonKey: Sized {
    /// The key's text.
    fn to_key(&self) -> String;

    /// The key of a text.
    fn from_key(text: &str) -> Option<Self>;
}

/// A value as serde writes it.
pub struct Member<'v, T>(pub &'v T);

impl<T: JsonValue> Serialize for Member<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

/// A value as serde reads it.
pub struct MemberSeed<T>(pub PhantomData<T>);

impl<'de, T: JsonValue> DeserializeSeed<'de> for MemberSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read(from)
    }
}

/// What serde has in the right form itself.
macro_rules! plain {
    ($($name:ident)*) => {$(
        impl JsonValue for $name {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.serialize(to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from)
            }
        }
    )*};
}

plain! { bool u8 i8 u16 i16 u32 i32 }

/// Reads a string and makes something of it.
struct Text<T, F>(&'static str, F, PhantomData<T>);

impl<T, F: Fn(&str) -> Option<T>> Visitor<'_> for Text<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        self.1(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self.0))
    }
}

/// Reads a string, of which `parse` makes a value.
pub(super) fn from_text<'de, D: Deserializer<'de>, T>(
    from: D,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    from.deserialize_str(Text(expected, parse, PhantomData))
}

/// The integer that is written exactly so.
pub(super) fn decimal<T: core::str::FromStr>(text: &str) -> Option<T> {
    match scalars::is_decimal(text) {
        true => text.parse().ok(),
        false => None,
    }
}

impl JsonKey for bool {
    fn to_key(&self) -> String {
        self.to_string()
    }

    fn from_key(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

macro_rules! keys {
    ($($name:ident)*) => {$(
        impl JsonKey for $name {
            fn to_key(&self) -> String {
                self.to_string()
            }

            fn from_key(text: &str) -> Option<Self> {
                decimal(text)
            }
        }
    )*};
}

keys! { u8 i8 u16 i16 u32 i32 u64 i64 u128 i128 }

/// Integers that are written as strings, because not every reader of JSON has them in full.
macro_rules! wide {
    ($($name:ident)*) => {$(
        impl JsonValue for $name {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from_text(from, "a decimal number in a string", decimal)
            }
        }
    )*};
}

wide! { u64 i64 u128 i128 }

macro_rules! in_place {
    ($($name:ident as $int:ident)*) => {$(
        impl JsonValue for $name {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.get().write(to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $int::read(from).map($name::new)
            }
        }
    )*};
}

in_place! { U128 as u128 I128 as i128 }

impl JsonValue for Uuid {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from_text(from, "a UUID", Self::from_key)
    }
}

impl JsonKey for Uuid {
    fn to_key(&self) -> String {
        self.to_string()
    }

    fn from_key(key: &str) -> Option<Self> {
        text::from_uuid(key.as_bytes()).map(Uuid)
    }
}

impl JsonKey for String {
    fn to_key(&self) -> String {
        self.clone()
    }

    fn from_key(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

macro_rules! floats {
    ($($name:ident $exact:literal $parse:ident $visitor:ident)*) => {$(
        impl JsonValue for $name {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let value = *self;
                let whole = value as i64;
                if whole as $name == value && whole.unsigned_abs() < 1 << $exact
                    && (whole != 0 || value.is_sign_positive())
                {
                    // JSON has one kind of number; formats that have two write `1.0` otherwise.
                    whole.serialize(to)
                } else if value.is_finite() {
                    value.serialize(to)
                } else {
                    let mut quoted = Bytes::new(0, false);
                    text::$name(&mut quoted, value);
                    to.serialize_str(quoted.into_string().trim_matches('"'))
                }
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any($visitor)
            }
        }

        struct $visitor;

        impl Visitor<'_> for $visitor {
            type Value = $name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or one of the strings for infinity and NaN")
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<$name, E> {
                let rounded = value as $name;
                if rounded.is_finite() {
                    Ok(rounded)
                } else {
                    Err(E::invalid_value(de::Unexpected::Float(value), &self))
                }
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<$name, E> {
                Ok(value as $name)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<$name, E> {
                Ok(value as $name)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                scalars::$parse(text)
                    .map($name::from_le_bytes)
                    .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
    )*};
}

floats! {
    f32 24 f32_text F32
    f64 53 f64_text F64
}

impl<T: JsonValue, const N: usize> JsonValue for [T; N] {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(N))?;
        for item in self {
            list.serialize_element(&Member(item))?;
        }
        list.end()
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Array(PhantomData))
    }
}

struct Array<T, const N: usize>(PhantomData<T>);

impl<'de, T: JsonValue, const N: usize> Visitor<'de> for Array<T, N> {
    type Value = [T; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of {N}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<[T; N], A::Error> {
        let mut items = Vec::with_capacity(N);
        while let Some(item) = list.next_element_seed(MemberSeed(PhantomData))? {
            if items.len() == N {
                return Err(de::Error::invalid_length(N + 1, &self));
            }
            items.push(item);
        }
        let len = items.len();
        items
            .try_into()
            .map_err(|_| de::Error::invalid_length(len, &self))
    }
}
