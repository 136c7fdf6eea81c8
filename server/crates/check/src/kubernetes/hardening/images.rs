//! Which image a container runs, and whether it is the same one tomorrow.

use super::{At, Container, Field, Of, Want, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-image-without-version", Info, Production, "container whose image has no version",
        ["CKV_K8S_14", "kube-linter:latest-tag", "kube-score:container-image-tag"],
        "`latest`, or no tag at all, is another image tomorrow: two pods of one Deployment may run different programs, and \
         a rollback brings nothing back. Which version is meant only you know.",
        Example::Advice(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:latest\n",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.3\n",
        ),
        Look::Container(version),
    },
    hardening! {
        "K8S-image-pull-policy", Info, Strict, "container that may run an image of its node without asking the registry",
        ["CKV_K8S_15", "kube-score:container-image-pull-policy"],
        "With `imagePullPolicy: Always` the kubelet asks the registry each time, so that a pod runs only images that its \
         own pull secrets open. Layers that are there are not fetched again.",
        Example::Fixed(
            pod!("      imagePullPolicy: IfNotPresent\n"),
            pod!("      imagePullPolicy: Always\n"),
        ),
        Look::Container(pull_policy),
    },
    hardening! {
        "K8S-image-without-digest", Info, Strict, "container whose image is named by a tag",
        ["CKV_K8S_43"],
        "A tag can be moved to another image; a digest (`@sha256:...`) cannot. The digest stands in the registry.",
        Example::Advice(
            pod!(""),
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
        ),
        Look::Container(digest),
    },
    hardening! {
        "K8S-no-pull-secret", Info, Strict, "pod without a secret for its images",
        ["NSA"],
        "Without `imagePullSecrets` images come from public registries or by the rights of the node.",
        Example::Advice(pod!(""), pod!("  imagePullSecrets:\n    - name: registry\n")),
        Look::Field(&Field {
            of: Of::Pod,
            path: &["imagePullSecrets"],
            want: Want::Present,
            set: None,
            says: "names no secret for pulling its images",
            linux: false,
        }),
    },
];

/// The image of a container, where its name can be read: templates of other tools (`$IMAGE`, `{{ image }}`) cannot.
fn image<'a>(container: &Container<'a>) -> Option<(&'a Node, &'a str)> {
    let At::Found(node) = at(container.node, &["image"]) else { return None };
    node.as_str().filter(|text| !text.contains(['$', '{', '<', ' '])).map(|text| (node, text))
}

/// The tag of an image, where it has one.
fn tag(image: &str) -> Option<&str> {
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split_once(':').map(|(_, tag)| tag)
}

fn version(container: &Container<'_>, sink: &mut Sink<'_>) {
    let Some((node, text)) = image(container).filter(|(_, text)| !text.contains('@')) else { return };
    let message = match tag(text) {
        None => format!("image {text} has no tag, which means latest: name the version"),
        Some("latest") => format!("image {text} is another one tomorrow: name the version"),
        Some(_) => return,
    };
    sink.report(node.span, message);
}

fn pull_policy(container: &Container<'_>, sink: &mut Sink<'_>) {
    let Some((node, text)) = image(container) else { return };
    let found = at(container.node, &["imagePullPolicy"]);
    let asks = match &found {
        At::Unknown => true,
        // The API server's default for latest.
        At::Missing => text.contains('@') || tag(text).is_none_or(|tag| tag == "latest"),
        At::Found(policy) => text.contains('@') || policy.as_str() == Some("Always"),
    };
    if asks {
        return;
    }
    let span = if let At::Found(policy) = found { policy.span } else { node.span };
    let message =
        format!("container {} may run an image of its node without asking the registry", container.name());
    let patch = Patch::new().set(container.node.span, &["imagePullPolicy"], "Always");
    sink.report(span, message).patch("Set imagePullPolicy to Always", container.unit(), patch);
}

fn digest(container: &Container<'_>, sink: &mut Sink<'_>) {
    if let Some((node, text)) = image(container).filter(|(_, text)| !text.contains('@')) {
        sink.report(node.span, format!("image {text} is named by a tag, which can be moved"));
    }
}
