//! Sets everything that an edit can set to what an owned value has, with the generated methods.

use halflap::edit::{EditItem, EditKind};
use halflap::kind::{KeyKind, Value, Wide};
use halflap::read::Plain;
use halflap::{
    EncodeError, EncodeErrorKind, Error, ListEdit, MapEdit, Message, Secret, SecretEdit, ValueEdit,
    edit,
};
use std::collections::BTreeMap;

/// An edit of a message that can be given the values of an owned one.
pub trait Fill<O> {
    fn fill(&mut self, owned: &O);
}

/// What accessors of edits give.
pub trait Assign<O> {
    fn assign(self, owned: &O);
}

impl<T: Copy> Assign<Vec<T>> for &mut [T] {
    fn assign(self, owned: &Vec<T>) {
        self.copy_from_slice(owned);
    }
}

impl<T: Copy, const N: usize> Assign<[T; N]> for &mut [T; N] {
    fn assign(self, owned: &[T; N]) {
        *self = *owned;
    }
}

impl Assign<Secret<Vec<u8>>> for SecretEdit<'_, [u8]> {
    fn assign(self, owned: &Secret<Vec<u8>>) {
        self.reveal().copy_from_slice(owned.reveal());
    }
}

impl<T: Plain> Assign<T> for ValueEdit<'_, Value<T>> {
    fn assign(mut self, owned: &T) {
        self.set(*owned);
    }
}

macro_rules! wide {
    ($($int:ty)*) => {$(
        impl Assign<$int> for ValueEdit<'_, Wide<$int>> {
            fn assign(mut self, owned: &$int) {
                self.set(*owned);
            }
        }
    )*};
}

wide! { u128 i128 }

impl<K: EditItem, O> Assign<Vec<O>> for ListEdit<'_, K>
where
    for<'e> K::Edit<'e>: Assign<O>,
{
    fn assign(mut self, owned: &Vec<O>) {
        assert_eq!(self.len(), owned.len());
        assert!(self.get(owned.len()).is_none());
        for (i, owned) in owned.iter().enumerate() {
            self.get(i).expect("an element").assign(owned);
        }
    }
}

impl<K: KeyKind, V: EditKind, A, B> Assign<BTreeMap<A, B>> for MapEdit<'_, K, V>
where
    for<'e> V::Edit<'e>: Assign<B>,
{
    fn assign(mut self, owned: &BTreeMap<A, B>) {
        assert_eq!(self.len(), owned.len());
        assert!(self.entry(owned.len()).is_none());
        for (i, owned) in owned.values().enumerate() {
            self.entry(i).expect("an entry").assign(owned);
        }
    }
}

impl<E: Assign<O>, O> Assign<Option<O>> for Option<E> {
    fn assign(self, owned: &Option<O>) {
        match (self, owned) {
            (Some(edit), Some(owned)) => edit.assign(owned),
            (None, None) => {}
            (edit, _) => panic!("present: {}", edit.is_some()),
        }
    }
}

/// The array of a field that the writer's version may not have.
pub struct IfThere<T>(pub T);

impl<T: Copy, const N: usize> Assign<[T; N]> for IfThere<Option<&mut [T; N]>> {
    fn assign(self, owned: &[T; N]) {
        if let Some(edit) = self.0 {
            edit.assign(owned);
        }
    }
}

/// What a setter takes of an owned value.
pub trait Argument<'v, A> {
    fn argument(&'v self) -> A;
}

impl<T: Copy> Argument<'_, T> for T {
    fn argument(&self) -> T {
        *self
    }
}

impl<'v, T, const N: usize> Argument<'v, &'v [T; N]> for [T; N] {
    fn argument(&'v self) -> &'v [T; N] {
        self
    }
}

impl<'v, T, const N: usize> Argument<'v, Option<&'v [T; N]>> for Option<[T; N]> {
    fn argument(&'v self) -> Option<&'v [T; N]> {
        self.as_ref()
    }
}

impl<'v, const N: usize> Argument<'v, &'v [u8; N]> for Secret<[u8; N]> {
    fn argument(&'v self) -> &'v [u8; N] {
        self.reveal()
    }
}

/// What a setter gives. One that fails has nothing to set in this version.
pub trait Outcome {
    fn expect_fine(self);
}

impl Outcome for () {
    fn expect_fine(self) {}
}

impl Outcome for Result<(), EncodeError> {
    fn expect_fine(self) {
        if let Err(error) = self {
            assert_eq!(error.kind(), EncodeErrorKind::NotInVersion);
        }
    }
}

/// Sets everything in a buffer that an edit can set to what another buffer holds.
pub fn assign_all<T: edit::Layout + Message>(buffer: &mut [u8], wanted: &[u8]) -> Result<(), Error>
where
    for<'a> T::Edit<'a>: Fill<T>,
{
    let mut edit = edit::open::<T>(buffer)?;
    edit.fill(&T::decode(wanted)?);
    Ok(())
}

/// Implements the above for generated messages and unions of a module, and lists them.
macro_rules! edits {
    ($($module:path {
        $($message:ident $edit:ident {
            $($field:ident $set:ident),* ;
            $($below:ident $open:ident),* ;
            $($array:ident $late:ident),*
        })*
    } unions {
        $($union:ident $union_edit:ident { $($variant:ident $arm:ident),* })*
    })*) => {
        pub const ALL: &[Listed] = &[$($({
            use $module as module;
            Listed::of::<module::$message>(
                &[$(stringify!($set),)* $(stringify!($open),)* $(stringify!($late),)*],
            )
        },)*)*];

        $($(const _: () = {
            use $module as module;
            impl Fill<module::$message> for module::$edit<'_> {
                #[allow(deprecated)]
                fn fill(&mut self, _owned: &module::$message) {
                    $(self.$set(Argument::argument(&_owned.$field)).expect_fine();)*
                    $(self.$open().assign(&_owned.$below);)*
                    $(IfThere(self.$late()).assign(&_owned.$array);)*
                }
            }

            impl Assign<module::$message> for module::$edit<'_> {
                fn assign(mut self, owned: &module::$message) {
                    self.fill(owned);
                }
            }

            impl Assign<Box<module::$message>> for module::$edit<'_> {
                fn assign(mut self, owned: &Box<module::$message>) {
                    self.fill(owned);
                }
            }
        };)*)*

        $($(const _: () = {
            use $module as module;
            impl Assign<module::$union> for module::$union_edit<'_> {
                fn assign(mut self, owned: &module::$union) {
                    match owned {
                        $(module::$union::$variant(arm) => {
                            self.$arm().expect("this arm").assign(arm);
                        })*
                        module::$union::Unknown(_) => panic!("a known version"),
                    }
                }
            }
        };)*)*
    };
}
pub(crate) use edits;
