//! The domain `halflap`: errors of the boundary itself.

use std::fmt;

use halflap::Kind;

/// Defines [`System`] once: codes, names and sentences stay together.
macro_rules! system {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal, $sentence:literal;)*) => {
        /// An error of the boundary itself, of domain `halflap` (HL-ABI-16). The domain is closed: these
        /// are all there are.
        ///
        /// ```
        /// use halflap_ffi::{Error, System};
        ///
        /// let error = Error::from(System::StaleHandle);
        /// assert_eq!(error.system(), Some(System::StaleHandle));
        /// assert_eq!((error.domain(), error.code()), ("halflap", 4));
        /// assert_eq!(System::StaleHandle.name(), "stale_handle");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum System {
            $($(#[$doc])* $variant,)*
            /// A buffer was refused by the codec.
            Codec(Kind),
        }

        impl System {
            /// All but the codec's, in the order of their codes.
            pub const ALL: &'static [System] = &[$(System::$variant),*];

            /// The number that the specification gives it.
            pub const fn code(self) -> u32 {
                match self {
                    $(System::$variant => $code,)*
                    System::Codec(kind) => CODEC + kind.number() as u32,
                }
            }

            /// The error of that code.
            pub fn from_code(code: u32) -> Option<System> {
                match code {
                    $($code => Some(System::$variant),)*
                    _ => {
                        let mut kinds = Kind::ALL.iter().copied();
                        let kind = kinds.find(|kind| CODEC + u32::from(kind.number()) == code);
                        kind.map(System::Codec)
                    }
                }
            }

            /// The name that the specification gives it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(System::$variant => $name,)*
                    System::Codec(kind) => kind.name(),
                }
            }

            /// What it means, for people: a sentence without capital and full stop.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(System::$variant => $sentence,)*
                    System::Codec(kind) => kind.sentence(),
                }
            }
        }
    };
}

/// The codec's kind n has this code plus n.
const CODEC: u32 = 100;

system! {
    /// The caller cancelled the call.
    Cancelled = 1, "cancelled", "the call was cancelled";
    /// The call's time is over.
    DeadlineExceeded = 2, "deadline_exceeded", "the call's time is over";
    /// The callee panicked; message and location say where.
    Panic = 3, "panic", "the callee panicked";
    /// The handle was closed, or never was.
    StaleHandle = 4, "stale_handle", "the handle was closed, or never was one";
    /// The handle is of another interface.
    WrongHandleType = 5, "wrong_handle_type", "the handle is of another interface";
    /// The handle is of another library.
    WrongLibrary = 6, "wrong_library", "the handle is of another library";
    /// A call on this object panicked before.
    Poisoned = 7, "poisoned", "a call on this object panicked before";
    /// Client and library differ in a method.
    AbiMismatch = 8, "abi_mismatch", "client and library do not fit";
    /// The library is older than the method.
    UnknownMethod = 9, "unknown_method", "the library is older than the method";
    /// An argument is not what its type allows.
    BadRequest = 10, "bad_request", "an argument is not what its type allows";
    /// The answer can't be read.
    BadResponse = 11, "bad_response", "the answer can't be read";
    /// There was no memory for the answer.
    OutOfMemory = 12, "out_of_memory", "there was no memory for the answer";
    /// The table of handles is full.
    TooManyHandles = 13, "too_many_handles", "the table of handles is full";
    /// A host interface is missing, or the host is not there.
    NoHost = 14, "no_host", "a host interface is missing, or the host is not there";
    /// A mock, or an object that lacks the method.
    Unimplemented = 15, "unimplemented", "the method is not implemented";
    /// A replay, or a mock, has no such call.
    UnexpectedCall = 16, "unexpected_call", "there is no such call";
}

impl System {
    /// The name of the domain.
    pub const DOMAIN: &'static str = "halflap";
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
