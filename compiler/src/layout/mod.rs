//! Where every byte of every type lies, version by version, for people and as a file to hold a
//! schema against.
//!
//! [`Layout`] is the model: plain data, made from a resolved schema. [`Layout::text`] renders it as
//! tables, [`Layout::json`] as JSON, whose form `docs/layout.md` describes, and
//! [`Layout::differences`] compares it with either of them, kept from before.

mod collect;
mod compare;
mod json;
mod model;
mod text;

pub use collect::{Unknown, layout, layout_of};
pub use model::{
    Arm, Constant, Entry, Enum, EnumKind, EnumValue, FORMAT, Field, Group, Import, Layout, Member,
    Message, Part, Presence, Span, Struct, Union,
};
