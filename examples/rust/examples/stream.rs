//! How do I send many messages over one connection?
//!
//! A header says how long its buffer is, so a connection carries buffers end to end; nothing goes
//! between them.

use std::error::Error;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use halflap::stream::{FrameReader, write_frame};
use halflap::{AlignedBuf, Message};
use halflap_examples::weather::{Report, ReportView};

/// More than any report needs: a header that promises more is refused before anything is
/// allocated for it.
const LIMIT: u64 = 1 << 20;

fn send(mut to: impl Write) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut report = Report {
        station: "Zürich".to_owned(),
        taken: 1_795_219_200,
        celsius: vec![4.5, 3.75, 3.25],
        remark: None,
    };
    let mut buffer = AlignedBuf::new(); // reused: its memory is kept from message to message
    for _ in 0..24 {
        report.encode_into(&mut buffer)?;
        write_frame(&mut to, &buffer)?;
        report.taken += 3600;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let sender = thread::spawn(move || send(TcpStream::connect(address)?));

    let (stream, _) = listener.accept()?;
    let mut frames = FrameReader::new(BufReader::new(stream), LIMIT);
    let mut buffer = AlignedBuf::new();
    let (mut count, mut sum) = (0, 0.0);
    while frames.read_into(&mut buffer)? {
        let report = ReportView::read(&buffer)?;
        count += 1;
        sum += report.celsius().iter().sum::<f32>();
    }
    sender
        .join()
        .expect("the sender does not panic")
        .map_err(|error| error.to_string())?;

    println!("{count} reports, {sum} degrees in all");
    assert_eq!((count, sum), (24, 24.0 * 11.5));
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
