use super::*;
use camino::Utf8PathBuf;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// A way to write a secret: the file it is in, what stands before and after it, and the form of the secret.
#[derive(Clone, Copy, Debug)]
struct Planted {
    path: &'static str,
    before: &'static str,
    after: &'static str,
    form: &'static str,
}

const fn planted(
    path: &'static str,
    before: &'static str,
    after: &'static str,
    form: &'static str,
) -> Planted {
    Planted { path, before, after, form }
}

/// What a person may choose as a password.
const CHOSEN: &str = "[a-zA-Z][a-zA-Z0-9_!%+.-]{8,24}[0-9]";

const ALL: &[Planted] = &[
    planted("main.tf", "provider \"aws\" {\n  access_key = \"", "\"\n}\n", "AKIA[A-Z2-7]{16}"),
    planted("notes.md", "use ", " for now", "gh[pousr]_[A-Za-z0-9]{36}"),
    planted("notes.md", "use ", " for now", "github_pat_[A-Za-z0-9_]{40}"),
    planted("notes.md", "(", ")", "glpat-[A-Za-z0-9_-]{20}"),
    planted(
        "a.yml",
        "api_url: https://hooks.slack.com/services/",
        "\n",
        "T[A-Z0-9]{8}/B[A-Z0-9]{8}/[A-Za-z0-9]{24}",
    ),
    planted("a.yml", "x: ", "\n", "xoxb-[0-9]{11}-[0-9]{11}-[A-Za-z0-9]{24}"),
    planted("a.yml", "x: ", "\n", "AIza[A-Za-z0-9_-]{35}"),
    planted("a.yml", "x: ", "\n", "sk-[A-Za-z0-9]{40}"),
    planted("a.yml", "x: ", "\n", "sk_live_[A-Za-z0-9]{24}"),
    planted("a.yml", "x: ", "\n", "hvs\\.[A-Za-z0-9_-]{24}"),
    planted("a.yml", "x: ", "\n", "npm_[A-Za-z0-9]{36}"),
    planted("a.yml", "x: ", "\n", "eyJ[A-Za-z0-9_-]{20}\\.eyJ[A-Za-z0-9_-]{30}\\.[A-Za-z0-9_-]{43}"),
    planted(
        "a.yml",
        "x: ",
        "\n",
        "-----BEGIN RSA PRIVATE KEY-----\n([A-Za-z0-9+/]{64}\n){4}-----END RSA PRIVATE KEY-----",
    ),
    planted("a.tf", "url = \"postgres://app:", "@db:5432/app\"\n", "[a-zA-Z0-9_!%+.-]{8,24}"),
    planted("a.tf", "source = \"git::https://", "@github.com/x/y\"\n", "[a-z0-9]{20}"),
    planted("curl.sh", "curl -H 'Authorization: Bearer ", "' https://x\n", "[A-Za-z0-9]{20,40}"),
    planted("curl.sh", "curl -H \"authorization: Basic ", "\" https://x\n", "[A-Za-z0-9]{20,40}=="),
    planted("curl.sh", "curl -u admin:", " https://x\n", CHOSEN),
    planted("a.tf", "  master_password = \"", "\"\n", CHOSEN),
    planted("a.tf", "  master_password = sensitive(\"", "\")\n", CHOSEN),
    planted("a.tf", "  password = coalesce(var.password, \"", "\")\n", CHOSEN),
    planted("a.tf", "  DB_PASSWORD : \"", "\",\n", CHOSEN),
    planted("a.tf", "  client_secret = <<-EOT\n    ", "\n  EOT\n  name = \"x\"\n", CHOSEN),
    planted("a.tf", "x = jsonencode([{ name = \"API_TOKEN\", value = \"", "\" }])\n", CHOSEN),
    planted("a.tf", "x = \"{\\\"password\\\": \\\"", "\\\"}\"\n", CHOSEN),
    planted("a.yaml", "password: ", "\nuser: x\n", CHOSEN),
    planted("a.yaml", "password: ", " three words\nuser: x\n", CHOSEN),
    planted("a.yaml", "- password: |\n    ", "\n  user: x\n", CHOSEN),
    planted("a.yaml", "db: {user: x, password: ", ", port: 1}\n", CHOSEN),
    planted("a.yaml", "passwords:\n  - ", "\nuser: x\n", CHOSEN),
    planted("a.yaml", "env:\n  - name: DB_PASSWORD\n    value: ", "\n", CHOSEN),
    planted("a.yaml", "env:\n  - value: \"", "\"\n    name: DB_PASSWORD\n", CHOSEN),
    planted("a.yaml", "args: [\"--api-token\", \"", "\"]\n", CHOSEN),
    planted("a.yaml", "args: [\"--api-token=", "\"]\n", CHOSEN),
    planted("a.json", "{\"apiKey\": \"", "\"}", CHOSEN),
    planted("run.sh", "export DB_PASSWORD=", "\n", CHOSEN),
    planted("run.sh", "tool --password ", " --user x\n", CHOSEN),
    planted(
        "s.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  file: ",
        "\n",
        "[A-Za-z0-9+/]{20}",
    ),
    planted("s.yaml", "kind: Secret\nstringData: {a: '", "', b: c}\napiVersion: v1\n", CHOSEN),
    planted(
        "s.yaml",
        "a: 1\n---\nkind: List\nitems:\n- kind: Secret\n  stringData:\n    a: |\n      ",
        "\n",
        CHOSEN,
    ),
    planted("s.json", "{\"kind\": \"Secret\", \"data\": {\"a\": \"", "\"}}", "[A-Za-z0-9+/]{20}"),
    planted("s.yaml", "kind: Secret\nstringData:\n  a: ", "\n b: [\n", CHOSEN),
    planted(
        "config",
        "kind: Config\nusers:\n- name: x\n  user:\n    client-certificate-data: ",
        "\n",
        "[A-Za-z0-9+/]{40}",
    ),
    planted("prompt.txt", "Fix it:\n```yaml\nkind: Secret\ndata:\n  a: ", "\n```\n", "[A-Za-z0-9+/]{20}"),
    planted("a.tfvars", "hosts = [\"x\"]\nlogin = \"", "\"\n", CHOSEN),
    planted("a.tfvars", "login = { a = \"", "\" }\n", CHOSEN),
    planted("a.tfvars.json", "{\"login\": \"", "\"}", CHOSEN),
    planted("v.tf", "variable \"x\" {\n  sensitive = true\n  default = \"", "\"\n}\n", CHOSEN),
];

