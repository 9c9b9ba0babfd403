//! Errors, as they cross the boundary.

mod system;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use halflap::{AlignedBuf, EncodeError, Encoder, Message};

pub use system::System;

use crate::generated::halflap_abi as wire;

/// Why a call failed: who says so, the case's number there, words for people, and what the case
/// carries.
///
/// It is what each generated error type turns into, and what every call gives that declares none.
///
/// ```
/// use halflap_ffi::{Error, System};
///
/// fn port(text: &str) -> Result<u16, Error> {
///     text.parse().map_err(Error::msg)
/// }
/// let error = port("http").unwrap_err();
/// assert_eq!((error.domain(), error.code()), ("rust", 0));
/// assert_eq!(error.to_string(), "invalid digit found in string");
///
/// let error = Error::from(System::Cancelled);
/// assert_eq!(error.to_string(), "the call was cancelled (cancelled)");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    domain: Cow<'static, str>,
    code: u32,
    message: Cow<'static, str>,
    payload: Option<AlignedBuf>,
    location: Option<String>,
    offset: Option<u64>,
    path: Option<String>,
}

impl Error {
    /// The domain of errors of Rust code that have none.
    pub const RUST: &'static str = "rust";

    /// An error of a domain: the full name of a schema's error, or a name of one's own.
    #[cold]
    pub fn new(
        domain: impl Into<Cow<'static, str>>,
        code: u32,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Error(Box::new(Inner {
            domain: domain.into(),
            code,
            message: message.into(),
            payload: None,
            location: None,
            offset: None,
            path: None,
        }))
    }

    /// An error of Rust code that no schema knows: any other error, or just words.
    #[cold]
    pub fn msg(message: impl fmt::Display) -> Self {
        Error::new(Error::RUST, 0, message.to_string())
    }

    /// The same error, which carries a message. One that can't be written is left out, and the
    /// words say so.
    #[must_use]
    pub fn with_payload<M: Message>(mut self, payload: &M) -> Self {
        match payload.to_halflap() {
            Ok(buffer) => self.0.payload = Some(buffer),
            Err(error) => {
                let message = self.0.message;
                self.0.message =
                    format!("{message} (what it carries can't be written: {error})").into();
            }
        }
        self
    }

    /// The same error, which says where: file, line and column.
    #[must_use]
    pub fn with_location(mut self, location: impl Into<String>) -> Self {
        self.0.location = Some(location.into());
        self
    }

    /// Who says so: `halflap`, the full name of a schema's error, or any other name.
    pub fn domain(&self) -> &str {
        &self.0.domain
    }

    /// The case's number in its domain.
    pub fn code(&self) -> u32 {
        self.0.code
    }

    /// For people; may be empty.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the case carries: a buffer of its message, at a multiple of 8.
    pub fn payload(&self) -> Option<&[u8]> {
        self.0.payload.as_deref()
    }

    /// What the case carries, as a message; none where there is none, or it is no such message.
    ///
    /// ```
    /// use halflap_ffi::Error;
    /// use halflap_testdata::strings::Text;
    ///
    /// let text = Text { text: "tea".into() };
    /// let error = Error::new("shop.StoreError", 2, "sold out").with_payload(&text);
    /// assert_eq!(error.payload_as::<Text>(), Some(text));
    /// ```
    pub fn payload_as<M: Message>(&self) -> Option<M> {
        M::decode(self.payload()?).ok()
    }

