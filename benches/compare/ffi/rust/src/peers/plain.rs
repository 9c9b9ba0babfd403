//! The structs as one would write them, for JSON and rust2go, and the interface for rust2go, which
//! makes the Go side from this file alone.

use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, rust2go::R2G)]
pub struct Address {
    pub x0: u8,
    pub x1: u8,
    pub x2: u8,
    pub x3: u8,
}

#[derive(Clone, Serialize, Deserialize, rust2go::R2G)]
pub struct Log {
    pub address: Address,
    pub identity: String,
    pub userid: String,
    pub date: String,
    pub request: String,
    pub code: u16,
    pub size: u64,
}

#[derive(Clone, Serialize, Deserialize, rust2go::R2G)]
pub struct Logs {
    pub logs: Vec<Log>,
}

#[rust2go::g2r]
pub trait Bench {
    fn nothing();
    fn twice(x: f64) -> f64;
    fn ends(values: Vec<f32>) -> f64;
    fn sum(values: Vec<f32>) -> f64;
    fn echo(entry: Log) -> Log;
    fn echo_log(log: Logs) -> Logs;
    fn take(log: Logs) -> u64;
    fn make(count: u32) -> Logs;
}
