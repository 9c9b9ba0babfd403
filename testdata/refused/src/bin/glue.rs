//! What a call gives a library lives as long as the call: what halflap-vet calls `viewkept` and
//! `handleclosed` in Go.

#[allow(missing_docs)]
#[path = "../../../glue/rust/src/generated/mod.rs"]
mod generated;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use halflap::Uuid;
use halflap_ffi::{Call, Error, Reply, System};

use generated::glue::{Order, OrderView, Receipt, Stats, Vec3};
use generated::glue_glue::{Cursor, Store, StoreError, StoreScanEach};

struct Keeps {
    last: Mutex<Option<OrderView<'static>>>,
    name: Mutex<&'static str>,
    each: Mutex<Option<&'static StoreScanEach<'static>>>,
    other: Mutex<Option<Arc<dyn Store>>>,
}

impl Store for Keeps {
    /// A view of the request, beyond the call.
    fn put(&self, _: &Call<'_>, order: OrderView<'_>) -> Result<Reply<Receipt>, StoreError> {
        *self.last.lock().unwrap() = Some(order); //~ E0521
        *self.name.lock().unwrap() = order.customer();
        Ok(Reply::new(Receipt::default()))
    }

    /// The call itself, on a thread that may outlive it.
    fn get(&self, call: &Call<'_>, _: Uuid) -> Result<Option<Reply<Order>>, StoreError> {
        let call = *call;
        thread::spawn(move || call.check()); //~ E0521
        Ok(None)
    }

    /// A slice of the caller's memory.
    fn norm(&self, _: &Call<'_>, path: &[Vec3]) -> Result<f64, Error> {
        let sum = thread::spawn(move || path.iter().map(|p| f64::from(p.x)).sum()); //~ E0521
        sum.join().map_err(|_| System::BadRequest.into())
    }

    /// A callback, which is good while the call runs.
    fn scan(&self, _: &Call<'_>, prefix: &str, each: &StoreScanEach<'_>) -> Result<(), StoreError> {
        *self.name.lock().unwrap() = prefix; //~ E0521
        *self.each.lock().unwrap() = Some(each); //~ E0521
        Ok(())
    }

    fn cursor(&self, _: &Call<'_>, filter: &str) -> Result<Arc<dyn Cursor>, StoreError> {
        thread::spawn(move || println!("{filter}")); //~ E0521
        Err(StoreError::backend("there is none"))
    }

    /// Threads that end first may have all of it.
    fn stats(&self, call: &Call<'_>) -> Result<Reply<Stats>, Error> {
        thread::scope(|scope| {
            let one = scope.spawn(|| call.check());
            one.join().unwrap_or(Ok(()))
        })?;
        Ok(Reply::new(Stats::default()))
    }

    /// A share of an object may be kept: it is no borrow.
    fn merge(&self, _: &Call<'_>, other: Arc<dyn Store>) -> Result<u32, StoreError> {
        *self.other.lock().unwrap() = Some(other);
        Ok(0)
    }

    fn child(&self, _: &Call<'_>, _: &str) -> Result<Option<Arc<dyn Store>>, StoreError> {
        Ok(None)
    }

    fn wait(&self, _: &Call<'_>, _: u64) -> Result<(), StoreError> {
        Ok(())
    }

    fn fail(&self, _: &Call<'_>, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

/// A callback's view, beyond the callback.
fn shown(store: &dyn Store) -> Result<(), StoreError> {
    let last = Mutex::new(None);
    let each = StoreScanEach::local(|order| {
        *last.lock().unwrap() = Some(order); //~ E0521
        Ok(true)
    });
    store.scan(&Call::detached(), "", &each)
}

/// A callback, beyond what it captures.
fn counting<'a>() -> StoreScanEach<'a> {
    let count = AtomicU64::new(0);
    StoreScanEach::local(|_| Ok(count.fetch_add(1, Ordering::Relaxed) < 10)) //~ E0373
}

/// A reply holds what owns its memory, or is written at once: never a view.
fn reply(order: OrderView<'_>) -> Reply<OrderView<'_>> {
    Reply::new(order) //~ E0277
}

fn good_reply(order: OrderView<'_>) -> Reply<Order> {
    Reply::encode(&order)
}

/// An object that was given up.
fn closed(store: Arc<dyn Store>) -> Result<Reply<Stats>, Error> {
    drop(store);
    store.stats(&Call::detached()) //~ E0382
}

fn main() {}
