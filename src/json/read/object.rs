//! Objects with known names for keys, in any order: those of messages and of structs.

use super::{Reader, Result, fail};
use crate::json::ErrorKind;
use crate::json::lex::Start;
use crate::path::Path;

/// An object that is being read.
pub(super) struct Object {
    /// Where its marks begin: one bit for each name.
    seen: usize,
    /// Which name likely comes next.
    likely: usize,
    /// No key was read yet.
    first: bool,
}

impl Reader<'_, '_> {
    /// The opening bracket of an object that has so many names.
    pub(super) fn object(&mut self, names: usize, path: &Path<'_>) -> Result<Object> {
        self.enter(Start::Object, path)?;
        let seen = self.seen.len();
        self.seen.resize(seen + names.div_ceil(64), 0);
        Ok(Object {
            seen,
            likely: 0,
            first: true,
        })
    }

    /// The next key and its colon, as the number of the name that `find` says, which is told the
    /// one that is likely; none behind the closing bracket.
    pub(super) fn step(
        &mut self,
        object: &mut Object,
        find: impl FnOnce(&str, usize) -> Option<usize>,
        path: &Path<'_>,
    ) -> Result<Option<usize>> {
        let text = self.lexer.text;
        let fault = |fault| fail(text, fault, path);
        if !self.lexer.more(&mut object.first, b'}').map_err(fault)? {
            return Ok(None);
        }
        let key = self.lexer.key(&mut self.scratch).map_err(fault)?;
        let name = find(key.text, object.likely);
        let name = name.ok_or_else(|| fault((ErrorKind::UnknownName, key.at)))?;
        let (word, bit) = (object.seen + name / 64, 1 << (name % 64));
        if self.seen[word] & bit != 0 {
            return Err(fault((ErrorKind::DuplicateKey, key.at)));
        }
        self.seen[word] |= bit;
        object.likely = name + 1;
        self.lexer.byte(b':').map_err(fault)?;
        Ok(Some(name))
    }

    /// Behind the closing bracket: each of the names that are needed, in their order, was there.
    pub(super) fn leave<'n>(
        &mut self,
        object: Object,
        needed: impl Iterator<Item = (usize, &'n str)>,
        path: &Path<'_>,
    ) -> Result {
        for (at, name) in needed {
            if self.seen[object.seen + at / 64] & (1 << (at % 64)) == 0 {
                let end = self.lexer.at - 1;
                return self.refuse(ErrorKind::MissingField, end, &path.name(name));
            }
        }
        self.seen.truncate(object.seen);
        Ok(())
    }
}
