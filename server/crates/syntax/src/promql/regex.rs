use std::iter::Peekable;
use std::str::CharIndices;

/// What is known of a regular expression that Go can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Whether it matches the empty string when it is anchored at both ends, as in a label matcher.
    pub matches_empty: bool,
}

/// Reads `pattern` as Go's `regexp` package does (RE2 syntax with Perl flags), the dialect of label matchers and of
/// relabelling; the message says what is wrong with it.
///
/// Names of Unicode scripts (`\p{Greek}`) are not looked up.
pub fn check_regex(pattern: &str) -> Result<Pattern, String> {
    let mut reader =
        Reader { text: pattern, chars: pattern.char_indices().peekable(), depth: 0, names: Vec::new() };
    let node = reader.alternatives()?;
    match reader.chars.next() {
        Some(_) => Err("unexpected `)`: no group is open here".to_owned()),
        None => Ok(Pattern { matches_empty: node.matches_empty }),
    }
}

/// How deep groups may be nested.
const MAX_DEPTH: u32 = 200;

/// How often a part may be repeated by counts, all nested ones multiplied (RE2's limit).
const MAX_REPEAT: u32 = 1000;

/// A part of a pattern.
#[derive(Clone, Copy)]
struct Node {
    matches_empty: bool,
    /// The product of the counts on it.
    repeat: u32,
}

impl Node {
    /// Adds what comes after it.
    fn add(&mut self, next: Option<(Self, bool)>) {
        if let Some((next, _)) = next {
            self.matches_empty &= next.matches_empty;
            self.repeat = self.repeat.max(next.repeat);
        }
    }
}

/// `*`, `{2,3}` and the like.
struct Repetition {
    written: String,
    least: u32,
    /// For the limit only: one where there is no limit.
    most: u32,
}

const CHARACTER: Node = Node { matches_empty: false, repeat: 1 };
const NOTHING: Node = Node { matches_empty: true, repeat: 1 };

