use camino::{Utf8Path, Utf8PathBuf};

/// The longest path below the directory, in bytes, and its most parts.
const LONGEST: usize = 200;
const DEEPEST: usize = 8;

/// Names that programs take their settings from, or that run something: no configuration of ours.
const TOOLS: [&str; 24] = [
    "package",
    "package-lock",
    "tsconfig",
    "composer",
    "deno",
    "devcontainer",
    "launch",
    "tasks",
    "settings",
    "docker-compose",
    "compose",
    "skaffold",
    "helmfile",
    "atlantis",
    "buildspec",
    "appspec",
    "serverless",
    "lefthook",
    "taskfile",
    "azure-pipelines",
    "bitbucket-pipelines",
    "cloudbuild",
    "mkdocs",
    "pnpm-workspace",
];

/// Where a file that a model names goes: inside `into`, under a plain name of a format that is checked.
///
/// # Errors
/// Why it may not be written, as a sentence for the model.
pub(super) fn place(into: &Utf8Path, path: &str) -> Result<Utf8PathBuf, String> {
    let shown: String = path.chars().filter(|c| !c.is_control()).take(80).collect();
    let refused = |why: &str| Err(format!("the path {shown:?} cannot be written: {why}"));
    let relative = path.strip_prefix("./").unwrap_or(path);
    if relative.is_empty() || relative.len() > LONGEST {
        return refused("it is empty or too long");
    }
    let parts: Vec<&str> = relative.split('/').collect();
    if parts.len() > DEEPEST {
        return refused("it is too deep");
    }
    if relative.starts_with('/') || parts.contains(&"..") {
        return refused("it must be relative and stay inside the directory");
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = |part: &&str| {
        !part.is_empty()
            && part.chars().all(is_plain)
            && !part.starts_with(['.', '-'])
            && !part.ends_with('.')
    };
    if !parts.iter().all(is_name) {
        return refused(
            "its parts must be letters, digits, hyphens, underscores and dots, and not begin with a dot",
        );
    }
    if parts.iter().any(|part| workspace::is_skipped_directory(part)) {
        return refused("that directory is made by a program");
    }
    let name = parts.last().copied().unwrap_or_default().to_ascii_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else { return refused("it has no extension") };
    if !matches!(extension, "tf" | "yaml" | "yml" | "json") {
        return refused("only .tf, .yaml, .yml and .json files are written");
    }
    if stem.rsplit('.').any(|part| TOOLS.contains(&part))
        || TOOLS.iter().any(|tool| stem.starts_with(&format!("{tool}.")))
    {
        return refused("that name belongs to the settings of a program");
    }
    if stem.rsplit_once('.').is_some_and(|(_, inner)| inner == "tf")
        || stem == "override"
        || stem.ends_with("_override")
    {
        return refused("such a file changes others unseen");
    }
    Ok(into.join(relative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_of_our_formats_are_placed_inside() {
        for path in ["main.tf", "./main.tf", "k8s/app.yaml", "modules/a-b/x_1.tf", "dashboards/api.v2.json"] {
            assert!(place("/w".into(), path).is_ok_and(|p| p.starts_with("/w")), "{path}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let bad = [
            "",
            "/etc/passwd",
            "/w/main.tf",
            "../main.tf",
            "a/../../main.tf",
            "a//main.tf",
            "./../main.tf",
            ".git/hooks/x.json",
            ".github/workflows/ci.yml",
            ".vscode/settings.json",
            ".gitlab-ci.yml",
            "a/.terraform/x.tf",
            "node_modules/x/a.json",
            "C:\\x\\main.tf",
            "a\\b.tf",
            "~/main.tf",
            "$HOME/main.tf",
            "main.sh",
            "Makefile",
            "main.tf\u{202e}",
            "ma\u{200b}in.tf",
            "m\u{430}in.tf",
            "main.tf\0.json",
            "package.json",
            "PACKAGE.json",
            "docker-compose.override.yml",
            "azure-pipelines.yml",
            "x_override.tf",
            "x.tf.json",
            "-rf.tf",
            "a b.tf",
            "main.tf.",
            "terraform.tfvars",
            &"a/".repeat(200),
        ];
        for path in bad {
            assert!(place("/w".into(), path).is_err(), "{path:?}");
        }
    }
}
