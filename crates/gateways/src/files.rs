//! Stored files: a folder by default, any object store behind the same door.

use crate::FILE_MISSING;
use kernel::{Problem, Result};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};
use std::sync::Arc;

/// Where files are kept. Keys are made by us: `pictures/fil_….jpg`.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Files in a folder, created when missing.
    pub fn folder(folder: &std::path::Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Problem::broken)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(Problem::broken)?;
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    /// Writes a file, whole or not at all, on disk when it returns.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        self.0.put(&Path::from(key), PutPayload::from(bytes)).await.map(drop).map_err(Problem::broken)
    }

    /// Reads a file; `file_missing` when there is none.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>> {
        let found = self.0.get(&Path::from(key)).await;
        let found = found.map_err(|error| match error {
            object_store::Error::NotFound { .. } => FILE_MISSING.problem(),
            other => Problem::broken(other),
        })?;
        found.bytes().await.map(|bytes| bytes.to_vec()).map_err(Problem::broken)
    }
}
