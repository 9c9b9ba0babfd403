//! How do I write what I have, without building the generated type?
//!
//! Each message has a trait that says what it can be written from. Implement it for a type of
//! yours: the encoder takes strings and slices from where they lie.

use std::error::Error;

use halflap::Encoder;
use halflap_examples::weather::{Report, ReportSource, ReportView};

/// What this program had before it knew halflap.
struct Station<'a> {
    name: &'a str,
    first_hour: u64,
    degrees: &'a [f32],
}

impl ReportSource for Station<'_> {
    fn station(&self) -> &str {
        self.name
    }

    fn taken(&self) -> u64 {
        self.first_hour * 3600
    }

    fn celsius(&self) -> &[f32] {
        self.degrees
    }

    fn remark(&self) -> Option<&str> {
        None
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let degrees = [4.5, 3.75, 3.25];
    let zurich = Station {
        name: "Zürich",
        first_hour: 498_696,
        degrees: &degrees,
    };
    let buffer = Encoder::new().encode::<Report, _>(&zurich)?;

    let report = ReportView::read(&buffer)?;
    assert_eq!(report.station(), zurich.name);
    assert_eq!(report.celsius(), degrees);
    println!("{report:?}");
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
