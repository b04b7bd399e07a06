//! The kinds of files that are taken, told from their first bytes and never from a name.

use serde::{Deserialize, Serialize};

/// The kinds of files kept and shown. Nothing that a browser would run (no SVG, no HTML).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the media types say what they are
pub enum FileType {
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/gif")]
    Gif,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "video/mp4")]
    Mp4,
    #[serde(rename = "audio/mp4")]
    M4a,
    #[serde(rename = "audio/mpeg")]
    Mp3,
    #[serde(rename = "audio/ogg")]
    Ogg,
    #[serde(rename = "audio/aac")]
    Aac,
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl FileType {
    /// Every kind.
    pub const ALL: [FileType; 10] = [
        FileType::Jpeg,
        FileType::Png,
        FileType::Gif,
        FileType::Webp,
        FileType::Mp4,
        FileType::M4a,
        FileType::Mp3,
        FileType::Ogg,
        FileType::Aac,
        FileType::Pdf,
    ];

    /// The media type, as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            FileType::Jpeg => "image/jpeg",
            FileType::Png => "image/png",
            FileType::Gif => "image/gif",
            FileType::Webp => "image/webp",
            FileType::Mp4 => "video/mp4",
            FileType::M4a => "audio/mp4",
            FileType::Mp3 => "audio/mpeg",
            FileType::Ogg => "audio/ogg",
            FileType::Aac => "audio/aac",
            FileType::Pdf => "application/pdf",
        }
    }

    /// How the names of such files end, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            FileType::Jpeg => "jpg",
            FileType::Png => "png",
            FileType::Gif => "gif",
            FileType::Webp => "webp",
            FileType::Mp4 => "mp4",
            FileType::M4a => "m4a",
            FileType::Mp3 => "mp3",
            FileType::Ogg => "ogg",
            FileType::Aac => "aac",
            FileType::Pdf => "pdf",
        }
    }

    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, FileType::Jpeg | FileType::Png | FileType::Gif | FileType::Webp)
    }

    /// Whether a browser shows or plays it inside a page.
    pub fn is_inline(self) -> bool {
        self != FileType::Pdf
    }

    /// What a file is, by its first bytes; `None` for everything that is not taken.
    pub fn of_bytes(bytes: &[u8]) -> Option<FileType> {
        let at = |from: usize, wanted: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(wanted));
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        if at(0, b"\xFF\xD8\xFF") {
            Some(FileType::Jpeg)
        } else if at(0, b"\x89PNG\r\n\x1A\n") {
            Some(FileType::Png)
        } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
            Some(FileType::Gif)
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Some(FileType::Webp)
        } else if at(4, b"ftyp") {
            of_brand(bytes.get(8..12)?)
        } else if at(0, b"OggS") {
            // The first page holds one packet, which names its codec.
            let audio: [&[u8]; 3] = [b"OpusHead", b"\x01vorbis", b"Speex"];
            audio.iter().any(|codec| at(28, codec)).then_some(FileType::Ogg)
        } else if at(0, b"ID3") {
            Some(FileType::Mp3)
        } else if byte(0) == 0xFF && byte(1) & 0xF6 == 0xF0 {
            Some(FileType::Aac)
        } else if byte(0) == 0xFF && byte(1) & 0xE6 == 0xE2 && byte(2) & 0xF0 != 0xF0 && byte(2) & 0x0C != 0x0C {
            Some(FileType::Mp3)
        } else if at(0, b"%PDF-") {
            Some(FileType::Pdf)
        } else {
            None
        }
    }

    /// Whether a server that says `declared` may mean this kind. An MP4 holds sound or pictures, and
    /// servers call either by either name.
    pub fn is_called(self, declared: &str) -> bool {
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match self {
            FileType::Jpeg => matches!(declared.as_str(), "image/jpeg" | "image/jpg"),
            FileType::Mp4 | FileType::M4a => matches!(declared.as_str(), "video/mp4" | "audio/mp4" | "audio/x-m4a"),
            FileType::Mp3 => matches!(declared.as_str(), "audio/mpeg" | "audio/mp3"),
            FileType::Aac => matches!(declared.as_str(), "audio/aac" | "audio/aacp"),
            other => declared == other.as_str(),
        }
    }

    /// Whether `declared` names a kind that is taken at all.
    pub fn is_taken(declared: &str) -> bool {
        FileType::ALL.into_iter().any(|kind| kind.is_called(declared))
    }
}

/// An MP4 by its brand. HEIC, AVIF and QuickTime share the form and are not taken.
fn of_brand(brand: &[u8]) -> Option<FileType> {
    match brand {
        b"M4A " | b"M4B " => Some(FileType::M4a),
        b"avc1" | b"dash" | b"M4V " | b"MSNV" => Some(FileType::Mp4),
        brand if brand.starts_with(b"iso") || brand.starts_with(b"mp4") => Some(FileType::Mp4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let ogg = [b"OggS".as_slice(), &[0; 24], b"OpusHead"].concat();
        let video_ogg = [b"OggS".as_slice(), &[0; 24], b"\x80theora"].concat();
        let table: [(&[u8], Option<FileType>); 18] = [
            (b"\xFF\xD8\xFF\xE0....", Some(FileType::Jpeg)),
            (b"\x89PNG\r\n\x1A\n...", Some(FileType::Png)),
            (b"GIF89a...", Some(FileType::Gif)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(FileType::Webp)),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x18ftypisom....", Some(FileType::Mp4)),
            (b"\0\0\0\x18ftypM4A ....", Some(FileType::M4a)),
            (b"\0\0\0\x18ftypheic....", None),
            (b"\0\0\0\x18ftyp", None),
            (&ogg, Some(FileType::Ogg)),
            (&video_ogg, None),
            (b"ID3\x04....", Some(FileType::Mp3)),
            (b"\xFF\xFB\x90\x00", Some(FileType::Mp3)),
            (b"\xFF\xF1\x50\x80", Some(FileType::Aac)),
            (b"%PDF-1.7", Some(FileType::Pdf)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html>", None),
            (b"", None),
        ];
        for (bytes, wanted) in table {
            assert_eq!(FileType::of_bytes(bytes), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn a_kind_goes_by_its_own_names_only() {
        assert!(FileType::Jpeg.is_called("IMAGE/JPEG; charset=binary"));
        assert!(FileType::Mp4.is_called("audio/mp4") && FileType::M4a.is_called("video/mp4"));
        for (kind, wrong) in
            [(FileType::Jpeg, "image/png"), (FileType::Pdf, "text/html"), (FileType::Png, "image/svg+xml")]
        {
            assert!(!kind.is_called(wrong), "{wrong}");
        }
        for untaken in ["image/svg+xml", "text/html", "application/octet-stream", "", "video/quicktime"] {
            assert!(!FileType::is_taken(untaken), "{untaken}");
        }
    }
}
