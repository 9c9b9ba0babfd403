//! Messages of several types come in: which one is this?

use std::error::Error;

use halflap::{AlignedBuf, Header, Message};
use halflap_examples::weather::{Alarm, AlarmView, Level, Report, ReportView};

/// Reads the type from the header, without looking at anything else.
fn handle(buffer: &[u8]) -> Result<String, Box<dyn Error>> {
    match Header::peek(buffer)?.type_id() {
        Report::TYPE_ID => {
            let report = ReportView::read(buffer)?;
            Ok(format!("{}: {:?}", report.station(), report.celsius()))
        }
        Alarm::TYPE_ID => {
            let alarm = AlarmView::read(buffer)?;
            Ok(format!("{}: {:?}!", alarm.station(), alarm.level()))
        }
        other => Err(format!("a message of unknown type {other:02x?}").into()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let report = Report {
        station: "Zürich".to_owned(),
        taken: 1_795_219_200,
        celsius: vec![4.5, 3.75],
        remark: None,
    };
    let alarm = Alarm {
        station: "Säntis".to_owned(),
        level: Level::WARNING,
    };
    let inbox: [AlignedBuf; 2] = [report.to_halflap()?, alarm.to_halflap()?];
    for buffer in &inbox {
        println!("{}", handle(buffer)?);
    }

    assert!(handle(b"something else altogether, but long enough").is_err());
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
