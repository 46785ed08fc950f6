//! Where settings come from: each source is laid over the one before it.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use toml::{Table, Value};

use super::{
    Config,
    environment::{NOT_SETTINGS, SWITCHES, VARIABLES},
};

const DEFAULTS: &str = include_str!("../../../config.default.toml");

/// Why the settings cannot be used. Names the setting and where it came from.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

impl Config {
    /// Reads the settings. `environment` is every variable of the process.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings = defaults();
        if let Some(path) = file {
            let from = path.display().to_string();
            let text = fs::read_to_string(path)
                .map_err(|error| ConfigError(format!("cannot read {from}: {error}")))?;
            let table: Table = text
                .parse()
                .map_err(|error| ConfigError(format!("{from} is not TOML: {error}")))?;
            merge(&mut settings, table, "", &from)?;
        }
        let environment: Vec<(String, String)> = environment.into_iter().collect();
        for (name, said, path, value) in SWITCHES {
            if environment.iter().any(|(known, text)| known == name && text.trim() == *said) {
                *setting(&mut settings, path) = Value::String((*value).to_owned());
            }
        }
        for (name, value) in environment {
            overlay(&mut settings, &name, &value)?;
        }
        let mut config: Config = serde_path_to_error::deserialize(Value::Table(settings))
            .map_err(|error| ConfigError(format!("{}: {}", error.path(), error.inner())))?;
        if config.server.frontend_url.is_empty() {
            config.server.frontend_url = format!("http://{}", reached_at(config.server.bind));
        }
        config.check()?;
        Ok(config)
    }
}

/// Where a browser on this machine finds what listens on an address.
fn reached_at(bind: SocketAddr) -> SocketAddr {
    let mut address = bind;
    if bind.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    address
}

pub(super) fn defaults() -> Table {
    DEFAULTS.parse().expect("the defaults are TOML")
}

/// Puts what a file says over the settings so far.
fn merge(settings: &mut Table, file: Table, parent: &str, from: &str) -> Result<(), ConfigError> {
    for (key, value) in file {
        let path = if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") };
        match (settings.get_mut(&key), value) {
            (Some(Value::Table(section)), Value::Table(inner)) => {
                merge(section, inner, &path, from)?;
            }
            (Some(known), value) if known.same_type(&value) => *known = value,
            (Some(known), value) => {
                return Err(ConfigError(format!(
                    "{path} in {from} must be {}, not {}",
                    known.type_str(),
                    value.type_str()
                )));
            }
            (None, _) => return Err(ConfigError(format!("unknown setting {path} in {from}"))),
        }
    }
    Ok(())
}

/// Puts one environment variable over the settings so far. Those of others are left alone.
fn overlay(settings: &mut Table, name: &str, text: &str) -> Result<(), ConfigError> {
    let Some((_, path)) = VARIABLES.iter().find(|(known, _)| *known == name) else {
        let not_a_setting = NOT_SETTINGS.iter().any(|known| name.starts_with(known));
        if name.starts_with("FRONTDESK_") && !not_a_setting {
            return Err(ConfigError(format!("unknown environment variable {name}")));
        }
        return Ok(());
    };
    let setting = setting(settings, path);
    let parsed = match setting {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => switch(text).map(Value::Boolean),
        Value::Array(_) => numbers(text).map(Value::Array),
        _ => Some(Value::String(text.to_owned())),
    };
    *setting = parsed.ok_or_else(|| {
        ConfigError(format!("{name} must be {}, not \"{text}\"", setting.type_str()))
    })?;
    Ok(())
}

/// Whether something is on, in the words that are usual for that.
fn switch(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}

fn setting<'a>(settings: &'a mut Table, path: &str) -> &'a mut Value {
    let (section, key) = path.split_once('.').expect("every setting is in a section");
    &mut settings[section][key]
}

/// Numbers with commas between them.
fn numbers(text: &str) -> Option<Vec<Value>> {
    text.split(',').map(|number| number.trim().parse().ok().map(Value::Integer)).collect()
}

#[cfg(test)]
mod tests {
    use super::switch;

    #[test]
    fn what_is_on_or_off_is_said_in_usual_words() {
        for (text, is_on) in [("1", true), (" True", true), ("on", true), ("0", false), ("", false)]
        {
            assert_eq!(switch(text), Some(is_on), "{text}");
        }
        assert_eq!(switch("perhaps"), None);
    }
}
