//! Values of fixed size: bools and closed enums, in structs and arrays too. All else may hold any
//! bits.

use super::walk::{Result, Walk};
use crate::Kind;
use crate::path::Path;
use crate::schema::{Enum, Shape, integer};

impl<T> Walk<'_, T> {
    /// HL-WALK-4: a value that lies in a block, a struct, an array or a vector, within bounds.
    pub(super) fn value(&self, ty: usize, at: u64, path: &Path<'_>) -> Result {
        let info = self.index.ty(ty);
        if info.any_bits {
            return Ok(());
        }
        match info.shape {
            Shape::Bool => self.check(self.u8(at) <= 1, Kind::BadBool, at, path),
            Shape::Enum(e) => {
                let e = self.index.enumeration(e);
                let known = knows(e, self.bytes(at, u64::from(info.size)));
                self.check(known, Kind::BadEnum, at, path)
            }
            Shape::Struct(s) => {
                for member in &self.index.structure(s).members {
                    let at = at + u64::from(member.offset);
                    self.value(member.type_ as usize, at, &path.name(&member.name))?;
                }
                Ok(())
            }
            Shape::Array(element, count) => self.elements(element, at, u64::from(count), path),
            _ => Ok(()),
        }
    }

    /// Elements of fixed size, one after the other. None is looked at where all bits are allowed.
    pub(super) fn elements(&self, ty: usize, at: u64, count: u64, path: &Path<'_>) -> Result {
        let info = self.index.ty(ty);
        if info.any_bits {
            return Ok(());
        }
        for i in 0..count {
            self.value(ty, at + i * u64::from(info.size), &path.at(i))?;
        }
        Ok(())
    }
}

/// Whether a closed enum has the value of these bytes.
fn knows(e: &Enum, bytes: &[u8]) -> bool {
    let value = integer(bytes, e.is_signed()) as u64;
    e.name_of(value).is_some()
}
