//! What a film or a phone's photograph tells besides what it shows: where and when it was taken.
//!
//! MP4, MOV, M4A, HEIC and AVIF are boxes within boxes (ISO/IEC 14496-12, `QuickTime` File Format). They are not made anew
//! as other pictures are: what tells is made illegible where it stands. The file keeps its length, so that whatever is
//! found by its place stays there. What can't be read as boxes is left as it is.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

/// Boxes in one other, at most; and bytes of a table.
const BOXES: usize = 10_000;
const TABLE: u64 = 16 * 1024 * 1024;

/// What is needed to show a film, of what stands at its top, in its head, in what a piece has of a track, and in each of
/// its tracks. What is not named here is taken out.
const TOP: [&[u8; 4]; 8] = [
    b"ftyp", b"mdat", b"mfra", b"sidx", b"ssix", b"styp", b"pdin", b"wide",
];
const HEAD: [&[u8; 4]; 5] = [b"mvhd", b"mvex", b"iods", b"pssh", b"cmov"];
const PIECE: [&[u8; 4]; 10] = [
    b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc",
];
const TRACK: [&[u8; 4]; 8] = [
    b"tkhd", b"edts", b"tref", b"trgr", b"load", b"matt", b"clip", b"tapt",
];
/// What is seen, heard or read. Other tracks are what a camera measured, such as its way.
const SHOWN: [&[u8; 4]; 10] = [
    b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"auxv", b"pict", b"hint",
];

/// Kinds of photographs, as they name themselves.
const PHOTOGRAPHS: [&[u8; 4]; 10] = [
    b"mif1", b"msf1", b"miaf", b"heic", b"heix", b"heim", b"heis", b"hevc", b"avif", b"avis",
];

/// Whether a file begins with a box. No text does: the first of them is not as long as its letters would say.
pub(super) fn is_boxes(head: &[u8]) -> bool {
    let kind = head.get(4..8).and_then(|kind| kind.try_into().ok());
    let is_known = |kind: &[u8; 4]| [b"ftyp", b"moov", b"wide", b"mdat", b"skip", b"free"].contains(&kind);
    head.first() == Some(&0) && kind.is_some_and(is_known)
}

/// Takes out what tells.
///
/// # Errors
/// When the file can't be read or written.
pub(super) fn take_out(file: &mut File) -> io::Result<()> {
    let end = file.metadata()?.len();
    let mut boxes = Boxes {
        file,
        left: end,
        unseen: Vec::new(),
        same: HashMap::new(),
    };
    let top = boxes.within(0, end)?;
    let is_photograph = match top.first() {
        Some(first) if first.kind == *b"ftyp" => {
            let named = boxes.table(*first)?;
            named
                .chunks_exact(4)
                .any(|name| PHOTOGRAPHS.iter().any(|known| known[..] == *name))
        }
        _ => false,
    };
    if !top
        .iter()
        .any(|part| [b"moov", b"moof", b"meta"].contains(&&part.kind))
    {
        // Something else, or a part of a film that nothing plays.
        return boxes.file.rewind();
    }
    // Its head says which tracks are to be seen, wherever it stands.
    for head in top.iter().filter(|part| part.kind == *b"moov") {
        boxes.head(*head)?;
    }
    for part in top {
        match &part.kind {
            b"moov" => {}
            b"moof" => boxes.fragment(part)?,
            b"meta" if is_photograph => boxes.items(part)?,
            kind if TOP.contains(&kind) => {}
            _ => boxes.blank(part)?,
        }
    }
    boxes.file.rewind()
}

/// One box: where it begins, where what it holds begins, and where that ends.
#[derive(Debug, Clone, Copy)]
struct Part {
    kind: [u8; 4],
    start: u64,
    body: u64,
    end: u64,
}

struct Boxes<'a> {
    file: &'a mut File,
    /// Bytes of samples that may still be overwritten: a table may name the same ones again and again.
    left: u64,
    /// The tracks that are neither seen nor heard, and how long the samples of a track are where its pieces don't say.
    unseen: Vec<u64>,
    same: HashMap<u64, u64>,
}

