//! The service, once for each way to call it.

pub mod halflap;
pub mod json;
mod plain;
pub mod protobuf;
mod rust2go;
mod service;
