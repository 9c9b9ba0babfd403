//! Prints for each operation the nanoseconds of its best run: `way TAB who TAB nanoseconds`. They are
//! those that the processor worked, since other programs may want it too. Rounds go through all
//! operations, so that all of them meet the same machine.

use std::time::Duration;

use cpu_time::ThreadTime;
use halflap_compare::{ENTRIES, Result, operations};

fn main() -> Result<()> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => 15,
    };
    let (_, mut operations) = operations(ENTRIES)?;
    let mut best = vec![Duration::MAX; operations.len()];
    for round in 0..rounds {
        let quickest = best.iter().min().copied().unwrap_or_default();
        for (operation, best) in operations.iter_mut().zip(&mut best) {
            // What is far off needs no second digit.
            if round > 3 && *best > quickest * 5 {
                continue;
            }
            let begin = ThreadTime::now();
            (operation.run)()?;
            *best = begin.elapsed().min(*best);
        }
    }
    for (operation, best) in operations.iter().zip(best) {
        println!("{}\t{}\t{}", operation.way, operation.who, best.as_nanos());
    }
    Ok(())
}
