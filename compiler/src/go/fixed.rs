//! Values of fixed size: how they lie in vectors, are written, and held to the values of closed enums.

use super::helpers::Package;
use super::place::Place;
use super::types::{NAME, function, name_argument, pointee, scalar, word};
use crate::ir::{Scalar, Type};
use crate::names::go as names;

impl Package<'_> {
    /// How values of a type of fixed size lie in a vector.
    pub fn element(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(s) => return format!("halflap.{}s", word(*s)),
            Type::Uuid => return "halflap.UUIDs".to_owned(),
            _ => {}
        }
        let name = format!("element{}", self.mangled(ty));
        self.helper(&name, || {
            let (get, put) = (self.getter(ty), self.putter(ty));
            vec![format!("var {name} = halflap.NewElement({get}, {put})")]
        });
        name
    }

    /// The function that writes a value of fixed size.
    fn putter(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(s) => return format!("(*halflap.Writer).{}", word(*s)),
            Type::Uuid => return "(*halflap.Writer).UUID".to_owned(),
            _ => {}
        }
        let name = format!("put{}", self.mangled(ty));
        self.helper(&name, || {
            let mut body = Vec::new();
            match ty {
                Type::Struct(id) => {
                    for member in &self.schema.structs[*id].members {
                        let value = format!("v.{}", names::field(&member.name));
                        body.push(self.put(&member.ty, Place::at(member.offset), &value));
                    }
                }
                _ => body.push(self.put(ty, Place::at(0), "v")),
            }
            function(
                &format!("{name}(w *halflap.Writer, at int, v {})", self.owned(ty)),
                body,
            )
        });
        name
    }

    /// Writes a value of fixed size, without asking whether closed enums have it.
    pub fn put(&self, ty: &Type, at: Place, value: &str) -> String {
        match ty {
            Type::Scalar(s) => format!("w.{}({}, {value})", word(*s), at.among()),
            Type::Uuid => format!("w.UUID({}, {value})", at.among()),
            Type::Enum(id) | Type::Flags(id) => {
                let repr = self.schema.enums[*id].repr;
                let plain = scalar(repr);
                format!("w.{}({}, {plain}({value}))", word(repr), at.among())
            }
            Type::Array(of, _) => {
                let (element, value) = (self.element(of), pointee(value));
                format!(
                    "halflap.WriteArray(w, {}, {value}[:], {element})",
                    at.among()
                )
            }
            _ => format!("{}(w, {}, {value})", self.putter(ty), at.among()),
        }
    }

    /// Whether some values of a type of fixed size are not those of a closed enum in it.
    pub fn has_closed(&self, ty: &Type) -> bool {
        match ty {
            Type::Enum(id) => self.schema.enums[*id].closed,
            Type::Struct(id) => {
                let members = &self.schema.structs[*id].members;
                members.iter().any(|member| self.has_closed(&member.ty))
            }
            Type::Array(of, _) => self.has_closed(of),
            _ => false,
        }
    }

    /// Whether every bit pattern is a value of a type of fixed size.
    pub fn any_bits(&self, ty: &Type) -> bool {
        match ty {
            Type::Scalar(s) => *s != Scalar::Bool,
            Type::Enum(id) => !self.schema.enums[*id].closed,
            Type::Struct(id) => self.schema.structs[*id].any_bits,
            Type::Array(of, _) => self.any_bits(of),
            _ => true,
        }
    }

    /// Refuses a value of fixed size that a closed enum in it does not have.
    pub fn closed(&self, ty: &Type, name: &str, value: &str) -> Vec<String> {
        let name = name_argument(name);
        match ty {
            _ if !self.has_closed(ty) => Vec::new(),
            Type::Enum(_) => vec![format!("w.Closed({name}, {}.Known())", pointee(value))],
            Type::Array(of, _) => {
                let value = pointee(value);
                vec![format!(
                    "halflap.CloseAll(w, {name}, {value}[:], {})",
                    self.closer(of)
                )]
            }
            _ => vec![format!("{}(w, {name}, {value})", self.closer(ty))],
        }
    }

    /// The function that refuses values which a closed enum in them does not have.
    pub fn closer(&self, ty: &Type) -> String {
        let helper = format!("close{}", self.mangled(ty));
        self.helper(&helper, || {
            let mut body = Vec::new();
            if let Type::Struct(id) = ty {
                body.extend(super::layout::when(
                    "w.Failed()",
                    vec!["return".to_owned()],
                    Vec::new(),
                ));
                for member in &self.schema.structs[*id].members {
                    let value = format!("v.{}", names::field(&member.name));
                    body.extend(self.closed(&member.ty, &member.name, &value));
                }
                body.push("w.Inside(name)".to_owned());
            } else {
                body.extend(self.closed(ty, NAME, "v"));
            }
            let owned = self.owned(ty);
            function(
                &format!("{helper}(w *halflap.Writer, name string, v {owned})"),
                body,
            )
        });
        helper
    }
}
