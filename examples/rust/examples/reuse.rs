//! How do I send a million messages without a million allocations?
//!
//! One buffer, written over and over: once it has grown to the largest message, nothing is
//! allocated any more, neither by writing nor by reading.

use std::error::Error;

use halflap::{AlignedBuf, Encoder};
use halflap_examples::weather::{Report, ReportSource, ReportView};

/// An hour of one station. It is a `ReportSource`, so no owned `Report` is built to be written.
struct Hour<'a> {
    station: &'a str,
    taken: u64,
    celsius: &'a [f32],
}

impl ReportSource for Hour<'_> {
    fn station(&self) -> &str {
        self.station
    }

    fn taken(&self) -> u64 {
        self.taken
    }

    fn celsius(&self) -> &[f32] {
        self.celsius
    }

    fn remark(&self) -> Option<&str> {
        None
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let degrees: Vec<f32> = (0..1000).map(|i| i as f32 / 100.0).collect();
    let encoder = Encoder::new().checksum(true);
    let mut buffer = AlignedBuf::new();

    let mut hour = Hour {
        station: "Zürich",
        taken: 1_795_219_200,
        celsius: &degrees,
    };
    encoder.encode_into::<Report, _>(&hour, &mut buffer)?;
    let (grown, lies_at) = (buffer.capacity(), buffer.as_ptr());

    let mut sum = 0.0;
    for n in 0..1000 {
        hour.taken += 3600;
        hour.celsius = &degrees[..n];
        encoder.encode_into::<Report, _>(&hour, &mut buffer)?; // writes over the last one
        let view = ReportView::read(&buffer)?;
        sum += view.celsius().iter().sum::<f32>();
    } // the borrow ends with each round, or the compiler would not let us write again

    assert_eq!((buffer.capacity(), buffer.as_ptr()), (grown, lies_at));
    println!("1000 messages in {grown} bytes, {sum} degrees in all");
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
