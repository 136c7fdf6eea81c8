use super::args::CacheAction;
use super::ask::blocking;
use super::config;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::exit::ExitCode;
use crate::keeping;
use outside::cache::{Cache, RedisState};

pub(super) fn run(terminal: &mut Terminal, action: &CacheAction) -> Outcome {
    let settings = config::settings(terminal)?.cache;
    blocking(async {
        let cache = keeping::open(&settings, |sentence| Terminal::of_process().complain(&sentence));
        match action {
            CacheAction::Stats => stats(terminal, &cache).await,
            CacheAction::Purge => purge(terminal, &cache).await,
        }
    })?
}

async fn stats(terminal: &mut Terminal, cache: &Cache) -> Outcome {
    let state = cache.settle().await;
    terminal.line("memory  of each process; the language server's by the command omni.cache.stats")?;
    match state {
        RedisState::Off => {
            terminal.line("redis   none is set: OMNI_REDIS_URL, or redis-url under [cache]")?;
        }
        state => {
            let entries = cache.count_remote().await;
            let entries =
                entries.map_or_else(String::new, |entries| format!(", {} of the team", count(entries)));
            terminal.line(&format!("redis   {}{entries}", state.word()))?;
        }
    }
    terminal.flush()?;
    Ok(if state == RedisState::Down { ExitCode::Failure } else { ExitCode::Clean })
}

async fn purge(terminal: &mut Terminal, cache: &Cache) -> Outcome {
    let off = cache.settle().await == RedisState::Off;
    match cache.purge().await.redis {
        Some(removed) => terminal.line(&format!("removed {} from Redis", count(removed)))?,
        None if off => terminal.line("nothing is kept outside the memory of running processes")?,
        None => return Err(Failure::Said("Redis was not reached: nothing was removed from it".to_owned())),
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

fn count(entries: u64) -> String {
    super::count(usize::try_from(entries).unwrap_or(usize::MAX), "answer")
}
