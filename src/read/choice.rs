//! Unions: one of several messages.

use super::cursor::Cursor;
use super::kind::MessageKind;
use super::layout::UnionLayout;
use super::mode::{Limit, Mode};
use super::place::Place;
use super::raw::RawArm;
use core::fmt;
use core::marker::PhantomData;

/// A union `U` that has been checked, with everything below it: what its view is made from.
pub struct Variant<'a, U> {
    /// The union's own eight bytes: block length and payload length.
    head: Place<'a>,
    tag: u32,
    limit: Limit,
    of: PhantomData<fn() -> U>,
}

impl<U> Clone for Variant<'_, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Variant<'_, U> {}

impl<'a, U: UnionLayout> Variant<'a, U> {
    /// # Safety
    /// `U::check` has said yes to the union whose own eight bytes lie at `head`, with this tag, in
    /// a mode whose version is `limit`, or any known one where `limit` is 0; and the walk has come
    /// to its end.
    #[inline(always)]
    pub(crate) unsafe fn new(head: Place<'a>, tag: u32, limit: Limit) -> Self {
        Self {
            head,
            tag,
            limit,
            of: PhantomData,
        }
    }

    /// The message, if it is this arm.
    #[inline(always)]
    pub fn get<K: MessageKind>(self, arm: Arm<U, K>) -> Option<K::View<'a>> {
        if self.tag != arm.tag || self.limit != 0 && self.limit < arm.version {
            return None;
        }
        // SAFETY: the eight bytes were checked; they are laid out like a slot.
        let (len, _) = unsafe { self.head.slot() };
        // SAFETY: the arm's block follows them.
        let block = unsafe { self.head.add(8) };
        // SAFETY: the tag is the arm's, which the reader knew when the union was checked; so the
        // arm's message was checked.
        Some(unsafe { K::block(block, len, self.limit) })
    }

    /// The arm as it lies in the buffer, for one that the reader does not know.
    #[inline]
    pub fn unknown(self) -> UnknownArm<'a> {
        // SAFETY: the eight bytes were checked; they are laid out like a slot.
        let (block, payload) = unsafe { self.head.slot() };
        // SAFETY: the payload follows them.
        let start = unsafe { self.head.add(8) };
        UnknownArm {
            tag: self.tag,
            block,
            // SAFETY: the check has seen that the whole payload is in the body.
            bytes: unsafe { start.bytes(payload as usize) },
        }
    }
}

/// Makes the constants of a union's arms.
pub struct Arms<U>(PhantomData<fn() -> U>);

/// An arm of a union `U`, which holds a message of kind `K`.
pub struct Arm<U, K> {
    pub(crate) tag: u32,
    pub(crate) version: u32,
    of: PhantomData<fn() -> (U, K)>,
}

impl<U> Clone for Arms<U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Arms<U> {}

impl<U, K> Clone for Arm<U, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U, K> Copy for Arm<U, K> {}

impl<U: UnionLayout> Arms<U> {
    /// The only way to constants of `U`.
    ///
    /// # Safety
    /// Each constant that is made with it is one of those that the promise of
    /// `unsafe impl UnionLayout for U` speaks of.
    pub const unsafe fn new() -> Self {
        Self(PhantomData)
    }

    /// The arm of this tag, which this version brought.
    pub const fn arm<K: MessageKind>(self, tag: u32, version: u32) -> Arm<U, K> {
        Arm {
            tag,
            version,
            of: PhantomData,
        }
    }
}

impl Cursor<'_> {
    /// Whether this is the arm's tag, and its message is sound with everything below it. An arm
    /// that a later version brought is an unknown one.
    #[inline]
    pub fn arm<M: Mode, U, K: MessageKind>(&mut self, raw: RawArm<M>, arm: Arm<U, K>) -> bool {
        if raw.tag() != arm.tag {
            return self.fail();
        }
        if raw.mode().version() < arm.version {
            return self.unknown_arm(raw);
        }
        K::arm(self, raw)
    }

    /// Whether an arm that the reader does not know may be there: only where the writer is newer.
    pub fn unknown<M: Mode>(&mut self, raw: RawArm<M>) -> bool {
        self.unknown_arm(raw)
    }
}

/// An arm that a newer writer wrote and that the reader does not know.
///
/// Its bytes can be looked at, but not be written again: whoever passes the message on passes on
/// its buffer.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::{evolve, v1};
///
/// // Version 2 brought vouchers; this is how a reader of version 1 sees one.
/// let voucher = evolve::Voucher { code: 7, issuer: None };
/// let item = evolve::Item { payment: evolve::Payment::Voucher(voucher), ..item() };
/// let buffer = item.to_halflap()?;
/// match v1::evolve::ItemView::read(&buffer)?.payment() {
///     v1::evolve::PaymentView::Unknown(arm) => assert_eq!(arm.tag(), 2),
///     other => panic!("{other:?}"),
/// }
/// # fn item() -> evolve::Item {
/// #     let payment = evolve::Payment::Card(Default::default());
/// #     evolve::Item {
/// #         name: "".into(), count: 0, parts: vec![], payment, hint: None, note: None,
/// #         side: evolve::Side::SELL, rate: None, label: "".into(), spare: None, scale: 1.5,
/// #     }
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnknownArm<'a> {
    tag: u32,
    block: u32,
    bytes: &'a [u8],
}

impl<'a> UnknownArm<'a> {
    /// The arm's tag.
    pub fn tag(self) -> u32 {
        self.tag
    }

    /// How many of its bytes are the arm's block.
    pub fn block_len(self) -> usize {
        self.block as usize
    }

    /// The arm's block and everything below it, unchecked.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }
}

impl fmt::Debug for UnknownArm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnknownArm(#{}, {} bytes)", self.tag, self.bytes.len())
    }
}