impl Boxes<'_> {
    /// The boxes between these places.
    fn within(&mut self, mut start: u64, end: u64) -> io::Result<Vec<Part>> {
        let mut found = Vec::new();
        while end.saturating_sub(start) >= 8 && found.len() < BOXES {
            let head = self.read(start, 8)?;
            let (size, kind) = (number(&head[..4]), [head[4], head[5], head[6], head[7]]);
            let (size, body) = match size {
                0 => (end - start, start + 8),
                1 if end - start >= 16 => (number(&self.read(start + 8, 8)?), start + 16),
                size => (size, start + 8),
            };
            let Some(after) = start.checked_add(size).filter(|after| *after >= body) else {
                break;
            };
            let part = Part {
                kind,
                start,
                body: body.min(end),
                end: after.min(end),
            };
            found.push(part);
            start = part.end;
        }
        Ok(found)
    }

    fn head(&mut self, head: Part) -> io::Result<()> {
        for part in self.within(head.body, head.end)? {
            match &part.kind {
                b"trak" => self.track(part)?,
                b"mvhd" => self.times(part)?,
                b"mvex" => self.pieces(part)?,
                kind if HEAD.contains(&kind) => {}
                _ => self.blank(part)?,
            }
        }
        Ok(())
    }

    /// What is said beforehand of the pieces of a film.
    fn pieces(&mut self, part: Part) -> io::Result<()> {
        for part in self.within(part.body, part.end)? {
            let said = self.table(part)?;
            if part.kind == *b"trex" && said.len() >= 20 {
                self.same.insert(number(&said[4..8]), number(&said[16..20]));
            }
        }
        Ok(())
    }

    fn track(&mut self, track: Part) -> io::Result<()> {
        let parts = self.within(track.body, track.end)?;
        let mut id = None;
        if let Some(head) = parts.iter().find(|part| part.kind == *b"tkhd") {
            let said = self.table(*head)?;
            // Its times come before.
            let at = if said.first() == Some(&1) { 20 } else { 12 };
            id = said.get(at..at + 4).map(number);
        }
        for part in parts {
            match &part.kind {
                b"mdia" => {
                    if !self.media(part)? {
                        self.unseen.extend(id);
                        return self.blank(track);
                    }
                }
                b"tkhd" => self.times(part)?,
                kind if TRACK.contains(&kind) => {}
                _ => self.blank(part)?,
            }
        }
        Ok(())
    }

    /// Says whether it is seen or heard; what it holds is gone where it isn't.
    fn media(&mut self, media: Part) -> io::Result<bool> {
        let parts = self.within(media.body, media.end)?;
        let mut shown = true;
        for part in &parts {
            match &part.kind {
                b"mdhd" => self.times(*part)?,
                b"hdlr" => {
                    let said = self.table(*part)?;
                    shown = said
                        .get(8..12)
                        .is_none_or(|kind| SHOWN.iter().any(|known| known[..] == *kind));
                    // What the camera calls itself.
                    self.zero(part.body + 24, part.end)?;
                }
                _ => {}
            }
        }
        if !shown {
            self.samples(&parts)?;
        }
        Ok(shown)
    }

    /// Overwrites what a track has among the data of all.
    fn samples(&mut self, media: &[Part]) -> io::Result<()> {
        let Some(minf) = media.iter().find(|part| part.kind == *b"minf") else {
            return Ok(());
        };
        let parts = self.within(minf.body, minf.end)?;
        let Some(stbl) = parts.iter().find(|part| part.kind == *b"stbl") else {
            return Ok(());
        };
        let tables = self.within(stbl.body, stbl.end)?;
        let (mut same, mut sizes, mut runs, mut chunks) = (0, Vec::new(), Vec::new(), Vec::new());
        for part in tables {
            let table = self.table(part)?;
            let rows = |from: usize, width: usize| table.get(from..).unwrap_or_default().chunks_exact(width);
            match &part.kind {
                b"stsz" => {
                    same = table.get(4..8).map_or(0, number);
                    sizes = rows(12, 4).map(number).collect();
                }
                b"stsc" => {
                    let run = |row: &[u8]| (number(&row[..4]), number(&row[4..8]));
                    runs = rows(8, 12).map(run).collect();
                }
                b"stco" => chunks = rows(8, 4).map(number).collect(),
                b"co64" => chunks = rows(8, 8).map(number).collect(),
                _ => {}
            }
        }
        let mut sizes = sizes.into_iter();
        let mut runs = runs.into_iter().peekable();
        let mut samples = 0;
        for (chunk, start) in (1_u64..).zip(chunks) {
            if let Some((_, many)) = runs.next_if(|(first, _)| *first <= chunk) {
                samples = many;
            }
            let bytes: u64 = match same {
                0 => sizes
                    .by_ref()
                    .take(usize::try_from(samples).unwrap_or(usize::MAX))
                    .sum(),
                same => same.saturating_mul(samples),
            };
            self.zero_some(start, bytes)?;
        }
        Ok(())
    }

    /// A piece of a film whose data lies piece by piece.
    fn fragment(&mut self, fragment: Part) -> io::Result<()> {
        // Where nothing else is said, the data of a track follows that of the one before.
        let mut after = fragment.start;
        for part in self.within(fragment.body, fragment.end)? {
            match &part.kind {
                b"traf" => after = self.piece(part, fragment.start, after)?,
                b"mfhd" | b"pssh" => {}
                _ => self.blank(part)?,
            }
        }
        Ok(())
    }

    /// What a piece has of one track. Says where its data ends.
    fn piece(&mut self, piece: Part, fragment: u64, after: u64) -> io::Result<u64> {
        let parts = self.within(piece.body, piece.end)?;
        let mut head = None;
        if let Some(part) = parts.iter().find(|part| part.kind == *b"tfhd") {
            head = PieceHead::read(&self.table(*part)?);
        }
        let Some(head) = head else { return Ok(after) };
        let base = head
            .base
            .unwrap_or(if head.from_fragment { fragment } else { after });
        let is_unseen = self.unseen.contains(&head.track);
        let same = head.same.or(self.same.get(&head.track).copied());
        let mut next = base;
        for part in parts.iter().filter(|part| part.kind == *b"trun") {
            let table = self.table(*part)?;
            let Some(run) = Run::read(&table, same.unwrap_or_default()) else {
                continue;
            };
            next = run.start.map_or(next, |start| base.saturating_add_signed(start));
            if is_unseen {
                self.zero_some(next, run.bytes)?;
            }
            next = next.saturating_add(run.bytes);
        }
        if is_unseen {
            self.blank(piece)?;
        } else {
            for part in parts.into_iter().filter(|part| !PIECE.contains(&&part.kind)) {
                self.blank(part)?;
            }
        }
        Ok(next)
    }

    /// Overwrites what a photograph holds besides pictures.
    fn items(&mut self, meta: Part) -> io::Result<()> {
        // Its version comes first.
        let parts = self.within(meta.body + 4, meta.end)?;
        let find = |kind: &[u8; 4]| parts.iter().find(|part| part.kind == *kind).copied();
        let (Some(infos), Some(places)) = (find(b"iinf"), find(b"iloc")) else {
            return Ok(());
        };
        let count = match self.table(infos)?.first() {
            Some(0) => 2,
            _ => 4,
        };
        let mut telling = Vec::new();
        for info in self.within(infos.body + 4 + count, infos.end)? {
            let said = self.table(info)?;
            let width = if said.first() == Some(&3) { 4 } else { 2 };
            let kind = said.get(4 + width + 2..4 + width + 6);
            if kind.is_some_and(|kind| [b"Exif", b"mime", b"uri "].iter().any(|known| known[..] == *kind)) {
                telling.push(number(&said[4..4 + width]));
            }
        }
        let inside = find(b"idat");
        let table = self.table(places)?;
        for (id, method, start, bytes) in places_in(Fields(&table)).unwrap_or_default() {
            let base = match (method, inside) {
                (0, _) => 0,
                (1, Some(inside)) => inside.body,
                _ => continue,
            };
            if telling.contains(&id) {
                self.zero_some(base.saturating_add(start), bytes)?;
            }
        }
        Ok(())
    }

    /// When it was made and changed.
    fn times(&mut self, part: Part) -> io::Result<()> {
        let bytes = match self.read(part.body, 1)?.first() {
            Some(1) => 16,
            _ => 8,
        };
        self.zero(part.body + 4, (part.body + 4 + bytes).min(part.end))
    }

    /// Makes it room that nobody uses.
    fn blank(&mut self, part: Part) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(part.start + 4))?;
        self.file.write_all(b"free")?;
        self.zero(part.body, part.end)
    }

    fn zero_some(&mut self, start: u64, bytes: u64) -> io::Result<()> {
        let length = self.file.metadata()?.len();
        let end = start.saturating_add(bytes.min(self.left)).min(length);
        self.left -= end.saturating_sub(start);
        self.zero(start, end)
    }

    fn zero(&mut self, start: u64, end: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(start))?;
        io::copy(&mut io::repeat(0).take(end.saturating_sub(start)), &mut self.file)?;
        Ok(())
    }

    /// What a box of no great length holds.
    fn table(&mut self, part: Part) -> io::Result<Vec<u8>> {
        self.read(part.body, (part.end - part.body).min(TABLE))
    }

    fn read(&mut self, start: u64, bytes: u64) -> io::Result<Vec<u8>> {
        let mut found = Vec::new();
        self.file.seek(SeekFrom::Start(start))?;
        (&mut *self.file).take(bytes).read_to_end(&mut found)?;
        Ok(found)
    }
}

