//! Slips between manifests, from the finding to its mending: the finding on the slip, the other end beside it, the fix
//! of either end, and nothing found after it.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use testkit::lsp::Client;

const PUBLISH: &str = "textDocument/publishDiagnostics";

/// Two files, one with a slip in it, and what is to be found.
struct Scenario {
    /// The file that is right.
    target: &'static str,
    /// The file with the slip.
    source: &'static str,
    code: &'static str,
    /// The text that is underlined, and what is meant by it.
    slip: (&'static str, &'static str),
    /// The text of the other end.
    other: &'static str,
    /// The title of the fix of the other end.
    other_fix: &'static str,
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    matchLabels:
      app: checkout
  template:
    metadata:
      labels:
        app: checkout
    spec:
      containers:
        - name: web
          image: registry.example.com/checkout:1.0.0
          ports:
            - name: http-web
              containerPort: 8080
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
spec:
  ports:
    - name: http
      port: 80
";

const SCENARIOS: [Scenario; 6] = [
    Scenario {
        target: DEPLOYMENT,
        source: "\
apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    app: chekcout # the pods
  ports:
    - port: 80
",
        code: "K8S-selector-matches-nothing",
        slip: ("chekcout", "checkout"),
        other: "app: checkout",
        other_fix: "Change the workload's label to \"chekcout\"",
    },
    Scenario {
        target: DEPLOYMENT,
        source: "\
apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    app: checkout
  ports:
    - port: 80
      targetPort: 8008 # not 80
",
        code: "K8S-unknown-port",
        slip: ("8008", "8080"),
        other: "8080",
        other_fix: "Change the other side's port to \"8008\"",
    },
    Scenario {
        target: DEPLOYMENT,
        source: "\
apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    app: checkout
  ports:
    - port: 80
      targetPort: htpp-web
",
        code: "K8S-unknown-port",
        slip: ("htpp-web", "http-web"),
        other: "http-web",
        other_fix: "Change the other side's port to \"htpp-web\"",
    },
    Scenario {
        target: SERVICE,
        source: "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: checkout
  namespace: shop
spec:
  defaultBackend:
    service:
      name: checkuot # the shop's till
      port:
        number: 80
",
        code: "K8S-unknown-object",
        slip: ("checkuot", "checkout"),
        other: "checkout",
        other_fix: "Rename the Service to \"checkuot\"",
    },
    Scenario {
        target: DEPLOYMENT,
        source: "\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: checkout
  namespace: shop
spec:
  maxReplicas: 5
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: checkot
",
        code: "K8S-unknown-object",
        slip: ("checkot", "checkout"),
        other: "checkout",
        other_fix: "Rename the Deployment to \"checkot\"",
    },
    Scenario {
        target: "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: checkout
  namespace: shop
data:
  log-level: info # or debug
",
        source: "\
apiVersion: v1
kind: Pod
metadata:
  name: checkout
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example.com/checkout:1.0.0
      env:
        - name: LOG_LEVEL
          valueFrom:
            configMapKeyRef:
              name: checkout
              key: log-levle
",
        code: "K8S-unknown-key",
        slip: ("log-levle", "log-level"),
        other: "log-level",
        other_fix: "Rename the key to \"log-levle\"",
    },
];

fn capabilities() -> Value {
    json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": {
            "publishDiagnostics": { "versionSupport": true, "relatedInformation": true },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "isPreferredSupport": true,
                "dataSupport": true,
                "resolveSupport": { "properties": ["edit"] },
            },
        },
    })
}

/// What a range of the protocol covers; the texts are ASCII.
fn covered<'a>(text: &'a str, range: &Value) -> &'a str {
    let number = |end: &str, what: &str| range[end][what].as_u64().unwrap_or_default() as usize;
    assert_eq!(number("start", "line"), number("end", "line"), "{range}");
    let line = text.lines().nth(number("start", "line")).unwrap_or_default();
    &line[number("start", "character")..number("end", "character")]
}

