//! Files that nobody would write and everybody has to format: valid HCL with random layout.

use std::fmt::Write;

/// A source of valid HCL with random layout; the same seed gives the same file.
pub(crate) struct Messy {
    state: u64,
    out: String,
    end: &'static str,
}

impl Messy {
    /// The source that `seed` stands for.
    pub(crate) fn new(seed: u64) -> Self {
        let mut messy =
            Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, out: String::new(), end: "\n" };
        if messy.chance(15) {
            messy.end = "\r\n";
        }
        messy
    }

    /// A number below `n` (xorshift).
    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 20).unwrap_or(0) % n
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick(&mut self, options: &[&'static str]) -> &'static str {
        options[self.below(options.len())]
    }

    /// Blanks that may stand between any two tokens.
    fn blank(&mut self) {
        let blank = self.pick(&["", "", " ", " ", " ", "  ", "\t", "    ", " /* c */ "]);
        self.out.push_str(blank);
    }

    /// Blanks where tokens would run together without.
    fn gap(&mut self) {
        let gap = self.pick(&[" ", " ", "  ", "\t", "   "]);
        self.out.push_str(gap);
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// The end of a line, perhaps with a comment, perhaps with blank lines after it.
    fn line_end(&mut self) {
        if self.chance(25) {
            let comment = self.pick(&[" # note", "# é 👍🏽", "    // other   ", "\t#", " /* block */"]);
            self.put(comment);
        }
        let trailing = self.pick(&["", "", "", "  ", "\t"]);
        self.put(trailing);
        for _ in 0..[1, 1, 1, 1, 2, 3][self.below(6)] {
            self.put(self.end);
        }
        if self.chance(8) {
            let comment = self.pick(&["# a line", "   // a line", "\t#", "/* over\n   lines */"]);
            self.put(comment);
            self.put(self.end);
        }
        let indent = self.pick(&["", "  ", "    ", "\t", " ", "      "]);
        self.put(indent);
    }

    fn name(&mut self) -> String {
        let name = self.pick(&["a", "bb", "ccc", "name", "größe", "long_attribute-name", "x1", "日本"]);
        // Terraform refuses a name twice in one body.
        let n = self.out.len();
        format!("{name}_{n}")
    }

    /// The file.
    pub(crate) fn file(mut self) -> String {
        if self.chance(5) {
            self.put("\u{feff}");
        }
        for _ in 0..=self.below(7) {
            self.item(0);
        }
        if self.chance(25) {
            let end = self.out.trim_end().len();
            let comment = self.out[..end].ends_with("*/")
                || self.out[..end].rsplit('\n').next().is_some_and(|l| l.contains("EO"));
            if !comment {
                self.out.truncate(end);
            }
        }
        self.out
    }

    fn item(&mut self, depth: usize) {
        match self.below(10) {
            0..=2 if depth < 4 => self.block(depth),
            3 if depth == 0 => self.variable(),
            _ => {
                let name = self.name();
                self.put(&name);
                self.blank();
                self.put("=");
                self.blank();
                self.value(depth);
                self.line_end();
            }
        }
    }

    fn block(&mut self, depth: usize) {
        let keyword = self.pick(&["resource", "locals", "b", "dynamic"]);
        self.put(keyword);
        for _ in 0..self.below(3) {
            self.gap();
            let label = self.pick(&["\"label\"", "bare", "\"with space\"", "\"\"", "\"a\\\"b\"", "bare-é"]);
            self.put(label);
        }
        self.gap();
        self.put("{");
        match self.below(6) {
            0 => self.blank(),
            1 => {
                self.blank();
                self.put("a=");
                self.simple(2);
                self.blank();
            }
            _ => {
                self.line_end();
                for _ in 0..self.below(6) {
                    self.item(depth + 1);
                }
            }
        }
        self.put("}");
        self.line_end();
    }

    fn variable(&mut self) {
        self.put("variable \"v\" {");
        self.line_end();
        let spelling = self.pick(&[
            "\"string\"",
            "\"list\"",
            "\"map\"",
            "list",
            "set",
            "map",
            "any",
            "\"other\"",
            "map (string)",
        ]);
        let _ = write!(self.out, "type={spelling}");
        self.line_end();
        self.item(1);
        self.put("}");
        self.line_end();
    }

    /// A value that may take lines of its own.
    fn value(&mut self, depth: usize) {
        match self.below(14) {
            0 => self.heredoc(),
            1 | 2 => self.bracket("[", "]", depth),
            3 => self.bracket("f(", ")", depth),
            4 | 5 => self.object(depth),
            6 => {
                self.put("\"${");
                let lines = self.chance(30);
                if lines {
                    self.put(self.end);
                    self.gap();
                }
                self.plain(2);
                if lines {
                    self.put(self.end);
                }
                self.put("}\"");
            }
            7 => self.over_lines(),
            _ => self.simple(3),
        }
    }

    fn heredoc(&mut self) {
        let open = self.pick(&["<<EOT", "<<-EOT", "<<EO-T"]);
        self.put(open);
        self.put(self.end);
        for _ in 0..self.below(4) {
            let line = self.pick(&[
                "text",
                "   indented  text  ",
                "",
                "${ x }  and ${y}",
                " ${",
                "${ f(",
                "%{ if a ~}",
                "%{ endif }",
                "\tq \" $${z} 100% #",
            ]);
            // A directive has to be whole.
            let line = match line {
                "%{ if a ~}" => "  %{ if   a ~} b %{endif  ~}",
                " ${" => " ${\n  x\n    } z",
                "${ f(" => "${ f(\n1,\n  2) } z",
                "%{ endif }" => "%{ for a in[1] }x%{ endfor }",
                line => line,
            };
            self.put(line);
            self.put(self.end);
        }
        let indent = self.pick(&["", "  ", "\t"]);
        self.put(indent);
        self.put(open.trim_start_matches("<<").trim_start_matches('-'));
        // Nothing but blanks may follow the marker.
        self.put(self.end);
        let gap = self.pick(&["", "  ", "\t"]);
        self.put(gap);
    }

    fn bracket(&mut self, open: &str, close: &str, depth: usize) {
        self.put(open);
        let lines = self.chance(60);
        let count = self.below(4);
        for i in 0..count {
            if lines && self.chance(80) {
                self.line_end();
            }
            match self.below(12) {
                0..=3 if depth < 4 => self.nested(depth + 1),
                4 => self.heredoc(),
                5 => self.over_lines(),
                _ => self.simple(2),
            }
            self.blank();
            if i + 1 < count || lines {
                self.put(",");
            }
        }
        if lines && self.chance(80) {
            self.line_end();
        }
        self.put(close);
    }

    /// Something that takes lines without being a list, a call or an object of values.
    fn over_lines(&mut self) {
        let parts: &[&str] = match self.below(5) {
            0 => &["(", "x", "?", "[1]", ":", "- 1", ")"],
            1 => &["[", "for x in y", ":", "{ a=x }", "if x", "]"],
            2 => &["{", "for k ,v in", "m : k=>", "f(v", ")", "}"],
            3 => &["\"a ${", "x", "} ${ y", "}\""],
            _ => &["f(", "[{", "a=1", "b  = 2 }", ", {", "}", "]", ")"],
        };
        for (i, part) in parts.iter().enumerate() {
            // Only in objects and in front of what ends a line for good do line ends matter.
            if i > 0 && (self.chance(60) || *part == "b  = 2 }") {
                self.line_end();
            } else if i > 0 {
                self.gap();
            }
            self.put(part);
        }
    }

    fn nested(&mut self, depth: usize) {
        match self.below(3) {
            0 => self.bracket("[", "]", depth),
            1 => self.bracket("f(", ")", depth),
            _ => self.object(depth),
        }
    }

    fn object(&mut self, depth: usize) {
        self.put("{");
        let lines = self.chance(70);
        for _ in 0..self.below(4) {
            if lines {
                self.line_end();
            }
            let name = self.name();
            let key = match self.below(5) {
                0 => "\"quoted key\"".to_owned(),
                1 => "(var.k)".to_owned(),
                _ => name,
            };
            self.put(&key);
            self.blank();
            let sign = self.pick(&["=", "=", "=", ":"]);
            self.put(sign);
            self.blank();
            if depth < 4 && self.chance(30) {
                self.nested(depth + 1);
            } else {
                self.simple(2);
            }
            if !lines || self.chance(40) {
                self.blank();
                self.put(",");
            }
        }
        if lines {
            self.line_end();
        }
        self.put("}");
    }

    /// A value on one line.
    fn simple(&mut self, depth: usize) {
        if self.chance(25) {
            let string = self.pick(&[
                "\"\"",
                "\"text\"",
                "\"a ${ x } b\"",
                "\"${a}${ b}\"",
                "\"%{ if x }y%{ else }z%{ endif }\"",
                "\"é👨‍👩‍👧\"",
                "\"${ { a=1 } } x\"",
                "\"$${x} \\\" \\n\"",
                "\"x${\"y${z}\"}\"",
                "\"${~ x ~} \"",
            ]);
            self.put(string);
        } else {
            self.plain(depth);
        }
    }

    /// A value on one line that is no string.
    fn plain(&mut self, depth: usize) {
        if depth == 0 {
            let term = self.pick(&[
                "1",
                "1.5e3",
                "true",
                "null",
                "var.x",
                "a.b [0]",
                "x [ * ] . y",
                "x . * .y",
                "a.0.b",
                "-1",
                "! b",
            ]);
            return self.put(term);
        }
        match self.below(9) {
            0 => {
                self.plain(depth - 1);
                self.gap();
                let op =
                    self.pick(&["+", "-", "*", "/", "%", "==", "!=", "<", "<=", "&&", "||", "- -", "+ -"]);
                self.put(op);
                self.gap();
                self.plain(depth - 1);
            }
            1 => {
                self.plain(depth - 1);
                self.gap();
                self.put("?");
                self.blank();
                self.plain(depth - 1);
                self.gap();
                self.put(":");
                self.blank();
                self.plain(depth - 1);
            }
            2 => self.call(depth),
            3 => self.put("[for x in[1,2]:x if x>0]"),
            4 => self.put("{for k ,v in m :k=>v...if v}"),
            5 => {
                self.put("(");
                self.blank();
                self.plain(depth - 1);
                self.blank();
                self.put(")");
            }
            6 => {
                self.put("- ");
                self.put("var.n");
            }
            _ => self.plain(0),
        }
    }

    fn call(&mut self, depth: usize) {
        let name = self.pick(&["f", "f ", "provider::a::b", "provider :: a :: b "]);
        self.put(name);
        self.put("(");
        self.blank();
        self.plain(depth - 1);
        self.blank();
        let rest = self.pick(&["", ",", ", x ...", ",\"s\"", " , {a=1}", ",[ 1 ,2]"]);
        self.put(rest);
        self.put(")");
    }
}