/// What begins a piece of a track (ISO/IEC 14496-12, 8.8.7).
struct PieceHead {
    track: u64,
    /// Where its data is counted from; the beginning of the piece, or what came before, where it doesn't say.
    base: Option<u64>,
    from_fragment: bool,
    /// Bytes of each of its samples.
    same: Option<u64>,
}

impl PieceHead {
    /// `None` where it ends too early.
    fn read(table: &[u8]) -> Option<Self> {
        let mut fields = Fields(table);
        let flags = fields.take(4)?;
        let track = fields.take(4)?;
        let base = fields.take_if(flags, 0x1, 8)?;
        fields.take_if(flags, 0x2, 4)?;
        fields.take_if(flags, 0x8, 4)?;
        let same = fields.take_if(flags, 0x10, 4)?;
        Some(Self {
            track,
            base,
            from_fragment: flags & 0x2_0000 != 0,
            same,
        })
    }
}

/// Samples that lie one after the other (8.8.8): where, counted from the base, and how long they are together.
struct Run {
    start: Option<i64>,
    bytes: u64,
}

impl Run {
    /// `None` where it ends too early.
    fn read(table: &[u8], same: u64) -> Option<Self> {
        let mut fields = Fields(table);
        let flags = fields.take(4)?;
        let count = fields.take(4)?;
        let start = fields.take_if(flags, 0x1, 4)?;
        fields.take_if(flags, 0x4, 4)?;
        // It may be before the base.
        let start = start.and_then(|start| u32::try_from(start).ok());
        let start = start.map(|start| i64::from(start.cast_signed()));
        if flags & 0x200 == 0 {
            let bytes = same.saturating_mul(count);
            return Some(Self { start, bytes });
        }
        let mut bytes = 0_u64;
        for _ in 0..count {
            fields.take_if(flags, 0x100, 4)?;
            bytes = bytes.saturating_add(fields.take(4)?);
            fields.take_if(flags, 0x400, 4)?;
            fields.take_if(flags, 0x800, 4)?;
        }
        Some(Self { start, bytes })
    }
}

