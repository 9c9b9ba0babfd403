//! The serde form of owned types: the JSON of the specification, for any format that is as
//! self-describing as JSON.
//!
//! Generated code implements serde's traits for its types by the macros `serde_message!` and its
//! like, which expand to nothing without the feature `serde`. They are made of what is here: each
//! kind of field knows how its values are written and read.
//!
//! Two differences from the command's JSON are serde's: formats write floats their own way (such as
//! `1.5e300` for `1.5e+300`), and `f32` is rounded from what the format read as `f64`.

mod enums;
mod fields;
mod values;

pub use enums::{Flags, Names, flags, names};
pub use fields::{As, FieldForm, Form, Object, Opaque, Seed, label, one_entry, take};
pub use serde;
pub use values::{JsonKey, JsonValue, Member, MemberSeed};
