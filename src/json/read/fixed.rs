//! Values of fixed size, which lie in blocks, structs, arrays and vectors.

use super::super::lex::Start;
use super::super::{ErrorKind, scalars};
use super::{Reader, Result, fail};
use crate::path::Path;
use crate::schema::Shape;

impl Reader<'_, '_> {
    /// A value that takes no slot, to lie at `at` in `open`.
    pub(super) fn fixed(&mut self, ty: usize, at: usize, path: &Path<'_>) -> Result {
        let info = self.index.ty(ty);
        let size = info.size as u8;
        match info.shape {
            Shape::Bool => {
                let value = self.bool(path)?;
                self.put(at, &[u8::from(value)]);
            }
            Shape::Unsigned(_) => self.integer(size, false, at, path)?,
            Shape::Signed(_) => self.integer(size, true, at, path)?,
            Shape::F32 => {
                let bytes = self.float(scalars::f32_number, scalars::f32_text, path)?;
                self.put(at, &bytes);
            }
            Shape::F64 => {
                let bytes = self.float(scalars::f64_number, scalars::f64_text, path)?;
                self.put(at, &bytes);
            }
            Shape::Uuid => {
                let bytes = self.text(scalars::uuid, path)?;
                self.put(at, &bytes);
            }
            Shape::Enum(e) => self.enumeration(e, size, at, path)?,
            Shape::Flags(e) => self.flags(e, size, at, path)?,
            Shape::Struct(s) => self.structure(s, at, path)?,
            Shape::Array(element, count) => self.array(element, count as usize, at, path)?,
            // All others are slots.
            _ => {}
        }
        Ok(())
    }

    fn structure(&mut self, structure: usize, at: usize, path: &Path<'_>) -> Result {
        let members = &self.index.structure(structure).members;
        let mut object = self.object(members.len(), path)?;
        let find = |name: &str, likely: usize| match members.get(likely) {
            Some(member) if member.name == name => Some(likely),
            _ => members.iter().position(|member| member.name == name),
        };
        while let Some(member) = self.step(&mut object, find, path)? {
            let member = &members[member];
            let at = at + member.offset as usize;
            self.value(member.type_ as usize, at, 0, &path.name(&member.name))?;
        }
        let needed = members.iter().map(|member| member.name.as_str());
        self.leave(object, needed.enumerate(), path)
    }

    fn array(&mut self, element: usize, count: usize, at: usize, path: &Path<'_>) -> Result {
        let size = self.index.ty(element).size as usize;
        self.enter(Start::Array, path)?;
        let (mut first, mut found) = (true, 0);
        while self.more(&mut first, b']', path)? {
            if found == count {
                self.start(&path.at(found as u64))?;
                return self.refuse(ErrorKind::BadValue, self.lexer.at, path);
            }
            let path = path.at(found as u64);
            self.value(element, at + found * size, 0, &path)?;
            found += 1;
        }
        if found < count {
            return self.refuse(ErrorKind::BadValue, self.lexer.at - 1, path);
        }
        Ok(())
    }

    fn bool(&mut self, path: &Path<'_>) -> Result<bool> {
        let start = self.start(path)?;
        let (value, word) = match start {
            Start::True => (true, "true"),
            Start::False => (false, "false"),
            _ => return self.refuse(ErrorKind::WrongType, self.lexer.at, path),
        };
        let text = self.lexer.text;
        self.lexer.word(word).map_err(|f| fail(text, f, path))?;
        Ok(value)
    }

    /// An integer: a number, or above 4 bytes a string.
    fn integer(&mut self, size: u8, signed: bool, at: usize, path: &Path<'_>) -> Result {
        let wide = match size {
            1 | 2 | 4 => self.number(|text| scalars::integer(text, size, signed), path)?,
            _ => self.text(|text| scalars::integer(text, size, signed), path)?,
        };
        self.put(at, &wide[..usize::from(size)]);
        Ok(())
    }

    fn float<T>(
        &mut self,
        number: impl FnOnce(&str) -> Result<T, ErrorKind>,
        text: impl FnOnce(&str) -> Result<T, ErrorKind>,
        path: &Path<'_>,
    ) -> Result<T> {
        match self.start(path)? {
            Start::String => self.text(text, path),
            _ => self.number(number, path),
        }
    }

    /// A name, or the number of a value that has none.
    fn enumeration(&mut self, e: usize, size: u8, at: usize, path: &Path<'_>) -> Result {
        let e = self.index.enumeration(e);
        let wide = match self.start(path)? {
            Start::Number if size <= 4 => {
                self.number(|number| scalars::enum_number(e, number, size), path)?
            }
            _ => self.text(
                |text| match size {
                    8 if scalars::is_numeric(text) => scalars::enum_number(e, text, size),
                    _ => scalars::enum_name(e, text),
                },
                path,
            )?,
        };
        self.put(at, &wide[..usize::from(size)]);
        Ok(())
    }

    /// An array of names and of integers, in which no bit is said twice.
    fn flags(&mut self, e: usize, size: u8, at: usize, path: &Path<'_>) -> Result {
        let e = self.index.enumeration(e);
        self.enter(Start::Array, path)?;
        let (mut first, mut found, mut bits) = (true, 0, 0_u64);
        while self.more(&mut first, b']', path)? {
            let path = path.at(found);
            found += 1;
            let start = self.start(&path)?;
            let place = self.lexer.at;
            let wide = match start {
                Start::Number if size <= 4 => {
                    self.number(|number| scalars::integer(number, size, false), &path)?
                }
                _ => self.text(
                    |text| match size {
                        8 if scalars::is_numeric(text) => scalars::integer(text, size, false),
                        _ => {
                            let bit = scalars::enum_name(e, text)?;
                            Ok((1_u128 << (bit[0] & 63)).to_le_bytes())
                        }
                    },
                    &path,
                )?,
            };
            let more = u128::from_le_bytes(wide) as u64;
            if bits & more != 0 {
                return self.refuse(ErrorKind::BadValue, place, &path);
            }
            bits |= more;
        }
        self.put(at, &bits.to_le_bytes()[..usize::from(size)]);
        Ok(())
    }

    /// A JSON number, turned into something.
    fn number<T>(
        &mut self,
        convert: impl FnOnce(&str) -> Result<T, ErrorKind>,
        path: &Path<'_>,
    ) -> Result<T> {
        let text = self.lexer.text;
        let fault = |fault| fail(text, fault, path);
        let at = self.lexer.expect(Start::Number).map_err(fault)?;
        let number = self.lexer.number().map_err(fault)?;
        convert(number).map_err(|kind| fault((kind, at)))
    }

    /// A JSON string, turned into something.
    fn text<T>(
        &mut self,
        convert: impl FnOnce(&str) -> Result<T, ErrorKind>,
        path: &Path<'_>,
    ) -> Result<T> {
        let text = self.lexer.text;
        let fault = |fault| fail(text, fault, path);
        self.lexer.expect(Start::String).map_err(fault)?;
        let string = self.lexer.string(&mut self.scratch).map_err(fault)?;
        convert(string.text).map_err(|kind| fault((kind, string.at)))
    }
}
