//! Slips between manifests, from the finding to its mending: the finding on the slip, the other end beside it, the fix
//! of either end, and nothing found after it.

use omni_tests::links::{Scenario, play};

const FILES: [&str; 2] = ["target.yaml", "source.yaml"];

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

#[test]
fn a_slip_in_a_label_is_mended_at_either_end() {
    play(&SCENARIOS[0], FILES);
}

#[test]
fn a_wrong_target_port_is_mended_at_either_end() {
    play(&SCENARIOS[1], FILES);
}

#[test]
fn a_slip_in_a_named_port_is_mended_at_either_end() {
    play(&SCENARIOS[2], FILES);
}

#[test]
fn a_slip_in_the_backend_of_an_ingress_is_mended_at_either_end() {
    play(&SCENARIOS[3], FILES);
}

#[test]
fn a_slip_in_the_target_of_an_autoscaler_is_mended_at_either_end() {
    play(&SCENARIOS[4], FILES);
}

#[test]
fn a_slip_in_a_key_of_a_config_map_is_mended_at_either_end() {
    play(&SCENARIOS[5], FILES);
}
