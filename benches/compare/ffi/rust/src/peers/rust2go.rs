//! The service by rust2go, which passes references to what Go has and copies the answer.

use super::plain::{Bench, BenchImpl, Log, Logs};
use super::service::{stock, turn, turn_all};
use crate::work;

impl Bench for BenchImpl {
    fn nothing() {}

    fn twice(x: f64) -> f64 {
        2.0 * x
    }

    fn ends(values: Vec<f32>) -> f64 {
        work::ends(&values)
    }

    fn sum(values: Vec<f32>) -> f64 {
        work::sum_of(&values)
    }

    fn echo(entry: Log) -> Log {
        turn(entry)
    }

    fn echo_log(log: Logs) -> Logs {
        turn_all(log)
    }

    fn take(log: Logs) -> u64 {
        work::sum(&log.logs)
    }

    fn make(count: u32) -> Logs {
        stock(count).clone()
    }
}
