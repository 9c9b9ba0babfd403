//! The service by halflap: a request is read where it lies, and an answer to it is written from there.

use std::sync::Arc;

use halflap::{Checked, Seq};
use halflap_ffi::{Call, Error, Reply};
use halflap_testdata::log;

use crate::generated::bench::{
    Address, BenchTwiceAllResponse, Entry, EntrySource, EntryView, Log, LogSource, LogView,
};
use crate::generated::bench_glue::{Bench, Library};
use crate::work::{self, Stock};

/// The library.
pub struct Served;

impl Library for Served {
    fn open_bench(_: &Call<'_>) -> Result<Arc<dyn Bench>, Error> {
        Ok(Arc::new(Service))
    }
}

struct Service;

impl Bench for Service {
    fn nothing(&self, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn twice(&self, _: &Call<'_>, x: f64) -> Result<f64, Error> {
        Ok(2.0 * x)
    }

    fn twice_all(
        &self,
        _: &Call<'_>,
        values: &[f64],
    ) -> Result<Reply<BenchTwiceAllResponse>, Error> {
        let twice: Vec<f64> = values.iter().map(|x| 2.0 * x).collect();
        Ok(Reply::new(twice))
    }

    fn ends(&self, _: &Call<'_>, values: &[f32]) -> Result<f64, Error> {
        Ok(work::ends(values))
    }

    fn sum(&self, _: &Call<'_>, values: &[f32]) -> Result<f64, Error> {
        Ok(work::sum_of(values))
    }

    fn echo(&self, _: &Call<'_>, entry: EntryView<'_>) -> Result<Reply<Entry>, Error> {
        Ok(Reply::encode(&Turned(entry)))
    }

    fn echo_log(&self, _: &Call<'_>, log: LogView<'_>) -> Result<Reply<Log>, Error> {
        Ok(Reply::encode(&TurnedLog(log)))
    }

    fn take(&self, _: &Call<'_>, log: LogView<'_>) -> Result<u64, Error> {
        Ok(work::sum(log.entries()))
    }

    fn make(&self, _: &Call<'_>, count: u32) -> Result<Reply<Log>, Error> {
        static STOCK: Stock<Log> = Stock::new();
        Ok(Reply::encode(STOCK.of(count, of)))
    }

    fn kept(&self, _: &Call<'_>, count: u32) -> Result<Reply<Log>, Error> {
        static STOCK: Stock<Option<Arc<Checked<Log>>>> = Stock::new();
        let kept = STOCK.of(count, |logs| Checked::encode(&of(logs)).ok().map(Arc::new));
        let kept = kept.as_ref().ok_or_else(|| Error::msg("the log is too long"))?;
        Ok(Reply::shared(Arc::clone(kept)))
    }
}

/// An entry turned around, as it is written.
struct Turned<'a>(EntryView<'a>);

impl EntrySource for Turned<'_> {
    fn address(&self) -> Address {
        let Address { x0, x1, x2, x3 } = self.0.address();
        Address {
            x0: x3,
            x1: x2,
            x2: x1,
            x3: x0,
        }
    }

    fn identity(&self) -> &str {
        self.0.userid()
    }

    fn userid(&self) -> &str {
        self.0.identity()
    }

    fn date(&self) -> &str {
        self.0.date()
    }

    fn request(&self) -> &str {
        self.0.request()
    }

    fn code(&self) -> u16 {
        self.0.code() ^ 1
    }

    fn size(&self) -> u64 {
        self.0.size() ^ 1
    }
}

struct TurnedLog<'a>(LogView<'a>);

impl LogSource for TurnedLog<'_> {
    fn entries(&self) -> impl Seq<Item = impl EntrySource> {
        self.0.entries().iter().map(Turned)
    }
}

impl work::Entry for EntryView<'_> {
    fn address(&self) -> [u8; 4] {
        let Address { x0, x1, x2, x3 } = self.address();
        [x0, x1, x2, x3]
    }

    fn texts(&self) -> [&str; 4] {
        [self.identity(), self.userid(), self.date(), self.request()]
    }

    fn code(&self) -> u16 {
        self.code()
    }

    fn size(&self) -> u64 {
        self.size()
    }
}

fn of(logs: log::Logs) -> Log {
    let entries = logs.logs.into_iter().map(|log| Entry {
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
    Log {
        entries: entries.collect(),
    }
}
