//! Text to HCL source that stands for it, so that nothing printed can be read as something else.

use super::lexer::ident_len;
use std::fmt::Write;

/// `text` as a quoted string: quotes, backslashes, controls, `${` and `%{` are escaped.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            _ if c.is_control() => {
                // Every control character is below U+00A0.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether `text` is a word: what may name an attribute, a block, a resource or a variable.
pub fn is_identifier(text: &str) -> bool {
    !text.is_empty() && ident_len(text) == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::{ExprKind, parse};
    use proptest::prelude::*;

    #[test]
    fn templates_in_text_are_escaped() {
        assert_eq!(quote("a ${b} %{c} $${d} 5% $"), r#""a $${b} %%{c} $$${d} 5% $""#);
        assert_eq!(quote("\"\\\n\t\u{7f}"), r#""\"\\\n\t\u007f""#);
    }

    #[test]
    fn identifiers_are_words() {
        for word in ["a", "_a", "a-b", "größe", "a1"] {
            assert!(is_identifier(word), "{word}");
        }
        for text in ["", "1a", "-a", "a b", "a.b", "a\n", "\"a\""] {
            assert!(!is_identifier(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_quoted_text_reads_back(text in "[ -~\\n\\r\\t\\x00é😀${%}\"\\\\]{0,30}") {
            let parsed = parse(&format!("a = {}\n", quote(&text)));
            prop_assert_eq!(&parsed.errors, &[]);
            let value = &parsed.root.attribute("a").unwrap().value;
            prop_assert_eq!(&value.kind, &ExprKind::String(text.into()));
        }
    }
}
