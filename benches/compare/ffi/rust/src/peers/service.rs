//! The service over plain structs.

use std::mem::swap;

use halflap_testdata::log;

use super::plain::{Address, Log, Logs};
use crate::work::{self, Stock};

impl work::Entry for Log {
    fn address(&self) -> [u8; 4] {
        let Address { x0, x1, x2, x3 } = self.address;
        [x0, x1, x2, x3]
    }

    fn texts(&self) -> [&str; 4] {
        [&self.identity, &self.userid, &self.date, &self.request]
    }

    fn code(&self) -> u16 {
        self.code
    }

    fn size(&self) -> u64 {
        self.size
    }
}

/// Turns the entry around, in place: that is the quickest.
pub fn turn(mut log: Log) -> Log {
    swap(&mut log.address.x0, &mut log.address.x3);
    swap(&mut log.address.x1, &mut log.address.x2);
    swap(&mut log.identity, &mut log.userid);
    log.code ^= 1;
    log.size ^= 1;
    log
}

pub fn turn_all(logs: Logs) -> Logs {
    Logs {
        logs: logs.logs.into_iter().map(turn).collect(),
    }
}

pub fn stock(count: u32) -> &'static Logs {
    static STOCK: Stock<Logs> = Stock::new();
    STOCK.of(count, of)
}

fn of(logs: log::Logs) -> Logs {
    let logs = logs.logs.into_iter().map(|log| Log {
        address: Address {
            x0: log.address.x0,
            x1: log.address.x1,
            x2: log.address.x2,
            x3: log.address.x3,
        },
        identity: log.identity,
        userid: log.userid,
        date: log.date,
        request: log.request,
        code: log.code,
        size: log.size,
    });
    Logs {
        logs: logs.collect(),
    }
}
