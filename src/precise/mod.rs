//! The precise walk: says of any buffer whether it is good, and if not what is wrong, at which
//! byte, in which field.
//!
//! One walk serves all types: it is driven by the schema's description. The generated validators
//! answer yes or no, fast; on "no" they ask here. The two always agree. This code is the
//! specification in executable form, so it follows the text of `spec/wire.md` step by step. Two
//! things are done cleverly, where nobody watches: [`check`] looks at strings that touch together,
//! and leaves out fields that any bits are good for. It walks a buffer that is not good a second
//! time, without either.

mod slots;
mod trace;
mod values;
mod walk;

pub use trace::{FieldState, Part, Trace};

use crate::header::Expect;
use crate::schema::{Index, Versions};
use crate::{Error, Kind};
use alloc::vec::Vec;
use walk::{Pace, Walk};

/// What a reader asks for beyond what the wire format does: by default nothing.
///
/// ```
/// use halflap::precise::Options;
/// let canonical = Options { known_only: true, ..Options::default() };
/// assert!(!canonical.check_alignment);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Buffers of newer writers are refused.
    pub known_only: bool,
    /// A buffer that is to be read by reference has to lie at a multiple of 8.
    pub check_alignment: bool,
}

/// A buffer that the precise walk has accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The writer's version of the root's package.
    pub version: u32,
    /// The writer is newer than the description.
    pub newer: bool,
    /// The versions of all packages that the buffer was read by.
    pub versions: Versions,
}

/// Why a buffer of the type `type_id` is refused, by an embedded description; `Ok` where it is
/// good.
///
/// What a description says is worked out once and kept, so that being sent bad buffers costs no
/// more than being sent good ones. (Without the feature `std` it is worked out each time.)
///
/// # Errors
/// Whatever is wrong with the buffer. A description that is damaged itself, or that has no such
/// message, is `validators_disagree`.
pub fn explain(
    description: &'static [u8],
    type_id: [u8; 8],
    buffer: &[u8],
    options: Options,
) -> Result<(), Error> {
    let broken = || Error::new(Kind::ValidatorsDisagree, 0, "");
    let index = known::index(description).ok_or_else(broken)?;
    let root = index.message_by_type_id(type_id).ok_or_else(broken)?;
    check_with(&index, root, buffer, options, &mut ()).map(|_| ())
}

/// The descriptions that generated code embeds.
mod known {
    use crate::schema::{Index, Schema};
    use alloc::sync::Arc;

    #[cfg(feature = "std")]
    pub(super) fn index(description: &'static [u8]) -> Option<Arc<Index>> {
        use alloc::collections::BTreeMap;
        use std::sync::{PoisonError, RwLock};

        // By address and length: statics don't move. There are as many as there are packages.
        static KNOWN: RwLock<BTreeMap<(usize, usize), Arc<Index>>> = RwLock::new(BTreeMap::new());

        let key = (description.as_ptr().addr(), description.len());
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = known.get(&key) {
            return Some(Arc::clone(index));
        }
        drop(known);
        let index = make(description)?;
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, Arc::clone(&index));
        Some(index)
    }

    #[cfg(not(feature = "std"))]
    pub(super) fn index(description: &'static [u8]) -> Option<Arc<Index>> {
        make(description)
    }

    fn make(description: &[u8]) -> Option<Arc<Index>> {
        let schema = Schema::decode(description).ok()?;
        Index::new(schema).ok().map(Arc::new)
    }
}

/// Checks a buffer whose root is the message with the index `root` of
/// [`Schema::messages`](crate::schema::Schema::messages).
///
/// ```
/// use halflap::precise::{check, Options};
/// use halflap::schema::{descriptor, Index};
///
/// let index = Index::new(descriptor()).unwrap();
/// let error = check(&index, 0, &[0; 40], Options::default()).unwrap_err();
/// assert_eq!(error.kind(), halflap::Kind::BadMagic);
/// ```
///
/// # Errors
/// The first thing that is wrong, in the order that the specification gives. Of a message that the
/// description has not, no buffer is one (`wrong_type`).
pub fn check(
    index: &Index,
    root: usize,
    buffer: &[u8],
    options: Options,
) -> Result<Accepted, Error> {
    let (accepted, len) = header(index, root, buffer, options)?;
    let walk = |pace| Walk::new(index, &accepted, buffer, pace, &mut ()).body(root, len);
    if walk(Pace::Quick).is_err() {
        walk(Pace::Exact)?;
    }
    Ok(accepted)
}

