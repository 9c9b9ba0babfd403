mod error;
pub use error::*;
