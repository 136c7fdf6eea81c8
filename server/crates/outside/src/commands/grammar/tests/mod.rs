use super::*;
use camino::Utf8PathBuf;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What a workspace has in it that the commands of the corpora name.
fn workspace() -> (tempfile::TempDir, Place) {
    let directory = tempfile::tempdir().unwrap();
    let base = Utf8PathBuf::from_path_buf(directory.path().canonicalize().unwrap()).unwrap();
    let root = base.join("workspace");
    for name in ["modules", "chart", "k8s", ".git/hooks"] {
        std::fs::create_dir_all(root.join(name)).unwrap();
    }
    for name in [
        "main.tf",
        "main.yaml",
        "values.yaml",
        "dev.tfvars",
        "plan.out",
        "hosts",
        "k8s/rules.yaml",
        ".git/config",
        "../outside",
    ] {
        std::fs::write(root.join(name), "").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside", root.join("link")).unwrap();
    (directory, Place { roots: vec![root.clone()], directory: root })
}

fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split(' ').map(unescape).collect()).collect()
}

fn unescape(argument: &str) -> String {
    let mut text = argument.to_owned();
    for (escape, character) in [("\\n", '\n'), ("\\r", '\r'), ("\\t", '\t'), ("\\0", '\0'), ("\\s", ' ')] {
        text = text.replace(escape, &character.to_string());
    }
    while let Some((before, (code, after))) =
        text.split_once("\\u{").and_then(|(b, rest)| Some((b, rest.split_once('}')?)))
    {
        let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
        text = format!("{before}{character}{after}");
    }
    text
}

fn attacks() -> Vec<Vec<String>> {
    commands(include_str!("attacks.txt"))
}

fn ordinary() -> Vec<Vec<String>> {
    commands(include_str!("ordinary.txt"))
}

#[test]
fn every_form_of_the_data_can_be_read_and_says_what_it_does() {
    for text in DATA {
        let grammar = Grammar::parse(text).unwrap_or_else(|error| panic!("{error} of\n{text}"));
        for form in grammar.tools.iter().flat_map(|tool| &tool.forms) {
            assert!(
                !form.sentence.ends_with('.') && form.sentence.starts_with(char::is_uppercase),
                "{form:?}"
            );
            // A short option with its value behind an equals sign means something else to most tools.
            assert!(
                form.flags
                    .iter()
                    .all(|flag| flag.value.is_none() || flag.names.last().is_some_and(|name| name.len() > 2)),
                "{form:?}"
            );
        }
    }
}

#[test]
fn ordinary_commands_are_allowed() {
    let (_directory, place) = workspace();
    let all = ordinary();
    assert!(all.len() >= 150, "{}", all.len());
    for command in all {
        if let Err(refusal) = Grammar::built_in().accept(&command, &place) {
            panic!("{}: {refusal}", command.join(" "));
        }
    }
}

#[test]
fn attacks_are_refused_with_a_reason() {
    let (_directory, place) = workspace();
    let all = attacks();
    assert!(all.len() >= 400, "{}", all.len());
    let passed: Vec<_> =
        all.iter().filter(|command| Grammar::built_in().accept(command, &place).is_ok()).collect();
    assert!(passed.is_empty(), "{passed:#?}");
    let silent = all.iter().filter_map(|command| Grammar::built_in().accept(command, &place).err());
    assert!(
        silent
            .into_iter()
            .all(|refusal| refusal.reason.len() > 10 && !refusal.to_string().contains(char::is_control))
    );
}

/// What an attacker adds to a command that would be allowed.
const HOSTILE: [&str; 24] = [
    "--output=/tmp/x",
    "--upload-pack=sh",
    "--exec=sh",
    "--post-renderer=sh",
    "--kubeconfig=x",
    "--config=x",
    "-c",
    "-x",
    "--flags-file=x",
    "--endpoint-url=http://x",
    "--plugin-dir=/x",
    "-auto-approve",
    "--help",
    "-",
    "--",
    "@/etc/passwd",
    "file:///etc/passwd",
    "ext::sh -c id",
    "../../etc/passwd",
    "/etc/passwd",
    "$(id)",
    ";id",
    "`id`",
    "x\ny",
];

