//! Two libraries as one static library. What each of them exports is exported by this one, too; there is
//! one standard library, one allocator and one way of panicking for both.

pub use left::Left;
pub use right::Right;
