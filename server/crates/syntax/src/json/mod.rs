//! JSON (Grafana dashboards, `*.tf.json`), read into the same tree as YAML.
