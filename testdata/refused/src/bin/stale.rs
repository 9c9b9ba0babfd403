//! A buffer that is in use does not change: what halflap-vet calls `viewstale` in Go.

use std::io::{self, Read};

use halflap::stream::{FrameError, FrameReader};
use halflap::write::EncodeError;
use halflap::{AlignedBuf, Error, Message};
use halflap_testdata::shop::{LineEdit, LineView, Order, OrderView};

fn encoded_again(order: &Order, buffer: &mut AlignedBuf) -> Result<(), EncodeError> {
    let Ok(view) = OrderView::read(buffer) else {
        return Ok(());
    };
    let customer = view.customer();
    order.encode_into(buffer)?; //~ E0502
    println!("{customer}");
    Ok(())
}

fn cleared(buffer: &mut AlignedBuf) -> Result<(), Error> {
    let path = OrderView::read(buffer)?.path();
    buffer.clear(); //~ E0502
    println!("{}", path.len());
    Ok(())
}

fn assigned(mut buffer: Vec<u8>) -> Result<(), Error> {
    let view = OrderView::read(&buffer)?;
    buffer[40] = 0; //~ E0502
    println!("{}", view.customer());
    Ok(())
}

fn read_into(from: &mut impl Read, mut buffer: Vec<u8>) -> io::Result<()> {
    let Ok(view) = OrderView::read(&buffer) else {
        return Ok(());
    };
    from.read_exact(&mut buffer)?; //~ E0502
    println!("{}", view.customer());
    Ok(())
}

/// The longest name of a stream, from a buffer that each message overwrites.
fn longest(mut frames: FrameReader<impl Read>) -> Result<(), FrameError> {
    let mut buffer = AlignedBuf::new();
    let mut longest = "";
    loop {
        let more = frames.read_into(&mut buffer)?; //~ E0502
        if !more {
            println!("{longest}");
            return Ok(());
        }
        let Ok(view) = OrderView::read(&buffer) else {
            continue;
        };
        if view.customer().len() > longest.len() {
            longest = view.customer();
        }
    }
}

fn sent_away(buffer: AlignedBuf) -> Result<(), Error> {
    let view = OrderView::read(&buffer)?;
    drop(buffer); //~ E0505
    println!("{}", view.customer());
    Ok(())
}

fn edited(buffer: &mut [u8]) -> Result<(), Error> {
    let view = LineView::read(buffer)?;
    let mut edit = LineEdit::open(buffer)?; //~ E0502
    edit.set_price(view.price() + 1);
    Ok(())
}

fn good(order: &Order, buffer: &mut AlignedBuf) -> Result<String, Error> {
    let customer = OrderView::read(buffer)?.customer().to_owned();
    assert!(order.encode_into(buffer).is_ok());
    LineEdit::open(buffer)?.set_price(1);
    Ok(customer)
}

fn main() {}
