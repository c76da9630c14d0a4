//! Which files to read: [`Input`], a file or standard input with its format and compression.
//!
//! Paths of files and folders come in, inputs leave in a fixed order, and [`destinations`] names the file each is
//! written to below a folder. A room of its own because what counts as an input is settled here, before anything is
//! read.

use super::format::{Compression, Format};
use crate::error::{Error, ErrorKind, Result};
use flate2::bufread::MultiGzDecoder;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The path that stands for standard input and output.
pub(super) const STANDARD: &str = "-";

/// Bytes read at a time.
const BUFFER: usize = 1 << 16;

/// A file to read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    path: PathBuf,
    relative: PathBuf,
    format: Format,
    compression: Compression,
}

impl Input {
    /// The inputs that `paths` stand for, in their order: a file is itself, a folder every file below it whose
    /// extension is known, sorted by name; links are followed, hidden files and folders left out. `-` is standard
    /// input, and so is an empty list.
    ///
    /// `from` is the format of all of them; without it the extension decides, and a named file with an unknown one, or
    /// standard input, is text. It does not change which files of a folder are read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where a path does not exist or a folder cannot be read, [`ErrorKind::Argument`] where a folder
    /// has no file to read, a named file is of a format that is not supported yet, or standard input is named twice.
    pub fn find<P: AsRef<Path>>(paths: &[P], from: Option<Format>) -> Result<Vec<Input>> {
        Input::find_where(|_| true, paths, from, &mut Err)
    }

    /// As [`Input::find`], but hands the error of a path that cannot be read, named or below a folder, to `pass_over`, and
    /// goes on with the others unless that gives it back.
    ///
    /// # Errors
    ///
    /// What `pass_over` gives back, [`ErrorKind::Argument`] where standard input is named twice.
    pub fn find_readable<P: AsRef<Path>>(
        paths: &[P],
        from: Option<Format>,
        mut pass_over: impl FnMut(Error) -> Result<()>,
    ) -> Result<Vec<Input>> {
        Input::find_where(|_| true, paths, from, &mut pass_over)
    }

    /// As [`Input::find`], but of a folder only the files whose records have named fields: those that can hold labelled
    /// data, without the notes beside them.
    ///
    /// # Errors
    ///
    /// As [`Input::find`].
    pub fn find_labelled<P: AsRef<Path>>(paths: &[P], from: Option<Format>) -> Result<Vec<Input>> {
        Input::find_where(Format::has_fields, paths, from, &mut Err)
    }

    /// Standard input in the format `from`, or text.
    pub fn standard(from: Option<Format>) -> Input {
        let format = from.unwrap_or(Format::Text);
        let relative = Path::new("stdin").with_extension(format.extensions()[0]);
        Input { path: STANDARD.into(), relative, format, compression: Compression::None }
    }

    /// The file at `path`, in the format `from` or by its extension, else text. It is not opened.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where its format is one that is not supported yet.
    pub fn file(path: impl AsRef<Path>, from: Option<Format>) -> Result<Input> {
        let path = path.as_ref();
        let format = match from {
            Some(format) => format,
            None => Format::of_path(path)?.unwrap_or(Format::Text),
        };
        let relative = path.file_name().map_or_else(|| path.to_path_buf(), PathBuf::from);
        Ok(Input { path: path.to_path_buf(), relative, format, compression: Compression::of_path(path) })
    }

    /// Its path as it was named or found, `-` for standard input.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path below the folder that was named; the file name alone where the file itself was named.
    pub fn relative(&self) -> &Path {
        &self.relative
    }

    /// Its format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its compression.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// Whether it is standard input.
    pub fn is_standard(&self) -> bool {
        self.path.as_os_str() == STANDARD
    }

    /// Whether `path` is this very file, by whatever name or symbolic link; writing it would replace the input.
    pub fn is_same_file(&self, path: &Path) -> bool {
        matches!((self.true_path(), path.canonicalize()), (Some(ours), Ok(theirs)) if ours == theirs)
    }

    /// Its path without symbolic links; `None` for standard input and what is not there.
    pub fn true_path(&self) -> Option<PathBuf> {
        if self.is_standard() { None } else { self.path.canonicalize().ok() }
    }

