use std::fs::{remove_file, File, OpenOptions};
use std::io::{Error, Read, Write};
use std::path::{Path, PathBuf};

/// Largest file that is read, bytes: far above any module, artifact, program or seal.
pub const MAX_FILE: u64 = 1 << 30;

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there, is too large, or may not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Error,
    },
    /// It is there already, or cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Error,
    },
}

impl FileError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Write { .. } => "write",
        }
    }
}

/// Reads a whole file, of at most [`MAX_FILE`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_at_most(path, MAX_FILE).map_err(|source| FileError::Read { path: path.into(), source })
}

/// The length is not asked for first: a device or a pipe has none.
fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Error::other(format!("it is larger than {most} bytes")));
    }
    Ok(bytes)
}

/// Writes a new file, all of it or none.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let write = || -> Result<(), Error> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
            let _ = remove_file(path);
        })
    };
    write().map_err(|source| FileError::Write { path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once_and_read_up_to_a_limit() {
        let path = std::env::temp_dir().join(format!("zkcwasm-lines-{}", std::process::id()));
        write_new(&path, b"four").expect("written");
        assert_eq!(write_new(&path, b"more").expect_err("it is there").code(), "write");
        assert_eq!(read_at_most(&path, 4).expect("read"), b"four");
        assert!(read_at_most(&path, 3).is_err());
        remove_file(&path).expect("removed");
        assert_eq!(read(&path).expect_err("it is gone").code(), "read");
    }

    #[test]
    fn what_never_ends_is_not_read_for_ever() {
        assert!(read_at_most(Path::new("/dev/zero"), 1000).is_err());
    }
}
