//! A library that implements `testdata/glue/glue.lap`: everything that can cross the boundary does so
//! here. Go, C and Rust tests call it.

mod cursor;
mod echo;
#[allow(missing_docs)] // The folder's list of modules has none.
pub mod generated;
mod store;

use std::sync::Arc;

use halflap_ffi::{Call, Error};

use generated::glue_glue::{Echo, Host, Library, Store};

/// The library.
pub struct Test;

impl Library for Test {
    fn open_store(call: &Call<'_>, host: Host) -> Result<Arc<dyn Store>, Error> {
        store::Memory::open(call, host)
    }

    fn open_echo(_: &Call<'_>, _: Host) -> Result<Arc<dyn Echo>, Error> {
        Ok(Arc::new(echo::Parrot))
    }
}

halflap_ffi::export!(generated::glue_glue, Test);
