use super::*;

fn find(intent: &Intent, lemma: &str) -> usize {
    intent.words.words.iter().position(|w| w.lemma == lemma).unwrap()
}

fn names(request: &str, noun: &str) -> Vec<String> {
    let intent = Intent::read(request);
    let at = find(&intent, noun);
    intent.naming(at, at + 1).map(|n| n.names.iter().map(ToString::to_string).collect()).unwrap_or_default()
}

#[test]
fn names_are_found_in_the_wordings_people_use() {
    for request in [
        "a bucket named \"logs\" in eu-west-1",
        "a bucket called logs",
        "Call the bucket `logs`",
        "a bucket with name = 'logs'",
        "a bucket with bucket name = \"logs\"",
        "a bucket whose name parameter is set to \"logs\"",
        "a bucket (with name set to \"logs\")",
        "the \"logs\" bucket",
    ] {
        assert_eq!(names(request, "bucket"), ["logs"], "{request}");
    }
    assert_eq!(names("name the subnets \"a\", \"b\" and \"c\" respectively", "subnet"), ["a", "b", "c"]);
    assert!(names("a bucket with versioning", "bucket").is_empty());
}

#[test]
fn numbers_count_the_noun_that_follows() {
    let count = |request: &str, noun: &str| {
        let intent = Intent::read(request);
        intent.count_before(find(&intent, noun)).map(|(count, _)| count)
    };
    assert_eq!(count("three private subnets", "subnet"), Some(Count::Exactly(3)));
    assert_eq!(count("2 of the latest AWS Linux instances", "instance"), None);
    assert_eq!(count("to another bucket", "bucket"), Some(Count::Another));
    assert_eq!(count("a VPC and subnet", "subnet"), None);
}

#[test]
fn negation_reaches_its_noun_phrase_and_no_further() {
    let intent = Intent::read(
        "a database without public access, with backups. Versioning is disabled and logging enabled",
    );
    let negated = |lemma: &str| intent.is_negated(find(&intent, lemma));
    assert!(negated("public") && negated("access") && negated("versioning"));
    assert!(!negated("database") && !negated("backup") && !negated("logging"));
}