/// Any way to plant a secret, with a secret of its form.
fn any_planted() -> impl Strategy<Value = (Planted, String)> {
    prop::sample::select(ALL).prop_flat_map(|planted| {
        let form = proptest::string::string_regex(planted.form).expect("the form is a regular expression");
        form.prop_map(move |secret| (planted, secret))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_planted_secret_leaves_and_all_come_back(
        planted in prop::collection::vec(any_planted(), 1..4),
        noise in "[ -~\n]{0,60}",
        cut in 1usize..9,
    ) {
        let files: Vec<(Utf8PathBuf, String)> = planted
            .iter()
            .map(|(p, secret)| (p.path.into(), format!("{}{secret}{}", p.before, p.after)))
            .chain([("noise.txt".into(), noise)])
            .collect();
        let parts: Vec<_> = files.iter().map(|(path, text)| Part::file(path, text)).collect();
        let mut redactor = Redactor::default();
        let cleared = redactor.clear(&parts);
        prop_assume!(cleared.is_ok());
        let cleared = cleared.expect("it is assumed to be");
        for ((_, secret), (_, whole)) in planted.iter().zip(&files) {
            for text in &cleared {
                prop_assert!(!text.as_str().contains(secret.as_str()), "{whole:?} left as {text:?}");
            }
        }
        for (text, (_, whole)) in cleared.iter().zip(&files) {
            prop_assert_eq!(&redactor.restore(text.as_str()), whole);
            let mut restorer = redactor.restorer();
            let pieces: Vec<char> = text.as_str().chars().collect();
            let mut streamed: String =
                pieces.chunks(cut).map(|piece| restorer.push(&piece.iter().collect::<String>())).collect();
            streamed.push_str(&restorer.finish());
            prop_assert_eq!(&streamed, whole);
        }
        let shown = format!("{redactor:?} {}", redactor.report());
        for (_, secret) in &planted {
            prop_assert!(!shown.contains(secret.as_str()));
        }
    }

    #[test]
    fn any_text_comes_back_as_it_was(text in "(?s).{0,200}", other in "(password|token): .{0,20}|<<SECRET:token:1>>") {
        let mut redactor = Redactor::default();
        let whole = format!("{text}\n{other}");
        if let Ok(cleared) = redactor.clear(&[Part::text(&whole)]) {
            prop_assert_eq!(redactor.restore(cleared[0].as_str()), whole);
        }
    }
}

/// `text` as it may leave.
fn cleared(path: &str, text: &str) -> String {
    let mut redactor = Redactor::default();
    let cleared = redactor.clear(&[Part::file(path.into(), text)]).expect("it may leave");
    cleared[0].as_str().to_owned()
}

#[test]
fn every_way_to_plant_a_secret_is_tried() {
    for planted in ALL {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let form = proptest::string::string_regex(planted.form).expect("the form is a regular expression");
        let secret = form.new_tree(&mut runner).expect("it makes one").current();
        let left = cleared(planted.path, &format!("{}{secret}{}", planted.before, planted.after));
        assert!(!left.contains(&secret), "{planted:?}: {left}");
        assert!(
            left.starts_with(planted.before.get(..6).unwrap_or_default()) || left.starts_with("<<SECRET"),
            "{left}"
        );
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "  password = var.db_password\n",
        "  secret_id = aws_secretsmanager_secret.db.id\n",
        "  password = random_password.db.result\n",
        "  key_name = \"deployer\"\n",
        "  manage_master_user_password = true\n",
        "  secret_data = jsonencode(local.settings)\n",
        "  password = file(\"${path.module}/password.txt\")\n",
    ] {
        assert_eq!(cleared("a.tf", text), text);
    }
    for text in [
        "password: ${DB_PASSWORD}\n",
        "password: {{ .Values.password }}\n",
        "        secretName: web-tls\n",
        "automountServiceAccountToken: false\n",
        "valueFrom:\n  secretKeyRef:\n    name: db\n    key: password\n",
        "master_password: string\n",
        "image: registry.example.com:5000/app@sha256:abc\n",
        "an S3 bucket with a password policy and tokens",
        "kind: ConfigMap\ndata:\n  a: b\n",
    ] {
        assert_eq!(cleared("a.yaml", text), text);
    }
    let request = "set password = random_password.db.result and token: var.token";
    let left = Redactor::default().clear(&[Part::text(request)]).expect("it may leave");
    assert_eq!(left[0].as_str(), request);
}

#[test]
fn values_of_declared_variables_stay_and_those_of_sensitive_ones_do_not() {
    let declared = "variable \"size\" {}\nvariable \"login\" {\n  sensitive = true\n}\n";
    let values = "size = \"large\"\nlogin = \"Xk2-beta-9\"\n";
    let mut redactor = Redactor::default();
    let parts = [Part::file("v.tf".into(), declared), Part::file("a.tfvars".into(), values)];
    let cleared = redactor.clear(&parts).expect("they may leave");
    assert_eq!(cleared[1].as_str(), "size = \"large\"\nlogin = \"<<SECRET:variable:1>>\"\n");
    let other = redactor.clear(&[Part::text("what is Xk2-beta-9 for?")]).expect("it may leave");
    assert_eq!(other[0].as_str(), "what is <<SECRET:variable:1>> for?");
    assert_eq!(redactor.report().to_string(), "kept back: 1 variable in a.tfvars, 1 variable in the request");
}

#[test]
fn state_plans_and_files_of_keys_are_refused_whole() {
    let state =
        r#"{"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": []}"#;
    let refused = |path: &str, text: &str| {
        Redactor::default().clear(&[Part::file(path.into(), text)]).expect_err("it is refused").to_string()
    };
    assert_eq!(
        refused("terraform.tfstate", "{}"),
        "terraform.tfstate is a Terraform state or plan, which holds secrets; it is never sent to a model"
    );
    assert!(refused("copy.json", state).contains("state or plan"));
    assert!(refused("prod.env", "A=1").contains("secrets only"));
    assert!(refused("certs/tls.key", "x").contains("secrets only"));
    assert!(refused("big.txt", &"x".repeat(5 << 20)).contains("too many to search"));
}

#[test]
fn a_key_that_was_cut_is_a_key_still() {
    let lines = "MIIEowIBAAKCAQEA0123456789abcdef\n".repeat(3);
    assert_eq!(
        cleared("a", &format!("x\n-----BEGIN PRIVATE KEY-----\n{lines}")),
        "x\n<<SECRET:private_key:1>>"
    );
    assert_eq!(cleared("a", &format!("{lines}-----END PRIVATE KEY-----\n")), "<<SECRET:private_key:1>>\n");
}

#[test]
fn a_placeholder_that_a_text_has_already_is_not_given_to_a_secret() {
    let left = cleared("a.yaml", "note: <<SECRET:password:1>>\npassword: hunter2222\n");
    assert_eq!(left, "note: <<SECRET:password:1>>\npassword: <<SECRET:password:2>>\n");
}

#[test]
fn answers_are_searched_too() {
    let mut redactor = Redactor::default();
    redactor.clear(&[Part::text("password: hunter2-hunter2")]).expect("it may leave");
    let answer =
        "a: <<SECRET:password:1>>\nb: <<SECRET:password:7>>\nc: hunter2-hunter2\nd: AKIAIOSFODNN7ABCDEFG\n";
    assert_eq!(
        redactor.scan(answer),
        [
            Leak::UnknownPlaceholder("<<SECRET:password:7>>".into()),
            Leak::Echoed { kind: "password" },
            Leak::Invented { kind: "aws_key", at: 72 },
        ]
    );
}

#[test]
fn logs_are_masked_for_good() {
    assert_eq!(
        mask("GET https://bob:s3cr3tpw@host/ token=abcdef123"),
        "GET https://bob:<secret>@host/ token=<secret>"
    );
}
