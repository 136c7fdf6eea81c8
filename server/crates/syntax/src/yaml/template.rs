/// The objects that only Helm's templates know (Helm documentation, "Built-in Objects"), and its functions that
/// stand first in an action.
const HELM: [&str; 8] =
    [".Values", ".Release", ".Chart", ".Capabilities", ".Files", ".Template", "include ", "tpl "];

/// Whether `text` is a template that renders to YAML (Helm, Jinja) rather than YAML itself.
///
/// It is, when an action stands where YAML has structure (alone on a line, as a key or a bare value), or names
/// what only Helm knows. Actions inside quoted or block scalars, such as those of Prometheus annotations, do not
/// count.
pub fn is_template(text: &str) -> bool {
    if !text.contains("{{") && !text.contains("{%") {
        return false;
    }
    let mut block: Option<usize> = None;
    for line in text.lines() {
        if names_helm(line) {
            return true;
        }
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || block.is_some_and(|parent| indent > parent) {
            continue;
        }
        let item = content.trim_start_matches("- ").trim_start();
        let parent = if item.starts_with(['|', '>']) { indent } else { line.len() - item.len() };
        block = opens_block_scalar(item).then_some(parent);
        if stands_bare(item) {
            return true;
        }
    }
    false
}

/// Whether an action of the line names an object or a function of Helm.
fn names_helm(line: &str) -> bool {
    line.split("{{").skip(1).any(|action| {
        let action = action.split("}}").next().unwrap_or(action);
        HELM.iter().any(|word| action.contains(word))
    })
}

/// Whether the line ends with the header of a block scalar.
fn opens_block_scalar(content: &str) -> bool {
    let header = content.split(" #").next().unwrap_or(content).trim_end();
    let header = header.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    header.ends_with(['|', '>']) && (header.len() == 1 || header[..header.len() - 1].ends_with([' ', '\t']))
}

/// Whether the line's key or value begins with an action.
fn stands_bare(item: &str) -> bool {
    let is_action = |s: &str| s.starts_with("{{") || s.starts_with("{%");
    let value = item.split_once(": ").map_or("", |(_, value)| value.trim_start());
    is_action(item) || is_action(value)
}
