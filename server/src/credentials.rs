//! Where the program finds secrets: environment variables first, then the person's encrypted credentials.

use outside::homes;
use outside::vault::{Master, Secret, Vault, VaultError};

/// The credentials that the program itself uses, and the variables that win over them.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    ("openai", "OPENAI_API_KEY"),
    ("anthropic", "ANTHROPIC_API_KEY"),
    ("gemini", "GEMINI_API_KEY"),
    ("watsonx", "WATSONX_APIKEY"),
    ("ollama", "OLLAMA_API_KEY"),
    ("cache-key", "OMNI_CACHE_KEY"),
];

/// The variable that holds the passphrase, for processes that nobody can ask.
pub(crate) const PASSPHRASE: &str = "OMNI_PASSPHRASE";

/// The environment variable called `name`.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// What a program that reads the environment variable `name` should find: the variable, or the credential that
/// stands for it.
pub(crate) fn variable_or_credential(name: &str) -> Option<String> {
    variable(name).or_else(|| {
        let (credential, _) = KNOWN.iter().find(|(_, variable)| *variable == name)?;
        // What does not open is as good as not set; `credentials list` says why.
        stored(credential).ok().flatten().map(|secret| secret.reveal().to_owned())
    })
}

/// The stored credential called `name`.
///
/// # Errors
/// Where the credentials do not open.
fn stored(name: &str) -> Result<Option<Secret>, VaultError> {
    match vault(variable(PASSPHRASE).map(Secret::new)) {
        Some(vault) => vault.get(name),
        None => Ok(None),
    }
}

/// The person's credentials; `None` where they have no home.
pub(crate) fn vault(passphrase: Option<Secret>) -> Option<Vault> {
    let master = passphrase.map_or(Master::File, Master::Passphrase);
    Some(Vault::new(homes::settings()?, master))
}
