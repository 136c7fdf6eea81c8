//! The syntax of regular expressions as Terraform takes it: RE2, without look-around and back-references.

/// What is wrong with a pattern.
pub(super) fn judge(pattern: &str) -> Result<(), String> {
    let mut reader = Reader { rest: pattern, open: 0 };
    reader.read()?;
    if reader.open > 0 { Err("a ( is not closed".into()) } else { Ok(()) }
}

struct Reader<'a> {
    rest: &'a str,
    open: usize,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        // Whether what stands before can be repeated.
        let mut has_operand = false;
        let mut is_repeated = false;
        while let Some(first) = self.next() {
            let (operand, repeated) = match first {
                '(' => {
                    self.group()?;
                    (false, false)
                }
                ')' if self.open == 0 => return Err("a ) closes no (".into()),
                ')' => {
                    self.open -= 1;
                    (true, false)
                }
                '[' => {
                    self.class()?;
                    (true, false)
                }
                '\\' => {
                    self.escape()?;
                    (true, false)
                }
                '|' => (false, false),
                '*' | '+' | '?' => {
                    repeatable(first, has_operand, is_repeated)?;
                    self.lazy();
                    (true, true)
                }
                '{' => {
                    let is_count = self.counts()?;
                    if is_count {
                        repeatable(first, has_operand, is_repeated)?;
                        self.lazy();
                    }
                    (true, is_count)
                }
                _ => (true, false),
            };
            (has_operand, is_repeated) = (operand, repeated);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = self.rest.get(first.len_utf8()..).unwrap_or_default();
        Some(first)
    }

    fn lazy(&mut self) {
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
    }

    /// After `(`: flags, a name, or what RE2 has not.
    fn group(&mut self) -> Result<(), String> {
        self.open += 1;
        let Some(inner) = self.rest.strip_prefix('?') else { return Ok(()) };
        if inner.starts_with(['=', '!']) || inner.starts_with("<=") || inner.starts_with("<!") {
            return Err("patterns have no look-ahead or look-behind here".into());
        }
        if let Some(named) = inner.strip_prefix("P<").or_else(|| inner.strip_prefix('<')) {
            let is_word =
                |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let Some((_, rest)) = named.split_once('>').filter(|(name, _)| is_word(name)) else {
                return Err("the name of a group is letters, digits and _ between < and >".into());
            };
            self.rest = rest;
            return Ok(());
        }
        let flags = inner.find([':', ')']).map(|end| inner.split_at(end));
        match flags {
            Some((flags, rest)) if flags.chars().all(|c| "imsU-".contains(c)) => {
                self.rest = rest.get(1..).unwrap_or_default();
                if rest.starts_with(')') {
                    self.open -= 1;
                }
                Ok(())
            }
            _ => Err(format!("(?{} starts no group", inner.chars().take(2).collect::<String>())),
        }
    }

    /// After `[`: up to its end.
    fn class(&mut self) -> Result<(), String> {
        let unclosed = || "a [ is not closed".to_owned();
        self.rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        // The first bracket stands for itself.
        let mut low = if let Some(rest) = self.rest.strip_prefix(']') {
            self.rest = rest;
            Some(']')
        } else {
            None
        };
        loop {
            if self.rest.starts_with("[:")
                && let Some((_, rest)) = self.rest.split_once(":]")
            {
                (self.rest, low) = (rest, None);
                continue;
            }
            match self.next().ok_or_else(unclosed)? {
                ']' => return Ok(()),
                '\\' => {
                    let escaped = self.escape()?;
                    low = (!escaped.is_ascii_alphanumeric()).then_some(escaped);
                }
                '-' if low.is_some() && !self.rest.starts_with(']') => {
                    let high = self.next().ok_or_else(unclosed)?;
                    if high == '\\' {
                        self.escape()?;
                    } else if low.is_some_and(|low| low > high) {
                        return Err(format!("{}-{high} is no range", low.unwrap_or_default()));
                    }
                    low = None;
                }
                plain => low = Some(plain),
            }
        }
    }

    /// After a backslash.
    fn escape(&mut self) -> Result<char, String> {
        let Some(first) = self.next() else { return Err("a \\ ends the pattern".into()) };
        match first {
            '1'..='9' => Err(format!("patterns have no back-references such as \\{first} here")),
            'Z' | 'G' | 'K' | 'R' | 'X' | 'h' | 'H' | 'e' | 'c' | 'k' | 'g' | 'u' | 'N' => {
                Err(format!("\\{first} stands for nothing here"))
            }
            'Q' => {
                self.rest = self.rest.split_once("\\E").map_or("", |(_, rest)| rest);
                Ok(first)
            }
            'p' | 'P' | 'x' => {
                if let Some((_, rest)) = self.rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
                    self.rest = rest;
                }
                Ok(first)
            }
            _ => Ok(first),
        }
    }

    /// After `{`: whether it is a number of repetitions; if not, it stands for itself.
    fn counts(&mut self) -> Result<bool, String> {
        let Some((inside, rest)) = self.rest.split_once('}') else { return Ok(false) };
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(least) || !(most.is_empty() || is_number(most)) {
            return Ok(false);
        }
        let (low, high) = (least.parse::<u32>(), most.parse::<u32>());
        let too_many = |n: &Result<u32, _>| n.as_ref().is_ok_and(|n| *n > 1000);
        if too_many(&low) || too_many(&high) || matches!((&low, &high), (Ok(low), Ok(high)) if low > high) {
            return Err(format!("{{{inside}}} is no number of repetitions; 1000 is the most"));
        }
        self.rest = rest;
        Ok(true)
    }
}

fn repeatable(sign: char, has_operand: bool, is_repeated: bool) -> Result<(), String> {
    match (has_operand, is_repeated) {
        (false, _) => Err(format!("{sign} has nothing before it to repeat")),
        (true, true) => Err(format!("{sign} repeats a repetition; put it in ( )")),
        (true, false) => Ok(()),
    }
}
