//! Fields by their kinds, and objects of them.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, de::DeserializeOwned};

use super::super::bytes::Bytes;
use super::super::text;
use super::values::{JsonKey, JsonValue, from_text};
use crate::kind::{
    Blob, Each, Hidden, HiddenKind, InPlace, Item, KeyKind, Kind, Maybe, Nested, OneOf, Slice,
    SlotKind, Table, Text, Value, Via, Wide, WideInt,
};
use crate::read::{Arm, Field, Import, Layout, Optional, Plain, Since, UnionLayout};
use crate::{OpaqueArm, Secret};

/// A kind of field whose values an `O` owns.
pub trait Form<O>: Kind {
    /// Writes one.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(value: &O, to: S) -> Result<S::Ok, S::Error>;

    /// Reads one.
    ///
    /// # Errors
    /// When there is something else.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<O, D::Error>;

    /// Whether the value has no key in its object.
    fn is_absent(_: &O) -> bool {
        false
    }

    /// The value without a key in its object, if it may go without.
    fn absent() -> Option<O> {
        None
    }
}

/// A value as serde writes it.
pub struct As<'v, K, O>(&'v O, PhantomData<K>);

impl<K: Form<O>, O> Serialize for As<'_, K, O> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        K::write(self.0, to)
    }
}

/// A value as serde reads it.
pub struct Seed<K, O>(PhantomData<(K, O)>);

impl<'de, K: Form<O>, O> DeserializeSeed<'de> for Seed<K, O> {
    type Value = O;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<O, D::Error> {
        K::read(from)
    }
}

/// Kinds whose values know their own form.
macro_rules! values {
    ($([$($param:tt)*] $kind:ty = $owned:ty;)*) => {$(
        impl<$($param)*> Form<$owned> for $kind {
            fn write<S: Serializer>(value: &$owned, to: S) -> Result<S::Ok, S::Error> {
                value.write(to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<$owned, D::Error> {
                JsonValue::read(from)
            }
        }
    )*};
}

values! {
    [T: Plain + JsonValue] Value<T> = T;
    [T: WideInt + JsonValue] Wide<T> = T;
    [T: Plain + JsonValue] InPlace<T> = T;
}

impl Form<String> for Text {
    fn write<S: Serializer>(value: &String, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value)
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        String::deserialize(from)
    }
}

impl Form<Vec<u8>> for Blob {
    fn write<S: Serializer>(value: &Vec<u8>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text::to_base64(value))
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        from_text(from, "base64 with padding", |digits| {
            let mut bytes = Bytes::new(0, false);
            text::from_base64(&mut bytes, digits.as_bytes())?;
            Some(bytes.into_vec())
        })
    }
}

fn write_list<K: Form<O>, O, S: Serializer>(items: &[O], to: S) -> Result<S::Ok, S::Error> {
    let mut list = to.serialize_seq(Some(items.len()))?;
    for item in items {
        list.serialize_element(&As::<K, O>(item, PhantomData))?;
    }
    list.end()
}

fn read_list<'de, K: Form<O>, O, D: Deserializer<'de>>(from: D) -> Result<Vec<O>, D::Error> {
    struct List<K, O>(PhantomData<(K, O)>);

    impl<'de, K: Form<O>, O> Visitor<'de> for List<K, O> {
        type Value = Vec<O>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<O>, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = list.next_element_seed(Seed::<K, O>(PhantomData))? {
                items.push(item);
            }
            Ok(items)
        }
    }

    from.deserialize_seq(List::<K, O>(PhantomData))
}

impl<T: Plain + JsonValue> Form<Vec<T>> for Slice<T> {
    fn write<S: Serializer>(value: &Vec<T>, to: S) -> Result<S::Ok, S::Error> {
        write_list::<Value<T>, T, S>(value, to)
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
        read_list::<Value<T>, T, D>(from)
    }
}

