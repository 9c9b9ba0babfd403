//! A way through the orders that a store had when it was asked for it.

use std::sync::{Arc, Mutex, PoisonError};

use halflap::Checked;
use halflap_ffi::{Call, Error, Reply};

use crate::generated::glue::{CursorNextResponse, Order};
use crate::generated::glue_glue::{Cursor, StoreError};

/// Orders, and which one is next.
pub struct Rest {
    orders: Vec<Arc<Checked<Order>>>,
    next: Mutex<usize>,
}

impl Rest {
    /// From the first one on.
    pub fn of(orders: Vec<Arc<Checked<Order>>>) -> Self {
        Rest {
            orders,
            next: Mutex::new(0),
        }
    }
}

impl Cursor for Rest {
    fn next(&self, _: &Call<'_>, max: u32) -> Result<Reply<CursorNextResponse>, StoreError> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let from = *next;
        let count = (self.orders.len() - from).min(max as usize);
        *next += count;
        let orders = self.orders[from..*next].iter();
        let orders: Vec<Order> = orders.map(|order| order.view().into()).collect();
        Ok(Reply::new(orders))
    }

    fn position(&self, _: &Call<'_>) -> Result<u64, Error> {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(*next as u64)
    }
}
