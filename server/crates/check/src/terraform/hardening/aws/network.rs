//! Networks on AWS: security groups, ACLs, load balancers, CloudFront, API Gateway.

use super::{Resource, Scope, Want, argument, items};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::hcl::Body;

const BALANCERS: &[&str] = &["aws_lb", "aws_alb"];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "TF-AWS-open-ssh", Warning, Essential, "SSH or RDP open to the Internet",
        ["CKV_AWS_24", "CKV_AWS_25", "trivy:AVD-AWS-0107", "CIS-AWS:5.2", "CIS-AWS:5.3"],
        "Ports 22 and 3389 are tried by somebody within minutes of being opened to everybody. From where they may be reached \
         only you know; Session Manager needs neither.",
        Example::Advice(
            "resource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
            "resource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [\"10.0.0.0/8\"]\n  }\n}\n",
        ),
        Look::Resource(GROUPS, open_administration),
    },
    hardening! {
        "TF-AWS-open-ports", Warning, Essential, "every port open to the Internet",
        ["CKV_AWS_277", "trivy:AVD-AWS-0107"],
        "A rule for all ports, or for hundreds of them, opens what nobody thought of. Name the ports that are served.",
        Example::Advice(
            "resource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 0\n    to_port     = 0\n    protocol    = \"-1\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
            "resource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
        ),
        Look::Resource(GROUPS, open_all),
    },
    hardening! {
        "TF-AWS-open-database", Warning, Essential, "port of a database open to the Internet",
        ["CKV_AWS_260", "trivy:AVD-AWS-0107"],
        "Databases and caches are for programs beside them, not for everybody.",
        Example::Advice(
            "resource \"aws_security_group\" \"db\" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
            "resource \"aws_security_group\" \"db\" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = \"tcp\"\n    cidr_blocks = [\"10.0.0.0/16\"]\n  }\n}\n",
        ),
        Look::Resource(GROUPS, open_database),
    },
    argument! {
        "TF-AWS-group-without-description", Info, Strict, "security group that does not say what it is for",
        ["CKV_AWS_23", "trivy:AVD-AWS-0099"],
        "Whoever closes a port later wants to know why it was opened.",
        resources: &["aws_security_group", "aws_elasticache_security_group", "aws_redshift_security_group"],
        name: "description",
        want: Want::Other(&["Managed by Terraform"]),
        says: "does not say what it is for",
    },
    argument! {
        "TF-AWS-public-subnet", Info, Strict, "subnet that gives every instance a public address",
        ["CKV_AWS_130", "trivy:AVD-AWS-0164"],
        "With `map_public_ip_on_launch` each instance is on the Internet whether it serves it or not. A public subnet has it \
         as a rule.",
        resources: &["aws_subnet", "aws_default_subnet"],
        name: "map_public_ip_on_launch",
        want: Want::IsNot(&["true"]),
        says: "gives every instance a public address",
    },
    argument! {
        "TF-AWS-balancer-headers", Info, Production, "load balancer that passes broken headers on",
        ["CKV_AWS_131", "trivy:AVD-AWS-0052"],
        "Requests with invalid header names are how request smuggling begins: `drop_invalid_header_fields` drops them.",
        resources: BALANCERS,
        name: "drop_invalid_header_fields",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "passes invalid headers on",
        when: is_application,
    },
    argument! {
        "TF-AWS-balancer-deletion", Info, Strict, "load balancer that one command deletes",
        ["CKV_AWS_150"],
        "`enable_deletion_protection` makes AWS refuse to delete it until it is turned off.",
        resources: BALANCERS,
        name: "enable_deletion_protection",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "can be deleted by one command",
    },
    argument! {
        "TF-AWS-balancer-desync", Info, Production, "load balancer that lets ambiguous requests through",
        ["CKV_AWS_328"],
        "`desync_mitigation_mode = \"monitor\"` only counts requests that two servers may read differently.",
        resources: &["aws_lb", "aws_alb", "aws_elb"],
        name: "desync_mitigation_mode",
        want: Want::IsNot(&["monitor"]),
        set: Some("\"defensive\""),
        says: "lets ambiguous requests through",
    },
    argument! {
        "TF-AWS-balancer-logs", Info, Strict, "load balancer without access logs",
        ["CKV_AWS_91", "trivy:AVD-AWS-0053"],
        "Access logs need a bucket, which only you can name.",
        resources: BALANCERS,
        path: &["access_logs"],
        name: "enabled",
        want: Want::Is(&["true"]),
        says: "keeps no access logs",
    },
    argument! {
        "TF-AWS-listener-old-tls", Warning, Production, "listener that takes old TLS",
        ["CKV_AWS_103", "CKV2_AWS_74", "trivy:AVD-AWS-0047"],
        "Policies from 2016 and before take TLS 1.0 and ciphers that are broken.",
        resources: &["aws_lb_listener", "aws_alb_listener"],
        name: "ssl_policy",
        want: Want::IsNot(&[
            "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-TLS-1-0-2015-04",
            "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-FS-1-1-2019-08",
        ]),
        set: Some("\"ELBSecurityPolicy-TLS13-1-2-2021-06\""),
        says: "takes TLS 1.0 or 1.1",
    },
    hardening! {
        "TF-AWS-listener-plain-http", Info, Strict, "listener that answers plain HTTP",
        ["CKV_AWS_2", "trivy:AVD-AWS-0054"],
        "A listener on HTTP should do nothing but send its clients to HTTPS. Which certificate is meant only you know.",
        Example::Advice(
            "resource \"aws_lb_listener\" \"web\" {\n  load_balancer_arn = \"arn\"\n  port              = 80\n  protocol          = \"HTTP\"\n\n  default_action {\n    type             = \"forward\"\n    target_group_arn = \"arn\"\n  }\n}\n",
            "resource \"aws_lb_listener\" \"web\" {\n  load_balancer_arn = \"arn\"\n  port              = 80\n  protocol          = \"HTTP\"\n\n  default_action {\n    type = \"redirect\"\n\n    redirect {\n      port        = \"443\"\n      protocol    = \"HTTPS\"\n      status_code = \"HTTP_301\"\n    }\n  }\n}\n",
        ),
        Look::Resource(&["aws_lb_listener", "aws_alb_listener"], plain_listener),
    },
    argument! {
        "TF-AWS-distribution-plain-http", Warning, Production, "distribution that answers plain HTTP",
        ["CKV_AWS_34", "trivy:AVD-AWS-0012"],
        "`viewer_protocol_policy = \"allow-all\"` sends pages and cookies unencrypted to whoever asks so.",
        resources: &["aws_cloudfront_distribution"],
        path: &["default_cache_behavior"],
        name: "viewer_protocol_policy",
        want: Want::IsNot(&["allow-all"]),
        scope: Scope::WhereWritten,
        set: Some("\"redirect-to-https\""),
        says: "answers plain HTTP",
    },
    argument! {
        "TF-AWS-distribution-path-plain-http", Warning, Production, "path of a distribution that answers plain HTTP",
        ["CKV_AWS_34", "trivy:AVD-AWS-0012"],
        "`viewer_protocol_policy = \"allow-all\"` sends pages and cookies unencrypted to whoever asks so.",
        resources: &["aws_cloudfront_distribution"],
        path: &["ordered_cache_behavior"],
        name: "viewer_protocol_policy",
        want: Want::IsNot(&["allow-all"]),
        scope: Scope::WhereWritten,
        set: Some("\"redirect-to-https\""),
        says: "answers plain HTTP on a path",
    },
    argument! {
        "TF-AWS-distribution-old-tls", Warning, Production, "distribution that takes old TLS",
        ["CKV_AWS_174", "trivy:AVD-AWS-0013"],
        "With a certificate of its own a distribution should take nothing below TLS 1.2.",
        resources: &["aws_cloudfront_distribution"],
        path: &["viewer_certificate"],
        name: "minimum_protocol_version",
        want: Want::IsNot(&["TLSv1", "TLSv1_2016", "TLSv1.1_2016", "SSLv3"]),
        scope: Scope::WhereWritten,
        set: Some("\"TLSv1.2_2021\""),
        says: "takes TLS below 1.2",
    },
    argument! {
        "TF-AWS-distribution-firewall", Info, Strict, "distribution without a web application firewall",
        ["CKV_AWS_68", "trivy:AVD-AWS-0011"],
        "A web ACL turns known attacks away at the edge; it costs, and its rules are yours.",
        resources: &["aws_cloudfront_distribution"],
        name: "web_acl_id",
        want: Want::Present,
        says: "has no web application firewall",
    },
    argument! {
        "TF-AWS-distribution-logs", Info, Strict, "distribution without access logs",
        ["CKV_AWS_86", "trivy:AVD-AWS-0010"],
        "Access logs need a bucket, which only you can name.",
        resources: &["aws_cloudfront_distribution"],
        path: &["logging_config"],
        name: "bucket",
        want: Want::Present,
        says: "keeps no access logs",
    },
    argument! {
        "TF-AWS-distribution-root", Info, Strict, "distribution without a root object",
        ["CKV_AWS_305"],
        "Without `default_root_object` a request for `/` may list the origin.",
        resources: &["aws_cloudfront_distribution"],
        name: "default_root_object",
        want: Want::Present,
        says: "has no root object",
    },
    argument! {
        "TF-AWS-api-tracing", Info, Strict, "API stage without tracing",
        ["CKV_AWS_73", "trivy:AVD-AWS-0003"],
        "X-Ray shows where the time of a request goes.",
        resources: &["aws_api_gateway_stage"],
        name: "xray_tracing_enabled",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "has no tracing",
    },
    argument! {
        "TF-AWS-api-logs", Info, Strict, "API stage without access logs",
        ["CKV_AWS_76", "trivy:AVD-AWS-0001"],
        "Access logs need a log group, which only you can name.",
        resources: &["aws_api_gateway_stage", "aws_apigatewayv2_stage"],
        path: &["access_log_settings"],
        name: "destination_arn",
        want: Want::Present,
        says: "keeps no access logs",
    },
    argument! {
        "TF-AWS-api-old-tls", Warning, Production, "API domain that takes old TLS",
        ["CKV_AWS_206", "trivy:AVD-AWS-0005"],
        "`TLS_1_0` is broken.",
        resources: &["aws_api_gateway_domain_name"],
        name: "security_policy",
        want: Want::IsNot(&["TLS_1_0"]),
        set: Some("\"TLS_1_2\""),
        says: "takes TLS 1.0",
    },
    argument! {
        "TF-AWS-api-cache-unencrypted", Warning, Production, "API cache that is not encrypted",
        ["CKV_AWS_308", "trivy:AVD-AWS-0002"],
        "Cached answers are stored unencrypted unless `cache_data_encrypted` says otherwise.",
        resources: &["aws_api_gateway_method_settings"],
        path: &["settings"],
        name: "cache_data_encrypted",
        want: Want::IsNot(&["false"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "stores cached answers unencrypted",
    },
    argument! {
        "TF-AWS-api-traces-data", Warning, Production, "API that writes requests to its log",
        ["CKV_AWS_276"],
        "`data_trace_enabled` writes whole requests and answers, passwords too, to the log.",
        resources: &["aws_api_gateway_method_settings"],
        path: &["settings"],
        name: "data_trace_enabled",
        want: Want::IsNot(&["true"]),
        scope: Scope::WhereWritten,
        set: Some("false"),
        says: "writes whole requests to its log",
    },
    argument! {
        "TF-AWS-graph-api-logs", Info, Strict, "GraphQL API without logs",
        ["CKV_AWS_193", "CKV_AWS_194"],
        "Logs need a role, which only you can name.",
        resources: &["aws_appsync_graphql_api"],
        path: &["log_config"],
        name: "cloudwatch_logs_role_arn",
        want: Want::Present,
        says: "keeps no logs",
    },
    argument! {
        "TF-AWS-transit-gateway-accepts", Warning, Production, "transit gateway that lets every account in",
        ["CKV_AWS_331"],
        "`auto_accept_shared_attachments` connects any network of an account that the gateway is shared with.",
        resources: &["aws_ec2_transit_gateway"],
        name: "auto_accept_shared_attachments",
        want: Want::IsNot(&["enable"]),
        set: Some("\"disable\""),
        says: "connects networks without being asked",
    },
    argument! {
        "TF-AWS-firewall-deletion", Info, Production, "network firewall that one command deletes",
        ["CKV_AWS_344"],
        "`delete_protection` makes AWS refuse to delete it until it is turned off.",
        resources: &["aws_networkfirewall_firewall"],
        name: "delete_protection",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "can be deleted by one command",
    },
    argument! {
        "TF-AWS-endpoint-service-accepts", Warning, Production, "endpoint service that lets everybody connect",
        ["CKV_AWS_123"],
        "With `acceptance_required = false` each connection is made without anybody's consent.",
        resources: &["aws_vpc_endpoint_service"],
        name: "acceptance_required",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "lets everybody connect unasked",
    },
];

const GROUPS: &[&str] = &[
    "aws_security_group",
    "aws_default_security_group",
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_network_acl_rule",
];

/// Ports that programs beside a database use, and nobody else should.
const DATABASES: [u64; 13] = [1433, 1521, 2379, 3306, 5432, 5439, 5984, 6379, 8123, 9042, 9200, 11211, 27017];

fn open_administration(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    each_opening(
        resource,
        |opening, sink| {
            if opening.is_all() {
                return;
            }
            for (port, name) in [(22, "SSH"), (3389, "RDP")] {
                if opening.has(port) {
                    let message = format!("{} opens {name} to the Internet", resource.address());
                    sink.report(opening.world, message);
                }
            }
        },
        sink,
    );
}

fn open_all(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    each_opening(
        resource,
        |opening, sink| {
            if opening.is_all() {
                sink.report(opening.world, format!("{} opens its ports to the Internet", resource.address()));
            }
        },
        sink,
    );
}

fn open_database(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    each_opening(
        resource,
        |opening, sink| {
            let port = DATABASES.iter().find(|port| opening.has(**port) && !opening.is_all());
            if let Some(port) = port {
                let message =
                    format!("{} opens port {port}, a database's, to the Internet", resource.address());
                sink.report(opening.world, message);
            }
        },
        sink,
    );
}

/// Ports that are open to every address.
struct Opening {
    from: u64,
    to: u64,
    is_any_protocol: bool,
    world: text::Span,
}

impl Opening {
    fn has(&self, port: u64) -> bool {
        self.is_any_protocol || (self.from..=self.to).contains(&port)
    }

    fn is_all(&self) -> bool {
        self.is_any_protocol || self.to.saturating_sub(self.from) >= 1000
    }
}

/// Calls `look` with each rule for traffic that comes in from everywhere.
fn each_opening(resource: &Resource<'_>, look: impl Fn(&Opening, &mut Sink<'_>), sink: &mut Sink<'_>) {
    let mut bodies = Vec::new();
    match resource.kind {
        "aws_security_group" | "aws_default_security_group" => {
            bodies.extend(resource.block.body.blocks_named("ingress").map(|b| &b.body));
            let dynamic =
                resource.block.body.blocks_named("dynamic").filter(|b| b.label(0) == Some("ingress"));
            bodies.extend(dynamic.flat_map(|b| b.body.blocks_named("content")).map(|b| &b.body));
        }
        "aws_security_group_rule" if resource.text("type").as_deref() != Some("ingress") => return,
        "aws_network_acl_rule" => {
            let is_in = resource.text("egress").as_deref() != Some("true");
            if is_in && resource.text("rule_action").as_deref() == Some("allow") {
                bodies.push(&resource.block.body);
            }
        }
        _ => bodies.push(&resource.block.body),
    }
    for body in bodies {
        if let Some(opening) = opening(resource, body) {
            look(&opening, sink);
        }
    }
}

