//! 10,000 entries of a web server's log, 40,000 strings.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use halflap::{AlignedBuf, Message};
use halflap_testdata::log::{Logs, LogsView};

pub fn logs(criterion: &mut Criterion) {
    let owned = crate::data::logs();
    let buffer = owned.to_halflap().expect("the log fits");
    let view = LogsView::read(&buffer).expect("what is written is read");
    let mut group = criterion.benchmark_group("logs");
    group.throughput(Throughput::Bytes(buffer.len() as u64));

    let mut copy = AlignedBuf::from(&buffer[..]);
    group.bench_function("memcpy", |bench| {
        bench.iter(|| {
            copy.as_mut_slice().copy_from_slice(black_box(&buffer));
            black_box(copy.as_slice());
        });
    });
    let mut reused = AlignedBuf::new();
    group.bench_function("encode", |bench| {
        bench.iter(|| {
            black_box(&owned).encode_into(&mut reused).expect("it fits");
            black_box(reused.as_slice());
        });
    });
    group.bench_function("validate", |bench| {
        bench.iter(|| LogsView::read(black_box(&buffer)).is_ok());
    });
    group.bench_function("read", |bench| bench.iter(|| read(black_box(view))));
    group.bench_function("decode", |bench| {
        bench.iter(|| Logs::decode(black_box(&buffer)).expect("it is good"));
    });
    group.finish();
}

/// Reads every field of every entry.
fn read(logs: LogsView<'_>) -> u64 {
    let mut sum = 0u64;
    for log in logs.logs() {
        let address = log.address();
        let texts = log.identity().len() + log.userid().len();
        let texts = texts + log.date().len() + log.request().len();
        sum = sum
            .wrapping_add(u64::from(address.x0 ^ address.x1 ^ address.x2 ^ address.x3))
            .wrapping_add(texts as u64)
            .wrapping_add(u64::from(log.code()))
            .wrapping_add(log.size());
    }
    sum
}
