//! What no check calls wrong and a model must not write all the same unless the person named it: what runs a
//! program, reaches out, reads files of the machine, hides, or cannot be checked.

use schema::{kubernetes, terraform};
use smol_str::SmolStr;
use syntax::hcl::{Block, Body, Expr, ExprKind, TemplatePart};
use workspace::terraform::walk_body;
use workspace::{File, Unit, UnitKind};

/// The functions that read files (Terraform 1.11, configuration language).
const READERS: [&str; 12] = [
    "file",
    "fileexists",
    "fileset",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "templatefile",
    "pathexpand",
];

/// Data sources and resources that run programs, call addresses or write files where Terraform runs.
const REACHING: [&str; 6] =
    ["external", "http", "local_file", "local_sensitive_file", "shell_script", "local_command"];

/// Nested blocks that name a program to run, by where they stand.
const RUNNING: [&str; 3] = ["provisioner", "exec", "postrender"];

/// The faults of the units of `file` that `base` does not have. `request` is what the person asked for: what it names
/// is allowed.
pub(super) fn faults(request: &str, file: &File, base: Option<&File>) -> Vec<String> {
    let guard = Guard { request: request.to_lowercase() };
    let is_old = |unit: &Unit| base.is_some_and(|base| base.units.iter().any(|p| p.unit.text == unit.text));
    let new = file.units.iter().map(|placed| &placed.unit).filter(|unit| !is_old(unit));
    new.flat_map(|unit| guard.unit(unit)).collect()
}

/// What is wrong with a text before it is read at all.
pub(super) fn text_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some((line, c)) = hidden(text) {
        faults.push(format!("line {line} has the hidden character U+{:04X}: write plain text", u32::from(c)));
    }
    if let Some(line) = elision(text) {
        faults
            .push(format!("line {line} stands for text that is left out: write every file and block whole"));
    }
    faults
}

/// The first character that a person does not see, or sees elsewhere than it is, with its line.
fn hidden(text: &str) -> Option<(usize, char)> {
    let is_hidden = |c: &char| match *c {
        '\n' | '\t' | '\r' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{feff}'
        | '\u{3164}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e01ef}' => true,
        c => c.is_control(),
    };
    text.lines().enumerate().find_map(|(at, line)| line.chars().find(is_hidden).map(|c| (at + 1, c)))
}

/// The first line that is a comment in place of text.
fn elision(text: &str) -> Option<usize> {
    let says = [
        "rest of",
        "remains unchanged",
        "remain unchanged",
        "existing code",
        "existing config",
        "same as before",
        "omitted for",
    ];
    let stands_in = |line: &str| {
        let line = line.trim();
        let comment =
            line.strip_prefix('#').or_else(|| line.strip_prefix("//")).map(|c| c.trim().to_lowercase());
        comment.is_some_and(|c| {
            c.starts_with("...") || c.starts_with('…') || says.iter().any(|says| c.contains(says))
        })
    };
    text.lines().position(stands_in).map(|at| at + 1)
}

struct Guard {
    request: String,
}

impl Guard {
    /// Whether the person named `what`.
    fn named(&self, what: &str) -> bool {
        self.request.contains(what) || self.request.contains(&what.replace('_', " "))
    }

    fn unit(&self, unit: &Unit) -> Vec<String> {
        match &unit.kind {
            UnitKind::Terraform(_) => unit.hcl().map(|body| self.terraform(body)).unwrap_or_default(),
            UnitKind::Manifest(manifest) => {
                let known = kubernetes::kind(kubernetes::Version::latest(), &manifest.api_version, &manifest.kind);
                let unknown = format!("no schema is known of {} {}", manifest.api_version, manifest.kind);
                if known.is_some() { Vec::new() } else { vec![unknown] }
            }
            UnitKind::RuleFile | UnitKind::PrometheusConfig | UnitKind::AlertmanagerConfig | UnitKind::Dashboard => {
                Vec::new()
            }
            _ if is_blank(&unit.text) => Vec::new(),
            _ => vec!["a file is neither Terraform nor a manifest, a rule file, a configuration of Prometheus or Alertmanager, or a dashboard".to_owned()],
        }
    }

