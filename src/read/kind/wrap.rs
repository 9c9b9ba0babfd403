//! What other kinds are wrapped in.

use super::sealed::Sealed;
use super::{
    Blob, Hidden, HiddenKind, InPlace, Kind, Maybe, MessageKind, SlotKind, Text, Via, slot,
};
use crate::read::cursor::Cursor;
use crate::read::layout::Import;
use crate::read::mode::{Limit, Mode, pinned};
use crate::read::place::Place;
use crate::read::raw::{Raw, RawArm, Slot};
use crate::read::secret::SecretRef;

impl<K> Sealed for Maybe<K> {}

impl<K: SlotKind> Kind for Maybe<K> {
    slot!(Option<K::View<'a>>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> Option<K::View<'a>> {
        // SAFETY: a slot lies here.
        let (offset, _) = unsafe { place.slot() };
        if offset == 0 {
            return None;
        }
        // SAFETY: the slot is not absent, so `K::target` has said yes to it.
        Some(unsafe { K::view(place, limit) })
    }
}

impl<K: SlotKind> SlotKind for Maybe<K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        slot.is_absent() || K::target(c, slot, mode)
    }
}

impl<K> Sealed for Hidden<K> {}

impl<K: Kind> Kind for Hidden<K>
where
    K: HiddenKind,
{
    type View<'a> = SecretRef<'a, K::Bare>;
    const SIZE: usize = K::SIZE;
    const ALIGN: usize = K::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        K::check(c, b, at)
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> SecretRef<'a, K::Bare> {
        // SAFETY: `K::check` has said yes.
        SecretRef::new(K::bare(unsafe { K::view(place, limit) }))
    }
}

impl<K: SlotKind + HiddenKind> SlotKind for Hidden<K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        K::target(c, slot, mode)
    }
}

impl HiddenKind for Text {
    type Bare = str;

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl HiddenKind for Blob {
    type Bare = [u8];

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl<const N: usize> HiddenKind for InPlace<[u8; N]> {
    type Bare = [u8; N];

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl<P, K> Sealed for Via<P, K> {}

impl<P: Import, K: Kind> Kind for Via<P, K> {
    type View<'a> = K::View<'a>;
    const SIZE: usize = K::SIZE;
    const ALIGN: usize = K::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        K::check(c, b.with_mode(b.mode().pin(P::VERSIONS)), at)
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> K::View<'a> {
        // SAFETY: `K::check` has said yes, in the mode that the package was pinned to.
        unsafe { K::view(place, pinned(limit, P::VERSIONS)) }
    }
}

impl<P: Import, K: SlotKind> SlotKind for Via<P, K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        K::target(c, slot, mode.pin(P::VERSIONS))
    }
}

impl<P: Import, K: MessageKind> MessageKind for Via<P, K> {
    #[inline(always)]
    fn arm<M: Mode>(c: &mut Cursor<'_>, arm: RawArm<M>) -> bool {
        K::arm(c, arm.with_mode(arm.mode().pin(P::VERSIONS)))
    }

    #[inline(always)]
    unsafe fn block<'a>(place: Place<'a>, len: u32, limit: Limit) -> K::View<'a> {
        // SAFETY: the message's check said yes, in the mode that the package was pinned to.
        unsafe { K::block(place, len, pinned(limit, P::VERSIONS)) }
    }
}
