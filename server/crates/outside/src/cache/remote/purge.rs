use super::connect::Link;
use super::{CONNECT, Remote};
use redis::RedisResult;
use tokio::time::timeout;

/// How many names Redis looks at in one step of a scan.
const STEP: usize = 1000;

impl Remote {
    /// Removes the team's entries; how many there were, `None` where Redis was not reached. It may take long.
    pub(in crate::cache) async fn purge(&self) -> Option<u64> {
        self.visit(async |link, name| {
            let mut unlink = redis::cmd("UNLINK");
            unlink.arg(name).query_async(&mut link.clone()).await
        })
        .await
    }

    /// How many entries the team has; `None` where Redis was not reached. It may take long.
    pub(in crate::cache) async fn count(&self) -> Option<u64> {
        self.visit(async |_, _| Ok(1)).await
    }

    /// Does something with each of the team's entries, and sums up what comes of it.
    async fn visit(&self, each: impl AsyncFn(&Link, String) -> RedisResult<u64>) -> Option<u64> {
        let deadline = tokio::time::Instant::now() + CONNECT;
        self.settled(deadline).await;
        let link = self.link(deadline).await?;
        timeout(CONNECT * 6, self.visit_all(&link, each)).await.ok()?.ok()
    }

    async fn visit_all(
        &self,
        link: &Link,
        each: impl AsyncFn(&Link, String) -> RedisResult<u64>,
    ) -> RedisResult<u64> {
        let mut sum = 0;
        for node in link.primaries().await? {
            let mut cursor = 0_u64;
            loop {
                let mut scan = redis::cmd("SCAN");
                scan.arg(cursor).arg("MATCH").arg(format!("{}:e:*", self.prefix)).arg("COUNT").arg(STEP);
                let (next, names): (u64, Vec<String>) = link.on(&node, &scan).await?;
                for name in names {
                    sum += each(link, name).await?;
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(sum)
    }
}
