//! How do I change a number in a buffer, without writing it anew?

use std::error::Error;

use halflap::{Encoder, Message};
use halflap_examples::weather::{Report, ReportEdit, ReportView};

fn main() -> Result<(), Box<dyn Error>> {
    let report = Report {
        station: "Zürich".to_owned(),
        taken: 1_795_219_200,
        celsius: vec![4.5, 3.75, 3.25],
        remark: None,
    };
    let mut buffer = Encoder::new().checksum(true).encode::<Report, _>(&report)?;

    // The station was an hour late, and its sensor is off by a quarter of a degree.
    let mut edit = ReportEdit::open(&mut buffer)?; // checked, as by `read_known`
    edit.set_taken(1_795_222_800);
    for celsius in edit.celsius() {
        *celsius -= 0.25;
    }
    assert_eq!(edit.view().station(), "Zürich"); // reading goes on
    drop(edit); // computes the checksum again

    let view = ReportView::read(&buffer)?;
    println!("{} measured {:?}", view.station(), view.celsius());

    // It is the buffer that an encoder would have made of the changed report.
    let changed = Report {
        taken: 1_795_222_800,
        celsius: vec![4.25, 3.5, 3.0],
        ..report
    };
    let anew = Encoder::new()
        .checksum(true)
        .encode::<Report, _>(&changed)?;
    assert_eq!(buffer, anew);
    assert_eq!(Report::decode(&buffer)?, changed);
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
