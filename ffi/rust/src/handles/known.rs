//! A value of some type that is told without asking the value.

use std::any::{Any, TypeId};

/// A value beside the name of its type. `dyn Any` is asked for its type by a call through its table,
/// each time; here it is read, and compared where it lies.
pub struct Known<T: ?Sized> {
    kind: TypeId,
    value: T,
}

/// A value of any type.
pub type Unknown = Known<dyn Any + Send + Sync>;

impl<T: Any> Known<T> {
    /// A value, and its type.
    pub fn new(value: T) -> Self {
        Known {
            kind: TypeId::of::<T>(),
            value,
        }
    }
}

impl Unknown {
    /// The value, if it is a `T`.
    #[inline]
    pub fn get<T: Any>(&self) -> Option<&T> {
        if self.kind != TypeId::of::<T>() {
            return None;
        }
        let value = &raw const self.value;
        // SAFETY: the pointer is that of a value in `self`, so it can be read for as long as `self` is
        // borrowed. The value is a `T`: only `new` writes `kind`, together with the value, and what
        // happens to a `Known` after that, to become one of `dyn Any`, changes neither.
        Some(unsafe { &*value.cast::<T>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_it_was_made_as() {
        let known: Box<Unknown> = Box::new(Known::new(7_u64));
        assert_eq!(known.get::<u64>(), Some(&7));
        assert_eq!(known.get::<i64>(), None);
        assert!(known.get::<Box<dyn Any + Send + Sync>>().is_none());
        let known: Box<Unknown> = Box::new(Known::new("text".to_owned()));
        assert_eq!(known.get::<String>().map(String::as_str), Some("text"));
        assert_eq!(known.get::<&str>(), None);
    }
}
