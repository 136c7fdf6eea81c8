use testkit::{check_fix, check_fix_titled, check_rule};

const WORKLOAD: &str = r"
//- /d.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: web
          ports:
            - {name: http, containerPort: 8080}
            - {name: metrics, containerPort: 9090}
";

#[test]
fn a_service_leads_to_ports_of_the_pods_that_it_selects() {
    check_rule(
        "K8S-unknown-port",
        &format!(
            "{WORKLOAD}{}",
            r#"
//- /s.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - {name: a, port: 80, targetPort: htpp}
                                      ^^^^ no container of the selected pods has a port named "htpp"; did you mean "http"?
    - {name: b, port: 81, targetPort: metrics}
    - {name: c, port: 82, targetPort: 8081}
                                      ^^^^ no container of the selected pods has a port 8081
    - {name: d, port: 9090}
    - {name: e, port: 83}
                      ^^ no container of the selected pods has a port 83, where traffic goes without a targetPort
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec:
  selector: {app: other}
  ports: [{port: 80, targetPort: htpp}]
"#
        ),
    );
}

#[test]
fn ingresses_routes_and_monitors_name_ports_of_services() {
    check_rule(
        "K8S-unknown-port",
        &format!(
            "{WORKLOAD}{}",
            r#"
//- /s.yaml
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: {name: https}}}
                                                     ^^^^^ no Service behind it has a port named "https"; did you mean "http"?
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
                                                                                      ^^^^ no Service behind it has a port 8080; did you mean "80"?
          - {path: /a, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /b, pathType: Prefix, backend: {service: {name: other, port: {number: 81}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
    - backendRefs:
        - {name: web, port: 81}
                            ^^ no Service behind it has a port 81; did you mean "80"?
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  endpoints:
    - port: htttp
            ^^^^^ no Service behind it has a port named "htttp"; did you mean "http"?
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  podMetricsEndpoints:
    - port: metrics
    - port: metric
            ^^^^^^ no container of the selected pods has a port named "metric"; did you mean "metrics"?
"#
        ),
    );
}

#[test]
fn a_probe_names_a_port_of_its_container() {
    check_rule(
        "K8S-unknown-port",
        r#"
//- /a.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      ports: [{name: http, containerPort: 80}]
      livenessProbe: {httpGet: {path: /, port: htpp}}
                                               ^^^^ the container has no port named "htpp"; did you mean "http"?
      readinessProbe: {tcpSocket: {port: 81}}
"#,
    );
}

#[test]
fn either_end_can_be_changed() {
    let of = |container: &str, target: &str| {
        let workload = WORKLOAD.replace("name: http", &format!("name: {container}"));
        format!(
            "{workload}//- /s.yaml\napiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  selector: {{app: web}}\n  ports:\n    - port: 80\n      targetPort: {target} # to the pods\n"
        )
    };
    check_fix("K8S-unknown-port", &of("http", "htpp"), &of("http", "http"));
    let title = Some("Change the other side's port to \"htpp\"");
    check_fix_titled("K8S-unknown-port", title, &of("http", "htpp"), &of("htpp", "htpp"));
}
