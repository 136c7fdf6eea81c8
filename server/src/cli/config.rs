use super::load::absolute;
use super::terminal::{Style, Terminal};
use super::{Failure, Outcome};
use crate::config::{Config, Layers, SETTINGS};
use crate::credentials::{self, KNOWN};
use crate::exit::ExitCode;
use camino::Utf8Path;
use outside::redact;
use serde_json::Value;

/// The settings that hold for commands run here; what of them does not count is told.
pub(super) fn settings(terminal: &mut Terminal) -> Result<Config, Failure> {
    layers(terminal)?.config().map_err(Failure::Said)
}

fn layers(terminal: &mut Terminal) -> Result<Layers, Failure> {
    let root = absolute(Utf8Path::new(".")).map_err(Failure::Said)?;
    let layers = Layers::read(Some(&root), &Value::Null, &credentials::variable).map_err(Failure::Said)?;
    for remark in &layers.remarks {
        terminal.complain(remark);
    }
    Ok(layers)
}

/// Shows each setting, its value and where that came from.
pub(super) fn run(terminal: &mut Terminal) -> Outcome {
    let layers = layers(terminal)?;
    let width = SETTINGS.iter().map(|setting| setting.key.len()).max().unwrap_or_default();
    for setting in SETTINGS {
        terminal.write(Style::Bold, &format!("{:width$}", setting.key))?;
        match layers.get(setting) {
            // A URL may hold a password.
            Some((value, source)) => {
                let value = redact::mask(&shown(value));
                terminal.line(&format!("  {value}  ({source})"))?;
            }
            None => terminal.line(&format!("  {}  (usual)", setting.usual))?,
        }
    }
    for (_, variable) in KNOWN.iter().filter(|(_, variable)| credentials::variable(variable).is_some()) {
        terminal.line(&format!("{variable:width$}  set  (${variable})"))?;
    }
    terminal.flush()?;
    // A value that does not hold is told after what all of them are.
    layers.config().map(|_| ExitCode::Clean).map_err(Failure::Said)
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
