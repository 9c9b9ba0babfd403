//! Prints for each operation the most memory that it held at a time, in bytes, what it made
//! included, what it was given not: `way TAB who TAB bytes`. First comes the text's length:
//! `text TAB bytes`. Its allocator counts, which takes time: so [`speed`] is another program.
//!
//! [`speed`]: ../speed/index.html

use halflap_compare::{ENTRIES, Result, operations};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> Result<()> {
    let (text, operations) = operations(ENTRIES)?;
    println!("text\t{text}");
    for mut operation in operations {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        (operation.run)()?;
        let most = MEMORY.peak_usage() - before;
        println!("{}\t{}\t{most}", operation.way, operation.who);
    }
    Ok(())
}
