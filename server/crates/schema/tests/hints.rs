//! Hints on what arguments refer to and which values they take.

use omni_schema::hints::{self, Basis};

#[test]
fn an_argument_is_wired_to_what_it_takes() {
    let wired = |resource, path| {
        let wiring = hints::wiring(resource, path)?;
        Some(format!("{}.{}", wiring.target_type, wiring.target_attr))
    };
    let expected = [
        ("aws_lambda_function", "role", Some("aws_iam_role.arn")),
        ("aws_lambda_function", "kms_key_arn", Some("aws_kms_key.arn")),
        ("aws_eks_cluster", "vpc_config.subnet_ids", Some("aws_subnet.id")),
        ("aws_api_gateway_stage", "deployment_id", Some("aws_api_gateway_deployment.id")),
        ("google_compute_instance", "network_interface.network", Some("google_compute_network.id")),
        ("azurerm_subnet", "virtual_network_name", Some("azurerm_virtual_network.name")),
        ("aws_s3_bucket", "bucket", None),
        ("aws_nope", "role", None),
    ];
    for (resource, path, target) in expected {
        assert_eq!(wired(resource, path).as_deref(), target, "{resource} {path}");
    }
    assert_eq!(hints::wiring("aws_lambda_function", "kms_key_arn").unwrap().basis, Basis::Reviewed);
}

#[test]
fn references_come_with_the_most_frequent_first() {
    let found: Vec<_> = hints::references("aws_lb_target_group_attachment", "target_id").collect();
    assert_eq!((found[0].target_type, found[0].target_attr, found[0].count), ("aws_instance", "id", 4));
    assert!(found.is_sorted_by_key(|reference| std::cmp::Reverse(reference.count)));
    assert_eq!(hints::references("aws_nope", "x").len(), 0);
}

#[test]
fn values_that_documentation_lists_are_told_in_its_order() {
    let protocols: Vec<_> = hints::allowed("aws_lb_listener", "protocol").collect();
    assert_eq!(protocols, hints::allowed("aws_alb_listener", "protocol").collect::<Vec<_>>());
    assert_eq!(
        hints::allowed("aws_acmpca_certificate_authority", "type").collect::<Vec<_>>(),
        ["ROOT", "SUBORDINATE"]
    );
    assert_eq!(hints::values("aws_account_region", "enabled").collect::<Vec<_>>(), [("true", 1)]);
    assert_eq!(hints::allowed("aws_nope", "type").len(), 0);
}

#[test]
fn reviewed_rules_answer_where_names_and_examples_would_mislead() {
    let expected = [
        ("aws_iam_role_policy_attachment", "role", "aws_iam_role.name"),
        ("aws_kms_alias", "target_key_id", "aws_kms_key.key_id"),
        ("aws_batch_compute_environment", "compute_resources.instance_role", "aws_iam_instance_profile.arn"),
        ("aws_docdb_cluster", "db_subnet_group_name", "aws_docdb_subnet_group.name"),
        ("aws_s3_bucket_replication_configuration", "rule.destination.bucket", "aws_s3_bucket.arn"),
        ("aws_route53_record", "alias.name", "aws_lb.dns_name"),
        ("aws_organizations_organizational_unit", "parent_id", "aws_organizations_organization.roots[0].id"),
        ("aws_dms_endpoint", "certificate_arn", "aws_dms_certificate.certificate_arn"),
        ("azurerm_linux_virtual_machine", "location", "azurerm_resource_group.location"),
        ("azurerm_lb_rule", "loadbalancer_id", "azurerm_lb.id"),
        ("google_container_node_pool", "cluster", "google_container_cluster.name"),
        ("google_storage_bucket_iam_member", "bucket", "google_storage_bucket.name"),
        ("kubernetes_deployment_v1", "metadata.namespace", "kubernetes_namespace_v1.metadata[0].name"),
        ("helm_release", "namespace", "kubernetes_namespace_v1.metadata[0].name"),
    ];
    for (resource, path, target) in expected {
        let wiring = hints::wiring(resource, path).unwrap_or_else(|| panic!("{resource} {path}"));
        assert_eq!(format!("{}.{}", wiring.target_type, wiring.target_attr), target, "{resource} {path}");
    }
    for (resource, path) in [
        ("aws_db_instance", "final_snapshot_identifier"),
        ("aws_route_table", "route.cidr_block"),
        ("aws_bedrockagent_prompt", "variant.template_configuration.chat.message.role"),
        ("google_compute_instance", "project"),
        ("azurerm_key_vault", "tenant_id"),
        ("azurerm_resource_group", "location"),
    ] {
        assert_eq!(hints::wiring(resource, path), None, "{resource} {path}");
    }
}