#[test]
fn nothing_hostile_can_be_added_to_what_is_allowed() {
    let (_directory, place) = workspace();
    let mut tried = 0;
    for command in ordinary() {
        for hostile in HOSTILE {
            for at in 1..=command.len() {
                let mut attack = command.clone();
                attack.insert(at, hostile.to_owned());
                tried += 1;
                // Two dashes are no more than that where git's form has them.
                let harmless = hostile == "--" && command.first().is_some_and(|tool| tool == "git");
                if let Ok(accepted) = Grammar::built_in().accept(&attack, &place) {
                    assert!(harmless, "{attack:?} runs {:?}", accepted.arguments);
                }
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn what_cannot_be_seen_is_refused_in_every_argument() {
    let (_directory, place) = workspace();
    let hidden = [
        '\0', '\n', '\r', '\t', '\x1b', '\x7f', '\u{85}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}',
        '\u{2028}',
    ];
    for command in ordinary() {
        for at in 0..command.len() {
            for c in hidden {
                for put in [format!("{c}{}", command[at]), format!("{}{c}", command[at])] {
                    let mut attack = command.clone();
                    attack[at] = put;
                    assert!(Grammar::built_in().accept(&attack, &place).is_err(), "{attack:?}");
                }
            }
        }
    }
}

#[test]
fn options_are_neither_abbreviated_nor_clustered() {
    let (_directory, place) = workspace();
    for command in ordinary() {
        for at in 1..command.len() {
            let option = command[at].clone();
            let name = option.split('=').next().unwrap_or_default();
            if !name.starts_with("--") || name.len() < 5 {
                continue;
            }
            for cut in 3..name.len() {
                let mut attack = command.clone();
                attack[at] = option.replacen(name, &name[..cut], 1);
                // One option may be the start of another one that is allowed too.
                let known = DATA.iter().any(|text| {
                    text.split(['[', ']', ' ', '|', '=', '\n', '!']).any(|word| word == &name[..cut])
                });
                assert!(known || Grammar::built_in().accept(&attack, &place).is_err(), "{attack:?}");
            }
        }
    }
}

#[test]
fn what_runs_is_written_anew() {
    let (_directory, place) = workspace();
    let accept = |text: &str| {
        let command: Vec<String> = text.split(' ').map(str::to_owned).collect();
        Grammar::built_in().accept(&command, &place).unwrap()
    };
    let accepted = accept("kubectl get -n prod pods --output json web");
    assert_eq!(accepted.arguments, ["get", "--namespace=prod", "--output=json", "pods", "web"]);
    let accepted = accept("git log -n 3 -- main.tf");
    let arguments: Vec<_> = accepted.arguments.iter().map(String::as_str).collect();
    let file = place.directory.join("main.tf");
    let end = ["log", "--max-count=3", "--no-ext-diff", "--no-textconv", "--", file.as_str()];
    assert_eq!(arguments[arguments.len() - end.len()..], end);
    assert_eq!(arguments[..3], ["--no-pager", "--literal-pathspecs", "--no-optional-locks"]);
    assert_eq!(accept("terraform fmt").form.class, Class::Write);
    assert_eq!(accept("terraform fmt -check").form.class, Class::Read);
}

#[test]
fn a_refusal_says_why_and_what_is_nearest() {
    let (_directory, place) = workspace();
    let refused = |text: &str| {
        let command: Vec<String> = text.split(' ').map(str::to_owned).collect();
        Grammar::built_in().accept(&command, &place).unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        [
            "terraform destroy",
            "terraform vaildate",
            "kubectl get secrets",
            "kubectl get pods --kubeconfig=x",
            "terraform apply -auto-approve plan.out",
            "git push --force",
            "terraform fmt ../outside",
            "rm -rf x",
            "kubectl logs",
            "helm template web chart --post-renderer=sh",
            "git log -n five",
            "kubectl get pods -ojson",
        ]
        .map(|text| format!("{text}\n  {}", refused(text)))
        .join("\n")
    );
}

#[test]
fn a_person_may_add_forms_and_a_workspace_only_forbid() {
    let (_directory, place) = workspace();
    let accept = |grammar: &Grammar, text: &str| {
        let command: Vec<String> = text.split(' ').map(str::to_owned).collect();
        grammar.accept(&command, &place).map(|accepted| accepted.form.class)
    };
    let more = Grammar::parse(
        "tool opa\nread check [--strict] <path>...\n  Checks policies\ntool kubectl\npass KUBECONFIG",
    )
    .unwrap();
    let grammar = Grammar::built_in().clone().extended_by(more);
    assert_eq!(accept(&grammar, "opa check --strict main.tf"), Ok(Class::Read));
    assert_eq!(grammar.tool("kubectl").unwrap().pass(), ["KUBECONFIG"]);
    let less = Grammar::parse(
        "tool kubectl\nnever\n  Not from here\ntool terraform\nnever apply\n  The pipeline does that",
    )
    .unwrap();
    let grammar = grammar.narrowed_by(less).unwrap();
    assert!(accept(&grammar, "kubectl get pods").unwrap_err().reason.contains("not from here"));
    assert!(
        accept(&grammar, "terraform apply plan.out").unwrap_err().reason.contains("the pipeline does that")
    );
    assert_eq!(accept(&grammar, "terraform validate"), Ok(Class::Read));
    for wide in [
        "tool sh\nread -c <name>\n  Runs anything",
        "tool git\nset GIT_SSH=x",
        "tool git\nprogram /x/git",
        "tool git\npass HOME",
    ] {
        assert!(grammar.clone().narrowed_by(Grammar::parse(wide).unwrap()).is_err(), "{wide}");
    }
    // What the person forbids holds whatever else allows it.
    let grammar = grammar.extended_by(Grammar::parse("tool helm\nnever upgrade\n  Not here").unwrap());
    assert!(accept(&grammar, "helm upgrade web chart").is_err());
}

/// Every word of the data and of the corpora, hostile ones too.
fn vocabulary() -> Vec<String> {
    let mut words: BTreeSet<String> = HOSTILE.iter().map(|word| (*word).to_owned()).collect();
    words.extend(ordinary().into_iter().chain(attacks()).flatten());
    for flag in Grammar::built_in().tools.iter().flat_map(|tool| &tool.forms).flat_map(|form| &form.flags) {
        words.extend(
            flag.names.iter().flat_map(|name| [name.clone(), format!("{name}=x"), format!("{name}=json")]),
        );
    }
    words.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_command_outside_of_the_forms_is_accepted(
        tool in 0_usize..64,
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8, "[ -~\\n\\u{202e}]{0,6}"), 0..7),
        base in any::<prop::sample::Index>(),
    ) {
        thread_local!(static WORLD: ((tempfile::TempDir, Place), Vec<String>, Vec<Vec<String>>) = (workspace(), vocabulary(), ordinary()));
        WORLD.with(|((_, place), words, known)| {
            // Half of them are what is allowed with something more, half are made of words at random.
            let mut command = if tool < 32 { base.get(known).clone() } else {
                let tools: Vec<_> = Grammar::built_in().tools().collect();
                vec![tools[tool % tools.len()].to_owned()]
            };
            for (pick, how, noise) in &picks {
                let word = match how { 0 => noise.clone(), 1 => format!("{}{noise}", pick.get(words)), _ => pick.get(words).clone() };
                let at = if *how == 2 { 1.min(command.len()) } else { command.len() };
                command.insert(at, word);
            }
            if let Ok(accepted) = Grammar::built_in().accept(&command, place) {
                check_accepted(&accepted, place);
            }
        });
    }
}

/// Judges what was accepted by other means than those that accepted it: by the text of the data.
fn check_accepted(accepted: &Accepted<'_>, place: &Place) {
    let words: BTreeSet<&str> =
        DATA.iter().flat_map(|text| text.split(['[', ']', ' ', '|', '=', '\n', '!'])).collect();
    let prefix = accepted.tool.prefix.len();
    let mut after_dashes = false;
    for argument in &accepted.arguments[prefix..] {
        assert!(
            !argument.contains(char::is_control) && !argument.contains("://") && !argument.is_empty(),
            "{accepted:?}"
        );
        let name = argument.split('=').next().unwrap_or_default();
        assert!(after_dashes || !name.starts_with('-') || words.contains(name), "{accepted:?}");
        assert!(!argument.starts_with(['@', '~']), "{accepted:?}");
        let value = argument.split_once('=').map_or(argument.as_str(), |(_, value)| value);
        assert!(!value.starts_with('/') || value.starts_with(place.roots[0].as_str()), "{accepted:?}");
        after_dashes |= argument == "--";
    }
    assert_ne!(accepted.form.class, Class::Never);
    // What runs is allowed as it is, and comes to itself.
    let again: Vec<_> =
        [accepted.name.clone()].into_iter().chain(accepted.arguments[prefix..].iter().cloned()).collect();
    let again =
        Grammar::built_in().accept(&again, place).unwrap_or_else(|refusal| panic!("{again:?}: {refusal}"));
    assert_eq!(again.arguments, accepted.arguments);
}
