//! One of two libraries in one Go program: `../README.md`.

/// The code that `cargo xtask regen` made of the schema.
#[allow(missing_docs)]
pub mod generated;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use generated::left_glue::{self, Counter, Library};
use halflap_ffi::{Call, Error};

/// The library.
pub struct Left;

impl Library for Left {
    fn open_counter(_call: &Call<'_>) -> Result<Arc<dyn Counter>, Error> {
        Ok(Arc::new(Words(AtomicU64::new(0))))
    }
}

halflap_ffi::export!(left_glue, Left);

struct Words(AtomicU64);

impl Counter for Words {
    fn count(&self, _call: &Call<'_>, text: &str) -> Result<u64, Error> {
        let words = text.split_whitespace().count() as u64;
        Ok(self.0.fetch_add(words, Ordering::Relaxed) + words)
    }

    fn fail(&self, _call: &Call<'_>, message: &str) -> Result<(), Error> {
        panic!("{message}");
    }
}
