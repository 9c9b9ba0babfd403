//! Buffers that are kept together with the proof that they are good.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use super::{Root, check};
use crate::read::Layout;
use crate::write::Encode;
use crate::{AlignedBuf, EncodeError, Encoder, Error};

/// A message in a buffer of its own that was checked when it came in: a view of it costs nothing, at
/// any time and as often as wanted.
///
/// Views borrow, so a struct can't hold a buffer beside its view. It can hold this: a table that is
/// read all day, a snapshot that threads share in an `Arc`. Nothing changes the bytes any more; they
/// are what it derefs to.
///
/// ```
/// use std::sync::Arc;
/// use halflap::Checked;
/// use halflap_testdata::shop::{Line, LineView};
///
/// /// The price list of the day.
/// struct Prices {
///     tea: Arc<Checked<Line>>,
/// }
///
/// let line = Line { article: "tea".into(), price: 300, quantity: 2 };
/// let prices = Prices { tea: Arc::new(Checked::encode(&line)?) };
/// let shared = Arc::clone(&prices.tea);
/// let reader = std::thread::spawn(move || shared.view().price());
/// assert_eq!(reader.join().unwrap(), 300);
/// assert_eq!(LineView::read(&prices.tea)?.article(), "tea");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A view can't outlive it:
///
/// ```compile_fail,E0515
/// fn text(buffer: halflap::AlignedBuf) -> Result<&'static str, halflap::Error> {
///     let text = halflap::Checked::<halflap_testdata::strings::Text>::read(buffer)?;
///     Ok(text.view().text()) // the buffer ends here
/// }
/// ```
pub struct Checked<T> {
    /// Never given out to be changed.
    buffer: AlignedBuf,
    root: Root,
    of: PhantomData<fn() -> T>,
}

impl<T: Layout> Checked<T> {
    /// Checks a buffer and everything in it, as [`read`](super::read) does, and keeps it.
    ///
    /// ```
    /// use halflap::{AlignedBuf, Checked};
    /// use halflap_testdata::strings::Text;
    ///
    /// let error = Checked::<Text>::read(AlignedBuf::from(&b"no message"[..])).unwrap_err();
    /// assert_eq!(error.kind(), halflap::Kind::Truncated);
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong, in the order that the specification gives.
    pub fn read(buffer: AlignedBuf) -> Result<Self, Error> {
        let root = check::<T>(&buffer, false)?;
        Ok(Self::new(buffer, root))
    }

    /// Checks a buffer as [`read_known`](super::read_known) does, which refuses a newer writer's.
    ///
    /// ```
    /// use halflap::{Checked, Message};
    /// use halflap_testdata::{evolve, v1};
    ///
    /// let buffer = evolve::Small { a: 1, b: 2, c: 3 }.to_halflap()?; // version 3
    /// let small = Checked::<v1::evolve::Small>::read(buffer.clone())?;
    /// assert_eq!(small.view().a(), 1);
    /// let error = Checked::<v1::evolve::Small>::read_known(buffer).unwrap_err();
    /// assert_eq!(error.kind(), halflap::Kind::NewerSchema);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong; `newer_schema` where the writer is newer.
    pub fn read_known(buffer: AlignedBuf) -> Result<Self, Error> {
        let root = check::<T>(&buffer, true)?;
        Ok(Self::new(buffer, root))
    }

    fn new(buffer: AlignedBuf, root: Root) -> Self {
        Checked {
            buffer,
            root,
            of: PhantomData,
        }
    }

    /// Writes a message from anything that it can be written from, and keeps it.
    ///
    /// # Errors
    /// When the value can't be written; `source_changed` where the source is one that writes what
    /// readers refuse.
    pub fn encode<S>(source: &S) -> Result<Self, EncodeError>
    where
        T: Encode<S>,
        S: ?Sized,
    {
        let buffer = Encoder::new().encode::<T, S>(source)?;
        Self::read(buffer).map_err(|_| EncodeError::new(crate::EncodeErrorKind::SourceChanged))
    }

    /// The message, where it lies.
    #[inline]
    pub fn view(&self) -> T::View<'_> {
        // SAFETY: `check` has said yes to these bytes. They have not changed since: the buffer is this
        // value's own and is lent to be read only. Where the value itself lies makes no difference to them.
        unsafe { self.root.view::<T>(&self.buffer) }
    }

    /// The buffer, which can be changed again.
    pub fn into_buffer(self) -> AlignedBuf {
        self.buffer
    }
}

impl<T> Deref for Checked<T> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.buffer
    }
}

impl<T> AsRef<[u8]> for Checked<T> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// Says the length only, as a buffer does: [`view`](Checked::view) shows more.
impl<T> fmt::Debug for Checked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("len", &self.buffer.len())
            .finish_non_exhaustive()
    }
}
