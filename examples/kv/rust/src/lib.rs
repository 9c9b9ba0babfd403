//! How do I serve a Rust library with a Go program?
//!
//! This is the Rust side: a store of keys and values that implements the interfaces of `kv.lap`, and
//! exports them. Nothing here knows of C or Go.

#[allow(missing_docs)]
pub mod generated;
mod store;

use std::sync::Arc;

use generated::{kv_glue, kv_glue::Host};
use halflap_ffi::{Call, Error};

pub use store::{MAX_KEY, MAX_VALUE, Memory};

/// The library.
pub struct Kv;

impl kv_glue::Library for Kv {
    fn open_store(_: &Call<'_>, host: Host) -> Result<Arc<dyn kv_glue::Store>, Error> {
        Ok(Arc::new(Memory::new(host.log)))
    }
}

halflap_ffi::export!(generated::kv_glue, Kv);