    /// Of a panic: file, line and column.
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// Of a codec's error: the byte of the buffer.
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }

    /// Of a codec's error: the field.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The error of the boundary that it is, if it is one.
    pub fn system(&self) -> Option<System> {
        match self.domain() {
            System::DOMAIN => System::from_code(self.code()),
            _ => None,
        }
    }

    /// Whether it is that error of the boundary.
    pub fn is(&self, system: System) -> bool {
        self.system() == Some(system)
    }

    /// Reads an error from a buffer of `halflap.abi.Error`, which may lie anywhere.
    ///
    /// # Errors
    /// What the codec refuses.
    pub fn read(buffer: &[u8]) -> Result<Self, halflap::Error> {
        let error = wire::Error::decode(buffer)?;
        Ok(Error(Box::new(Inner {
            domain: error.domain.into(),
            code: error.code,
            message: error.message.into(),
            payload: error.payload.map(|bytes| AlignedBuf::from(&bytes[..])),
            location: error.location,
            offset: error.offset,
            path: error.path,
        })))
    }

    /// The length of its buffer.
    pub(crate) fn buffer_len(&self) -> Result<usize, EncodeError> {
        Encoder::new().encoded_len::<wire::Error, _>(&*self.0)
    }

    /// Writes it over a buffer, which allocates only where its capacity is too small.
    pub(crate) fn write_to(&self, buffer: &mut AlignedBuf) -> Result<(), EncodeError> {
        Encoder::new().encode_into::<wire::Error, _>(&*self.0, buffer)
    }

    /// Writes it to a buffer of `halflap.abi.Error`.
    ///
    /// # Errors
    /// When it takes more than 4 gigabytes.
    pub fn to_buffer(&self) -> Result<AlignedBuf, EncodeError> {
        let mut buffer = AlignedBuf::new();
        self.write_to(&mut buffer)?;
        Ok(buffer)
    }
}

impl wire::ErrorSource for Inner {
    fn domain(&self) -> &str {
        &self.domain
    }

    fn code(&self) -> u32 {
        self.code
    }

    fn message(&self) -> &str {
        &self.message
    }

    fn payload(&self) -> Option<&[u8]> {
        self.payload.as_deref()
    }

    fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    fn offset(&self) -> Option<u64> {
        self.offset
    }

    fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

impl From<System> for Error {
    /// With the sentence as its message.
    #[cold]
    fn from(system: System) -> Self {
        Error::new(System::DOMAIN, system.code(), system.sentence())
    }
}

impl System {
    /// An error with words of its own.
    #[cold]
    pub fn because(self, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(System::DOMAIN, self.code(), message)
    }
}

impl From<halflap::Error> for Error {
    #[cold]
    fn from(error: halflap::Error) -> Self {
        let mut found = Error::from(System::Codec(error.kind()));
        found.0.offset = Some(error.offset() as u64);
        found.0.path = Some(error.path().to_owned());
        found
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    /// An error that is one of these in a box comes out as itself.
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(error) => Error::msg(error),
        }
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Error::msg(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::msg(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { domain, code, .. } = &*self.0;
        match self.0.message.as_ref() {
            "" => write!(f, "error {code} of {domain}")?,
            message => f.write_str(message)?,
        }
        let name = self.system().map(System::name);
        let offset = self.0.offset.map(|offset| format!("at byte {offset}"));
        let path = self.path().filter(|path| !path.is_empty());
        let path = path.map(|path| format!("in {path}"));
        let location = self.location().map(|location| format!("at {location}"));
        let known = name.is_some();
        let more: Vec<String> = (name.map(str::to_owned).into_iter())
            .chain(offset.filter(|_| known))
            .chain(path)
            .chain(location)
            .collect();
        match more.is_empty() {
            true => Ok(()),
            false => write!(f, " ({})", more.join(", ")),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Error");
        f.field("domain", &self.0.domain);
        f.field("code", &self.0.code);
        f.field("message", &self.0.message);
        if let Some(payload) = self.payload() {
            f.field("payload", &format_args!("{} bytes", payload.len()));
        }
        if let Some(location) = self.location() {
            f.field("location", &location);
        }
        if let Some(offset) = self.offset() {
            f.field("offset", &offset);
        }
        if let Some(path) = self.path() {
            f.field("path", &path);
        }
        f.finish()
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&*self.0, &*other.0);
        (&a.domain, a.code, &a.message, &a.payload) == (&b.domain, b.code, &b.message, &b.payload)
            && (&a.location, a.offset, &a.path) == (&b.location, b.offset, &b.path)
    }
}

impl std::error::Error for Error {}
