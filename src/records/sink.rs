//! Where output goes: [`Sink`], a file written whole or not at all, or standard output.
//!
//! Bytes come in, compressed by the file's extension they lie in a temporary file beside it, and [`Sink::finish`]
//! renames that over it. A room of its own because every file the crate writes, models included, should appear this
//! way.

use super::format::Compression;
use super::input::STANDARD;
use crate::error::{Error, ErrorKind, Result};
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempPath;

/// Bytes written at a time.
const BUFFER: usize = 1 << 16;

/// A file or standard output that is being written.
///
/// Nothing is to be seen of a file before [`Sink::finish`]; dropped without it, none appears, an old one stays, and folders
/// that were made for it go again.
pub struct Sink {
    path: PathBuf,
    encoder: Encoder,
    /// None for standard output and devices.
    pending: Option<Pending>,
}

/// A file that has not its name yet.
struct Pending {
    // Before the folders, so that it is gone when they are to go.
    temporary: TempPath,
    target: PathBuf,
    _listed: Listed,
    _made: MadeFolders,
}

/// The temporary files of the process, each with the folders that were made for it.
static UNFINISHED: Mutex<BTreeMap<PathBuf, Vec<PathBuf>>> = Mutex::new(BTreeMap::new());

/// A temporary file that stands in [`UNFINISHED`] as long as this lives.
struct Listed(PathBuf);

/// Folders that were made for a file, the outermost first. Dropped, they go again where nothing lies in them.
struct MadeFolders(Vec<PathBuf>);

type Raw = BufWriter<Box<dyn Write + Send>>;

enum Encoder {
    Plain(Raw),
    Gzip(GzEncoder<Raw>),
    Zstd(zstd::Encoder<'static, Raw>),
}

impl Sink {
    /// Begins to write `path`, or standard output where it is `-`; `.gz` and `.zst` compress. Missing folders above the
    /// file are made, a link is followed, and a file that is replaced hands on its permissions. What is no ordinary
    /// file (a pipe, `/dev/null`) is written as it stands.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where the path cannot be written, [`ErrorKind::Argument`] where it is a folder.
    pub fn create(path: impl AsRef<Path>) -> Result<Sink> {
        let path = path.as_ref();
        if path.as_os_str() == STANDARD {
            return Ok(Sink::standard());
        }
        if path.is_dir() {
            return Err(Error::new(ErrorKind::Argument, "expected a file to write, found a folder").in_file(path));
        }
        let (raw, pending) = open(path).map_err(|e| Error::io(path, e))?;
        let raw = BufWriter::with_capacity(BUFFER, raw);
        let encoder = match Compression::of_path(path) {
            Compression::None => Encoder::Plain(raw),
            Compression::Gzip => Encoder::Gzip(GzEncoder::new(raw, flate2::Compression::default())),
            Compression::Zstd => {
                let encoder = zstd::Encoder::new(raw, zstd::DEFAULT_COMPRESSION_LEVEL).and_then(|mut encoder| {
                    encoder.include_checksum(true)?;
                    Ok(encoder)
                });
                Encoder::Zstd(encoder.map_err(|e| Error::io(path, e))?)
            }
        };
        Ok(Sink { path: path.to_path_buf(), encoder, pending })
    }

    /// Standard output, buffered and not compressed.
    pub fn standard() -> Sink {
        let raw: Raw = BufWriter::with_capacity(BUFFER, Box::new(io::stdout()));
        Sink { path: "standard output".into(), encoder: Encoder::Plain(raw), pending: None }
    }

    /// Removes what sinks anywhere in the process have not finished, for a program that is told to stop and will not drop
    /// them. No sink is to be used after.
    pub fn discard_unfinished() {
        for (temporary, made) in std::mem::take(&mut *unfinished()) {
            // One that has its name by now is none any more.
            let _ = fs::remove_file(temporary);
            drop(MadeFolders(made));
        }
    }

