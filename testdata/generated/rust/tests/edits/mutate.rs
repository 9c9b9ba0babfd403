//! Other values of the same shape: random changes of what can be edited in place.

use super::support::{self, Random};
use halflap::schema::{Index, Shape};
use serde_json::Value;

/// Changes values as JSON.
pub struct Mutator<'a> {
    pub index: &'a Index,
    /// By package: what the buffer's version has.
    pub versions: Vec<u32>,
    pub random: &'a mut Random,
}

impl Mutator<'_> {
    /// Changes a message's fields, if they are of fixed size, and what is below the others.
    pub fn message(&mut self, id: usize, value: &mut Value) {
        let index = self.index;
        let version = self.versions[index.message(id).package as usize];
        let fields = value.as_object_mut().expect("a message");
        for (field, info) in index.fields(id) {
            if field.removed != 0 || field.since > version {
                continue;
            }
            if index.ty(info.ty).shape.is_slot() {
                if let Some(value) = fields.get_mut(&field.name) {
                    self.slot(info.ty, value);
                }
            } else if field.optional && self.random.one_in(3) {
                fields.remove(&field.name);
            } else if !self.random.one_in(4) {
                fields.insert(field.name.clone(), self.fixed(info.ty));
            }
        }
    }

    fn fixed(&mut self, ty: usize) -> Value {
        let json = support::value(self.index, ty, self.random);
        serde_json::from_str(&json).expect("JSON")
    }

    fn slot(&mut self, ty: usize, value: &mut Value) {
        match self.index.ty(ty).shape {
            Shape::String => {}
            Shape::Bytes => {
                let text = value.as_str().expect("base64");
                let len = text.len() / 4 * 3 - text.matches('=').count();
                let bytes: Vec<u8> = (0..len).map(|_| self.random.next() as u8).collect();
                *value = base64(&bytes).into();
            }
            Shape::Vector(element) => {
                for value in value.as_array_mut().expect("a vector") {
                    self.either(element, value);
                }
            }
            Shape::Map(map) => {
                for value in value.as_object_mut().expect("a map").values_mut() {
                    self.either(map.value, value);
                }
            }
            Shape::Message(id) => self.message(id, value),
            Shape::Union(id) => {
                let (name, value) = value
                    .as_object_mut()
                    .into_iter()
                    .flatten()
                    .next()
                    .expect("an arm");
                let arms = &self.index.union(id).arms;
                let arm = arms
                    .iter()
                    .find(|arm| arm.name == *name)
                    .expect("a known one");
                self.message(arm.message as usize, value);
            }
            shape => panic!("{shape:?} is no slot"),
        }
    }

    /// An element of a vector or a value of a map.
    fn either(&mut self, ty: usize, value: &mut Value) {
        if self.index.ty(ty).shape.is_slot() {
            self.slot(ty, value);
        } else {
            *value = self.fixed(ty);
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, i| {
            bits << 8 | usize::from(*three.get(i).unwrap_or(&0))
        });
        for i in 0..4 {
            text.push(match i <= three.len() {
                true => DIGITS[bits >> (18 - 6 * i) & 63].into(),
                false => '=',
            });
        }
    }
    text
}
