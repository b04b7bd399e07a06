//! The places where files are kept: what they promise, and that a folder is never left.

use couture::files::{Files, Folder, Memory};
use jiff::{SignedDuration, Timestamp};

const KEY: &str = "0123456789abcdef01234567.png";
const NOW: &str = "2026-03-30T09:00:00Z";

async fn keeps_reads_and_forgets(files: Files) {
    let now: Timestamp = NOW.parse().unwrap();
    let later = |days: i64| now + SignedDuration::from_hours(24 * days);
    files.delete(KEY, now).await.unwrap();
    assert_eq!(files.get(KEY, None, now).await.unwrap(), None);
    files.put(KEY, b"0123456789".to_vec(), now).await.unwrap();
    let read = async |span, at| files.get(KEY, span, at).await.unwrap();
    let whole = read(None, now).await.unwrap();
    assert_eq!((whole.bytes.as_slice(), whole.start, whole.total), (b"0123456789".as_slice(), 0, 10));
    for (span, wanted, start) in
        [((2, 4), "234", 2), ((8, 99), "89", 8), ((0, u64::MAX), "0123456789", 0), ((10, 20), "", 10), ((5, 1), "", 5)]
    {
        let part = read(Some(span), now).await.unwrap();
        assert_eq!((part.bytes.as_slice(), part.start, part.total), (wanted.as_bytes(), start, 10), "{span:?}");
    }
    assert!(read(None, later(29)).await.is_some());
    assert_eq!(read(None, later(30)).await, None, "not served, even while it is still there");
    files.forget_old(later(29)).await;
    assert!(read(None, now).await.is_some());
    files.forget_old(later(30)).await;
    assert_eq!(read(None, now).await, None);
}

#[tokio::test]
async fn memory_keeps_reads_and_forgets() {
    keeps_reads_and_forgets(Files::Memory(Memory::default())).await;
}

#[tokio::test]
async fn a_folder_keeps_reads_and_forgets_and_is_never_left() {
    let path = std::env::temp_dir().join(format!("couture-files-{}", std::process::id()));
    let files = Files::Folder(Folder::at(path.clone()));
    keeps_reads_and_forgets(files.clone()).await;
    let now: Timestamp = NOW.parse().unwrap();
    for key in ["../outside.png", "/etc/passwd", ""] {
        assert!(files.put(key, Vec::new(), now).await.is_err(), "{key}");
        assert!(files.get(key, None, now).await.is_err(), "{key}");
    }
    std::fs::remove_dir_all(path).unwrap();
}
