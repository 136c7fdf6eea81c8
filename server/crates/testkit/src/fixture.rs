use camino::Utf8PathBuf;
use std::fmt::Write as _;
use workspace::Workspace;

/// Files written in one text: a line `//- /path` begins each, and a line of carets under a line says what is to be
/// found there.
///
/// ```text
/// //- /main.tf
/// resource "aws_instance" "web" {
///   instance_typ = "t3.micro"
///   ^^^^^^^^^^^^ the message
/// }
/// ```
/// Lines of carets are taken out of the text. A finding that ends on a later line is underlined to the end of its
/// first one. Text without a `//-` line is `/main.tf`.
#[derive(Debug, Default)]
pub struct Fixture {
    /// The files in order.
    pub files: Vec<FixtureFile>,
}

/// A file of a [`Fixture`].
#[derive(Debug)]
pub struct FixtureFile {
    /// Absolute.
    pub path: Utf8PathBuf,
    /// Without lines of carets.
    pub text: String,
    /// What the lines of carets say.
    pub annotations: Vec<Annotation>,
}

/// What is to be found at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// Zero-based line of the file.
    pub line: u32,
    /// First and one past the last byte within the line.
    pub columns: (u32, u32),
    /// What stands behind the carets.
    pub message: String,
}

impl Fixture {
    /// Reads a fixture. A first line that is blank is left out.
    pub fn parse(text: &str) -> Self {
        let mut fixture = Self::default();
        for line in text.strip_prefix('\n').unwrap_or(text).split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("//- ") {
                fixture.begin(path.trim());
                continue;
            }
            if fixture.files.is_empty() {
                fixture.begin("/main.tf");
            }
            let Some(file) = fixture.files.last_mut() else { continue };
            let carets = line.trim_start();
            if carets.starts_with('^') {
                let start = (line.len() - carets.len()) as u32;
                let message = carets.trim_start_matches('^');
                let end = (line.len() - message.len()) as u32;
                let line = file.text.lines().count().saturating_sub(1) as u32;
                let message = message.trim().to_owned();
                file.annotations.push(Annotation { line, columns: (start, end), message });
            } else {
                file.text.push_str(line);
            }
        }
        fixture
    }

    fn begin(&mut self, path: &str) {
        self.files.push(FixtureFile { path: path.into(), text: String::new(), annotations: Vec::new() });
    }

    /// The files as a workspace over `/`.
    pub fn workspace(&self) -> Workspace {
        let files = self.files.iter().map(|f| (f.path.clone(), f.text.as_str().into()));
        Workspace::load(vec!["/".into()], files.collect())
    }

    /// The text of a fixture with these files and annotations.
    pub fn render(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let _ = writeln!(out, "//- {}", file.path);
            for (number, line) in file.text.lines().enumerate() {
                let _ = writeln!(out, "{line}");
                for note in file.annotations.iter().filter(|a| a.line == number as u32) {
                    let (start, end) = note.columns;
                    let carets = "^".repeat((end.saturating_sub(start)).max(1) as usize);
                    let _ = writeln!(out, "{:start$}{carets} {}", "", note.message, start = start as usize);
                }
            }
        }
        out
    }
}