    fn terraform(&self, body: &Body) -> Vec<String> {
        let mut faults: Vec<String> = body.blocks().flat_map(|block| self.top(block)).collect();
        faults.extend(body.attributes().map(|a| format!("{} stands outside of every block", a.name.text)));
        let mut found = Vec::new();
        let mut look = |expr: &Expr, _: &[SmolStr]| found.extend(self.call(expr));
        walk_body(body, &mut Vec::new(), &mut Vec::new(), &|_, _| true, &mut look);
        faults.extend(found);
        faults
    }

    fn top(&self, block: &Block) -> Vec<String> {
        let label = block.label(0).unwrap_or_default();
        let mut faults = self.nested(&block.body);
        match block.keyword.text.as_str() {
            "resource" | "data" | "ephemeral" => {
                let known = match block.keyword.text.as_str() {
                    "data" => terraform::data_source(label).is_some(),
                    _ => label == "terraform_data" || terraform::resource(label).is_some(),
                };
                if REACHING.contains(&label) && !self.named(label) {
                    faults.push(format!("{label} reaches out of the configuration and was not asked for"));
                } else if !known {
                    faults.push(format!("no schema is known of {label}"));
                }
            }
            "module" => {
                let source =
                    block.body.attribute("source").and_then(|a| a.value.as_str()).unwrap_or_default();
                let inside = source.starts_with("./") && !source.contains("..");
                let asked_for = source.len() > 3 && self.named(&source.to_lowercase());
                if !inside && !asked_for {
                    faults.push(format!("the module {source:?} comes from elsewhere and was not asked for"));
                }
            }
            "provider" if terraform::provider(label).is_none() => {
                faults.push(format!("no schema is known of the provider {label}"));
            }
            "terraform" => faults.extend(self.settings(&block.body)),
            _ => {}
        }
        faults
    }

    /// Providers come from where the schemas say; where the state lies is not a model's to decide.
    fn settings(&self, body: &Body) -> Vec<String> {
        let mut faults = Vec::new();
        for block in body.blocks() {
            let keyword = block.keyword.text.as_str();
            if matches!(keyword, "backend" | "cloud" | "provider_meta") && !self.named(keyword) {
                faults.push(format!("a {keyword} block was not asked for"));
            }
        }
        for entry in body.blocks_named("required_providers").flat_map(|b| b.body.attributes()) {
            let ExprKind::Object(fields) = &entry.value.kind else { continue };
            let source = fields.iter().find(|f| f.key.name() == Some("source"));
            let source = source.and_then(|f| f.value.as_str()).unwrap_or_default();
            let known = terraform::provider(&entry.name.text).map(terraform::Provider::source);
            let full = known.map(|known| format!("registry.terraform.io/{known}"));
            if known != Some(source) && full.as_deref() != Some(source) {
                faults.push(format!("the provider {source:?} is not one whose schema is known"));
            }
        }
        faults
    }

    fn nested(&self, body: &Body) -> Vec<String> {
        let mut faults = Vec::new();
        let mut todo: Vec<&Block> = body.blocks().collect();
        while let Some(block) = todo.pop() {
            let keyword = block.keyword.text.as_str();
            let label = block.label(0).unwrap_or_default();
            let name = if keyword == "dynamic" { label } else { keyword };
            let named =
                if name == "provisioner" { self.named(label) && !label.is_empty() } else { self.named(name) };
            if RUNNING.contains(&name) && !named {
                faults.push(format!("a {name} block runs a program and was not asked for"));
            }
            todo.extend(block.body.blocks());
        }
        faults
    }