/// Checks as [`check`] does, and tells `trace` what the walk comes to. Of a buffer whose header is
/// refused it is told nothing.
///
/// ```
/// use halflap::Message;
/// use halflap::precise::{Options, Part, Trace, check_with};
/// use halflap::schema::{Index, Schema};
/// use halflap_testdata::shop::{self, Line};
///
/// /// How many bytes are padding.
/// struct Padding(u64);
///
/// impl Trace for Padding {
///     fn leaf(
///         &mut self,
///         range: std::ops::Range<u64>,
///         part: Part<'_>,
///         _path: &dyn std::fmt::Display,
///     ) {
///         if part == Part::Padding {
///             self.0 += range.end - range.start;
///         }
///     }
/// }
///
/// let index = Index::new(Schema::decode(shop::description())?)?;
/// let line = index.message_by_name("shop.Line").unwrap();
/// let buffer = Line { article: "tea".into(), price: 300, quantity: 2 }.to_halflap()?;
/// let mut padding = Padding(0);
/// check_with(&index, line, &buffer, Options::default(), &mut padding)?;
/// // Behind `quantity` in the block, and behind the three bytes of "tea".
/// assert_eq!(padding.0, 4 + 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`check`].
pub fn check_with<T: Trace>(
    index: &Index,
    root: usize,
    buffer: &[u8],
    options: Options,
    trace: &mut T,
) -> Result<Accepted, Error> {
    let (accepted, len) = header(index, root, buffer, options)?;
    Walk::new(index, &accepted, buffer, Pace::Exact, trace).body(root, len)?;
    Ok(accepted)
}

/// What the header says: by which versions the body is to be read, and how long the root's block
/// is.
fn header(
    index: &Index,
    root: usize,
    buffer: &[u8],
    options: Options,
) -> Result<(Accepted, u32), Error> {
    let messages = &index.schema().messages;
    let no_message = || Error::new(Kind::WrongType, 8, "");
    let message = messages.get(root).ok_or_else(no_message)?;
    let schema_ids: Vec<[u8; 8]> = message
        .schema_ids
        .iter()
        .map(|id| id.to_le_bytes())
        .collect();
    let header = Expect {
        type_id: message.type_id_.to_le_bytes(),
        schema_ids: &schema_ids,
        aligned: options.check_alignment && message.aligned,
        known_only: options.known_only,
    }
    .check(buffer)?;

    let newest = schema_ids.len() as u32;
    let version = header.version();
    let accepted = Accepted {
        version,
        newer: version > newest,
        versions: Versions::new(index, message.package as usize, version.min(newest)),
    };
    Ok((accepted, header.root_len()))
}

/// The message that a buffer's header names as its root.
///
/// ```
/// use halflap::precise::root_of;
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let error = root_of(&index, b"HLAP").unwrap_err();
/// assert_eq!(error.kind(), halflap::Kind::Truncated);
/// ```
///
/// # Errors
/// Of a header that is wrong, or that names a message which the description has not
/// (`wrong_type`), what [`check`] would say first.
pub fn root_of(index: &Index, buffer: &[u8]) -> Result<usize, Error> {
    let type_id = crate::Header::peek(buffer).map(|header| header.type_id());
    if let Ok(Some(root)) = type_id.map(|id| index.message_by_type_id(id)) {
        return Ok(root);
    }
    // An id other than that of the buffer: the checks before it come first.
    let id = buffer.get(8).copied().unwrap_or(0);
    let nothing = Expect {
        type_id: [!id; 8],
        schema_ids: &[],
        aligned: false,
        known_only: false,
    };
    nothing.check(buffer)?;
    Err(Error::new(Kind::WrongType, 8, ""))
}
