//! Orders in memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use halflap::{Checked, Uuid};
use halflap_ffi::{Call, Error, Reply};

use crate::cursor::Rest;
use crate::generated::glue::{Conflict, Order, OrderView, Receipt, Stats, Vec3};
use crate::generated::glue_glue::{Clock, Cursor, Host, Store, StoreError, StoreScanEach};

/// A store takes so many orders.
const ROOM: usize = 1000;

/// How often a call that waits looks whether it still should.
const STEP: Duration = Duration::from_millis(1);

/// An order as it is given out: whoever asks for it reads these bytes.
type Kept = Arc<Checked<Order>>;

/// Orders in the order in which they came.
pub struct Memory {
    clock: Arc<dyn Clock>,
    orders: Mutex<Vec<Kept>>,
    calls: AtomicU64,
    /// It panics when it is destroyed.
    bomb: bool,
}

impl Memory {
    fn new(clock: Arc<dyn Clock>, bomb: bool) -> Self {
        Memory {
            clock,
            orders: Mutex::default(),
            calls: AtomicU64::new(0),
            bomb,
        }
    }

    /// An empty store, if the client's clock is in order.
    ///
    /// # Panics
    /// Where it is as wrong as can be.
    pub fn open(call: &Call<'_>, host: Host) -> Result<Arc<dyn Store>, Error> {
        let now = host.clock.now()?;
        assert!(now != i64::MIN, "the clock has run down");
        if now < 0 {
            return Err(Error::msg("the clock is before 1970"));
        }
        call.check()?;
        Ok(Arc::new(Memory::new(host.clock, false)))
    }

    fn orders(&self) -> MutexGuard<'_, Vec<Kept>> {
        // Nothing that panics runs while they are locked.
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those whose customer begins with `prefix`, as they are now.
    fn matching(&self, prefix: &str) -> Vec<Kept> {
        let orders = self.orders();
        let matches = |order: &&Kept| order.view().customer().starts_with(prefix);
        orders.iter().filter(matches).cloned().collect()
    }

    fn add(&self, order: &Order) -> Result<usize, StoreError> {
        let kept = Checked::encode(order).map_err(|e| StoreError::backend(e.to_string()))?;
        let mut orders = self.orders();
        if orders.iter().any(|other| other.view().id() == order.id) {
            let conflict = Conflict { with: order.id };
            return Err(StoreError::conflict("there is such an order", conflict));
        }
        if orders.len() == ROOM {
            return Err(StoreError::full(format!("there are {ROOM} orders")));
        }
        orders.push(Arc::new(kept));
        Ok(orders.len())
    }

    fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }
}

impl Store for Memory {
    /// An order without a customer gets the name that the clock has for it, one with the note `now`
    /// notes the clock's time.
    fn put(&self, _: &Call<'_>, order: OrderView<'_>) -> Result<Reply<Receipt>, StoreError> {
        self.count();
        if order.id() == Uuid::NIL {
            return Err(StoreError::backend("an order needs an id"));
        }
        let mut order = Order::from(order);
        if order.customer.is_empty() {
            order.customer = self.clock.name(order.id, &order)?;
        }
        if order.note.as_deref() == Some("now") {
            order.note = Some(self.clock.now()?.to_string());
        }
        let number = self.add(&order)? as u64;
        Ok(Reply::new(Receipt {
            id: order.id,
            number,
        }))
    }

    fn get(&self, _: &Call<'_>, id: Uuid) -> Result<Option<Reply<Order>>, StoreError> {
        self.count();
        if id == Uuid::NIL {
            return Err(StoreError::not_found("no order has the id zero"));
        }
        let orders = self.orders();
        let found = orders.iter().find(|order| order.view().id() == id);
        Ok(found.cloned().map(Reply::shared))
    }

    fn norm(&self, _: &Call<'_>, path: &[Vec3]) -> Result<f64, Error> {
        self.count();
        let length = |v: &Vec3| f64::from(v.x * v.x + v.y * v.y + v.z * v.z).sqrt();
        Ok(path.iter().map(length).sum())
    }

    fn scan(
        &self,
        call: &Call<'_>,
        prefix: &str,
        each: &StoreScanEach<'_>,
    ) -> Result<(), StoreError> {
        self.count();
        for order in self.matching(prefix) {
            call.check()?;
            if !each.call(&order.view())? {
                break;
            }
        }
        Ok(())
    }

    fn cursor(&self, _: &Call<'_>, filter: &str) -> Result<Arc<dyn Cursor>, StoreError> {
        self.count();
        if filter.contains('*') {
            return Err(StoreError::backend(
                "a filter is a beginning, not a pattern",
            ));
        }
        Ok(Arc::new(Rest::of(self.matching(filter))))
    }

    fn stats(&self, _: &Call<'_>) -> Result<Reply<Stats>, Error> {
        let stats = Stats {
            orders: self.orders().len() as u64,
            calls: self.calls.load(Ordering::Relaxed),
        };
        self.count();
        Ok(Reply::new(stats))
    }

    /// Takes them by way of a cursor, as it knows nothing of the other store but its interface. The
    /// first order that it can't take ends it.
    fn merge(&self, call: &Call<'_>, other: Arc<dyn Store>) -> Result<u32, StoreError> {
        self.count();
        let cursor = other.cursor(call, "")?;
        let mut taken = 0;
        loop {
            let orders = cursor.next(call, 100)?.into_message()?.value;
            if orders.is_empty() {
                return Ok(taken);
            }
            for order in orders {
                self.add(&order)?;
                taken += 1;
            }
        }
    }

    /// There is room for any name but the empty one. One named `bomb` panics when it is destroyed.
    fn child(&self, _: &Call<'_>, name: &str) -> Result<Option<Arc<dyn Store>>, StoreError> {
        self.count();
        if name.is_empty() {
            return Ok(None);
        }
        let child = Memory::new(Arc::clone(&self.clock), name == "bomb");
        Ok(Some(Arc::new(child)))
    }

    fn wait(&self, call: &Call<'_>, millis: u64) -> Result<(), StoreError> {
        self.count();
        let begun = Instant::now();
        while begun.elapsed().as_millis() < u128::from(millis) {
            call.check()?;
            thread::sleep(STEP);
        }
        Ok(())
    }

    fn fail(&self, _: &Call<'_>, message: &str) -> Result<(), Error> {
        panic!("{message}")
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        assert!(!self.bomb, "the store goes off");
    }
}
