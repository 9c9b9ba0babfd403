//! The other one of two libraries in one Go program: `../README.md`.

/// The code that `cargo xtask regen` made of the schema.
#[allow(missing_docs)]
pub mod generated;

use std::sync::Arc;

use generated::right::MirrorTurnResponse;
use generated::right_glue::{self, Library, Mirror};
use halflap_ffi::{Call, Error, Reply};

/// The library.
pub struct Right;

impl Library for Right {
    fn open_mirror(_call: &Call<'_>) -> Result<Arc<dyn Mirror>, Error> {
        Ok(Arc::new(Glass))
    }
}

halflap_ffi::export!(right_glue, Right);

struct Glass;

impl Mirror for Glass {
    fn turn(&self, _call: &Call<'_>, text: &str) -> Result<Reply<MirrorTurnResponse>, Error> {
        let turned: String = text.chars().rev().collect();
        Ok(Reply::new(turned))
    }

    fn fail(&self, _call: &Call<'_>, message: &str) -> Result<(), Error> {
        panic!("{message}");
    }
}