/// `text` with the edits that `edit` has for `uri`.
fn edited(text: &str, edit: &Value, uri: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for document in edit["documentChanges"].as_array().into_iter().flatten() {
        for change in document["edits"].as_array().into_iter().flatten() {
            if document["textDocument"]["uri"] == uri {
                let at = |end: &str| change["range"][end]["character"].as_u64().unwrap_or_default() as usize;
                let line = change["range"]["start"]["line"].as_u64().unwrap_or_default() as usize;
                lines[line]
                    .replace_range(at("start")..at("end"), change["newText"].as_str().unwrap_or_default());
            }
        }
    }
    lines.concat()
}

/// The edit of the quick fix called `title` on `range`.
fn fix(client: &mut Client, uri: &str, range: &Value, title: &str) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    let all = client.call("textDocument/codeAction", params);
    let action = all.as_array().into_iter().flatten().find(|action| action["title"] == title);
    let action = action.unwrap_or_else(|| panic!("no action is called {title}: {all:#}")).clone();
    client.call("codeAction/resolve", action)["edit"].clone()
}

/// Waits until the document is free of findings of links.
fn until_clean(client: &mut Client, uri: &str, version: i32, code: &str) {
    while client.diagnostics(uri, version).iter().any(|found| found["code"] == code) {}
}

fn play(scenario: &Scenario) {
    let folder = Folder::with(&[]);
    let (target, source) = (folder.uri("target.yaml"), folder.uri("source.yaml"));
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &capabilities());
    client.open_document(&target, scenario.target);
    client.open_document(&source, scenario.source);
    let found = loop {
        let all = client.diagnostics(&source, 1);
        if let Some(found) = all.into_iter().find(|found| found["code"] == scenario.code) {
            break found;
        }
    };
    let (slip, meant) = scenario.slip;
    assert_eq!(covered(scenario.source, &found["range"]), slip);
    let message = found["message"].as_str().unwrap_or_default();
    assert!(message.ends_with(&format!("; did you mean \"{meant}\"?")), "{message}");
    let related = &found["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], target);
    assert_eq!(covered(scenario.target, &related["range"]), scenario.other);

    // Mend the other end, and put it back.
    let edit = fix(&mut client, &source, &found["range"], scenario.other_fix);
    let renamed = edited(scenario.target, &edit, &target);
    assert_ne!(renamed, scenario.target);
    client.replace_document(&target, 2, &renamed);
    until_clean(&mut client, &source, 1, scenario.code);
    client.replace_document(&target, 3, scenario.target);
    while client.diagnostics(&source, 1).iter().all(|found| found["code"] != scenario.code) {}

    // Mend the slip itself.
    let edit = fix(&mut client, &source, &found["range"], &format!("Change to \"{meant}\""));
    let mended = edited(scenario.source, &edit, &source);
    assert_eq!(mended, scenario.source.replace(slip, meant));
    client.replace_document(&source, 2, &mended);
    until_clean(&mut client, &source, 2, scenario.code);
    client.ignore(PUBLISH);
}

#[test]
fn a_slip_in_a_label_is_mended_at_either_end() {
    play(&SCENARIOS[0]);
}

#[test]
fn a_wrong_target_port_is_mended_at_either_end() {
    play(&SCENARIOS[1]);
}

#[test]
fn a_slip_in_a_named_port_is_mended_at_either_end() {
    play(&SCENARIOS[2]);
}

#[test]
fn a_slip_in_the_backend_of_an_ingress_is_mended_at_either_end() {
    play(&SCENARIOS[3]);
}

#[test]
fn a_slip_in_the_target_of_an_autoscaler_is_mended_at_either_end() {
    play(&SCENARIOS[4]);
}

#[test]
fn a_slip_in_a_key_of_a_config_map_is_mended_at_either_end() {
    play(&SCENARIOS[5]);
}
