use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Where output goes, and whether a person looks at it.
pub(crate) struct Terminal {
    out: BufWriter<Box<dyn Write + Send>>,
    colour: bool,
    asks: bool,
    shows_progress: bool,
}

/// How a piece of text looks on a terminal. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Plain,
    Bold,
    Faint,
    Red,
    Yellow,
    Green,
    Cyan,
}

impl Terminal {
    /// Of this process. `NO_COLOR` and a dumb terminal turn colours off.
    pub(crate) fn of_process() -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let dumb = variable("TERM").is_none_or(|term| term == "dumb");
        let out = io::stdout();
        let colour = out.is_terminal() && variable("NO_COLOR").is_none() && !dumb;
        let (asks, shows_progress) = (io::stdin().is_terminal(), io::stderr().is_terminal() && !dumb);
        Self { out: BufWriter::new(Box::new(out)), colour, asks, shows_progress }
    }

    /// Prints one line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.write(Style::Plain, text)?;
        self.write(Style::Plain, "\n")
    }

    /// Prints a piece of a line.
    pub(super) fn write(&mut self, style: Style, text: &str) -> io::Result<()> {
        let text = clean(text);
        match style.code().filter(|_| self.colour) {
            Some(code) => write!(self.out, "\x1b[{code}m{text}\x1b[0m"),
            None => self.out.write_all(text.as_bytes()),
        }
    }

    /// Prints everything that is still waiting.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Whether a person can answer.
    pub(super) fn asks(&self) -> bool {
        self.asks
    }

    /// Asks a question that is answered by yes or no; without a word the answer is no.
    pub(super) fn ask(&mut self, question: &str) -> io::Result<bool> {
        self.write(Style::Bold, question)?;
        self.write(Style::Plain, " [y/N] ")?;
        self.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// Says on stderr what is going on, for as long as it is. A file it is sent to gets nothing.
    pub(super) fn progress(&self, text: &str) {
        if self.shows_progress {
            let _ = write!(io::stderr().lock(), "\r\x1b[K{text}");
        }
    }

    /// Says a sentence on stderr: a warning, or why there is no result.
    pub(super) fn complain(&mut self, sentence: &str) {
        self.progress("");
        let _ = self.flush();
        let _ = writeln!(io::stderr().lock(), "omni-architect: {}", clean(sentence));
    }
}

impl Style {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Faint => Some("2"),
            Self::Red => Some("31"),
            Self::Yellow => Some("33"),
            Self::Green => Some("32"),
            Self::Cyan => Some("36"),
        }
    }
}

/// `text` without what a terminal would obey: names of files and texts in them are not ours.
fn clean(text: &str) -> Cow<'_, str> {
    // The bidirectional controls (Unicode Standard Annex 9) show text in another order than it is read.
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let obeyed = |c: char| (c.is_control() && c != '\n' && c != '\t') || turns(c);
    if text.contains(obeyed) {
        Cow::Owned(text.replace('\r', "").replace(obeyed, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_not_printed() {
        assert_eq!(clean("a\x1b]0;title\x07b\r\n\tc"), "a\u{fffd}]0;title\u{fffd}b\n\tc");
        assert_eq!(clean("a\u{202e}b\u{2066}c"), "a\u{fffd}b\u{fffd}c");
    }
}
