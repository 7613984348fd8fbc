//! Where the files of messages lie: a folder that nobody but its owner looks into.

use std::{
    fs::{self, DirBuilder, File},
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use loco_rs::{
    Error, Result,
    storage::{
        Storage, StorageError, StorageResult,
        drivers::{GetResponse, ListEntry, StoreDriver, UploadResponse, local},
        stream::BytesStream,
    },
};

/// The storage over `folder`, which is made.
///
/// # Errors
/// When the folder can't be made or shut.
pub fn connect(folder: &Path) -> Result<Storage> {
    let fault = |error| {
        Error::Message(format!(
            "the folder of files {} can't be made: {error}",
            folder.display()
        ))
    };
    make_folder(folder).map_err(fault)?;
    let folder = folder.canonicalize().map_err(fault)?;
    let inner = local::new_with_prefix(&folder)?;
    Ok(Storage::single(Box::new(Private { inner, folder })))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    shut(folder, 0o700)
}

#[cfg(unix)]
fn shut(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn shut(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Loco's driver for a folder; what it has written is its owner's alone, and there after a power cut.
struct Private {
    inner: Box<dyn StoreDriver>,
    folder: PathBuf,
}

impl Private {
    /// The file itself has been synchronised by then.
    async fn seal(&self, path: &Path) -> StorageResult<()> {
        let file = self.folder.join(path);
        let sealing = move || {
            shut(&file, 0o600)?;
            if let Some(folder) = file.parent() {
                shut(folder, 0o700)?;
                File::open(folder)?.sync_all()?;
            }
            Ok::<_, io::Error>(())
        };
        let sealed = tokio::task::spawn_blocking(sealing).await;
        let sealed = sealed.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
        sealed.map_err(|error| StorageError::Any(Box::new(error)))
    }
}

#[async_trait]
impl StoreDriver for Private {
    async fn upload(&self, path: &Path, content: &Bytes) -> StorageResult<UploadResponse> {
        let response = self.inner.upload(path, content).await?;
        self.seal(path).await?;
        Ok(response)
    }

    async fn upload_stream(&self, path: &Path, stream: BytesStream) -> StorageResult<UploadResponse> {
        let response = self.inner.upload_stream(path, stream).await?;
        self.seal(path).await?;
        Ok(response)
    }

    async fn get(&self, path: &Path) -> StorageResult<GetResponse> {
        self.inner.get(path).await
    }

    async fn get_stream(&self, path: &Path) -> StorageResult<BytesStream> {
        self.inner.get_stream(path).await
    }

    async fn delete(&self, path: &Path) -> StorageResult<()> {
        self.inner.delete(path).await
    }

    async fn rename(&self, from: &Path, to: &Path) -> StorageResult<()> {
        self.inner.rename(from, to).await
    }

    async fn copy(&self, from: &Path, to: &Path) -> StorageResult<()> {
        self.inner.copy(from, to).await
    }

    async fn exists(&self, path: &Path) -> StorageResult<bool> {
        self.inner.exists(path).await
    }

    async fn list(&self, path: &Path, recursive: bool) -> StorageResult<Vec<ListEntry>> {
        self.inner.list(path, recursive).await
    }

    async fn stat(&self, path: &Path) -> StorageResult<ListEntry> {
        self.inner.stat(path).await
    }
}
