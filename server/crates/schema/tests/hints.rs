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