    /// Opens it: its bytes, decompressed, all members or frames one after the other. No bytes at all are no bytes in
    /// every compression.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where it cannot be opened.
    pub fn open(&self) -> Result<Box<dyn BufRead + Send>> {
        if self.is_standard() {
            let mut bytes = BufReader::with_capacity(BUFFER, io::stdin());
            // Standard input has no name to tell by.
            let start = bytes.fill_buf().map_err(|e| self.error(e))?;
            let compression = match start {
                [0x1f, 0x8b, ..] => Compression::Gzip,
                [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
                _ => Compression::None,
            };
            return decompress(bytes, compression).map_err(|e| self.error(e));
        }
        self.open_file().map_err(|e| self.error(e))
    }

    /// The error of reading it, with its path.
    pub(super) fn error(&self, error: io::Error) -> Error {
        let error = match self.compression.extension() {
            // The decoders' own messages ("corrupt deflate stream") do not say what was expected.
            Some(name) => io::Error::new(error.kind(), format!("reading .{name}: {error}")),
            None => error,
        };
        Error::io(&self.path, error)
    }

    fn find_where<P: AsRef<Path>>(
        takes: fn(Format) -> bool,
        paths: &[P],
        from: Option<Format>,
        pass_over: &mut dyn FnMut(Error) -> Result<()>,
    ) -> Result<Vec<Input>> {
        let mut inputs = Vec::new();
        for path in paths.iter().map(AsRef::as_ref) {
            if path.as_os_str() == STANDARD {
                inputs.push(Input::standard(from));
                continue;
            }
            let found = std::fs::metadata(path).map_err(|e| Error::io(path, e)).and_then(|metadata| {
                if metadata.is_dir() {
                    Input::below(path, takes, from, pass_over)
                } else {
                    Ok(vec![Input::file(path, from)?])
                }
            });
            match found {
                Ok(found) => inputs.extend(found),
                Err(e) => pass_over(e)?,
            }
        }
        if paths.is_empty() {
            inputs.push(Input::standard(from));
        }
        if inputs.iter().filter(|input| input.is_standard()).count() > 1 {
            return Err(Error::new(ErrorKind::Argument, "standard input is named twice, but can be read only once"));
        }
        Ok(inputs)
    }

    fn open_file(&self) -> io::Result<Box<dyn BufRead + Send>> {
        let mut bytes = BufReader::with_capacity(BUFFER, File::open(&self.path)?);
        if self.compression != Compression::None && bytes.fill_buf()?.is_empty() {
            return Ok(Box::new(bytes));
        }
        decompress(bytes, self.compression)
    }

    fn below(
        folder: &Path,
        takes: fn(Format) -> bool,
        from: Option<Format>,
        pass_over: &mut dyn FnMut(Error) -> Result<()>,
    ) -> Result<Vec<Input>> {
        let mut inputs = Vec::new();
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.path())) {
            let entry = match entry {
                Ok(entry) => entry,
                // A link back to a folder above leads to nothing new, and a hidden one is left out wherever it leads.
                Err(e) if e.loop_ancestor().is_some() || e.depth() > 0 && e.path().is_some_and(is_hidden) => continue,
                Err(e) => {
                    let path = e.path().unwrap_or(folder).to_path_buf();
                    // Its own message names the path once more.
                    let reason = e.into_io_error().unwrap_or_else(|| io::Error::other("cannot be read"));
                    pass_over(Error::io(path, reason))?;
                    continue;
                }
            };
            // A format that is not supported yet is no more than an unknown one where nobody named the file.
            let Ok(Some(format)) = Format::of_path(entry.path()) else { continue };
            if entry.file_type().is_file() && takes(format) {
                let mut input = Input::file(entry.path(), Some(from.unwrap_or(format)))?;
                if let Ok(relative) = entry.path().strip_prefix(folder) {
                    input.relative = relative.to_path_buf();
                }
                inputs.push(input);
            }
        }
        if inputs.is_empty() {
            let formats = Format::ALL.into_iter().filter(|format| takes(*format));
            let mut known: Vec<&str> = Vec::new();
            for extension in formats.flat_map(Format::extensions) {
                if !known.contains(extension) {
                    known.push(extension);
                }
            }
            let known: Vec<_> = known.into_iter().map(|extension| format!(".{extension}")).collect();
            let message = format!("no file to read in this folder, expected {} (also .gz, .zst)", known.join(" "));
            return Err(Error::new(ErrorKind::Argument, message).in_file(folder));
        }
        Ok(inputs)
    }
}

