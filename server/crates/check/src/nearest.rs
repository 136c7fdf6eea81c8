//! The name that was probably meant.

/// The candidate nearest to `name`, if one is near enough to be meant; of equals the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(name.len()) > allowed + 2 {
            continue;
        }
        let distance = distance(name, candidate);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits between two names, where case and the choice of `_`, `-` or nothing between words hardly count.
fn distance(a: &str, b: &str) -> usize {
    let plain =
        |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (plain_a, plain_b) = (plain(a), plain(b));
    if plain_a == plain_b {
        return usize::from(a != b);
    }
    strsim::osa_distance(&plain_a, &plain_b)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_letters_or_case_finds_the_name() {
        let names = ["instance_type", "instance_state", "ami"];
        assert_eq!(nearest("instance_typ", names), Some("instance_type"));
        assert_eq!(nearest("instanceType", names), Some("instance_type"));
        assert_eq!(nearest("am", names), Some("ami"));
    }

    #[test]
    fn a_name_that_is_like_nothing_finds_nothing() {
        assert_eq!(nearest("flavour", ["instance_type", "ami"]), None);
    }
}
