//! The file in which the fake platforms remember what they took: one JSON line an item.
//!
//! Owns the promise that an item is on the disk before its sender hears that it was taken, and that a
//! crash in the middle of a line costs that line only (nobody was told about it).

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

use super::SentItem;

/// The open file and the length of its good part.
pub(super) struct Store {
    file: File,
    length: u64,
}

impl Store {
    /// Opens or makes the file and reads it.
    pub(super) fn open(path: &Path) -> anyhow::Result<(Store, Vec<SentItem>)> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .with_context(|| format!("opening {}", path.display()))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(|| format!("reading {}", path.display()))?;
        let (items, length) = read(&bytes).with_context(|| format!("reading {}", path.display()))?;
        // What is torn must not run into the next line.
        file.set_len(length).with_context(|| format!("cutting {}", path.display()))?;
        Ok((Store { file, length }, items))
    }

    /// Writes one item down; when this returns without an error it is on the disk.
    pub(super) fn append(&mut self, item: &SentItem) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(item)?;
        line.push(b'\n');
        let written = self.write(&line);
        if written.is_err() {
            // Half a line is no item; should cutting fail too, the next write overwrites it.
            let _ = self.file.set_len(self.length);
            return written;
        }
        self.length = self.length.saturating_add(u64::try_from(line.len())?);
        Ok(())
    }

    fn write(&mut self, line: &[u8]) -> anyhow::Result<()> {
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(line)?;
        self.file.sync_data()?;
        Ok(())
    }
}

/// The items and the length of the good part. Only the last line may be bad.
fn read(bytes: &[u8]) -> anyhow::Result<(Vec<SentItem>, u64)> {
    let mut items = Vec::new();
    let mut length = 0u64;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let is_last = lines.peek().is_none();
        let item = if line.ends_with(b"\n") { serde_json::from_slice(line).ok() } else { None };
        match item {
            Some(item) => items.push(item),
            None if is_last => break,
            None => return Err(anyhow!("line {} is not an item", index.saturating_add(1))),
        }
        length = length.saturating_add(u64::try_from(line.len())?);
    }
    Ok((items, length))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    fn line(id: &str) -> Vec<u8> {
        let item = SentItem {
            id: id.to_owned(),
            at: "2026-03-30T09:00:00Z".parse().unwrap(),
            platform: "x".to_owned(),
            inbox: None,
            kind: "reply".to_owned(),
            to: None,
            in_reply_to: Some("5".to_owned()),
            text: "é".to_owned(),
            status: "accepted".to_owned(),
            body: serde_json::json!({"text": "é"}),
        };
        let mut line = serde_json::to_vec(&item).unwrap();
        line.push(b'\n');
        line
    }

    #[test]
    fn a_line_torn_anywhere_costs_that_line_only() {
        let whole = line("1");
        let next = line("2");
        for cut in 0..next.len() {
            let bytes = [whole.as_slice(), &next[..cut]].concat();
            let (items, length) = read(&bytes).unwrap();
            assert_eq!((items.len(), length), (1, whole.len() as u64), "cut at {cut}");
        }
        assert_eq!(read(&[whole, next].concat()).unwrap().0.len(), 2);
        assert_eq!(read(b"").unwrap().0.len(), 0);
    }

    #[test]
    fn a_bad_line_in_the_middle_is_told() {
        let bytes = [line("1"), b"oops\n".to_vec(), line("2")].concat();
        assert_eq!(read(&bytes).unwrap_err().to_string(), "line 2 is not an item");
    }

    #[test]
    fn instants_are_written_with_milliseconds() {
        let text = String::from_utf8(line("1")).unwrap();
        assert!(text.contains(r#""at":"2026-03-30T09:00:00.000Z""#), "{text}");
    }
}
