use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// Where a command is to run: paths are read from its directory and must lie in one of the roots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The folders of the workspace, absolute.
    pub roots: Vec<Utf8PathBuf>,
    /// The directory that it runs in, absolute.
    pub directory: Utf8PathBuf,
}

/// The type of a value. None takes what begins with a dash, which would be an option, or with `@`, which would be a
/// file; and none a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One of these words.
    OneOf(Vec<String>),
    /// Letters, digits, `.`, `_` and `-`.
    Name,
    /// A name of Kubernetes: a DNS subdomain (RFC 1123).
    Label,
    /// A decimal number without a sign.
    Integer,
    /// A number with a unit, such as `30s`.
    Duration,
    /// A label selector by equality, such as `app=web,tier!=cache`.
    Selector,
    /// A branch, tag or commit, such as `main` or `HEAD~2`.
    Revision,
    /// An image of containers.
    Image,
    /// A Terraform address, such as `module.a.aws_instance.b[0]`.
    Address,
    /// An identifier of a cloud: a name that may hold `:` and `/`, such as an ARN.
    Identifier,
    /// A file of the workspace.
    File,
    /// A directory of the workspace.
    Directory,
    /// A file or directory of the workspace.
    Path,
    /// A file of the workspace that may be new.
    NewFile,
}

/// The most bytes of a value.
const LONGEST: usize = 4096;

impl Value {
    pub(super) fn called(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "label" => Self::Label,
            "integer" => Self::Integer,
            "duration" => Self::Duration,
            "selector" => Self::Selector,
            "revision" => Self::Revision,
            "image" => Self::Image,
            "address" => Self::Address,
            "identifier" => Self::Identifier,
            "file" => Self::File,
            "directory" => Self::Directory,
            "path" => Self::Path,
            "new-file" => Self::NewFile,
            _ => return None,
        })
    }

    /// What it is, for a person.
    fn described(&self) -> String {
        match self {
            Self::OneOf(words) if words.len() == 1 => format!("only {}", words.join("")),
            Self::OneOf(words) => {
                let shown: Vec<_> = words.iter().take(8).map(String::as_str).collect();
                let more = if words.len() > shown.len() { ", ..." } else { "" };
                format!("one of {}{more}", shown.join(", "))
            }
            Self::Name => "a name of letters, digits, '.', '_' and '-'".to_owned(),
            Self::Label => "a name of lower-case letters, digits, '.' and '-'".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Duration => "a duration such as 30s".to_owned(),
            Self::Selector => "a label selector such as app=web".to_owned(),
            Self::Revision => "a branch, tag or commit".to_owned(),
            Self::Image => "an image such as nginx:1.29".to_owned(),
            Self::Address => "an address such as aws_s3_bucket.logs".to_owned(),
            Self::Identifier => "an identifier of letters, digits and '.:/_-'".to_owned(),
            Self::File => "a file of the workspace".to_owned(),
            Self::Directory => "a directory of the workspace".to_owned(),
            Self::Path => "a file or directory of the workspace".to_owned(),
            Self::NewFile => "a file in a directory of the workspace".to_owned(),
        }
    }

    /// `text` as it is to be passed on: a path becomes absolute, everything else stays.
    ///
    /// # Errors
    /// Says what it should be.
    pub(super) fn take(&self, text: &str, place: &Place) -> Result<String, String> {
        let wrong = || format!("{} is not {}", shown(text), self.described());
        if text.is_empty()
            || text.len() > LONGEST
            || text.starts_with(['-', '@', '~'])
            || text.contains(deceives)
        {
            return Err(wrong());
        }
        let taken = match self {
            Self::File | Self::Directory | Self::Path | Self::NewFile => {
                return self.path(text, place).map_err(|why| format!("{}: {why}", wrong()));
            }
            Self::OneOf(words) => words.iter().any(|word| word == text),
            other => other.has_form(text),
        };
        if taken { Ok(text.to_owned()) } else { Err(wrong()) }
    }

    fn has_form(&self, text: &str) -> bool {
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let of = |more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
        match self {
            Self::Name => begins && text.len() <= 253 && of("._-"),
            Self::Label => {
                let end = text.ends_with(|c: char| c.is_ascii_alphanumeric());
                begins
                    && end
                    && text.len() <= 253
                    && of(".-")
                    && !text.contains(|c: char| c.is_ascii_uppercase())
            }
            Self::Integer => text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()),
            Self::Duration => {
                let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
                let unit = text.get(number.len()..).unwrap_or_default();
                Self::Integer.has_form(number) && !number.is_empty() && ["ms", "s", "m", "h"].contains(&unit)
            }
            Self::Selector => {
                begins && text.contains('=') && of("._-/=!,") && text.split(',').all(is_requirement)
            }
            Self::Revision => begins && of("._-/~^") && !text.contains("..") && !text.contains("//"),
            Self::Image => begins && of("._-/:@") && !text.contains("//"),
            Self::Address => begins && of("._-[]\""),
            Self::Identifier => begins && of("._-/:") && !text.contains("//"),
            Self::OneOf(_) | Self::File | Self::Directory | Self::Path | Self::NewFile => false,
        }
    }

    /// The absolute path that `text` leads to, links followed, if it lies where it may.
    fn path(&self, text: &str, place: &Place) -> Result<String, &'static str> {
        if text.contains("://") {
            return Err("it is an address");
        }
        let path = place.directory.join(text);
        let real = match (self, path.canonicalize_utf8()) {
            (_, Ok(real)) => real,
            (Self::NewFile, Err(_)) if path.symlink_metadata().is_err() => new_file(&path)?,
            _ => return Err("there is none"),
        };
        let fits = match self {
            Self::File => real.is_file(),
            Self::Directory => real.is_dir(),
            Self::NewFile => !real.is_dir(),
            _ => true,
        };
        let is_root =
            |root: &Utf8PathBuf| real.starts_with(root.canonicalize_utf8().unwrap_or_else(|_| root.clone()));
        if !fits {
            return Err("it is of another kind");
        }
        if !place.roots.iter().any(is_root) {
            return Err("it lies outside of the workspace");
        }
        if real.components().any(|part| part == Utf8Component::Normal(".git")) {
            return Err("git keeps its own files there");
        }
        if real.as_str().contains(deceives) {
            return Err("its name holds characters that cannot be seen");
        }
        Ok(real.into_string())
    }
}

/// The path of a file that is not there yet, its directory's links followed.
fn new_file(path: &Utf8Path) -> Result<Utf8PathBuf, &'static str> {
    let (parent, name) = path.parent().zip(path.file_name()).ok_or("it has no name")?;
    let parent = parent.canonicalize_utf8().map_err(|_| "there is no such directory")?;
    Ok(parent.join(name))
}

fn is_requirement(text: &str) -> bool {
    let (key, value) = text
        .split_once("!=")
        .or_else(|| text.split_once("=="))
        .or_else(|| text.split_once('='))
        .unwrap_or(("", ""));
    !key.is_empty() && !key.contains(['!', '=']) && !value.contains(['!', '='])
}

/// Controls, and what changes the order of text or hides in it.
fn deceives(c: char) -> bool {
    crate::commands::lines::deceives(c) || c == '\t'
}

/// An argument as a person is shown it.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        format!("'{}'", super::super::plain(short.as_bytes()).replace('\n', " "))
    }
}
