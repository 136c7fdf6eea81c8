//! Lookups of well-known names, of unknown names, and of schemas that contain themselves.

use omni_schema::kubernetes::{self, Kind, Version};
use omni_schema::terraform::{self, Nesting, Type};
use omni_schema::{Schema, SchemaType, hints, monitoring};

fn field(schema: Schema, path: &str) -> Schema {
    path.split('.').fold(schema, |schema, name| {
        let found = if name == "[]" { schema.items() } else { schema.property(name) };
        found.unwrap_or_else(|| panic!("no {name} of {path}"))
    })
}

#[test]
fn a_resource_type_is_found_with_its_provider() {
    let (provider, body) = terraform::resource("aws_s3_bucket").unwrap();
    assert_eq!((provider.name(), provider.source()), ("aws", "hashicorp/aws"));
    assert_eq!(provider.resource("aws_s3_bucket"), Some(body));
    let bucket = body.attr("bucket").unwrap();
    assert!(bucket.optional() && bucket.computed() && !bucket.required());
    assert_eq!(bucket.ty(), Type::String);
    assert!(body.attr("arn").unwrap().read_only());
    assert!(body.attr("id").unwrap().computed());
    assert_eq!(body.attr("tags").unwrap().ty().to_string(), "map(string)");
}

#[test]
fn blocks_say_how_often_they_may_stand() {
    let (_, body) = terraform::resource("aws_lb_listener").unwrap();
    let action = body.block("default_action").unwrap();
    assert_eq!(action.nesting(), Nesting::List);
    assert!(action.required());
    let (_, cluster) = terraform::resource("aws_eks_cluster").unwrap();
    assert_eq!(cluster.block("vpc_config").unwrap().max(), Some(1));
    assert_eq!(cluster.block("timeouts").unwrap().nesting(), Nesting::Single);
}

#[test]
fn unknown_names_are_none() {
    assert_eq!(terraform::provider("nope"), None);
    assert_eq!(terraform::provider(""), None);
    assert_eq!(terraform::resource("aws_nope").map(|(provider, _)| provider), None);
    assert_eq!(terraform::data_source("zzzz").map(|(provider, _)| provider), None);
    assert_eq!(kubernetes::kind(Version::latest(), "v1", "Nope"), None);
    assert_eq!(kubernetes::kind(Version::latest(), "apps/v9", "Deployment"), None);
    assert_eq!(Version::find("0.1"), None);
    assert_eq!(Version::find("latest"), None);
}

#[test]
fn releases_are_found_by_any_spelling() {
    let names: Vec<_> = Version::all().map(Version::name).collect();
    assert_eq!(names, ["1.34", "1.35", "1.36", "1.37"]);
    assert_eq!(Version::find("v1.35.2"), Version::all().nth(1));
    assert_eq!(Version::latest().name(), "1.37");
}

#[test]
fn a_deployment_has_the_fields_of_its_pods() {
    let kind = kubernetes::kind(Version::latest(), "apps/v1", "Deployment").unwrap();
    assert!(kind.namespaced() && !kind.is_custom());
    assert_eq!((kind.plural(), kind.api_version().as_str()), ("deployments", "apps/v1"));
    let container = field(kind.schema(), "spec.template.spec.containers.[]");
    assert!(container.is_required("name"));
    let policies: Vec<_> = field(container, "imagePullPolicy").enums().collect();
    assert_eq!(policies, ["Always", "IfNotPresent", "Never"]);
    assert!(field(container, "resources.limits").additional().unwrap().quantity());
    assert!(field(container, "livenessProbe.httpGet.port").int_or_string());
    assert_eq!(field(container, "ports").list_map_keys().collect::<Vec<_>>(), ["containerPort", "protocol"]);
}

#[test]
fn a_custom_resource_has_the_metadata_of_any_object() {
    let kind = kubernetes::kind(Version::latest(), "monitoring.coreos.com/v1", "ServiceMonitor").unwrap();
    assert!(kind.is_custom());
    assert_eq!(field(kind.schema(), "metadata.labels").additional().unwrap().ty(), SchemaType::String);
    assert!(field(kind.schema(), "spec").is_required("selector"));
}

#[test]
fn a_schema_that_contains_itself_is_walked_as_deep_as_asked() {
    let kind =
        kubernetes::kind(Version::latest(), "apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap();
    let mut schema = field(kind.schema(), "spec.versions.[].schema.openAPIV3Schema");
    for _ in 0..1_000 {
        schema = field(schema, "not");
    }
    assert_eq!(schema.property("type").unwrap().ty(), SchemaType::String);
}

#[test]
fn the_preferred_version_of_a_kind_comes_first() {
    let latest = Version::latest();
    let found = |kind| kubernetes::lookup_kind(latest, kind).map(Kind::api_version).collect::<Vec<_>>();
    assert_eq!(found("HorizontalPodAutoscaler"), ["autoscaling/v2", "autoscaling/v1"]);
    assert_eq!(found("Event"), ["v1", "events.k8s.io/v1"]);
    assert_eq!(found("Service"), ["v1", "serving.knative.dev/v1"]);
    assert_eq!(found("HTTPRoute"), ["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"]);
    assert!(found("Nope").is_empty());
}

#[test]
fn a_kind_that_is_no_longer_served_tells_since_when_and_what_to_use() {
    let latest = Version::latest();
    let removed = |api_version, kind| {
        let removed = kubernetes::removed(latest, api_version, kind)?;
        Some((removed.release, removed.replacement))
    };
    let networking = Some("networking.k8s.io/v1".to_owned());
    assert_eq!(removed("networking.k8s.io/v1beta1", "IPAddress"), Some(("1.37", networking.clone())));
    assert_eq!(removed("extensions/v1beta1", "Ingress"), Some(("1.22", networking)));
    assert_eq!(removed("policy/v1beta1", "PodSecurityPolicy"), Some(("1.25", None)));
    assert_eq!(removed("networking.k8s.io/v1", "IPAddress"), None);
    assert_eq!(removed("v1", "Nope"), None);
}

#[test]
fn odd_names_find_nothing_and_break_nothing() {
    let long = "a".repeat(100_000);
    let latest = Version::latest();
    let (_, body) = terraform::resource("aws_instance").unwrap();
    let pod = kubernetes::kind(latest, "v1", "Pod").unwrap().schema();
    for name in ["", "\0", "é", "\u{10ffff}", "aws_", "AWS_S3_BUCKET", "a.b", "/", "//", long.as_str()] {
        assert!(terraform::provider(name).is_none());
        assert!(terraform::resource(name).is_none() && terraform::data_source(name).is_none());
        assert!(body.attr(name).is_none() && body.block(name).is_none());
        assert!(kubernetes::kind(latest, name, name).is_none());
        assert!(kubernetes::removed(latest, name, name).is_none());
        assert!(Version::find(name).is_none());
        assert!(pod.property(name).is_none() && !pod.is_required(name));
        assert!(hints::wiring(name, name).is_none() && hints::wiring("aws_instance", name).is_none());
        assert_eq!(hints::values(name, name).len() + hints::references(name, name).len(), 0);
        assert!(monitoring::metric(name).is_none() && monitoring::function(name).is_none());
    }
}