/// The file each of `inputs` is written to below `folder`: its relative path, with the extension of the format `to`, or
/// of the one it is cleaned to, where that is another one than its own. One path an input, in their order; nothing is
/// created.
///
/// # Errors
///
/// [`ErrorKind::Argument`] where two inputs would be written to the same file.
pub fn destinations(inputs: &[Input], folder: &Path, to: Option<Format>) -> Result<Vec<PathBuf>> {
    let mut taken = HashMap::new();
    let mut paths = Vec::with_capacity(inputs.len());
    for input in inputs {
        let mut relative = input.relative.clone();
        let to = to.unwrap_or(input.format.cleaned());
        if to != input.format {
            relative = Compression::strip(&relative).with_extension(to.extensions()[0]);
            if let Some(extension) = input.compression.extension() {
                relative.as_mut_os_string().push(format!(".{extension}"));
            }
        }
        let path = folder.join(relative);
        if let Some(other) = taken.insert(path.clone(), &input.path) {
            let message = format!("{} and {} would both be written here", other.display(), input.path.display());
            return Err(Error::new(ErrorKind::Argument, message).in_file(path));
        }
        paths.push(path);
    }
    Ok(paths)
}

/// The bytes as they were before they were compressed.
fn decompress(bytes: impl BufRead + Send + 'static, compression: Compression) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(match compression {
        Compression::None => Box::new(bytes),
        Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(bytes))),
        Compression::Zstd => Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::with_buffer(bytes)?)),
    })
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::{Read, Write};
    use tempfile::TempDir;

    /// A file `name` that holds `bytes`, in a folder that lives as long as the first value.
    pub(in crate::records) fn input(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, Input) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let input = Input::file(path, None).unwrap();
        (folder, input)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn folders_are_walked_in_order_and_only_known_files_read() {
        let folder = TempDir::new().unwrap();
        for name in ["b/2.txt", "b/10.jsonl.gz", "a.csv", "c.png", "d.parquet", "b/.git/x.txt", ".e.md"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = Input::find(&[folder.path()], None).unwrap();
        let relative: Vec<_> = found.iter().map(|input| input.relative().to_str().unwrap()).collect();
        assert_eq!(relative, ["a.csv", "b/10.jsonl.gz", "b/2.txt"]);
        assert_eq!(found[1].format(), Format::Jsonl);
        assert_eq!(found[1].compression(), Compression::Gzip);

        assert_eq!(Input::find_labelled(&[folder.path()], None).unwrap(), found[..2]);

        let named = Input::find(&[folder.path().join("c.png")], None).unwrap();
        assert_eq!((named[0].format(), named[0].relative()), (Format::Text, Path::new("c.png")));
        assert!(named[0].is_same_file(&folder.path().join("b/../c.png")));
        assert!(!named[0].is_same_file(&folder.path().join("a.csv")));

        let out = Path::new("out");
        assert_eq!(destinations(&found, out, None).unwrap()[1], out.join("b/10.jsonl.gz"));
        assert_eq!(destinations(&found, out, Some(Format::Csv)).unwrap()[1], out.join("b/10.csv.gz"));
        let clash = destinations(&[found.clone(), found].concat(), out, None).unwrap_err();
        assert!(clash.to_string().starts_with("out/a.csv: "), "{clash}");
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_below_a_folder_costs_itself() {
        let folder = TempDir::new().unwrap();
        for link in ["a", ".b.txt"] {
            std::os::unix::fs::symlink("nowhere", folder.path().join(link)).unwrap();
        }
        std::fs::write(folder.path().join("c.txt"), "").unwrap();
        let mut errors = Vec::new();
        let found = Input::find_readable(&[folder.path()], None, |e| {
            errors.push(e.to_string());
            Ok(())
        });
        assert_eq!(found.unwrap().len(), 1);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with(&format!("{}: ", folder.path().join("a").display())), "{errors:?}");
        assert_eq!(Input::find(&[folder.path()], None).unwrap_err().kind(), ErrorKind::Io);
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let folder = TempDir::new().unwrap();
        let missing = Input::find(&[folder.path().join("none.txt")], None).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::Io);
        assert!(missing.to_string().contains("none.txt"));
        let empty = Input::find(&[folder.path()], None).unwrap_err();
        assert!(empty.to_string().contains(".ndjson"), "{empty}");
        assert!(Input::find(&["page.html"], None).is_err());
        assert_eq!(Input::find(&["-", "-"], None).unwrap_err().kind(), ErrorKind::Argument);
        assert!(Input::find::<&str>(&[], None).unwrap()[0].is_standard());
    }

    #[test]
    fn all_members_and_frames_are_read() {
        let frame = |bytes: &[u8]| zstd::encode_all(bytes, 1).unwrap();
        for (name, bytes) in [
            ("a.txt.gz", [gzip(b"one "), gzip(b"two")].concat()),
            ("a.txt.zst", [frame(b"one "), frame(b"two")].concat()),
            ("a.txt", b"one two".to_vec()),
        ] {
            let (_folder, input) = input(name, bytes);
            let mut text = String::new();
            input.open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "one two", "{name}");
        }
    }
}
