//! The macros by which generated code implements serde's traits: with the feature `serde` they
//! expand to the implementations, without it to nothing.

/// serde's traits for a message.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_message {
    ($name:ident { $($field:ident: $constant:ident $label:literal,)* }) => {
        #[allow(deprecated)]
        impl $crate::form::serde::Serialize for $name {
            fn serialize<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #[allow(unused_mut)]
                let mut object = $crate::form::Object::new(to)?;
                $(object.field($name::$constant, $label, &self.$field)?;)*
                object.end()
            }
        }

        #[allow(deprecated)]
        impl<'de> $crate::form::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Fields;

                impl<'de> $crate::form::serde::de::Visitor<'de> for __Fields {
                    type Value = $name;

                    fn expecting(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.write_str(concat!("an object: the message ", stringify!($name)))
                    }

                    fn visit_map<__M: $crate::form::serde::de::MapAccess<'de>>(
                        self,
                        mut object: __M,
                    ) -> ::core::result::Result<$name, __M::Error> {
                        $(let mut $field = ::core::option::Option::None;)*
                        while let ::core::option::Option::Some(_label) =
                            $crate::form::label(&mut object, &[$($label),*])?
                        {
                            $(if _label == $label {
                                $crate::form::take(
                                    &mut object,
                                    &mut $field,
                                    $name::$constant,
                                    $label,
                                )?;
                            })*
                        }
                        ::core::result::Result::Ok($name {
                            $($field: $crate::form::FieldForm::or_absent(
                                $name::$constant,
                                $field,
                                $label,
                            )?,)*
                        })
                    }
                }

                from.deserialize_map(__Fields)
            }
        }
    };
}

/// serde's traits for a union.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_union {
    ($name:ident { $($variant:ident: $constant:ident $label:literal,)* }) => {
        impl $crate::form::serde::Serialize for $name {
            fn serialize<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut object = $crate::form::Object::new(to)?;
                match self {
                    $($name::$variant(arm) => object.field($name::$constant, $label, arm)?,)*
                    $name::Unknown(arm) => object.unknown(arm)?,
                }
                object.end()
            }
        }

        impl<'de> $crate::form::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Arms;

                impl<'de> $crate::form::serde::de::Visitor<'de> for __Arms {
                    type Value = $name;

                    fn expecting(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.write_str(concat!("an object with one key: the union ", stringify!($name)))
                    }

                    fn visit_map<__M: $crate::form::serde::de::MapAccess<'de>>(
                        self,
                        mut object: __M,
                    ) -> ::core::result::Result<$name, __M::Error> {
                        let label = $crate::form::label(&mut object, &[$($label),*])?;
                        let arm = match label {
                            $(::core::option::Option::Some($label) => $name::$variant(
                                $crate::form::FieldForm::take($name::$constant, &mut object)?,
                            ),)*
                            _ => {
                                return ::core::result::Result::Err(
                                    $crate::form::serde::de::Error::custom("a union has one arm"),
                                );
                            }
                        };
                        $crate::form::one_entry(&mut object)?;
                        ::core::result::Result::Ok(arm)
                    }
                }

                from.deserialize_map(__Arms)
            }
        }
    };
}

