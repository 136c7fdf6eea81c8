use std::sync::Arc;
use tokio::sync::watch;

/// The way to end a command early; every clone ends the same one.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks the command to end, and ends it by force after its grace.
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    /// Waits until somebody asked.
    pub(super) async fn asked(&self) {
        let mut asked = self.0.subscribe();
        // The sender lives as long as this does.
        let _ = asked.wait_for(|asked| *asked).await;
    }
}