    /// The path that is written, or `standard output`, as errors name it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] with the path; [`Error::is_closed_pipe`] tells whether nobody reads any more.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|e| Error::io(&self.path, e))
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    ///
    /// As [`Sink::put`]; the file is then as it was before.
    pub fn finish(self) -> Result<()> {
        let Sink { path, encoder, pending } = self;
        let finished = match encoder {
            Encoder::Plain(raw) => Ok(raw),
            Encoder::Gzip(encoder) => encoder.finish(),
            Encoder::Zstd(encoder) => encoder.finish(),
        };
        // On Windows an open file cannot be renamed, so it is dropped first.
        let flushed = finished.and_then(|mut raw| raw.flush());
        let renamed = flushed.and_then(|()| match pending {
            Some(Pending { temporary, target, .. }) => temporary.persist(target).map_err(|e| e.error),
            None => Ok(()),
        });
        renamed.map_err(|e| Error::io(path, e))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.encoder {
            Encoder::Plain(raw) => raw.write(bytes),
            Encoder::Gzip(encoder) => encoder.write(bytes),
            Encoder::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.encoder {
            Encoder::Plain(raw) => raw.flush(),
            Encoder::Gzip(encoder) => encoder.flush(),
            Encoder::Zstd(encoder) => encoder.flush(),
        }
    }
}

impl Listed {
    fn new(temporary: &Path, made: &MadeFolders) -> Self {
        unfinished().insert(temporary.to_path_buf(), made.0.clone());
        Listed(temporary.to_path_buf())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

fn unfinished() -> MutexGuard<'static, BTreeMap<PathBuf, Vec<PathBuf>>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MadeFolders {
    fn make(folder: &Path) -> io::Result<Self> {
        let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let mut made = MadeFolders(missing.map(Path::to_path_buf).collect());
        made.0.reverse();
        fs::create_dir_all(folder)?;
        Ok(made)
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        while let Some(folder) = self.0.pop() {
            // One that holds something stays, the finished file above all.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn open(path: &Path) -> io::Result<(Box<dyn Write + Send>, Option<Pending>)> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Ok((Box::new(fs::OpenOptions::new().write(true).open(path)?), None));
    }
    // Through a link, so that the link stays one.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let made = MadeFolders::make(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the process's mask is taken off.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let (file, temporary) = builder.prefix(".unblurb-").tempfile_in(folder)?.into_parts();
    let listed = Listed::new(&temporary, &made);
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    Ok((Box::new(file), Some(Pending { temporary, target, _listed: listed, _made: made })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Input;
    use std::io::Read;
    use tempfile::TempDir;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = TempDir::new().unwrap();
        for name in ["a.txt", "a.txt.gz", "a.txt.zst"] {
            let path = folder.path().join(name).join(name);
            let mut sink = Sink::create(&path).unwrap();
            sink.put(b"new").unwrap();
            assert!(!path.exists());
            sink.finish().unwrap();
            let mut text = String::new();
            Input::file(&path, None).unwrap().open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "new");

            let mut dropped = Sink::create(&path).unwrap();
            dropped.put(&[b'x'; 1 << 20]).unwrap();
            drop(dropped);
            assert_eq!(names(path.parent().unwrap()), [name]);

            drop(Sink::create(path.with_file_name("new").join("newer").join(name)).unwrap());
            assert_eq!(names(path.parent().unwrap()), [name]);
        }
    }

    #[test]
    fn what_cannot_be_written_names_the_path() {
        let folder = TempDir::new().unwrap();
        assert!(Sink::create(folder.path()).err().unwrap().to_string().contains("found a folder"));
        fs::write(folder.path().join("file"), "").unwrap();
        let error = Sink::create(folder.path().join("file/a.txt")).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().contains("a.txt"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay_and_devices_are_written_as_they_stand() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = TempDir::new().unwrap();
        let (file, link) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        let mut sink = Sink::create(&link).unwrap();
        sink.put(b"new").unwrap();
        sink.finish().unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);

        let full = Sink::create("/dev/full").and_then(|mut sink| sink.put(b"x").and_then(|()| sink.finish()));
        assert!(full.unwrap_err().to_string().starts_with("/dev/full: "));
        assert!(!fs::metadata("/dev/full").unwrap().is_file());
    }
}
