//! How do I write a message, and read it where it lies?

use std::error::Error;

use halflap::Message;
use halflap_examples::weather::{Report, ReportView};

fn main() -> Result<(), Box<dyn Error>> {
    let report = Report {
        station: "Zürich".to_owned(),
        taken: 1_795_219_200,
        celsius: vec![4.5, 3.75, 3.25],
        remark: None,
    };
    let buffer = report.to_halflap()?; // one allocation, of the exact size

    let view = ReportView::read(&buffer)?; // checked once: afterwards nothing can fail
    let celsius: &[f32] = view.celsius(); // the numbers in the buffer itself
    println!("{} measured {celsius:?}", view.station());

    assert_eq!(view, report); // a view compares with an owned value
    assert_eq!(Report::decode(&buffer)?, report); // a copy that owns its memory
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