fn opening<'a>(resource: &Resource<'a>, body: &'a Body) -> Option<Opening> {
    let values = resource.values();
    let text = |name: &str| {
        let seen = values.of(&body.attribute(name)?.value);
        seen.into_iter().find_map(|seen| seen.text)
    };
    let lists =
        ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidr_block", "ipv6_cidr_block"];
    let world = lists.into_iter().find_map(|name| {
        let value = &body.attribute(name)?.value;
        let is_world = |expr| {
            let seen = values.of(expr);
            seen.iter().any(|seen| matches!(seen.text.as_deref(), Some("0.0.0.0/0" | "::/0")))
        };
        items(value).iter().any(is_world).then_some(value.span)
    })?;
    let number = |name: &str| text(name).and_then(|text| text.parse::<u64>().ok());
    let protocol = ["protocol", "ip_protocol"].into_iter().find_map(text);
    let is_any_protocol = matches!(protocol.as_deref(), Some("-1" | "all"));
    let from = number("from_port");
    if from.is_none() && !is_any_protocol {
        return None;
    }
    let from = from.unwrap_or_default();
    Some(Opening { from, to: number("to_port").unwrap_or(from), is_any_protocol, world })
}

fn is_application(resource: &Resource<'_>) -> bool {
    resource.text("load_balancer_type").is_none_or(|kind| kind == "application")
}

