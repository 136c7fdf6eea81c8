use std::mem;

/// The longest line that is passed on whole, in bytes; a longer one is passed on in pieces.
const LONGEST: usize = 8 * 1024;

/// Where the reader is in what a terminal would obey (ECMA-48): nothing of that is passed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    /// After ESC.
    Escape,
    /// In a control sequence: up to its final byte.
    Sequence,
    /// In a string that a terminal takes for itself, such as a title: up to BEL, ST or the end of the line.
    String,
}

/// Makes lines of plain text out of a program's output, piece by piece as it comes.
#[derive(Debug, Default)]
pub struct Lines {
    place: Place,
    line: String,
    /// After a carriage return: the line is over unless its end follows at once.
    returned: bool,
    /// The start of a character whose rest has not come yet.
    partial: Vec<u8>,
}

impl Lines {
    /// The lines that `bytes` complete, without their ends.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut pending = mem::take(&mut self.partial);
        pending.extend_from_slice(bytes);
        let mut rest = pending.as_slice();
        while !rest.is_empty() {
            let (text, bad) = match std::str::from_utf8(rest) {
                Ok(text) => (text, 0),
                Err(error) => {
                    let good = rest.get(..error.valid_up_to()).unwrap_or_default();
                    let unfinished = rest.len() - good.len();
                    (std::str::from_utf8(good).unwrap_or_default(), error.error_len().unwrap_or(unfinished))
                }
            };
            text.chars().for_each(|c| self.take(c, &mut lines));
            let after = rest.get(text.len()..).unwrap_or_default();
            // At most three bytes can begin a character without ending it.
            if bad == after.len()
                && bad < 4
                && std::str::from_utf8(after).is_err_and(|e| e.error_len().is_none())
            {
                self.partial = after.to_vec();
                break;
            }
            if bad > 0 {
                self.take(char::REPLACEMENT_CHARACTER, &mut lines);
            }
            rest = after.get(bad..).unwrap_or_default();
        }
        lines
    }

    /// What is left when nothing more comes.
    pub fn finish(mut self) -> Option<String> {
        if !self.partial.is_empty() {
            self.line.push(char::REPLACEMENT_CHARACTER);
        }
        (!self.line.is_empty()).then_some(self.line)
    }

    fn take(&mut self, c: char, lines: &mut Vec<String>) {
        let returned = mem::replace(&mut self.returned, false);
        match (self.place, c) {
            (_, '\n') => {
                self.place = Place::Text;
                lines.push(mem::take(&mut self.line));
            }
            // Bars that draw over themselves: each state is a line.
            (Place::Text, '\r') => self.returned = true,
            _ if returned => {
                lines.push(mem::take(&mut self.line));
                self.take(c, lines);
            }
            (Place::Text, _) => self.text(c, lines),
            (Place::Escape, '[') => self.place = Place::Sequence,
            (Place::Escape, ']' | 'P' | '_' | '^' | 'X') => self.place = Place::String,
            (Place::Escape, ' '..='/' | '\x1b') | (Place::Sequence, ' '..='?') => {}
            (Place::String, '\x1b') => self.place = Place::Escape,
            (Place::String, c) if c != '\x07' && c != '\u{9c}' => {}
            _ => self.place = Place::Text,
        }
    }

    fn text(&mut self, c: char, lines: &mut Vec<String>) {
        match c {
            '\x1b' => self.place = Place::Escape,
            '\u{9b}' => self.place = Place::Sequence,
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => self.place = Place::String,
            c if deceives(c) => self.line.push(char::REPLACEMENT_CHARACTER),
            c => self.line.push(c),
        }
        if self.line.len() >= LONGEST {
            lines.push(mem::take(&mut self.line));
        }
    }
}

/// Whether `c` does something to the text around it instead of being seen: controls, and what changes the order in
/// which text is shown (Unicode Standard Annex 9) or hides in it.
pub(super) fn deceives(c: char) -> bool {
    let hides = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    hides || (c.is_control() && c != '\t')
}

/// `bytes` as plain text: what a terminal would obey is gone, what is not UTF-8 replaced.
pub fn plain(bytes: &[u8]) -> String {
    let mut lines = Lines::default();
    let mut text: String = lines.push(bytes).into_iter().flat_map(|line| [line, "\n".to_owned()]).collect();
    text.extend(lines.finish());
    text
}
