//! What Go calls: one service, once for each way to call it.
//!
//! All do the same work, so that what differs is the crossing. An echo reads every field and answers
//! with the entry turned around, which is as long as it was.

mod boundary;
#[allow(missing_docs)]
mod generated;
mod peers;
mod work;

#[path = "../../../../data/mod.rs"]
#[allow(dead_code, reason = "the other data sets")]
mod data;

halflap_ffi::export!(generated::bench_glue, peers::halflap::Served);