impl<K: Form<O> + Item, O> Form<Vec<O>> for Each<K> {
    fn write<S: Serializer>(value: &Vec<O>, to: S) -> Result<S::Ok, S::Error> {
        write_list::<K, O, S>(value, to)
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<O>, D::Error> {
        read_list::<K, O, D>(from)
    }
}

impl<K, V, A, B> Form<BTreeMap<A, B>> for Table<K, V>
where
    K: KeyKind,
    V: Form<B>,
    A: JsonKey + Ord,
{
    fn write<S: Serializer>(value: &BTreeMap<A, B>, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(Some(value.len()))?;
        for (key, value) in value {
            object.serialize_entry(&key.to_key(), &As::<V, B>(value, PhantomData))?;
        }
        object.end()
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<A, B>, D::Error> {
        struct Entries<V, A, B>(PhantomData<(V, A, B)>);

        impl<'de, V: Form<B>, A: JsonKey + Ord, B> Visitor<'de> for Entries<V, A, B> {
            type Value = BTreeMap<A, B>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<Self::Value, M::Error> {
                let mut map = BTreeMap::new();
                while let Some(text) = object.next_key::<String>()? {
                    let key = A::from_key(&text)
                        .ok_or_else(|| de::Error::custom(format!("bad key {text:?}")))?;
                    let value = object.next_value_seed(Seed::<V, B>(PhantomData))?;
                    if map.insert(key, value).is_some() {
                        return Err(de::Error::custom(format!("duplicate key {text:?}")));
                    }
                }
                Ok(map)
            }
        }

        from.deserialize_map(Entries::<V, A, B>(PhantomData))
    }
}

/// Messages and unions, owned or boxed, have serde's traits themselves.
macro_rules! generated {
    ($($kind:ident: $layout:ident;)*) => {$(
        impl<T: $layout + Serialize + DeserializeOwned> Form<T> for $kind<T> {
            fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
                value.serialize(to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
                T::deserialize(from)
            }
        }

        impl<T: $layout + Serialize + DeserializeOwned> Form<Box<T>> for $kind<T> {
            fn write<S: Serializer>(value: &Box<T>, to: S) -> Result<S::Ok, S::Error> {
                value.serialize(to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Box<T>, D::Error> {
                T::deserialize(from).map(Box::new)
            }
        }
    )*};
}

generated! {
    Nested: Layout;
    OneOf: UnionLayout;
}

impl<K: Form<O> + SlotKind, O> Form<Option<O>> for Maybe<K> {
    fn write<S: Serializer>(value: &Option<O>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => K::write(value, to),
            None => to.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<O>, D::Error> {
        K::read(from).map(Some)
    }

    fn is_absent(value: &Option<O>) -> bool {
        value.is_none()
    }

    fn absent() -> Option<Option<O>> {
        Some(None)
    }
}

impl<K: Form<O> + HiddenKind, O: zeroize::Zeroize> Form<Secret<O>> for Hidden<K> {
    /// Nothing of the secret is shown.
    fn write<S: Serializer>(_: &Secret<O>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Secret<O>, D::Error> {
        K::read(from).map(Secret::new)
    }
}

impl<P: Import, K: Form<O>, O> Form<O> for Via<P, K> {
    fn write<S: Serializer>(value: &O, to: S) -> Result<S::Ok, S::Error> {
        K::write(value, to)
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<O, D::Error> {
        K::read(from)
    }

    fn is_absent(value: &O) -> bool {
        K::is_absent(value)
    }

    fn absent() -> Option<O> {
        K::absent()
    }
}

/// The constant of a field or an arm whose values an `O` owns.
pub trait FieldForm<O>: Copy {
    /// Writes the field, unless it is absent.
    ///
    /// # Errors
    /// Those of the serializer.
    fn put<M: SerializeMap>(self, to: &mut M, name: &str, value: &O) -> Result<(), M::Error>;

    /// Reads the value behind a key.
    ///
    /// # Errors
    /// When there is something else.
    fn take<'de, M: MapAccess<'de>>(self, from: &mut M) -> Result<O, M::Error>;

    /// The value where there is no key.
    ///
    /// # Errors
    /// When the field is not optional.
    fn or_absent<E: de::Error>(self, value: Option<O>, name: &'static str) -> Result<O, E>;
}

/// The constants that name one kind.
macro_rules! by_kind {
    ($($constant:ident: $layout:path;)*) => {$(
        impl<T, K: Form<O>, O> FieldForm<O> for $constant<T, K>
        where
            $constant<T, K>: Copy,
        {
            fn put<M: SerializeMap>(self, to: &mut M, name: &str, value: &O) -> Result<(), M::Error> {
                if K::is_absent(value) {
                    return Ok(());
                }
                to.serialize_entry(name, &As::<K, O>(value, PhantomData))
            }

            fn take<'de, M: MapAccess<'de>>(self, from: &mut M) -> Result<O, M::Error> {
                from.next_value_seed(Seed::<K, O>(PhantomData))
            }

            fn or_absent<E: de::Error>(self, value: Option<O>, name: &'static str) -> Result<O, E> {
                value.or_else(K::absent).ok_or_else(|| E::missing_field(name))
            }
        }
    )*};
}

by_kind! {
    Field: Layout;
    Arm: UnionLayout;
}

impl<T: Layout, K: Form<O>, O> FieldForm<Option<O>> for Optional<T, K> {
    fn put<M: SerializeMap>(
        self,
        to: &mut M,
        name: &str,
        value: &Option<O>,
    ) -> Result<(), M::Error> {
        match value {
            Some(value) => to.serialize_entry(name, &As::<K, O>(value, PhantomData)),
            None => Ok(()),
        }
    }

    fn take<'de, M: MapAccess<'de>>(self, from: &mut M) -> Result<Option<O>, M::Error> {
        from.next_value_seed(Seed::<K, O>(PhantomData)).map(Some)
    }

    fn or_absent<E: de::Error>(
        self,
        value: Option<Option<O>>,
        _: &'static str,
    ) -> Result<Option<O>, E> {
        Ok(value.flatten())
    }
}

impl<F: FieldForm<O>, O> FieldForm<O> for Since<F> {
    fn put<M: SerializeMap>(self, to: &mut M, name: &str, value: &O) -> Result<(), M::Error> {
        self.field.put(to, name, value)
    }

    fn take<'de, M: MapAccess<'de>>(self, from: &mut M) -> Result<O, M::Error> {
        self.field.take(from)
    }

    fn or_absent<E: de::Error>(self, value: Option<O>, name: &'static str) -> Result<O, E> {
        self.field.or_absent(value, name)
    }
}

/// An object that is being written.
pub struct Object<M>(M);

impl<M: SerializeMap> Object<M> {
    /// Begins one.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn new<S: Serializer<SerializeMap = M, Ok = M::Ok, Error = M::Error>>(
        to: S,
    ) -> Result<Self, M::Error> {
        to.serialize_map(None).map(Object)
    }

    /// Writes a field, unless it is absent.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn field<F: FieldForm<O>, O>(
        &mut self,
        field: F,
        name: &str,
        value: &O,
    ) -> Result<(), M::Error> {
        field.put(&mut self.0, name, value)
    }

    /// Writes a member of a struct.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn member<T: JsonValue>(&mut self, name: &str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(name, &super::Member(value))
    }

    /// Writes an arm that only a newer schema knows.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn unknown(&mut self, arm: &OpaqueArm) -> Result<(), M::Error> {
        self.0
            .serialize_entry(&format!("#{}", arm.tag()), &Opaque(arm))
    }

    /// Ends it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

/// An opaque arm as serde writes it.
pub struct Opaque<'a>(&'a OpaqueArm);

impl Serialize for Opaque<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(Some(2))?;
        object.serialize_entry("block", &self.0.block_len())?;
        object.serialize_entry("bytes", &text::to_base64(self.0.bytes()))?;
        object.end()
    }
}

/// Reads a key, which has to be one of these; `None` at the object's end.
///
/// # Errors
/// Where it is another one.
pub fn label<'de, M: MapAccess<'de>>(
    from: &mut M,
    names: &'static [&'static str],
) -> Result<Option<&'static str>, M::Error> {
    struct Label(&'static [&'static str]);

    impl Visitor<'_> for Label {
        type Value = &'static str;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name of the schema")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<&'static str, E> {
            let known = self.0.iter().find(|name| **name == text);
            known.copied().ok_or_else(|| E::unknown_field(text, self.0))
        }
    }

    impl<'de> DeserializeSeed<'de> for Label {
        type Value = &'static str;

        fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<&'static str, D::Error> {
            from.deserialize_identifier(self)
        }
    }

    from.next_key_seed(Label(names))
}

/// Reads the value behind a key into its place, which must be empty.
///
/// # Errors
/// When it is not, or there is something else than a value of the field.
pub fn take<'de, M: MapAccess<'de>, F: FieldForm<O>, O>(
    from: &mut M,
    place: &mut Option<O>,
    field: F,
    name: &'static str,
) -> Result<(), M::Error> {
    if place.is_some() {
        return Err(de::Error::duplicate_field(name));
    }
    *place = Some(field.take(from)?);
    Ok(())
}

/// Sees to it that a union's object has no second key.
///
/// # Errors
/// When it has.
pub fn one_entry<'de, M: MapAccess<'de>>(from: &mut M) -> Result<(), M::Error> {
    match from.next_key::<de::IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(de::Error::custom("a union has one arm")),
    }
}
