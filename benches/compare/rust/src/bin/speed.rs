//! Prints for each operation the nanoseconds of its best run: `way TAB who TAB nanoseconds`.
//! Rounds go through all operations, so that all of them meet the same machine.

use std::time::{Duration, Instant};

use halflap_compare::{ENTRIES, Result, operations};

fn main() -> Result<()> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => 15,
    };
    let (_, mut operations) = operations(ENTRIES)?;
    let mut best = vec![Duration::MAX; operations.len()];
    for _ in 0..rounds {
        for (operation, best) in operations.iter_mut().zip(&mut best) {
            let begin = Instant::now();
            (operation.run)()?;
            *best = begin.elapsed().min(*best);
        }
    }
    for (operation, best) in operations.iter().zip(best) {
        println!("{}\t{}\t{}", operation.way, operation.who, best.as_nanos());
    }
    Ok(())
}
