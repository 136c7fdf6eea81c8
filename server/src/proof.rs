//! A proof in the order in which a person reads it, for the terminal and for editors.

use author::{Note, Proof};

/// The parts of `proof` that say something, each with its lines.
pub(crate) fn sections(proof: &Proof) -> Vec<(&'static str, Vec<String>)> {
    let notes = |notes: &[Note]| notes.iter().map(|note| note.text.clone()).collect();
    let left = proof.findings.iter().map(|f| format!("{} [{}]", f.message, f.code)).collect();
    let all: [(&str, Vec<String>); 8] = [
        ("Written by", proof.written_by.clone()),
        ("Understood", notes(&proof.understood)),
        ("Assumed", notes(&proof.assumed)),
        ("Not understood", notes(&proof.not_understood)),
        ("Checked", proof.checked.clone()),
        ("Repaired", proof.repaired.clone()),
        ("Left to decide", left),
        ("Not checked", proof.not_checked.clone()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// `proof` as Markdown.
pub(crate) fn markdown(proof: &Proof) -> String {
    let part = |(title, lines): (&str, Vec<String>)| {
        let items: Vec<_> = lines.iter().map(|line| format!("- {}", escaped(line))).collect();
        format!("## {title}\n\n{}\n", items.join("\n"))
    };
    sections(proof).into_iter().map(part).collect::<Vec<_>>().join("\n")
}

/// `text` with the signs escaped that Markdown would take for its own; names have underscores and stars.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '[' | ']' | '#' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_with_nothing_in_them_are_left_out() {
        let proof = Proof {
            checked: vec!["2 blocks against hashicorp/aws".into()],
            not_understood: vec![Note { text: "\"my_*\"".into(), request: None }],
            ..Proof::default()
        };
        let expected =
            "## Not understood\n\n- \"my\\_\\*\"\n\n## Checked\n\n- 2 blocks against hashicorp/aws\n";
        assert_eq!(markdown(&proof), expected);
    }
}
