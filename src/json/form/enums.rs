//! Enums and flags, by their names.

use alloc::string::{String, ToString};
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};

use super::values::{JsonValue, Member, decimal};

/// An enum: values that have names.
pub trait Names: Copy + 'static {
    /// The integer that it is on the wire.
    type Number: Number;
    /// All that have a name.
    const ALL: &'static [Self];

    /// The name, where it has one.
    fn label(self) -> Option<&'static str>;

    /// The number.
    fn to_number(self) -> Self::Number;

    /// The value of a number.
    fn of_number(number: Self::Number) -> Option<Self>;
}

/// Flags: bits that have names.
pub trait Flags: Copy + 'static {
    /// The integer that it is on the wire.
    type Number: Number;
    /// All that have a name, from the lowest bit.
    const ALL: &'static [Self];
    /// Their names.
    const NAMES: &'static [&'static str];

    /// The bits.
    fn bits(self) -> u64;

    /// The flags of these bits, where the integer has so many.
    fn of_bits(bits: u64) -> Option<Self>;
}

/// The integers that enums and flags can be.
pub trait Number: JsonValue + Copy + ToString + core::str::FromStr + TryFrom<i128> {
    /// It is written as a string.
    const WIDE: bool;
}

macro_rules! numbers {
    ($($name:ident $wide:literal)*) => {$(
        impl Number for $name {
            const WIDE: bool = $wide;
        }
    )*};
}

numbers! { u8 false i8 false u16 false i16 false u32 false i32 false u64 true i64 true }

/// What a name or a number stood for.
enum Found<N> {
    Name(String),
    Number(N),
}

/// Reads a name, or a number in the form that its width asks for.
struct NameOrNumber<N>(PhantomData<N>);

impl<N: Number> Visitor<'_> for NameOrNumber<N> {
    type Value = Found<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name, or the number of a value without one")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Found<N>, E> {
        match decimal(text) {
            Some(number) if N::WIDE => Ok(Found::Number(number)),
            _ => Ok(Found::Name(text.into())),
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Found<N>, E> {
        match N::try_from(i128::from(value)) {
            Ok(number) if !N::WIDE => Ok(Found::Number(number)),
            _ => Err(E::invalid_value(de::Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Found<N>, E> {
        match N::try_from(i128::from(value)) {
            Ok(number) if !N::WIDE => Ok(Found::Number(number)),
            _ => Err(E::invalid_value(de::Unexpected::Signed(value), &self)),
        }
    }
}

impl<'de, N: Number> DeserializeSeed<'de> for NameOrNumber<N> {
    type Value = Found<N>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found<N>, D::Error> {
        from.deserialize_any(self)
    }
}

/// The form of enums: the name, or the number of a value that has none.
pub mod names {
    use super::*;

    fn by_name<E: Names>(name: &str) -> Option<E> {
        (E::ALL.iter().copied()).find(|value| value.label() == Some(name))
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write<E: Names, S: Serializer>(value: E, to: S) -> Result<S::Ok, S::Error> {
        match value.label() {
            Some(name) => to.serialize_str(name),
            None => value.to_number().write(to),
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// When there is something else.
    pub fn read<'de, E: Names, D: Deserializer<'de>>(from: D) -> Result<E, D::Error> {
        let expected = NameOrNumber::<E::Number>(PhantomData);
        match from.deserialize_any(expected)? {
            Found::Name(name) => {
                by_name(&name).ok_or_else(|| de::Error::unknown_variant(&name, &[]))
            }
            Found::Number(number) => E::of_number(number)
                .ok_or_else(|| de::Error::custom("a closed enum has no such number")),
        }
    }

    /// The text of a key.
    pub fn to_key<E: Names>(value: E) -> String {
        match value.label() {
            Some(name) => name.into(),
            None => value.to_number().to_string(),
        }
    }

    /// The key of a text.
    pub fn from_key<E: Names>(text: &str) -> Option<E> {
        by_name(text).or_else(|| E::of_number(decimal(text)?))
    }
}

/// The form of flags: the names from the lowest bit, and bits without a name as one number.
pub mod flags {
    use super::*;

    /// Writes them.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write<F: Flags, S: Serializer>(value: F, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(None)?;
        let mut rest = value.bits();
        for (flag, name) in F::ALL.iter().zip(F::NAMES) {
            if rest & flag.bits() != 0 {
                list.serialize_element(name)?;
                rest &= !flag.bits();
            }
        }
        if let (true, Ok(number)) = (rest != 0, F::Number::try_from(i128::from(rest))) {
            list.serialize_element(&Member(&number))?;
        }
        list.end()
    }

    /// Reads them.
    ///
    /// # Errors
    /// When there is something else, or a bit twice.
    pub fn read<'de, F: Flags, D: Deserializer<'de>>(from: D) -> Result<F, D::Error> {
        from.deserialize_seq(List(PhantomData))
    }

    struct List<F>(PhantomData<F>);

    impl<'de, F: Flags> Visitor<'de> for List<F> {
        type Value = F;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array of names, and of numbers for other bits")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<F, A::Error> {
            let mut all = 0;
            while let Some(item) = list.next_element_seed(NameOrNumber::<F::Number>(PhantomData))? {
                let bits = match item {
                    Found::Name(name) => (F::NAMES.iter().zip(F::ALL))
                        .find(|(known, _)| **known == name)
                        .map(|(_, flag)| flag.bits())
                        .ok_or_else(|| de::Error::unknown_variant(&name, F::NAMES))?,
                    Found::Number(number) => decimal(&number.to_string()).unwrap_or_default(),
                };
                if all & bits != 0 {
                    return Err(de::Error::custom("a flag is given twice"));
                }
                all |= bits;
            }
            F::of_bits(all).ok_or_else(|| de::Error::custom("too many bits"))
        }
    }
}