/// Where the items of a photograph lie (8.11.3): the id, how that is to be read, the place, the length. `None` where it
/// ends too early.
fn places_in(mut fields: Fields<'_>) -> Option<Vec<(u64, u64, u64, u64)>> {
    let version = fields.take(1)?;
    fields.take(3)?;
    let (sizes, more) = (fields.take(1)?, fields.take(1)?);
    let (wide, long, base, index) = (
        sizes >> 4,
        sizes & 15,
        more >> 4,
        if version > 0 { more & 15 } else { 0 },
    );
    let id = if version < 2 { 2 } else { 4 };
    let mut found = Vec::new();
    for _ in 0..fields.take(id)? {
        let item = fields.take(id)?;
        let method = if version > 0 { fields.take(2)? & 15 } else { 0 };
        fields.take(2)?;
        let base = fields.take(base)?;
        for _ in 0..fields.take(2)? {
            fields.take(index)?;
            let start = base.saturating_add(fields.take(wide)?);
            found.push((item, method, start, fields.take(long)?));
        }
    }
    Some(found)
}

/// Numbers that stand one after the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    /// A number of so many bytes.
    fn take(&mut self, bytes: u64) -> Option<u64> {
        let (first, rest) = self.0.split_at_checked(usize::try_from(bytes).ok()?)?;
        self.0 = rest;
        Some(number(first))
    }

    /// One that is there only with this flag.
    #[expect(
        clippy::option_option,
        reason = "it may be left out, or the table may end too early"
    )]
    fn take_if(&mut self, flags: u64, flag: u64, bytes: u64) -> Option<Option<u64>> {
        if flags & flag == 0 {
            return Some(None);
        }
        self.take(bytes).map(Some)
    }
}

