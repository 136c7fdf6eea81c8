//! Storage on AWS: S3, EBS, EFS, ECR, backups.

use super::{Companion, Resource, Scope, Want, argument};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;

const PUBLIC_ACCESS: &[&str] = &["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"];

/// One of the four locks of a public access block.
macro_rules! lock {
    ($code:literal, $name:literal, $checkov:literal, $trivy:literal, $doc:literal) => {
        argument! {
            $code, Warning, Essential, "public access block with an open lock",
            [$checkov, $trivy, "CIS-AWS:2.1.4"],
            $doc,
            resources: PUBLIC_ACCESS,
            name: $name,
            want: Want::Is(&["true"]),
            set: Some("true"),
            says: concat!("leaves ", $name, " off"),
        }
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "TF-AWS-bucket-public-access", Warning, Production, "bucket without a public access block",
        ["CKV2_AWS_6", "trivy:AVD-AWS-0094", "CIS-AWS:2.1.4"],
        "A public access block keeps a later policy or ACL from opening the bucket to everybody.",
        Example::Row,
        Look::Companion(&Companion {
            owner: "aws_s3_bucket",
            kind: "aws_s3_bucket_public_access_block",
            link: "bucket",
            inline: &[],
            body: "block_public_acls = true\nblock_public_policy = true\nignore_public_acls = true\nrestrict_public_buckets = true\n",
            says: "has no public access block",
        }),
    },
    hardening! {
        "TF-AWS-bucket-encryption", Info, Production, "bucket whose encryption is not written down",
        ["CKV_AWS_19", "trivy:AVD-AWS-0088"],
        "S3 encrypts new objects with keys of its own since 2023; the configuration says so to those who audit it, and keeps \
         it from being changed elsewhere.",
        Example::Row,
        Look::Companion(&Companion {
            owner: "aws_s3_bucket",
            kind: "aws_s3_bucket_server_side_encryption_configuration",
            link: "bucket",
            inline: &["server_side_encryption_configuration"],
            body: "\nrule {\n  apply_server_side_encryption_by_default {\n    sse_algorithm = \"AES256\"\n  }\n}\n",
            says: "does not say how it is encrypted",
        }),
    },
    hardening! {
        "TF-AWS-bucket-versioning", Info, Production, "bucket without versions",
        ["CKV_AWS_21", "trivy:AVD-AWS-0090"],
        "With versioning an object that is overwritten or deleted can be brought back. Old versions cost as much as new \
         ones: let a lifecycle rule expire them.",
        Example::Row,
        Look::Companion(&Companion {
            owner: "aws_s3_bucket",
            kind: "aws_s3_bucket_versioning",
            link: "bucket",
            inline: &["versioning"],
            body: "\nversioning_configuration {\n  status = \"Enabled\"\n}\n",
            says: "keeps no versions",
        }),
    },
    argument! {
        "TF-AWS-bucket-versioning-off", Info, Production, "bucket whose versions are turned off",
        ["CKV_AWS_21", "trivy:AVD-AWS-0090"],
        "With versioning an object that is overwritten or deleted can be brought back.",
        resources: &["aws_s3_bucket_versioning"],
        path: &["versioning_configuration"],
        name: "status",
        want: Want::IsNot(&["Disabled", "Suspended"]),
        scope: Scope::WhereWritten,
        set: Some("\"Enabled\""),
        says: "turns versions off",
    },
    hardening! {
        "TF-AWS-bucket-logging", Info, Strict, "bucket without access logs",
        ["CKV_AWS_18", "trivy:AVD-AWS-0089", "CIS-AWS:3.4"],
        "Access logs tell who read what. They need a bucket of their own, which only you can name.",
        Example::Advice(
            "resource \"aws_s3_bucket\" \"data\" {\n  bucket = \"data\"\n}\n",
            "resource \"aws_s3_bucket\" \"data\" {\n  bucket = \"data\"\n}\n\nresource \"aws_s3_bucket_logging\" \"data\" {\n  bucket        = aws_s3_bucket.data.id\n  target_bucket = \"logs\"\n  target_prefix = \"data/\"\n}\n",
        ),
        Look::Resource(&["aws_s3_bucket"], logging),
    },
    lock! {
        "TF-AWS-public-acls-blocked", "block_public_acls", "CKV_AWS_53", "trivy:AVD-AWS-0086",
        "`block_public_acls` refuses ACLs that open the bucket or an object to everybody."
    },
    lock! {
        "TF-AWS-public-policy-blocked", "block_public_policy", "CKV_AWS_54", "trivy:AVD-AWS-0087",
        "`block_public_policy` refuses policies that open the bucket to everybody."
    },
    lock! {
        "TF-AWS-public-acls-ignored", "ignore_public_acls", "CKV_AWS_55", "trivy:AVD-AWS-0091",
        "`ignore_public_acls` makes ACLs that were public before count for nothing."
    },
    lock! {
        "TF-AWS-public-buckets-restricted", "restrict_public_buckets", "CKV_AWS_56", "trivy:AVD-AWS-0093",
        "`restrict_public_buckets` keeps everybody but the account and AWS's services out of a bucket with a public policy."
    },
    argument! {
        "TF-AWS-bucket-public-acl", Warning, Essential, "bucket that is open to everybody",
        ["CKV_AWS_20", "CKV_AWS_57", "trivy:AVD-AWS-0092"],
        "The ACLs `public-read` and `public-read-write` open the bucket to everybody, `authenticated-read` to everybody with \
         any AWS account.",
        resources: &["aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object", "aws_s3_bucket_object"],
        name: "acl",
        want: Want::IsNot(&["public-read-write", "public-read", "authenticated-read", "website"]),
        set: Some("\"private\""),
        says: "is open to everybody",
    },
    argument! {
        "TF-AWS-bucket-key", Info, Strict, "bucket under S3's own keys",
        ["CKV_AWS_145", "trivy:AVD-AWS-0132"],
        "With a KMS key who may read objects is said in one place, and each use is logged.",
        resources: &["aws_s3_bucket_server_side_encryption_configuration"],
        path: &["rule", "apply_server_side_encryption_by_default"],
        name: "sse_algorithm",
        want: Want::IsNot(&["AES256"]),
        scope: Scope::WhereWritten,
        set: Some("\"aws:kms\""),
        says: "encrypts with keys that are S3's own",
    },
    argument! {
        "TF-AWS-bucket-force-destroy", Info, Strict, "bucket that is deleted with all that is in it",
        [],
        "`force_destroy` lets `terraform destroy` delete a bucket that is not empty.",
        resources: &["aws_s3_bucket"],
        name: "force_destroy",
        want: Want::IsNot(&["true"]),
        set: Some("false"),
        says: "is deleted with all that is in it",
    },
    argument! {
        "TF-AWS-volume-unencrypted", Warning, Essential, "disk that is not encrypted",
        ["CKV_AWS_3", "trivy:AVD-AWS-0026", "CIS-AWS:2.2.1"],
        "EBS encrypts a volume and its snapshots with `encrypted`, without cost; it cannot be turned on later.",
        resources: &["aws_ebs_volume", "aws_ebs_snapshot_copy", "aws_ami_copy"],
        name: "encrypted",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "is not encrypted",
    },
    argument! {
        "TF-AWS-account-volumes-unencrypted", Warning, Production, "account whose disks are not encrypted by default",
        ["CKV_AWS_106"],
        "`enabled = false` turns encryption by default off for every new volume of the region.",
        resources: &["aws_ebs_encryption_by_default"],
        name: "enabled",
        want: Want::IsNot(&["false"]),
        set: Some("true"),
        says: "leaves new disks unencrypted",
    },
    argument! {
        "TF-AWS-root-disk-unencrypted", Warning, Production, "instance whose root disk is not encrypted",
        ["CKV_AWS_8", "trivy:AVD-AWS-0131", "CIS-AWS:2.2.1"],
        "The root disk holds logs, keys and swap.",
        resources: &["aws_instance", "aws_launch_configuration"],
        path: &["root_block_device"],
        name: "encrypted",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "has a root disk that is not encrypted",
    },
    argument! {
        "TF-AWS-data-disk-unencrypted", Warning, Production, "instance with a data disk that is not encrypted",
        ["CKV_AWS_8", "trivy:AVD-AWS-0131", "CIS-AWS:2.2.1"],
        "A disk that is attached by `ebs_block_device` is encrypted only where it says so.",
        resources: &["aws_instance", "aws_launch_configuration"],
        path: &["ebs_block_device"],
        name: "encrypted",
        want: Want::Is(&["true"]),
        scope: Scope::WhereWritten,
        set: Some("true"),
        says: "has a data disk that is not encrypted",
        when: has_no_snapshot,
    },
    argument! {
        "TF-AWS-file-system-unencrypted", Warning, Essential, "file system that is not encrypted",
        ["CKV_AWS_42", "trivy:AVD-AWS-0037", "CIS-AWS:2.4.1"],
        "EFS encrypts a file system with `encrypted`; it cannot be turned on later.",
        resources: &["aws_efs_file_system"],
        name: "encrypted",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "is not encrypted",
    },
    argument! {
        "TF-AWS-access-point-root", Info, Strict, "access point at the root of its file system",
        ["CKV_AWS_329"],
        "An access point on `/` shows its clients everything.",
        resources: &["aws_efs_access_point"],
        path: &["root_directory"],
        name: "path",
        want: Want::IsNot(&["/"]),
        scope: Scope::WhereWritten,
        says: "shows its clients the whole file system",
    },
    argument! {
        "TF-AWS-registry-scan", Info, Production, "image repository that does not scan",
        ["CKV_AWS_163", "trivy:AVD-AWS-0030"],
        "`scan_on_push` looks for known vulnerabilities in each image.",
        resources: &["aws_ecr_repository"],
        path: &["image_scanning_configuration"],
        name: "scan_on_push",
        want: Want::Is(&["true"]),
        set: Some("true"),
        says: "does not scan its images",
    },
    argument! {
        "TF-AWS-registry-mutable", Info, Production, "image repository whose tags can be moved",
        ["CKV_AWS_51", "trivy:AVD-AWS-0031"],
        "With mutable tags the image that was tested can be another when it is deployed. Pipelines that push a tag twice, \
         such as `latest`, fail once tags are fixed.",
        resources: &["aws_ecr_repository"],
        name: "image_tag_mutability",
        want: Want::Is(&["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"]),
        set: Some("\"IMMUTABLE\""),
        says: "lets its tags be moved to other images",
    },
    argument! {
        "TF-AWS-registry-key", Info, Strict, "image repository under AWS's own key",
        ["CKV_AWS_136", "trivy:AVD-AWS-0033"],
        "With a KMS key who may read images is said in one place. It cannot be changed later: the repository is built anew.",
        resources: &["aws_ecr_repository"],
        path: &["encryption_configuration"],
        name: "encryption_type",
        want: Want::Is(&["KMS", "KMS_DSSE"]),
        set: Some("\"KMS\""),
        says: "is encrypted by a key that is AWS's own",
    },
    argument! {
        "TF-AWS-backup-vault-key", Info, Strict, "backup vault under AWS's own key",
        ["CKV_AWS_166"],
        "With a key of yours a backup can be read only where the key's policy lets it.",
        resources: &["aws_backup_vault"],
        name: "kms_key_arn",
        want: Want::Present,
        says: "names no key of yours",
    },
    argument! {
        "TF-AWS-snapshot-public", Warning, Essential, "database snapshot that is shared with everybody",
        ["CKV_AWS_302"],
        "A snapshot that is shared with `all` can be restored by anybody with an AWS account.",
        resources: &["aws_db_snapshot"],
        name: "shared_accounts",
        want: Want::IsNot(&["all"]),
        says: "can be restored by anybody",
    },
];

fn has_no_snapshot(resource: &Resource<'_>) -> bool {
    resource.block.body.blocks_named("ebs_block_device").all(|b| b.body.attribute("snapshot_id").is_none())
}

fn logging(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let companion = Companion {
        owner: "aws_s3_bucket",
        kind: "aws_s3_bucket_logging",
        link: "bucket",
        inline: &["logging"],
        body: "",
        says: "has no access logs",
    };
    if companion.is_needed(resource) {
        let message = format!("{} {}", resource.address(), companion.says);
        sink.report(resource.block.header(), message);
    }
}
