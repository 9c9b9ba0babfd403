//! Writing a tree of blocks as wire.md's one cursor wants it.

/// A block under construction, and what its slots point at.
#[derive(Debug)]
pub(super) struct Block {
    bytes: Vec<u8>,
    /// In order of position.
    slots: Vec<(u32, Target)>,
}

/// What a slot points at.
#[derive(Debug)]
pub(super) enum Target {
    /// A string or bytes.
    Bytes(Vec<u8>),
    /// Elements of a fixed size.
    Elements {
        align: u32,
        count: u32,
        bytes: Vec<u8>,
    },
    /// A vector of messages.
    Blocks { stride: u32, blocks: Vec<Block> },
}

impl Target {
    pub fn u32s(values: &[u32]) -> Self {
        Target::Elements {
            align: 4,
            count: values.len() as u32,
            bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }

    pub fn u64s(values: &[u64]) -> Self {
        Target::Elements {
            align: 8,
            count: values.len() as u32,
            bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }
}

impl Block {
    pub fn new(length: u32) -> Self {
        Block {
            bytes: vec![0; length as usize],
            slots: Vec::new(),
        }
    }

    pub fn len(&self) -> u32 {
        self.bytes.len() as u32
    }

    fn put(mut self, at: usize, bytes: &[u8]) -> Self {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    pub fn u8(self, at: usize, value: u8) -> Self {
        self.put(at, &[value])
    }

    pub fn u32(self, at: usize, value: u32) -> Self {
        self.put(at, &value.to_le_bytes())
    }

    pub fn u64(self, at: usize, value: u64) -> Self {
        self.put(at, &value.to_le_bytes())
    }

    pub fn slot(mut self, at: u32, target: Target) -> Self {
        let place = self.slots.partition_point(|(other, _)| *other < at);
        self.slots.insert(place, (at, target));
        self
    }
}

/// A body: the root block, and behind it everything it points at.
pub(super) fn message(root: Block) -> Vec<u8> {
    let mut body = root.bytes;
    targets(&mut body, 0, root.slots);
    pad(&mut body, 8);
    body
}

fn pad(body: &mut Vec<u8>, align: u32) {
    body.resize(body.len().next_multiple_of(align as usize), 0);
}

/// Writes the targets of a block that lies at `block`. Goes as deep as the description's schema
/// nests: to the names of fields of messages.
fn targets(body: &mut Vec<u8>, block: usize, slots: Vec<(u32, Target)>) {
    for (at, target) in slots {
        let slot = block + at as usize;
        let (align, length) = match &target {
            Target::Bytes(bytes) => (1, bytes.len() as u32),
            Target::Elements { align, count, .. } => (*align, *count),
            Target::Blocks { blocks, .. } => (8, blocks.len() as u32),
        };
        pad(body, align);
        let offset = (body.len() - slot) as u32;
        body[slot..slot + 4].copy_from_slice(&offset.to_le_bytes());
        body[slot + 4..slot + 8].copy_from_slice(&length.to_le_bytes());
        match target {
            Target::Bytes(bytes) | Target::Elements { bytes, .. } => body.extend(bytes),
            Target::Blocks { stride, blocks } => {
                body.extend(stride.to_le_bytes());
                body.extend([0; 4]);
                let first = body.len();
                for block in &blocks {
                    body.extend(&block.bytes);
                }
                for (i, block) in blocks.into_iter().enumerate() {
                    targets(body, first + i * stride as usize, block.slots);
                }
            }
        }
    }
}