struct Reader<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    depth: u32,
    names: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn pos(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(i, _)| *i)
    }

    fn rest(&mut self) -> &'t str {
        let pos = self.pos();
        &self.text[pos..]
    }

    fn eat(&mut self, c: char) -> bool {
        self.chars.next_if(|(_, found)| *found == c).is_some()
    }

    fn skip(&mut self, bytes: usize) {
        let to = self.pos() + bytes;
        while self.chars.next_if(|(i, _)| *i < to).is_some() {}
    }

    fn alternatives(&mut self) -> Result<Node, String> {
        let mut all = self.sequence()?;
        while self.eat('|') {
            let next = self.sequence()?;
            all.matches_empty |= next.matches_empty;
            all.repeat = all.repeat.max(next.repeat);
        }
        Ok(all)
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut all = NOTHING;
        // What a repetition would apply to, and whether it is repeated already.
        let mut last: Option<(Node, bool)> = None;
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            if let Some(repetition) = self.repetition(c)? {
                last = Some((self.repeated(last, &repetition)?, true));
                continue;
            }
            if self.rest().starts_with("\\Q") {
                // A repetition behind it applies to its last character only.
                for _ in 0..self.literal().min(2) {
                    all.add(last.replace((CHARACTER, false)));
                }
                continue;
            }
            match if c == '(' { self.group()? } else { Some(self.atom()?) } {
                Some(next) => all.add(last.replace((next, false))),
                // Flags alone are nothing to repeat.
                None => last = last.map(|(node, _)| (node, false)),
            }
        }
        all.add(last);
        Ok(all)
    }

    /// Applies a repetition to what stands before it.
    fn repeated(&mut self, last: Option<(Node, bool)>, repetition: &Repetition) -> Result<Node, String> {
        let written = &repetition.written;
        let Some((node, is_repeated)) = last else {
            return Err(format!("`{written}` repeats nothing: put something before it"));
        };
        if is_repeated {
            return Err(format!("`{written}` repeats a repetition: put parentheses around it"));
        }
        self.eat('?');
        let repeat = node.repeat.saturating_mul(repetition.most.max(1));
        if repeat > MAX_REPEAT {
            return Err(format!("`{written}` repeats too often: the limit is {MAX_REPEAT}"));
        }
        Ok(Node { matches_empty: node.matches_empty || repetition.least == 0, repeat })
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}` if one stands here; any other brace is a character.
    fn repetition(&mut self, c: char) -> Result<Option<Repetition>, String> {
        if matches!(c, '*' | '+' | '?') {
            self.chars.next();
            return Ok(Some(Repetition { written: c.to_string(), least: u32::from(c == '+'), most: 1 }));
        }
        let rest = self.rest();
        let Some(inner) =
            rest.strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(inner, _)| inner)
        else {
            return Ok(None);
        };
        let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
        let is_count = |s: &str| {
            !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s.len() == 1 || !s.starts_with('0'))
        };
        if !is_count(least) || !(most.is_empty() || is_count(most)) {
            return Ok(None);
        }
        let number = |s: &str| s.parse::<u32>().unwrap_or(u32::MAX);
        let (low, high) = (number(least), if most.is_empty() { number(least).max(1) } else { number(most) });
        let written = format!("{{{inner}}}");
        if low > MAX_REPEAT || high > MAX_REPEAT || high < low {
            return Err(format!("`{written}` is no valid count: it must rise, up to {MAX_REPEAT}"));
        }
        self.skip(written.len());
        Ok(Some(Repetition { written, least: low, most: high }))
    }

    /// A group; nothing for flags that apply to what follows.
    fn group(&mut self) -> Result<Option<Node>, String> {
        self.chars.next();
        if self.eat('?') && !self.group_head()? {
            return Ok(None);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("groups are nested deeper than {MAX_DEPTH} levels"));
        }
        let inner = self.alternatives()?;
        self.depth -= 1;
        if self.eat(')') { Ok(Some(inner)) } else { Err("a `(` is never closed: add a `)`".to_owned()) }
    }

    /// What follows `(?`; whether a group begins.
    fn group_head(&mut self) -> Result<bool, String> {
        let rest = self.rest();
        let named = rest.strip_prefix("P<").or_else(|| rest.strip_prefix('<'));
        if let Some(named) = named {
            let name = named.split('>').next().unwrap_or_default();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name || name.len() == named.len() || self.names.contains(&name) {
                return Err(format!(
                    "`(?{}` names no group: names are letters, digits and `_`, each used once",
                    clip(rest)
                ));
            }
            self.names.push(name);
            self.skip(rest.len() - named.len() + name.len() + 1);
            return Ok(true);
        }
        let flags = rest.len() - rest.trim_start_matches(['i', 'm', 's', 'U', '-']).len();
        let written = &rest[..flags];
        let signs = written.matches('-').count();
        let fits = signs <= 1 && !written.ends_with('-');
        match rest[flags..].chars().next() {
            Some(':') if fits => {
                self.skip(flags + 1);
                Ok(true)
            }
            Some(')') if fits => {
                self.skip(flags + 1);
                Ok(false)
            }
            _ => Err(format!("Go knows no group `(?{}`: there is no look-around", clip(rest))),
        }
    }

    fn atom(&mut self) -> Result<Node, String> {
        match self.chars.next() {
            Some((_, '[')) => self.class().map(|()| CHARACTER),
            Some((_, '^' | '$')) => Ok(NOTHING),
            Some((_, '\\')) => self.escape(),
            _ => Ok(CHARACTER),
        }
    }

    fn escape(&mut self) -> Result<Node, String> {
        match self.peek() {
            Some('A' | 'z' | 'B') => {
                self.chars.next();
                Ok(NOTHING)
            }
            Some('b' | 'd' | 'D' | 's' | 'S' | 'w' | 'W') => {
                self.chars.next();
                Ok(CHARACTER)
            }
            Some('p' | 'P') => self.unicode_class().map(|()| CHARACTER),
            _ => self.escaped_character().map(|_| CHARACTER),
        }
    }

    /// Moves over `\Q...\E`; how many characters are between.
    fn literal(&mut self) -> usize {
        self.skip(2);
        let rest = self.rest();
        let literal = rest.find("\\E").map_or(rest, |end| &rest[..end]);
        self.skip(literal.len() + if literal.len() < rest.len() { 2 } else { 0 });
        literal.chars().count()
    }

    /// `\pL`, `\p{Greek}`, behind the backslash.
    fn unicode_class(&mut self) -> Result<(), String> {
        self.chars.next();
        let rest = self.rest();
        let name = match rest.strip_prefix('{') {
            Some(inner) => inner.find('}').map(|end| &inner[..end]),
            None => rest.chars().next().map(|c| &rest[..c.len_utf8()]),
        };
        let Some(name) = name else {
            return Err("`\\p` needs the name of a class: write `\\pL` or `\\p{Greek}`".to_owned());
        };
        self.skip(name.len() + if rest.starts_with('{') { 2 } else { 0 });
        let short = name.strip_prefix('^').unwrap_or(name);
        let is_category = short.len() > 2 || "L M N P S Z C Lu Ll Lt Lm Lo LC Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split(' ').any(|c| c == short);
        let is_name = short.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !short.is_empty();
        if is_category && is_name { Ok(()) } else { Err(format!("`{name}` is no class of Unicode")) }
    }

    /// The character behind a backslash that stands for one.
    fn escaped_character(&mut self) -> Result<char, String> {
        let Some((_, c)) = self.chars.next() else {
            return Err("a `\\` ends the pattern: write `\\\\` for a backslash".to_owned());
        };
        match c {
            'a' => Ok('\x07'),
            'f' => Ok('\x0c'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\x0b'),
            'x' => self.hex_character(),
            '0' | '1'..='7' if c == '0' || self.peek().is_some_and(|d| d.is_digit(8)) => {
                let mut value = c.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let Some((_, digit)) = self.chars.next_if(|(_, d)| d.is_digit(8)) else { break };
                    value = value * 8 + digit.to_digit(8).unwrap_or_default();
                }
                Ok(char::from_u32(value).unwrap_or(' '))
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c),
            c => Err(format!(
                "`\\{c}` is no escape sequence of Go's patterns: write `\\\\{c}` for a backslash"
            )),
        }
    }

    /// `\x41`, `\x{1F600}`, behind the `x`.
    fn hex_character(&mut self) -> Result<char, String> {
        let rest = self.rest();
        let (digits, length) = match rest.strip_prefix('{') {
            Some(inner) => inner.find('}').map_or(("", 0), |end| (&inner[..end], end + 2)),
            None => (rest.get(..2).unwrap_or_default(), 2),
        };
        let value = if digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            u32::from_str_radix(digits, 16).ok()
        } else {
            None
        };
        // Go takes halves of surrogate pairs too.
        let Some(value) = value.filter(|v| *v <= u32::from(char::MAX)) else {
            return Err("`\\x` needs two hexadecimal digits, or some in braces".to_owned());
        };
        self.skip(length);
        Ok(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// `[a-z]`, behind the bracket.
    fn class(&mut self) -> Result<(), String> {
        self.eat('^');
        let mut first = true;
        loop {
            let Some(c) = self.peek() else { return Err("a `[` is never closed: add a `]`".to_owned()) };
            if c == ']' && !first {
                self.chars.next();
                return Ok(());
            }
            first = false;
            let rest = self.rest();
            if let Some(end) = rest.strip_prefix("[:").and_then(|inner| inner.find(":]")) {
                posix_class(&rest[2..2 + end])?;
                self.skip(end + 4);
                continue;
            }
            if rest.starts_with('\\') && rest[1..].starts_with(['d', 'D', 's', 'S', 'w', 'W']) {
                self.skip(2);
                continue;
            }
            if rest.starts_with("\\p") || rest.starts_with("\\P") {
                self.skip(1);
                self.unicode_class()?;
                continue;
            }
            let low = self.class_character()?;
            let rest = self.rest();
            if rest.len() > 1 && rest.starts_with('-') && !rest.starts_with("-]") {
                self.skip(1);
                let high = self.class_character()?;
                if high < low {
                    return Err(format!("the range `{low}-{high}` runs backwards"));
                }
            }
        }
    }

    fn class_character(&mut self) -> Result<char, String> {
        match self.chars.next() {
            Some((_, '\\')) => self.escaped_character(),
            Some((_, c)) => Ok(c),
            None => Err("a `[` is never closed: add a `]`".to_owned()),
        }
    }
}

fn posix_class(name: &str) -> Result<(), String> {
    const NAMES: [&str; 14] = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
        "upper", "word", "xdigit",
    ];
    if NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Ok(());
    }
    Err(format!("`[:{name}:]` is no class of characters; there are {}", NAMES.join(", ")))
}

fn clip(text: &str) -> String {
    text.chars().take(10).collect()
}
