//! What a film or a phone's photograph tells besides what it shows: where and when it was taken.
//!
//! MP4, MOV, M4A, HEIC and AVIF are boxes within boxes (ISO/IEC 14496-12, `QuickTime` File Format). They are not made anew
//! as other pictures are: what tells is made illegible where it stands. The file keeps its length, so that whatever is
//! found by its place stays there. What can't be read as boxes is left as it is.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

/// Boxes in one other, at most; and bytes of a table.
const BOXES: usize = 10_000;
const TABLE: u64 = 16 * 1024 * 1024;

/// What is needed to show a film, of what stands at its top, in its head and in each of its tracks. What is not named
/// here is taken out.
const TOP: [&[u8; 4]; 8] = [
    b"ftyp", b"mdat", b"mfra", b"sidx", b"ssix", b"styp", b"pdin", b"wide",
];
const HEAD: [&[u8; 4]; 5] = [b"mvhd", b"mvex", b"iods", b"pssh", b"cmov"];
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
    let mut boxes = Boxes { file, left: end };
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
    for part in top {
        match &part.kind {
            b"moov" => boxes.head(part)?,
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
                kind if HEAD.contains(&kind) => {}
                _ => self.blank(part)?,
            }
        }
        Ok(())
    }

    fn track(&mut self, track: Part) -> io::Result<()> {
        let parts = self.within(track.body, track.end)?;
        for part in parts {
            match &part.kind {
                b"mdia" => {
                    if !self.media(part)? {
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

    fn fragment(&mut self, fragment: Part) -> io::Result<()> {
        for part in self.within(fragment.body, fragment.end)? {
            match &part.kind {
                b"traf" => {
                    for part in self.within(part.body, part.end)? {
                        if matches!(&part.kind, b"udta" | b"meta") {
                            self.blank(part)?;
                        }
                    }
                }
                b"mfhd" | b"pssh" => {}
                _ => self.blank(part)?,
            }
        }
        Ok(())
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
        for (id, method, start, bytes) in Places(&table).read().unwrap_or_default() {
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

/// Where the items of a photograph lie (ISO/IEC 14496-12, 8.11.3): the id, how that is to be read, the place, the length.
struct Places<'a>(&'a [u8]);

impl Places<'_> {
    /// `None` where it ends too early.
    fn read(mut self) -> Option<Vec<(u64, u64, u64, u64)>> {
        let version = self.take(1)?;
        self.take(3)?;
        let (sizes, more) = (self.take(1)?, self.take(1)?);
        let (wide, long, base, index) = (
            sizes >> 4,
            sizes & 15,
            more >> 4,
            if version > 0 { more & 15 } else { 0 },
        );
        let id = if version < 2 { 2 } else { 4 };
        let mut found = Vec::new();
        for _ in 0..self.take(id)? {
            let item = self.take(id)?;
            let method = if version > 0 { self.take(2)? & 15 } else { 0 };
            self.take(2)?;
            let base = self.take(base)?;
            for _ in 0..self.take(2)? {
                self.take(index)?;
                let start = base.saturating_add(self.take(wide)?);
                found.push((item, method, start, self.take(long)?));
            }
        }
        Some(found)
    }

    /// A number of so many bytes.
    fn take(&mut self, bytes: u64) -> Option<u64> {
        let (first, rest) = self.0.split_at_checked(usize::try_from(bytes).ok()?)?;
        self.0 = rest;
        Some(number(first))
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
        part("trak", &[&header("tkhd"), &media, &part("udta", &[b"PLACE"])])
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
