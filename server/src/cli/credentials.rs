use super::args::{CredentialsAction, Kind};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::credentials::{self, KNOWN, PASSPHRASE};
use crate::exit::ExitCode;
use outside::vault::{Master, Secret, Vault, VaultError};
use std::io::{IsTerminal, Read};
use std::time::SystemTime;

pub(super) fn run(terminal: &mut Terminal, action: &CredentialsAction) -> Outcome {
    match action {
        CredentialsAction::List => list(terminal)?,
        CredentialsAction::Set { name } => {
            let vault = open()?;
            vault.set(name, &value(name)?).map_err(said)?;
            terminal.line(&format!("{name} is set"))?;
            if let Some(variable) = winner(name) {
                terminal.complain(&format!("${variable} is set too, and wins"));
            }
        }
        CredentialsAction::Remove { name } => {
            let there = plain()?.remove(name).map_err(said)?;
            terminal.line(&if there {
                format!("{name} is removed")
            } else {
                format!("{name} was not set")
            })?;
        }
        CredentialsAction::Rotate { name: Some(name), .. } => {
            let vault = open()?;
            if vault.get(name).map_err(said)?.is_none() {
                return Err(Failure::Said(format!(
                    "{name} is not set: use 'omni-architect credentials set {name}'"
                )));
            }
            vault.set(name, &value(name)?).map_err(said)?;
            terminal.line(&format!("{name} has a new value"))?;
        }
        CredentialsAction::Rotate { name: None, to } => {
            let vault = open()?;
            let words = match to {
                Some(kind) => *kind == Kind::Passphrase,
                None => vault.needs_passphrase().map_err(said)?,
            };
            let to = if words { Master::Passphrase(secret("New passphrase")?) } else { Master::File };
            vault.rotate(&to).map_err(said)?;
            terminal.line("all credentials are encrypted anew, under new keys")?;
        }
    }
    terminal.flush()?;
    Ok(ExitCode::Clean)
}

fn list(terminal: &mut Terminal) -> Result<(), Failure> {
    let listed = plain()?.list().map_err(said)?;
    for one in &listed {
        let age = SystemTime::now().duration_since(one.changed).unwrap_or_default();
        let days = super::count(usize::try_from(age.as_secs() / 86_400).unwrap_or_default(), "day");
        let wins = winner(&one.name).map_or_else(String::new, |variable| format!("; ${variable} wins"));
        terminal.line(&format!("{:12}  set {days} ago{wins}", one.name))?;
    }
    let others = KNOWN.iter().filter(|(name, _)| listed.iter().all(|one| one.name != *name));
    for (name, variable) in others {
        let from = if winner(name).is_some() { "set by" } else { "not set; also read from" };
        terminal.line(&format!("{name:12}  {from} ${variable}"))?;
    }
    Ok(())
}

/// The variable that is set and wins over the credential called `name`.
fn winner(name: &str) -> Option<&'static str> {
    let (_, variable) = KNOWN.iter().find(|(known, _)| *known == name)?;
    credentials::variable(variable).map(|_| *variable)
}

/// The credentials, for what needs no key.
fn plain() -> Result<Vault, Failure> {
    let homeless = || Failure::Said("there is no home directory to keep credentials in: set HOME".to_owned());
    credentials::vault(None).ok_or_else(homeless)
}

/// The credentials, with the passphrase that opens them.
fn open() -> Result<Vault, Failure> {
    let vault = plain()?;
    if !vault.needs_passphrase().map_err(said)? {
        return Ok(vault);
    }
    let passphrase = match credentials::variable(PASSPHRASE) {
        Some(passphrase) => Secret::new(passphrase),
        None if std::io::stdin().is_terminal() => secret("Passphrase")?,
        None => return Err(Failure::Said(format!("the credentials open by a passphrase: set {PASSPHRASE}"))),
    };
    Ok(credentials::vault(Some(passphrase)).unwrap_or(vault))
}

/// A new value: typed without being shown, or all of stdin.
fn value(name: &str) -> Result<Secret, Failure> {
    secret(&format!("Value of {name}"))
}

fn secret(prompt: &str) -> Result<Secret, Failure> {
    let unread = |e: std::io::Error| Failure::Said(format!("the value cannot be read: {e}"));
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(format!("{prompt}: ")).map(Secret::new).map_err(unread);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(unread)?;
    let length = text.trim_end_matches(['\n', '\r']).len();
    text.truncate(length);
    Ok(Secret::new(text))
}

#[allow(clippy::needless_pass_by_value, reason = "it is the end of the error")]
fn said(error: VaultError) -> Failure {
    Failure::Said(error.to_string())
}
