//! What is read lives as long as the buffer: what halflap-vet calls `viewkept` in Go.

use std::cell::RefCell;
use std::sync::mpsc;
use std::thread;

use halflap::{AlignedBuf, Editing, Error};
use halflap_testdata::shop::{LineView, Order, OrderEdit, OrderView};

/// In a variable outside of the buffer's scope.
fn variable(bytes: &[u8]) -> Result<(), Error> {
    let customer;
    {
        let buffer = AlignedBuf::from(bytes);
        customer = OrderView::read(&buffer)?.customer(); //~ E0597
    }
    println!("{customer}");
    Ok(())
}

fn returned(bytes: &[u8]) -> Result<OrderView<'static>, Error> {
    let buffer = AlignedBuf::from(bytes);
    OrderView::read(&buffer) //~ E0515
}

fn element(bytes: Vec<u8>) -> Result<Option<LineView<'static>>, Error> {
    let view = OrderView::read(&bytes)?;
    Ok(view.lines().get(0)) //~ E0515
}

/// In a thing that lives longer.
struct Index<'a> {
    names: Vec<&'a str>,
    last: Option<OrderView<'a>>,
}

impl<'a> Index<'a> {
    /// Both lifetimes are named: then the compiler has no code for it.
    fn named<'b>(&mut self, order: OrderView<'b>) {
        self.last = Some(order); //~ lifetime
    }

    fn text(&mut self, order: OrderView<'_>) {
        self.names.push(order.customer()); //~ E0621
    }

    fn view(&mut self, order: OrderView<'_>) {
        self.last = Some(order); //~ E0621
    }

    fn good(&mut self, order: OrderView<'a>) {
        self.names.push(order.customer());
        self.last = Some(order);
    }
}

thread_local! {
    static LAST: RefCell<Option<OrderView<'static>>> = const { RefCell::new(None) };
}

fn global(order: OrderView<'_>) {
    LAST.set(Some(order)); //~ E0521
}

/// In a thread that may live longer.
fn thread(order: OrderView<'_>) {
    thread::spawn(move || println!("{}", order.customer())); //~ E0521
}

fn sent(order: OrderView<'_>, to: &mpsc::Sender<&'static str>) {
    let _ = to.send(order.customer()); //~ E0521
}

/// A thread that ends first may have it.
fn good_thread(order: OrderView<'_>) {
    thread::scope(|scope| {
        scope.spawn(|| println!("{}", order.customer()));
    });
}

/// An edit, beyond the buffer that it changes.
fn edit(bytes: &[u8]) -> Result<Editing<'static, Order>, Error> {
    let mut buffer = AlignedBuf::from(bytes);
    OrderEdit::open(&mut buffer) //~ E0515
}

/// What owns its memory stays.
fn good_copies(bytes: &[u8]) -> Result<(Order, String), Error> {
    let buffer = AlignedBuf::from(bytes);
    let view = OrderView::read(&buffer)?;
    Ok((Order::from(view), view.customer().to_owned()))
}

fn main() {}
