//! The service by uniffi, which copies all values into buffers and out of them.

use super::plain::{Log, Logs};
use super::service::{stock, turn, turn_all};
use crate::work;

#[uniffi::export]
fn nothing() {}

#[uniffi::export]
fn twice(x: f64) -> f64 {
    2.0 * x
}

#[uniffi::export]
fn ends(values: Vec<f32>) -> f64 {
    work::ends(&values)
}

#[uniffi::export]
fn sum(values: Vec<f32>) -> f64 {
    work::sum_of(&values)
}

#[uniffi::export]
fn echo(entry: Log) -> Log {
    turn(entry)
}

#[uniffi::export]
fn echo_log(log: Logs) -> Logs {
    turn_all(log)
}

#[uniffi::export]
fn take(log: Logs) -> u64 {
    work::sum(&log.logs)
}

#[uniffi::export]
fn make(count: u32) -> Logs {
    stock(count).clone()
}
