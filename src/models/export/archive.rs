//! A ZIP file that is written from its beginning to its end, so that it need not be anywhere at once.
//!
//! By PKWARE's APPNOTE 6.3.10: deflated entries with a data descriptor behind each (4.3.9), names in UTF-8, and the
//! 64-bit end (4.3.14) that all readers of the last decades know. A single entry stays below 4 GiB.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// Version 4.5 knows 64 bits.
const VERSION: u16 = 45;

/// Sizes come behind (bit 3), names are UTF-8 (bit 11).
const FLAGS: u16 = 1 << 3 | 1 << 11;

const DEFLATED: u16 = 8;

/// The first of January 1980: what is in the files says when it was.
const DATE: u16 = 1 << 5 | 1;

/// Says that the number is in the 64-bit field.
const ELSEWHERE: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct Archive {
    offset: u64,
    entries: Vec<Entry>,
    open: Option<Open>,
}

/// The entry that is being written.
struct Open {
    name: String,
    offset: u64,
    crc: Crc,
    deflate: DeflateEncoder<Vec<u8>>,
    packed: u64,
    bytes: u64,
}

/// One that is.
struct Entry {
    name: String,
    offset: u64,
    crc: u32,
    packed: u32,
    bytes: u32,
}

impl Archive {
    /// The head of an entry. The one before has ended.
    pub fn begin(&mut self, name: &str) -> Vec<u8> {
        let mut head = Vec::with_capacity(64);
        put32(&mut head, 0x0403_4b50);
        put16(&mut head, VERSION);
        put16(&mut head, FLAGS);
        put16(&mut head, DEFLATED);
        put16(&mut head, 0);
        put16(&mut head, DATE);
        // Checksum and sizes.
        for none in [0; 3] {
            put32(&mut head, none);
        }
        put16(&mut head, length(name));
        put16(&mut head, 0);
        head.extend_from_slice(name.as_bytes());
        self.open = Some(Open {
            name: name.to_owned(),
            offset: self.offset,
            crc: Crc::new(),
            deflate: DeflateEncoder::new(Vec::new(), Compression::fast()),
            packed: 0,
            bytes: 0,
        });
        self.sent(head)
    }

    /// More of the open entry, as far as it is packed.
    pub fn write(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        open.crc.update(bytes);
        open.bytes += bytes.len() as u64;
        // Into memory, which takes everything.
        let _ = open.deflate.write_all(bytes);
        let packed = std::mem::take(open.deflate.get_mut());
        open.packed += packed.len() as u64;
        self.sent(packed)
    }

    /// The rest of the open entry, and what it came to.
    pub fn end(&mut self) -> Vec<u8> {
        let Some(mut open) = self.open.take() else {
            return Vec::new();
        };
        let _ = open.deflate.try_finish();
        let mut rest = std::mem::take(open.deflate.get_mut());
        open.packed += rest.len() as u64;
        let entry = Entry {
            name: open.name,
            offset: open.offset,
            crc: open.crc.sum(),
            packed: u32::try_from(open.packed).unwrap_or(ELSEWHERE),
            bytes: u32::try_from(open.bytes).unwrap_or(ELSEWHERE),
        };
        put32(&mut rest, 0x0807_4b50);
        put32(&mut rest, entry.crc);
        put32(&mut rest, entry.packed);
        put32(&mut rest, entry.bytes);
        self.entries.push(entry);
        self.sent(rest)
    }

    /// The directory of all entries, which makes it a file.
    pub fn finish(&self) -> Vec<u8> {
        let mut end = Vec::new();
        for entry in &self.entries {
            entry.list(&mut end);
        }
        let (count, size) = (self.entries.len() as u64, end.len() as u64);
        let directory_end = self.offset + size;
        // The 64-bit record and where it is, then the old one, which refers to it.
        put32(&mut end, 0x0606_4b50);
        put64(&mut end, 44);
        put16(&mut end, VERSION);
        put16(&mut end, VERSION);
        put32(&mut end, 0);
        put32(&mut end, 0);
        put64(&mut end, count);
        put64(&mut end, count);
        put64(&mut end, size);
        put64(&mut end, self.offset);
        put32(&mut end, 0x0706_4b50);
        put32(&mut end, 0);
        put64(&mut end, directory_end);
        put32(&mut end, 1);
        put32(&mut end, 0x0605_4b50);
        put16(&mut end, 0);
        put16(&mut end, 0);
        let few = u16::try_from(count).unwrap_or(u16::MAX);
        put16(&mut end, few);
        put16(&mut end, few);
        put32(&mut end, u32::try_from(size).unwrap_or(ELSEWHERE));
        put32(&mut end, u32::try_from(self.offset).unwrap_or(ELSEWHERE));
        put16(&mut end, 0);
        end
    }

    fn sent(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        self.offset += bytes.len() as u64;
        bytes
    }
}

impl Entry {
    fn list(&self, directory: &mut Vec<u8>) {
        put32(directory, 0x0201_4b50);
        put16(directory, VERSION);
        put16(directory, VERSION);
        put16(directory, FLAGS);
        put16(directory, DEFLATED);
        put16(directory, 0);
        put16(directory, DATE);
        put32(directory, self.crc);
        put32(directory, self.packed);
        put32(directory, self.bytes);
        put16(directory, length(&self.name));
        let near = u32::try_from(self.offset).ok().filter(|near| *near != ELSEWHERE);
        put16(directory, if near.is_some() { 0 } else { 12 });
        // No comment, one disk, no attributes.
        for none in [0; 3] {
            put16(directory, none);
        }
        put32(directory, 0);
        put32(directory, near.unwrap_or(ELSEWHERE));
        directory.extend_from_slice(self.name.as_bytes());
        if near.is_none() {
            put16(directory, 1);
            put16(directory, 8);
            put64(directory, self.offset);
        }
    }
}

fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(u16::MAX)
}

fn put16(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put64(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}
