//! What the library has to answer: a model of its handles and stores.

use std::collections::BTreeMap;

use halflap_ffi::System;

use crate::Random;

/// In place of a handle that the library is to choose.
pub const NEW: u64 = u64::MAX;

/// An answer, or an error's domain and code.
pub type Answer = Result<u64, (String, u32)>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Store,
    /// A store that panics when it is destroyed.
    Bomb,
    Cursor,
    Echo,
}

#[derive(Debug)]
struct Object {
    kind: Kind,
    poisoned: bool,
    handles: usize,
    /// The orders' ids.
    orders: Vec<u8>,
}

#[derive(Debug, Default)]
pub struct Model {
    objects: Vec<Object>,
    /// All handles that there ever were: the object, and whether it is open.
    handles: BTreeMap<u64, (usize, bool)>,
    /// How many of them are open.
    live: u64,
    /// The object that waits for its first handle, or for another one.
    waits: Option<usize>,
}

fn system<T>(system: System) -> Result<T, (String, u32)> {
    Err(("halflap".to_owned(), system.code()))
}

impl Model {
    /// A handle to call with: open, closed, or none at all.
    pub fn handle(&self, random: &mut Random) -> u64 {
        // The newest ones are the likeliest to be open.
        let known = (self.handles.len() as u64).clamp(1, 40);
        let newest = self.handles.keys().rev().nth(random.below(known) as usize);
        let handle = newest.copied().unwrap_or(0);
        match random.below(10) {
            0 => handle ^ 1 << random.below(64),
            1 if random.one_in(3) => random.below(u64::MAX),
            2 if random.one_in(3) => 0,
            3 => {
                let open = self.handles.iter().filter(|(_, (_, open))| *open);
                let open: Vec<u64> = open.map(|(handle, _)| *handle).collect();
                let at = random.below(open.len().max(1) as u64) as usize;
                open.get(at).copied().unwrap_or(0)
            }
            _ => handle,
        }
    }

    pub fn live(&self) -> u64 {
        self.live
    }

    pub fn open_handles(&self) -> Vec<u64> {
        let all = self.handles.iter().filter(|(_, (_, open))| *open);
        all.map(|(handle, _)| *handle).collect()
    }

    /// The library has chosen a handle.
    pub fn got(&mut self, handle: u64) {
        let object = self.waits.take().expect("an object waits for a handle");
        let before = self.handles.insert(handle, (object, true));
        assert_eq!(before, None, "the handle {handle:#x} was there before");
        self.objects[object].handles += 1;
        self.live += 1;
    }

    fn wait_for(&mut self, kind: Kind) -> Answer {
        self.objects.push(Object {
            kind,
            poisoned: false,
            handles: 0,
            orders: Vec::new(),
        });
        self.waits = Some(self.objects.len() - 1);
        Ok(NEW)
    }

    /// The object of an open handle.
    fn find(&self, handle: u64) -> Result<usize, (String, u32)> {
        match self.handles.get(&handle) {
            Some((object, true)) => Ok(*object),
            _ if ![0, 77].contains(&(handle >> 52)) => system(System::WrongLibrary),
            _ => system(System::StaleHandle),
        }
    }

    fn object(&self, handle: u64, kind: Kind) -> Result<usize, (String, u32)> {
        let object = self.find(handle)?;
        let Object {
            kind: found,
            poisoned,
            ..
        } = self.objects[object];
        let fits = found == kind || (found, kind) == (Kind::Bomb, Kind::Store);
        match (fits, poisoned) {
            (false, _) => system(System::WrongHandleType),
            (true, true) => system(System::Poisoned),
            (true, false) => Ok(object),
        }
    }

    /// The object that a call is made on, if it is made.
    pub fn use_as(&self, handle: u64, cancelled: bool, kind: Kind) -> Result<usize, (String, u32)> {
        match cancelled {
            true => system(System::Cancelled),
            false => self.object(handle, kind),
        }
    }

    pub fn open(&mut self, kind: Kind, cancelled: bool) -> Answer {
        match cancelled {
            true => system(System::Cancelled),
            false => self.wait_for(kind),
        }
    }

    pub fn clone(&mut self, handle: u64) -> Answer {
        self.waits = Some(self.find(handle)?);
        Ok(NEW)
    }

    pub fn close(&mut self, handle: u64) -> Answer {
        let object = self.find(handle)?;
        self.handles.insert(handle, (object, false));
        let object = &mut self.objects[object];
        object.handles -= 1;
        self.live -= 1;
        match (object.handles, object.kind) {
            (0, Kind::Bomb) => system(System::Panic),
            _ => Ok(0),
        }
    }

    pub fn put(&mut self, handle: u64, cancelled: bool, room: usize, id: u8) -> Answer {
        if room > 0 {
            return system(System::BadRequest);
        }
        let store = self.use_as(handle, cancelled, Kind::Store)?;
        self.add(store, id).map(|()| 0)
    }

    fn add(&mut self, store: usize, id: u8) -> Result<(), (String, u32)> {
        let orders = &mut self.objects[store].orders;
        if orders.contains(&id) {
            return Err(("glue.StoreError".to_owned(), 2));
        }
        orders.push(id);
        Ok(())
    }

    pub fn child(&mut self, handle: u64, cancelled: bool, kind: Kind) -> Answer {
        self.use_as(handle, cancelled, Kind::Store)?;
        self.wait_for(kind)
    }

    pub fn fail(&mut self, handle: u64, cancelled: bool) -> Answer {
        let store = self.use_as(handle, cancelled, Kind::Store)?;
        self.objects[store].poisoned = true;
        system(System::Panic)
    }

    pub fn merge(&mut self, handle: u64, cancelled: bool, other: u64) -> Answer {
        let store = self.use_as(handle, cancelled, Kind::Store)?;
        let other = self.object(other, Kind::Store)?;
        let orders = self.objects[other].orders.clone();
        for &id in &orders {
            self.add(store, id)?;
        }
        Ok(orders.len() as u64)
    }

    pub fn flag(&self, handle: u64, cancelled: bool, value: u8) -> Answer {
        self.use_as(handle, cancelled, Kind::Echo)?;
        match value {
            0 | 1 => Ok(value.into()),
            _ => system(System::BadRequest),
        }
    }

    pub fn text(&self, handle: u64, sound: bool) -> Answer {
        self.object(handle, Kind::Echo)?;
        match sound {
            true => Ok(0),
            false => system(System::BadRequest),
        }
    }
}
