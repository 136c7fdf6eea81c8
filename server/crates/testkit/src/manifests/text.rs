use std::fmt::Write as _;

/// A YAML value that can still be changed; a mapping may have a key twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `key: value` in order.
    Map(Vec<(String, Tree)>),
    /// `- item` in order.
    List(Vec<Tree>),
    /// A scalar as it is written, quotes included.
    Scalar(String),
}

impl Tree {
    /// A string, in quotes.
    pub fn text(text: &str) -> Self {
        Self::Scalar(serde_json::Value::from(text).to_string())
    }

    /// A number, a boolean or null.
    pub fn plain(text: impl std::fmt::Display) -> Self {
        Self::Scalar(format!("{text}"))
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(fields) = self else { return None };
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Gives a field a value, before all others; what it had is gone.
    pub fn put_first(&mut self, name: &str, value: Self) {
        if let Self::Map(fields) = self {
            fields.retain(|(key, _)| key != name);
            fields.insert(0, (name.to_owned(), value));
        }
    }

    /// The value at the end of a path of places in mappings and lists.
    pub fn at_mut(&mut self, path: &[usize]) -> Option<&mut Self> {
        path.iter().try_fold(self, |tree, index| match tree {
            Self::Map(fields) => fields.get_mut(*index).map(|(_, value)| value),
            Self::List(items) => items.get_mut(*index),
            Self::Scalar(_) => None,
        })
    }

    /// As a YAML document.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    fn write(&self, indent: usize, out: &mut String) {
        match self {
            Self::Map(fields) => {
                for (key, value) in fields {
                    let _ = write!(out, "{:indent$}{key}:", "");
                    value.write_after(indent + 2, out);
                }
            }
            Self::List(items) => {
                for item in items {
                    let _ = write!(out, "{:indent$}-", "");
                    item.write_after(indent + 2, out);
                }
            }
            Self::Scalar(text) => {
                let _ = writeln!(out, "{:indent$}{text}", "");
            }
        }
    }

    /// Writes what stands behind a key or a dash.
    fn write_after(&self, indent: usize, out: &mut String) {
        match self {
            Self::Map(fields) if fields.is_empty() => out.push_str(" {}\n"),
            Self::List(items) if items.is_empty() => out.push_str(" []\n"),
            Self::Scalar(text) => {
                let _ = writeln!(out, " {text}");
            }
            _ => {
                out.push('\n');
                self.write(indent, out);
            }
        }
    }
}
