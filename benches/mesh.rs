//! 125,000 triangles of plain numbers.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use halflap::{AlignedBuf, Message};
use halflap_testdata::mesh::{Mesh, MeshView, Vec3};

pub fn mesh(criterion: &mut Criterion) {
    let owned = crate::data::mesh();
    let buffer = owned.to_halflap().expect("the mesh fits");
    let view = MeshView::read(&buffer).expect("what is written is read");
    let mut group = criterion.benchmark_group("mesh");
    group.throughput(Throughput::Bytes(buffer.len() as u64));

    let mut copy = AlignedBuf::from(&buffer[..]);
    group.bench_function("memcpy", |bench| {
        bench.iter(|| {
            copy.as_mut_slice().copy_from_slice(black_box(&buffer));
            black_box(copy.as_slice());
        });
    });
    let mut reused = AlignedBuf::new();
    group.bench_function("encode", |bench| {
        bench.iter(|| {
            black_box(&owned).encode_into(&mut reused).expect("it fits");
            black_box(reused.as_slice());
        });
    });
    group.bench_function("validate", |bench| {
        bench.iter(|| MeshView::read(black_box(&buffer)).is_ok());
    });
    group.bench_function("read", |bench| bench.iter(|| read(black_box(view))));
    group.bench_function("decode", |bench| {
        bench.iter(|| Mesh::decode(black_box(&buffer)).expect("it is good"));
    });
    group.finish();
}

/// Reads every number of every triangle.
fn read(mesh: MeshView<'_>) -> f32 {
    let sum = |v: Vec3| v.x + v.y + v.z;
    mesh.triangles()
        .iter()
        .map(|triangle| {
            sum(triangle.v0) + sum(triangle.v1) + sum(triangle.v2) + sum(triangle.normal)
        })
        .sum()
}
