//! PromQL, the query language of Prometheus 3: a tree with spans.
