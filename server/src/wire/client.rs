use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::Notification;
use tower_lsp::lsp_types::request::Request;

/// The client at the other end of the wire.
///
/// Requests run in a task of their own: tower-lsp 0.20 dies of an answer to a request that was dropped. Notifications
/// leave in the order in which they were given.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    inner: tower_lsp::Client,
    queue: UnboundedSender<BoxFuture<'static, ()>>,
}

impl Client {
    /// Wraps tower-lsp's client. Must be called in a runtime.
    pub(crate) fn new(inner: tower_lsp::Client) -> Self {
        let (queue, mut waiting) = unbounded_channel::<BoxFuture<'static, ()>>();
        tokio::spawn(async move {
            while let Some(notification) = waiting.recv().await {
                notification.await;
            }
        });
        Self { inner, queue }
    }

    /// Sends a request and waits for its answer; dropping the wait leaves the request to itself.
    pub(crate) async fn request<R>(&self, params: R::Params) -> Result<R::Result>
    where
        R: Request + 'static,
        R::Params: Send + 'static,
        R::Result: Send + 'static,
    {
        let client = self.inner.clone();
        let sent = tokio::spawn(async move { client.send_request::<R>(params).await });
        sent.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }

    /// Sends a notification after those that were given before it.
    pub(crate) fn notify<N>(&self, params: N::Params)
    where
        N: Notification + 'static,
        N::Params: Send + 'static,
    {
        let client = self.inner.clone();
        // The queue ends with the runtime, and then there is nobody to tell.
        let _ = self.queue.send(async move { client.send_notification::<N>(params).await }.boxed());
    }
}
