//! Files in and out, whole or not at all.

use std::path::{Path, PathBuf};

/// What went wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("cannot read {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
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

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(|source| FileError::Read { path: path.into(), source })
}

/// Writes a new file, all of it or none.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
            let _ = std::fs::remove_file(path);
        })
    };
    write().map_err(|source| FileError::Write { path: path.into(), source })
}
