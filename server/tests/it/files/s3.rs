//! Files in a bucket: kept by a server that speaks like S3.

use frontdesk::config::{FileService, Secret};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{conversation, fetch, fetch_with, part, png, post, send, with_files};
use crate::support::Desk;

/// A server with one bucket.
struct Bucket {
    endpoint: String,
    folder: TempDir,
    served: JoinHandle<()>,
}

impl Bucket {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("desk")).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "it is ended with the bucket")]
        let served = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = service.clone();
                #[expect(clippy::disallowed_methods, reason = "it ends with its connection")]
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        Bucket { endpoint, folder, served }
    }

    async fn desk(&self, secret: &str) -> Desk {
        Desk::open_with(|config| {
            let files = &mut config.files;
            files.service = FileService::S3Compatible;
            "desk".clone_into(&mut files.bucket);
            files.endpoint.clone_from(&self.endpoint);
            "key".clone_into(&mut files.access_key_id);
            files.secret_access_key = Secret::new(secret);
            files.force_path_style = true;
        })
        .await
    }

    /// The objects in the bucket.
    fn count(&self) -> usize {
        fn visit(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { visit(&path) } else { 1 }).sum()
        }
        visit(&self.folder.path().join("desk"))
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.served.abort();
    }
}

#[tokio::test]
async fn files_go_to_a_bucket_come_from_there_and_are_removed() {
    let bucket = Bucket::open().await;
    let desk = bucket.desk("secret").await;
    let (_, path) = conversation(&desk).await;
    let small = png(300, 200);
    // Large enough to be sent in several parts.
    let large: Vec<u8> = (0..=250).cycle().take(12 * 1024 * 1024).collect();

    let picture = send(&desk, &path, part("a.png", "image/png", small.clone())).await;
    let file = send(&desk, &path, part("b.bin", "", large.clone())).await;

    assert_eq!(bucket.count(), 2);
    assert_eq!(fetch(&desk, &picture["data_url"]).await.is(200).bytes, small);
    assert!(fetch(&desk, &file["data_url"]).await.is(200).bytes == large);
    let link = file["data_url"].as_str().unwrap();
    let range = [("range", "bytes=6000000-6000009")];
    assert_eq!(fetch_with(&desk, link, &range).await.is(206).bytes, large[6_000_000..6_000_010]);
    fetch(&desk, &picture["thumb_url"]).await.is(200);
    assert_eq!(bucket.count(), 3);
    for sent in [&picture, &file] {
        desk.agent().delete(&format!("{path}/{}", sent["message_id"])).await.is(200);
    }
    desk.settle().await;
    assert_eq!(bucket.count(), 0);
    desk.close().await;
}

#[tokio::test]
async fn a_bucket_that_lets_nobody_in_is_said_to_be_unavailable() {
    let bucket = Bucket::open().await;
    let desk = bucket.desk("not the secret").await;
    let (id, path) = conversation(&desk).await;

    let refused = post(&desk.agent(), &path, with_files([part("a.txt", "", "a")])).await;

    refused.says(503, "Files cannot be stored at the moment.");
    assert_eq!(desk.show(id).await["messages"], json!([]));
    desk.agent().post(&path, json!({ "content": "Hi" })).await.is(200);
    assert_eq!(bucket.count(), 0);
    desk.close().await;
}
