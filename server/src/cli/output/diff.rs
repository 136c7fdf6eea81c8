use similar::TextDiff;

/// The change of a file as a unified diff; `None` stands for a file that is not there yet.
pub(crate) fn unified(name: &str, before: Option<&str>, after: &str) -> String {
    let name = name.trim_start_matches('/');
    let old = if before.is_some() { format!("a/{name}") } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after);
    diff.unified_diff().context_radius(3).header(&old, &format!("b/{name}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_comes_from_nothing() {
        assert_eq!(unified("a.tf", None, "x\n"), "--- /dev/null\n+++ b/a.tf\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(unified("a.tf", Some("x\n"), "y\n"), "--- a/a.tf\n+++ b/a.tf\n@@ -1 +1 @@\n-x\n+y\n");
    }
}