    /// A call that reads a file outside of the module.
    fn call(&self, expr: &Expr) -> Option<String> {
        let ExprKind::Call { name, args, .. } = &expr.kind else { return None };
        let function = name.text.rsplit("::").next().unwrap_or_default();
        if !READERS.contains(&function) {
            return None;
        }
        let path = leading_text(args.first()?);
        let whole = literal_text(args.first()?);
        let outside = function == "pathexpand" || path.starts_with(['/', '~']) || whole.contains("..");
        let named = whole.len() > 3 && self.named(&whole.to_lowercase());
        (outside && !named)
            .then(|| format!("{function}({whole:?}) reads a file of the machine and was not asked for"))
    }
}

/// The literal that an expression begins with.
fn leading_text(expr: &Expr) -> &str {
    match &expr.kind {
        ExprKind::Template(parts) => match parts.first() {
            Some(TemplatePart::Literal(text)) => text,
            _ => "",
        },
        _ => expr.as_str().unwrap_or_default(),
    }
}

/// All literal text of an expression.
fn literal_text(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Template(parts) => parts
            .iter()
            .map(|part| if let TemplatePart::Literal(text) = part { text.as_str() } else { "" })
            .collect(),
        _ => expr.as_str().unwrap_or_default().to_owned(),
    }
}

/// Whether a unit holds nothing but blanks and comments.
fn is_blank(text: &str) -> bool {
    let says_nothing = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---" || line == "..."
    };
    text.lines().all(says_nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;

    fn of(path: &str, request: &str, text: &str) -> Vec<String> {
        faults(request, &File::read(Utf8Path::new(path).into(), text.into(), None), None)
    }

    fn terraform(text: &str) -> Vec<String> {
        of("/w/main.tf", "a bucket", text)
    }

    #[test]
    fn what_runs_a_program_is_refused_unless_it_was_named() {
        let text = "resource \"null_resource\" \"a\" {\n  provisioner \"local-exec\" {\n    command = \"id\"\n  }\n}\n";
        assert_eq!(terraform(text).len(), 1);
        assert!(of("/w/main.tf", "a null resource with a local-exec that prints id", text).is_empty());
        assert_eq!(terraform("data \"external\" \"a\" {\n  program = [\"id\"]\n}\n").len(), 1);
        assert_eq!(terraform("provider \"kubernetes\" {\n  exec {\n    command = \"id\"\n  }\n}\n").len(), 1);
    }

    #[test]
    fn files_of_the_machine_are_not_read() {
        for call in [
            "file(\"/etc/passwd\")",
            "file(\"~/.aws/credentials\")",
            "templatefile(\"${path.module}/../../x\", {})",
        ] {
            let text = format!("locals {{\n  a = [\"x\", {call}]\n}}\n");
            assert_eq!(terraform(&text).len(), 1, "{call}");
        }
        assert!(terraform("locals {\n  a = file(\"${path.module}/x.txt\")\n}\n").is_empty());
    }

    #[test]
    fn what_cannot_be_checked_is_refused() {
        assert_eq!(terraform("resource \"nobody_thing\" \"a\" {\n}\n").len(), 1);
        assert_eq!(terraform("module \"a\" {\n  source = \"git::https://x.example/a\"\n}\n").len(), 1);
        let text =
            "terraform {\n  required_providers {\n    aws = {\n      source = \"evil/aws\"\n    }\n  }\n}\n";
        assert_eq!(terraform(text).len(), 1);
        assert_eq!(of("/w/a.yaml", "", "on: push\njobs: {}\n").len(), 1);
        assert_eq!(of("/w/a.yaml", "", "apiVersion: evil/v1\nkind: Thing\nmetadata:\n  name: a\n").len(), 1);
        assert!(of("/w/a.yaml", "", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n").is_empty());
    }

    #[test]
    fn hidden_characters_and_gaps_are_told_with_their_line() {
        assert!(
            text_faults("a\nb\u{202e}c")
                .first()
                .is_some_and(|f| f.contains("line 2") && f.contains("U+202E"))
        );
        assert!(text_faults("a\u{e0041}").first().is_some_and(|f| f.contains("U+E0041")));
        assert_eq!(text_faults("# ... rest of the file\n").len(), 1);
        assert!(text_faults("grün = \"größe\" # fine\n").is_empty());
    }
}