/// A number of up to eight bytes, the largest part first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use tempfile::tempfile;

    use super::*;

    fn part(kind: &str, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        let size = u32::try_from(body.len() + 8).expect("it is short");
        [&size.to_be_bytes(), kind.as_bytes(), &body].concat()
    }

    fn handler(kind: &str) -> Vec<u8> {
        part("hdlr", &[&[0; 8], kind.as_bytes(), &[0; 12], b"TheCamera\0"])
    }

    fn header(kind: &str) -> Vec<u8> {
        part(kind, &[&[0; 4], b"MADEDONE", b"and the rest"])
    }

    fn track_head(id: u32) -> Vec<u8> {
        part("tkhd", &[&[0; 4], b"MADEDONE", &id.to_be_bytes()])
    }

    fn track(kind: &str, chunk: u32) -> Vec<u8> {
        let table = part(
            "stbl",
            &[
                &part(
                    "stsz",
                    &[
                        &[0; 8],
                        &2_u32.to_be_bytes(),
                        &3_u32.to_be_bytes(),
                        &7_u32.to_be_bytes(),
                    ],
                ),
                &part(
                    "stsc",
                    &[
                        &[0; 4],
                        &1_u32.to_be_bytes(),
                        &1_u32.to_be_bytes(),
                        &2_u32.to_be_bytes(),
                        &[0; 4],
                    ],
                ),
                &part("stco", &[&[0; 4], &1_u32.to_be_bytes(), &chunk.to_be_bytes()]),
            ],
        );
        let media = part(
            "mdia",
            &[&header("mdhd"), &handler(kind), &part("minf", &[&table])],
        );
        part("trak", &[&track_head(chunk), &media, &part("udta", &[b"PLACE"])])
    }

    fn taken_out(bytes: &[u8]) -> Vec<u8> {
        let mut file = tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        take_out(&mut file).expect("it is read");
        let mut left = Vec::new();
        file.read_to_end(&mut left).expect("it is read");
        assert_eq!(left.len(), bytes.len(), "nothing moves");
        left
    }

    fn has(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    }

    #[test]
    fn a_film_keeps_what_is_seen_and_heard_and_nothing_of_where_it_was_taken() {
        let begin = part("ftyp", &[b"qt  ", &[0; 4]]);
        let data = part("mdat", &[b"PICTURES..", b"GPSGPSGPSG"]);
        let first = u32::try_from(begin.len() + 8).expect("it is short");
        let head = part(
            "moov",
            &[
                &header("mvhd"),
                &track("vide", first),
                &track("meta", first + 10),
                &part("meta", &[b"+48.8566+002.3522"]),
                &part("gps ", &[b"48.8566"]),
            ],
        );
        let film = [
            begin,
            data,
            head,
            part("uuid", &[b"PLACE"]),
            part("free", &[b"PLACE"]),
        ]
        .concat();
        for word in [
            "PICTURES..",
            "GPS",
            "48.8566",
            "PLACE",
            "MADE",
            "DONE",
            "TheCamera",
        ] {
            assert!(has(&film, word), "{word}");
        }
        let left = taken_out(&film);
        for word in ["PICTURES..", "ftypqt", "vide", "stco", "and the rest"] {
            assert!(has(&left, word), "{word}");
        }
        for word in ["GPS", "48.8566", "PLACE", "MADE", "DONE", "TheCamera"] {
            assert!(!has(&left, word), "{word}");
        }
        assert_eq!(taken_out(&left), left, "once is enough");
    }

    /// How it is told where the data of a track lies: each has its own place, or follows the one before.
    fn in_pieces(is_told: bool) -> Vec<u8> {
        let media = |kind: &str| part("mdia", &[&header("mdhd"), &handler(kind)]);
        let track = |id: u32, kind: &str| part("trak", &[&track_head(id), &media(kind)]);
        let defaults = |id: u32| {
            let numbers = [0, id, 1, 0, 5, 0].map(u32::to_be_bytes);
            part("trex", &[&numbers.concat()])
        };
        let head = part(
            "moov",
            &[
                &header("mvhd"),
                &track(1, "vide"),
                &track(2, "meta"),
                &part("mvex", &[&defaults(1), &defaults(2)]),
            ],
        );
        let begin = [part("ftyp", &[b"iso5", &[0; 4], b"iso5"]), head].concat();
        let piece = |id: u32, start: usize, sizes: &[u32]| {
            let start = u32::try_from(start).expect("it is short");
            let (head, run) = if is_told {
                ([0x2_0000, id].to_vec(), [0x1 | 0x100 | 0x200, 2, start].to_vec())
            } else if id == 1 {
                ([0, id].to_vec(), [0x1 | 0x100 | 0x200, 2, start].to_vec())
            } else {
                ([0, id].to_vec(), [0, 2].to_vec())
            };
            let bytes = |numbers: Vec<u32>| {
                numbers
                    .into_iter()
                    .flat_map(u32::to_be_bytes)
                    .collect::<Vec<u8>>()
            };
            let rows = sizes.iter().flat_map(|size| [7, *size]).collect::<Vec<u32>>();
            let rows = if run[0] == 0 { Vec::new() } else { bytes(rows) };
            let unknown = part("uuid", &[b"PLACE"]);
            part(
                "traf",
                &[
                    &part("tfhd", &[&bytes(head)]),
                    &part("trun", &[&bytes(run), &rows]),
                    &unknown,
                ],
            )
        };
        let fragment = |start: usize| {
            part(
                "moof",
                &[
                    &part("mfhd", &[&[0; 8]]),
                    &piece(1, start, &[4, 6]),
                    &piece(2, start + 10, &[5, 5]),
                ],
            )
        };
        let fragment = fragment(fragment(0).len() + 8);
        let data = part("mdat", &[b"PICTURES..", b"GPSGPSGPSG"]);
        [begin, fragment.clone(), data.clone(), fragment, data].concat()
    }

    #[test]
    fn a_film_in_pieces_keeps_nothing_of_what_a_camera_measured() {
        for is_told in [true, false] {
            let film = in_pieces(is_told);
            let left = taken_out(&film);
            let pictures = left.windows(10).filter(|window| window == b"PICTURES..");
            assert_eq!(pictures.count(), 2, "all that is seen");
            for word in ["GPS", "PLACE", "MADE"] {
                assert!(has(&film, word) && !has(&left, word), "{word}");
            }
            assert_eq!(taken_out(&left), left, "once is enough");
            for end in 0..film.len() {
                taken_out(&film[..end]);
            }
        }
    }

    #[test]
    fn a_photograph_keeps_its_picture_and_nothing_of_where_it_was_taken() {
        let info = |id: u8, kind: &[u8; 4]| part("infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind, b"\0"]);
        let names = part(
            "iinf",
            &[&[0, 0, 0, 0, 0, 2], &info(1, b"hvc1"), &info(2, b"Exif")],
        );
        let begin = part("ftyp", &[b"heic", &[0; 4], b"mif1heic"]);
        let place = |id: u8, start: usize| {
            let start = u32::try_from(start).expect("it is short").to_be_bytes();
            [&[0, id, 0, 0, 0, 0, 0, 1], &start[..], &6_u32.to_be_bytes()].concat()
        };
        let head = |first: usize| {
            let places = [place(1, first), place(2, first + 6)].concat();
            let places = part("iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 2], &places]);
            [&begin[..], &part("meta", &[&[0; 4], &names, &places])].concat()
        };
        let first = head(0).len() + 8;
        let photograph = [head(first), part("mdat", &[b"PIXELS", b"GPSGPS"])].concat();
        let left = taken_out(&photograph);
        assert!(has(&left, "PIXELS") && has(&left, "Exif"));
        assert!(!has(&left, "GPS"));
    }

    #[test]
    fn what_is_none_of_these_stays_as_it_is() {
        assert!(!is_boxes(b"I'm free to go") && !is_boxes(b"\0\0\0"));
        let other = part("free", &[b"as in freedom"]);
        assert!(is_boxes(&other));
        assert_eq!(taken_out(&other), other);
    }

    #[test]
    fn what_is_broken_is_left_without_end_or_panic() {
        let film = [
            part("ftyp", &[b"qt  "]),
            part("moov", &[&track("meta", 0), &track("meta", u32::MAX)]),
        ]
        .concat();
        for end in 0..film.len() {
            taken_out(&film[..end]);
        }
        let mut odd = film;
        for place in 0..odd.len() {
            for byte in [0, 1, 255] {
                let before = std::mem::replace(&mut odd[place], byte);
                taken_out(&odd);
                odd[place] = before;
            }
        }
    }
}
