//! The data sets of the benches, made from a fixed seed. `benches/go` makes the same in Go; a
//! check compares the bytes of both.

use halflap_testdata::log::{Address, Log, Logs};
use halflap_testdata::mesh::{Mesh, Triangle, Vec3};

/// Entries of the log.
pub const ENTRIES: usize = 10_000;
/// Triangles of the mesh.
pub const TRIANGLES: usize = 125_000;

const USERS: [&str; 8] = [
    "-", "alice", "bob", "carmen", "dmitri", "eleni", "farid", "grace",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const METHODS: [&str; 4] = ["GET", "GET", "GET", "POST"];
const ROUTES: [&str; 8] = [
    "/favicon.ico",
    "/css/index.css",
    "/css/font-awsome.min.css",
    "/img/logo-full.svg",
    "/img/splash.jpg",
    "/api/login",
    "/api/logout",
    "/articles/read/next",
];
const CODES: [u16; 8] = [200, 200, 200, 200, 304, 400, 404, 500];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, by the upper half of the next number.
    fn below(&mut self, n: u64) -> u64 {
        ((self.next() >> 32) * n) >> 32
    }

    fn pick<T: Copy, const N: usize>(&mut self, from: &[T; N]) -> T {
        from[self.below(N as u64) as usize]
    }

    /// In `[0, 1)`, with the 24 bits that an `f32` holds exactly.
    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }
}

/// The log of a web server.
pub fn logs() -> Logs {
    logs_of(ENTRIES)
}

/// The same log, with so many entries.
pub fn logs_of(entries: usize) -> Logs {
    let mut random = Random(1);
    let entry = |_| {
        let bytes = random.next().to_le_bytes();
        let userid = random.pick(&USERS).to_owned();
        let (day, month) = (random.below(28) + 1, random.pick(&MONTHS));
        let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
        let method = random.pick(&METHODS);
        let route = random.pick(&ROUTES);
        Log {
            address: Address {
                x0: bytes[0],
                x1: bytes[1],
                x2: bytes[2],
                x3: bytes[3],
            },
            identity: "-".to_owned(),
            userid,
            date: format!("{day}/{month}/2026:{hour:02}:{minute:02}:{second:02} +0000"),
            request: format!("{method} {route} HTTP/1.1"),
            code: random.pick(&CODES),
            size: random.below(100_000_000),
        }
    };
    Logs {
        logs: (0..entries).map(entry).collect(),
    }
}

/// A mesh of triangles that have nothing to do with each other.
pub fn mesh() -> Mesh {
    let mut random = Random(2);
    let mut corner = || Vec3 {
        x: random.unit(),
        y: random.unit(),
        z: random.unit(),
    };
    let triangle = |_| Triangle {
        v0: corner(),
        v1: corner(),
        v2: corner(),
        normal: corner(),
    };
    Mesh {
        triangles: (0..TRIANGLES).map(triangle).collect(),
    }
}
