use camino::{Utf8Path, Utf8PathBuf};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};

/// The largest file that is read, in bytes: configuration that people write is far smaller.
pub const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// Why a file or directory was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Larger than [`MAX_BYTES`].
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Its bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that does not fit.
        offset: usize,
    },
    /// Its name is not UTF-8, so that no editor could name it.
    NameNotUtf8,
    /// A symbolic link that leads to a directory it lies in.
    Loop,
    /// A symbolic link that leads out of the directories asked for.
    Outside,
    /// Neither a file nor a directory.
    Special,
    /// The system refused; its reason.
    Unreadable(String),
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => {
                let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
                write!(f, "is {} MiB, more than the {} MiB that are read", mib(*bytes), mib(MAX_BYTES))
            }
            Self::NotUtf8 { offset } => write!(f, "is not UTF-8 at byte {offset}"),
            Self::NameNotUtf8 => f.write_str("has a name that is not UTF-8"),
            Self::Loop => f.write_str("is a symbolic link to a directory that it lies in"),
            Self::Outside => f.write_str("is a symbolic link that leads out of the workspace"),
            Self::Special => f.write_str("is neither a file nor a directory"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// A file or directory that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where; bytes that are not UTF-8 are replaced.
    pub path: Utf8PathBuf,
    /// Why.
    pub why: Skip,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.why)
    }
}

/// The text of the file at `path`.
///
/// # Errors
/// Says why it cannot be had. A file that grows while it is read is cut off at [`MAX_BYTES`] and refused.
pub fn read(path: &Utf8Path) -> Result<String, Skip> {
    let metadata = path.metadata().map_err(|e| unreadable(&e))?;
    if !metadata.is_file() {
        return Err(Skip::Special);
    }
    if metadata.len() > MAX_BYTES {
        return Err(Skip::TooLarge { bytes: metadata.len() });
    }
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Skip::TooLarge { bytes: bytes.len() as u64 });
    }
    String::from_utf8(bytes).map_err(|e| Skip::NotUtf8 { offset: e.utf8_error().valid_up_to() })
}

/// The text of the file at `path`, which must really lie below one of `roots`: a link out of them does not count.
///
/// # Errors
/// As [`read`], and [`Skip::Outside`].
pub fn read_below(roots: &[Utf8PathBuf], path: &Utf8Path) -> Result<String, Skip> {
    let homes: Vec<_> = roots.iter().filter_map(|root| root.as_std_path().canonicalize().ok()).collect();
    let real = path.as_std_path().canonicalize().map_err(|e| unreadable(&e))?;
    if homes.iter().any(|home| real.starts_with(home)) { read(path) } else { Err(Skip::Outside) }
}

/// The system's reason without its number.
pub(crate) fn unreadable(error: &io::Error) -> Skip {
    Skip::Unreadable(reason(error))
}

/// `error` as people say it: lower case, without `(os error 2)`.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