/// serde's traits for a struct.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_struct {
    ($name:ident { $($member:ident: $label:literal,)* }) => {
        impl $crate::form::JsonValue for $name {
            fn write<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut object = $crate::form::Object::new(to)?;
                $(object.member($label, &self.$member)?;)*
                object.end()
            }

            fn read<'de, __D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Members;

                impl<'de> $crate::form::serde::de::Visitor<'de> for __Members {
                    type Value = $name;

                    fn expecting(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.write_str(concat!("an object: the struct ", stringify!($name)))
                    }

                    fn visit_map<__M: $crate::form::serde::de::MapAccess<'de>>(
                        self,
                        mut object: __M,
                    ) -> ::core::result::Result<$name, __M::Error> {
                        $(let mut $member = ::core::option::Option::None;)*
                        while let ::core::option::Option::Some(label) =
                            $crate::form::label(&mut object, &[$($label),*])?
                        {
                            $(if label == $label {
                                let value = object.next_value_seed(
                                    $crate::form::MemberSeed(::core::marker::PhantomData),
                                )?;
                                if $member.replace(value).is_some() {
                                    return ::core::result::Result::Err(
                                        $crate::form::serde::de::Error::duplicate_field($label),
                                    );
                                }
                            })*
                        }
                        ::core::result::Result::Ok($name {
                            $($member: match $member {
                                ::core::option::Option::Some(value) => value,
                                ::core::option::Option::None => {
                                    return ::core::result::Result::Err(
                                        $crate::form::serde::de::Error::missing_field($label),
                                    );
                                }
                            },)*
                        })
                    }
                }

                from.deserialize_map(__Members)
            }
        }

        $crate::serde_by_value!($name);
    };
}

/// serde's traits for an enum, and for keys of maps.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_enum {
    (@names $name:ident: $number:ident, $self:ident => $label:expr, $to:expr, $from:expr) => {
        impl $crate::form::Names for $name {
            type Number = $number;
            const ALL: &'static [Self] = $name::ALL;

            fn label($self) -> ::core::option::Option<&'static str> {
                $label
            }

            fn to_number($self) -> $number {
                $to
            }

            fn of_number(number: $number) -> ::core::option::Option<Self> {
                $from(number)
            }
        }

        impl $crate::form::JsonValue for $name {
            fn write<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::form::names::write(*self, to)
            }

            fn read<'de, __D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::form::names::read(from)
            }
        }

        impl $crate::form::JsonKey for $name {
            fn to_key(&self) -> $crate::alloc::string::String {
                $crate::form::names::to_key(*self)
            }

            fn from_key(text: &str) -> ::core::option::Option<Self> {
                $crate::form::names::from_key(text)
            }
        }

        $crate::serde_by_value!($name);
    };
    (open $name:ident: $number:ident) => {
        $crate::serde_enum!(@names $name: $number, self => $name::name(self), self.0, |number| {
            ::core::option::Option::Some($name(number))
        });
    };
    (closed $name:ident: $number:ident) => {
        $crate::serde_enum!(@names $name: $number, self => {
            ::core::option::Option::Some($name::name(self))
        }, $name::number(self), $name::from_number);
    };
}

/// serde's traits for flags.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_flags {
    ($name:ident: $number:ident) => {
        impl $crate::form::Flags for $name {
            type Number = $number;
            const ALL: &'static [Self] = $name::ALL;
            const NAMES: &'static [&'static str] = $name::NAMES;

            fn bits(self) -> u64 {
                u64::from(self.0)
            }

            fn of_bits(bits: u64) -> ::core::option::Option<Self> {
                $number::try_from(bits).ok().map($name)
            }
        }

        impl $crate::form::JsonValue for $name {
            fn write<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::form::flags::write(*self, to)
            }

            fn read<'de, __D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::form::flags::read(from)
            }
        }

        $crate::serde_by_value!($name);
    };
}

/// serde's traits for what has a form as a value.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_value {
    ($name:ident) => {
        impl $crate::form::serde::Serialize for $name {
            fn serialize<__S: $crate::form::serde::Serializer>(
                &self,
                to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::form::JsonValue::write(self, to)
            }
        }

        impl<'de> $crate::form::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::form::serde::Deserializer<'de>>(
                from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::form::JsonValue::read(from)
            }
        }
    };
}

/// Defines macros that expand to nothing.
#[cfg(not(feature = "serde"))]
macro_rules! nothing {
    ($d:tt $($name:ident)*) => {$(
        /// Nothing, without the feature `serde`.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($d($d _:tt)*) => {};
        }
    )*};
}

#[cfg(not(feature = "serde"))]
nothing! { $ serde_message serde_union serde_struct serde_enum serde_flags }
