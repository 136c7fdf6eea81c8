use super::connect::Link;
use super::{CONNECT, Remote};
use redis::RedisResult;
use tokio::time::timeout;

/// How many names Redis looks at in one step of a scan.
const STEP: usize = 1000;

impl Remote {
    /// Removes the team's entries; how many there were, `None` where Redis was not reached. It may take long.
    pub(in crate::cache) async fn purge(&self) -> Option<u64> {
        let deadline = tokio::time::Instant::now() + CONNECT;
        self.settled(deadline).await;
        let link = self.link(deadline).await?;
        match timeout(CONNECT * 6, self.remove_all(&link)).await {
            Ok(Ok(removed)) => Some(removed),
            Ok(Err(_)) | Err(_) => None,
        }
    }

    async fn remove_all(&self, link: &Link) -> RedisResult<u64> {
        let mut removed = 0;
        for node in link.primaries().await? {
            let mut cursor = 0_u64;
            loop {
                let mut scan = redis::cmd("SCAN");
                scan.arg(cursor).arg("MATCH").arg(format!("{}:e:*", self.prefix)).arg("COUNT").arg(STEP);
                let (next, names): (u64, Vec<String>) = link.on(&node, &scan).await?;
                for name in names {
                    let mut unlink = redis::cmd("UNLINK");
                    unlink.arg(name);
                    removed += unlink.query_async::<u64>(&mut link.clone()).await?;
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(removed)
    }
}
