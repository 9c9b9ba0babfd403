//! A library that implements `testdata/glue/v1/glue.lap`, for newer clients to call: they know
//! methods that it lacks.

mod cursor;
#[allow(missing_docs)] // The folder's list of modules has none.
pub mod generated;
mod store;

use std::sync::Arc;

use halflap_ffi::{Call, Error};

use generated::glue_glue::{Host, Library, Store};

/// The library.
pub struct Test;

impl Library for Test {
    fn open_store(call: &Call<'_>, host: Host) -> Result<Arc<dyn Store>, Error> {
        store::Memory::open(call, host)
    }
}

halflap_ffi::export!(generated::glue_glue, Test);
