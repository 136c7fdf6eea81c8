use syntax::{json, yaml::Node};

/// The most files of one answer that are read.
const MOST_FILES: usize = 64;

/// A file as a model gave it: nothing in it is to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// As it was written; empty where none was.
    pub(super) path: String,
    /// What the fence called the text, such as `hcl`; empty in JSON.
    pub(super) language: String,
    /// The whole text.
    pub(super) text: String,
    /// Whether its end was seen.
    pub(super) whole: bool,
}

/// The files in an answer: of JSON as it was asked for, else of fenced blocks with prose round them, else of an
/// answer that is one file and nothing more.
pub(super) fn read(answer: &str) -> Vec<Given> {
    let answer = answer.trim_start_matches('\u{feff}').trim();
    if let Some(files) = of_json(answer) {
        return files;
    }
    let fenced = fenced(answer);
    // JSON may stand in a fence, with a word before it.
    if let [only] = fenced.as_slice()
        && let Some(files) = of_json(only.text.trim())
    {
        return files;
    }
    if fenced.is_empty() && looks_like_terraform(answer) {
        let text = format!("{answer}\n");
        return vec![Given { path: String::new(), language: "hcl".to_owned(), text, whole: true }];
    }
    fenced
}

fn of_json(text: &str) -> Option<Vec<Given>> {
    if !text.starts_with('{') {
        return None;
    }
    let parsed = json::parse(text);
    let files = parsed.root.get("files")?;
    let whole = parsed.errors.is_empty();
    let one = |file: &Node| {
        let text = |name| file.get(name).and_then(Node::as_str);
        let (path, content) = (text("path")?, text("content")?);
        Some(Given { path: path.to_owned(), language: String::new(), text: ended(content), whole })
    };
    Some(files.items().iter().filter_map(one).take(MOST_FILES).collect())
}

/// A fence that is open (CommonMark 0.31, 4.5).
struct Fence {
    sign: char,
    length: usize,
    given: Given,
}

/// The fenced blocks of a text, each with the path that its fence, the line before it or its first comment names.
fn fenced(answer: &str) -> Vec<Given> {
    let mut out: Vec<Given> = Vec::new();
    let mut open: Option<Fence> = None;
    let mut before = "";
    for line in answer.lines() {
        let fence = fence_of(line);
        match (&mut open, fence) {
            (Some(Fence { sign, length, given }), found) => {
                let closes = found.is_some_and(|(s, n, rest)| s == *sign && n >= *length && rest.is_empty());
                if closes {
                    given.whole = true;
                    out.extend(open.take().map(|fence| fence.given));
                } else {
                    given.text.push_str(line);
                    given.text.push('\n');
                }
            }
            (None, Some((sign, length, rest))) => {
                let mut words = rest.split_whitespace();
                let language = words.next().unwrap_or_default();
                let named = rest.split_whitespace().find_map(path_in).or_else(|| path_in(before));
                let path = named.unwrap_or_default();
                let language = language.to_lowercase();
                let given = Given { path, language, text: String::new(), whole: false };
                open = Some(Fence { sign, length, given });
            }
            (None, None) if !line.trim().is_empty() => before = line,
            (None, None) => {}
        }
        if out.len() >= MOST_FILES {
            return out;
        }
    }
    out.extend(open.map(|fence| fence.given));
    for given in &mut out {
        if given.path.is_empty() {
            given.path = first_comment(&given.text).and_then(path_in).unwrap_or_default();
        }
    }
    out
}

/// A line that opens or closes a fence: its sign, how many, and what follows.
fn fence_of(line: &str) -> Option<(char, usize, &str)> {
    let trimmed = line.trim_start_matches(' ');
    let sign = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = trimmed.trim_start_matches(sign);
    let length = trimmed.len() - rest.len();
    (length >= 3 && line.len() - trimmed.len() <= 3).then(|| (sign, length, rest.trim()))
}

fn first_comment(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim();
    line.strip_prefix("//").or_else(|| line.strip_prefix('#'))
}

/// The word of a line that is a path of ours: `**modules/main.tf**`, `File: main.tf`, `title="main.tf"`.
fn path_in(line: &str) -> Option<String> {
    let is_edge =
        |c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"' | '\'' | '(' | ')' | '=' | ':' | ',');
    let words = line.split(is_edge).map(|word| word.trim_matches(['#', '.'])).filter(|word| !word.is_empty());
    let is_path = |word: &&str| {
        let extension = word.rsplit_once('.').map(|(stem, extension)| (stem.is_empty(), extension));
        matches!(extension, Some((false, "tf" | "yaml" | "yml" | "json")))
    };
    // The edges are cut off, and with them what leads out: whether a path is good is decided elsewhere, on all of it.
    let whole = line.split(is_edge).find(|word| is_path(&word.trim_end_matches('.')));
    whole.map(str::to_owned).or_else(|| words.clone().find(is_path).map(str::to_owned))
}

fn looks_like_terraform(text: &str) -> bool {
    let parsed = syntax::hcl::parse(text);
    parsed.errors.is_empty() && parsed.root.blocks().next().is_some()
}

/// `text` with a line end at its end.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(answer: &str) -> Vec<String> {
        read(answer).into_iter().map(|given| given.path).collect()
    }

    #[test]
    fn json_is_read_bare_and_in_a_fence() {
        let json = r#"{"files":[{"path":"a.tf","content":"x \"y\" {\n}"},{"path":"b.tf"}]}"#;
        for answer in [json.to_owned(), format!("Here you are:\n```json\n{json}\n```\nEnjoy.")] {
            let files = read(&answer);
            assert_eq!(files.len(), 1);
            assert_eq!(files.first().map(|f| f.text.as_str()), Some("x \"y\" {\n}\n"));
        }
    }

    #[test]
    fn a_path_is_taken_from_the_fence_the_line_before_or_the_first_comment() {
        assert_eq!(paths("```hcl main.tf\nx {}\n```"), ["main.tf"]);
        assert_eq!(paths("```hcl title=\"net/main.tf\"\nx {}\n```"), ["net/main.tf"]);
        assert_eq!(paths("**modules/a/main.tf**\n\n```hcl\nx {}\n```"), ["modules/a/main.tf"]);
        assert_eq!(paths("### File: `k8s/app.yaml`\n~~~yaml\na: 1\n~~~"), ["k8s/app.yaml"]);
        assert_eq!(paths("```\n# versions.tf\nx {}\n```"), ["versions.tf"]);
        assert_eq!(paths("```hcl\nx {}\n```"), [""]);
        assert_eq!(paths("`../../etc/x.tf`:\n```hcl\nx {}\n```"), ["../../etc/x.tf"]);
    }

    #[test]
    fn a_fence_inside_a_longer_one_is_text_and_an_open_one_is_half() {
        let files = read("````yaml\na: |\n  ```\n  b\n  ```\n````\n```yaml\nc: 1");
        assert_eq!(files.iter().map(|f| f.whole).collect::<Vec<_>>(), [true, false]);
        assert!(files.first().is_some_and(|f| f.text.contains("```\n  b")));
    }

    #[test]
    fn an_answer_that_is_a_file_is_one_and_prose_is_none() {
        assert_eq!(read("resource \"a\" \"b\" {\n}").len(), 1);
        assert_eq!(read("I cannot do that.").len(), 0);
        assert_eq!(read("rm -rf /").len(), 0);
        assert_eq!(read("").len(), 0);
    }
}
