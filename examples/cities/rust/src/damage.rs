//! Damaged copies of a buffer. Views hand out parts of the buffer itself, so that their addresses
//! tell where to strike.

use std::error::Error;
use std::fs;
use std::path::Path;

use halflap::AlignedBuf;

use crate::generated::cities::WorldView;

/// The root block comes right after the header.
const HEADER: usize = 40;

/// What each copy suffers, by its file's name.
type Damage = fn(&mut Vec<u8>, &Places);

const DAMAGES: [(&str, Damage); 5] = [
    // The last eight bytes never arrived.
    ("cut-short", |bytes, _| bytes.truncate(bytes.len() - 8)),
    // The slot of `cities`, at 8 in the root block, points eight bytes too far.
    ("moved-slot", |bytes, _| {
        bytes[HEADER + 8] = bytes[HEADER + 8].wrapping_add(8);
    }),
    // A byte that occurs in no UTF-8, in the middle of a name.
    ("bad-text", |bytes, places| bytes[places.name + 1] = 0xff),
    // The first country's key is now above the second's.
    ("keys-out-of-order", |bytes, places| {
        bytes[places.key] = b'Z'
    }),
    // The header says that there is a checksum, but there is none.
    ("wrong-checksum", |bytes, _| bytes[6] |= 1),
];

/// Where in the buffer things lie.
struct Places {
    /// The name of the city in the middle of the list.
    name: usize,
    /// The first key of `countries`.
    key: usize,
}

/// Writes five copies of a file into a folder, each with another damage.
pub fn copies(file: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let buffer = AlignedBuf::from(fs::read(file)?.as_slice());
    let world = WorldView::read(&buffer)?;
    let cities = world.cities();
    let city = cities.get(cities.len() / 2).ok_or("there is no city")?;
    let (key, _) = world
        .countries()
        .iter()
        .next()
        .ok_or("there is no country")?;
    let at = |text: &str| text.as_ptr().addr() - buffer.as_ptr().addr();
    let places = Places {
        name: at(city.name()),
        key: at(key),
    };
    fs::create_dir_all(folder)?;
    for (name, damage) in DAMAGES {
        let mut bytes = buffer.to_vec();
        damage(&mut bytes, &places);
        fs::write(folder.join(format!("{name}.halflap")), bytes)?;
    }
    Ok(())
}
