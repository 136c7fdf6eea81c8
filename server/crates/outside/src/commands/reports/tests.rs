use super::*;

#[test]
fn the_risky_changes_of_a_plan_come_first_and_no_value_is_shown() {
    let plan = r#"{"format_version":"1.2","resource_changes":[
      {"address":"aws_instance.web","type":"aws_instance","change":{"actions":["create"],"before":null,"after":{"user_data":"hunter2","associate_public_ip_address":false}}},
      {"address":"aws_security_group.web","type":"aws_security_group","change":{"actions":["update"],
        "before":{"ingress":[{"cidr_blocks":["10.0.0.0/8"]}],"name":"web"},"after":{"ingress":[{"cidr_blocks":["0.0.0.0/0"]}],"egress":[{"cidr_blocks":["0.0.0.0/0"]}],"name":"web"}}},
      {"address":"aws_iam_role.ci","type":"aws_iam_role","change":{"actions":["create"],"before":null,"after":{"assume_role_policy":"{\"Statement\":[{\"Principal\": \"*\"}]}"}}},
      {"address":"aws_db_instance.main","type":"aws_db_instance","change":{"actions":["delete","create"],"before":{"password":"hunter2"},"after":{"password":"hunter3"},"replace_paths":[["engine_version"],["subnet",0,"id"]]}},
      {"address":"aws_sqs_queue.q","type":"aws_sqs_queue","change":{"actions":["update"],"before":{"name":"a","delay_seconds":1},"after":{"name":"a","delay_seconds":2}}},
      {"address":"aws_s3_bucket.old","type":"aws_s3_bucket","change":{"actions":["delete"],"before":{},"after":null},"action_reason":"delete_because_no_resource_config"},
      {"address":"aws_s3_bucket_public_access_block.b","type":"aws_s3_bucket_public_access_block","change":{"actions":["update"],"before":{"block_public_acls":true},"after":{"block_public_acls":false}}},
      {"address":"data.aws_ami.a","type":"aws_ami","change":{"actions":["read"],"before":null,"after":{}}},
      {"address":"aws_vpc.same","type":"aws_vpc","change":{"actions":["no-op"],"before":{},"after":{}}}
    ],"output_changes":{"url":{"actions":["create"],"before":null,"after":"x"},"same":{"actions":["no-op"]}}}"#;
    let summary = plan_summary(plan).unwrap().to_string();
    insta::assert_snapshot!(summary);
    assert!(!summary.contains("hunter"));
}

#[test]
fn a_plan_without_changes_says_so_and_what_is_none_is_refused() {
    let nothing = plan_summary(r#"{"format_version":"1.2"}"#).unwrap();
    assert_eq!(nothing.to_string(), "The plan changes nothing\n");
    assert!(plan_summary("{}").is_err() && plan_summary("[]").is_err());
    assert!(plan_summary(r#"{"format_version":"2.0"}"#).unwrap_err().contains("format 2.0"));
}

#[test]
fn terraforms_faults_have_their_places() {
    let answer = r#"{"format_version":"1.0","valid":false,"error_count":1,"warning_count":1,"diagnostics":[
      {"severity":"error","summary":"Unsupported argument","detail":"An argument named \"x\"\nis not expected here.",
       "range":{"filename":"modules/a/main.tf","start":{"line":2,"column":3,"byte":30},"end":{"line":2,"column":4,"byte":31}}},
      {"severity":"warning","summary":"Old"}]}"#;
    let faults = terraform_faults(answer).unwrap();
    let place =
        FaultPlace { path: "modules/a/main.tf".into(), line: 2, column: 3, end_line: 2, end_column: 4 };
    assert_eq!(faults[0].place.as_ref(), Some(&place));
    assert_eq!(faults[0].message, "Unsupported argument: An argument named \"x\" is not expected here.");
    assert_eq!((faults[1].is_error, faults[1].place.as_ref()), (false, None));
    assert!(terraform_faults("Error: no").is_err());
}

#[test]
fn helms_faults_have_their_places() {
    let faults = helm_faults(
        "Error: template: web/templates/deployment.yaml:12:20: executing \"web/templates/deployment.yaml\" at <include \"web.name\" .>: \
         error calling include: template: web/templates/_helpers.tpl:3:5: executing \"web.name\" at <.Values.a.b>: nil pointer\n\
         \nUse --debug flag to render out invalid YAML\n\
         Error: YAML parse error on web/templates/service.yaml: error converting YAML to JSON: yaml: line 7: did not find expected key\n\
         Error: chart not found\n",
    );
    let places: Vec<_> =
        faults.iter().map(|f| f.place.as_ref().map(|p| (p.path.as_str(), p.line, p.column))).collect();
    assert_eq!(
        places,
        [Some(("templates/_helpers.tpl", 3, 5)), Some(("templates/service.yaml", 7, 1)), None]
    );
}
