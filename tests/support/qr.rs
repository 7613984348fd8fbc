//! Reads a QR code of a page, as a phone would.

use quircs::Quirc;

use super::client::attributes_of;

/// Pixels of a module's side.
const SCALE: usize = 4;

/// What the code on the page says.
pub fn photographed(page: &str) -> String {
    let view = attributes_of(page, ".fresh-code", "viewBox")
        .pop()
        .expect("a code");
    let side: usize = view
        .rsplit(' ')
        .next()
        .and_then(|side| side.parse().ok())
        .expect("a side");
    let dark = attributes_of(page, ".fresh-code path", "d")
        .pop()
        .expect("modules");
    let mut picture = vec![255; side * side * SCALE * SCALE];
    for module in dark.split("h1v1h-1z").filter(|module| !module.is_empty()) {
        let place = module.strip_prefix('M').and_then(|place| place.split_once(' '));
        let (x, y) = place.expect("a place");
        let (x, y): (usize, usize) = (x.parse().expect("a column"), y.parse().expect("a row"));
        for row in y * SCALE..(y + 1) * SCALE {
            picture[(row * side + x) * SCALE..][..SCALE].fill(0);
        }
    }
    let mut reader = Quirc::default();
    let found = reader.identify(side * SCALE, side * SCALE, &picture).next();
    let read = found
        .expect("it is seen")
        .expect("it has corners")
        .decode()
        .expect("it is whole");
    String::from_utf8(read.payload).expect("a text")
}