fn plain_listener(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let Some(protocol) = resource.block.body.attribute("protocol") else { return };
    if resource.text("protocol").as_deref() != Some("HTTP") {
        return;
    }
    let redirects = resource.block.body.blocks_named("default_action").any(|action| {
        let kind = action.body.attribute("type").and_then(|a| a.value.as_str());
        kind.is_none_or(|kind| kind == "redirect")
    });
    if !redirects {
        let message = format!("{} answers plain HTTP: send its clients to HTTPS", resource.address());
        sink.report(protocol.value.span, message);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn addresses_are_seen_through_variables_locals_and_calls_of_the_module() {
        check_rule(
            "TF-AWS-open-ssh",
            r#"
//- /main.tf
module "bastion" {
  source = "./bastion"
  from   = "0.0.0.0/0"
}
variable "anywhere" {
  default = ["10.0.0.0/8", "0.0.0.0/0"]
}
locals {
  port = 22
}
resource "aws_security_group_rule" "in" {
  type              = "ingress"
  security_group_id = "sg-1"
  protocol          = "tcp"
  from_port         = local.port
  to_port           = local.port
  cidr_blocks       = ["10.0.0.0/8"]
}
//- /bastion/main.tf
variable "from" {}
resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 20
  to_port           = 30
  cidr_ipv4         = var.from
                      ^^^^^^^^ aws_vpc_security_group_ingress_rule.in opens SSH to the Internet
}
"#,
        );
    }
}
