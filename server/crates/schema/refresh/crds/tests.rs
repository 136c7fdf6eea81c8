use super::convert;

const CHART: &str = r"{{- if .Values.installCRDs }}
apiVersion: v1
kind: ConfigMap
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: acme.io
  names: { kind: Box, plural: boxes }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          description: words
          properties:
            spec: { type: object, properties: { size: { type: integer, default: 1 } } }
    - name: v1alpha1
      served: true
      deprecated: true
      schema: { openAPIV3Schema: { type: object } }
    - name: v0
      served: false
{{- end }}
";

#[test]
fn served_versions_are_read_and_prose_is_not() {
    let kinds = convert(CHART).unwrap();
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["acme.io/v1/Box", "acme.io/v1alpha1/Box"]);
    let facts = &kinds["acme.io/v1/Box"];
    assert!(facts.namespaced && !facts.deprecated);
    assert_eq!(facts.plural, "boxes");
    assert!(facts.schema.get("description").is_none());
    assert_eq!(facts.schema["properties"]["spec"]["properties"]["size"]["default"], 1);
    assert!(kinds["acme.io/v1alpha1/Box"].deprecated);
}

#[test]
fn broken_yaml_is_refused() {
    assert!(convert("a: [").is_err());
    assert!(convert("kind: CustomResourceDefinition\nspec: 1\n").is_err());
    assert!(convert("").unwrap().is_empty());
}
