# Storage on AWS: S3, EFS, Glacier, Backup, FSx.

type "aws_s3_bucket" {
  bucket = self.unique
  when "object lock" {
    object_lock_enabled = true
  }

  unless "public" "website" "static site" {
    companion "aws_s3_bucket_public_access_block" "main" {
      bucket                  = aws_s3_bucket.this.bucket
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
  }
  unless "aws_s3_bucket_replication_configuration" {
    companion "aws_s3_bucket_versioning" "main" {
      bucket = aws_s3_bucket.this.bucket
      versioning_configuration {
        status = "Enabled"
      }
    }
  }
  companion "aws_s3_bucket_server_side_encryption_configuration" "main" {
    bucket = aws_s3_bucket.this.bucket
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

type "aws_s3_bucket_public_access_block" {
  bucket                  = aws_s3_bucket.main.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

type "aws_s3_bucket_server_side_encryption_configuration" {
  bucket = aws_s3_bucket.main.bucket
  rule {
    apply_server_side_encryption_by_default {
      when "aws_kms_key" {
        kms_master_key_id = aws_kms_key.main.arn
        sse_algorithm     = "aws:kms"
      }
      unless "aws_kms_key" {
        sse_algorithm = "AES256"
      }
    }
  }
}

type "aws_s3_bucket_versioning" {
  bucket = aws_s3_bucket.main.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

type "aws_s3_bucket_ownership_controls" {
  bucket = aws_s3_bucket.main.bucket
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

type "aws_s3_bucket_acl" {
  bucket     = aws_s3_bucket.main.bucket
  acl        = "private"
  depends_on = [aws_s3_bucket_ownership_controls.acl]
  companion "aws_s3_bucket_ownership_controls" "acl" {
    distinct = true
    bucket   = aws_s3_bucket.main.bucket
  }
}

type "aws_s3_bucket_policy" {
  bucket = aws_s3_bucket.main.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.main.arn, "${aws_s3_bucket.main.arn}/*"]
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      }
    ]
  })
}

type "aws_s3_bucket_logging" {
  bucket        = aws_s3_bucket.main.bucket
  target_bucket = aws_s3_bucket.other.bucket
  target_prefix = "log/"
}

type "aws_s3_bucket_lifecycle_configuration" {
  bucket = aws_s3_bucket.main.bucket
  unless ".rule" {
    rule {
      id     = "expire"
      status = "Enabled"
      filter {
        prefix = ""
      }
      expiration {
        days = 90
      }
    }
  }
}

type "aws_s3_bucket_object_lock_configuration" {
  bucket = aws_s3_bucket.main.bucket
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 30
    }
  }
}

type "aws_s3_bucket_website_configuration" {
  bucket = aws_s3_bucket.main.bucket
  index_document {
    suffix = "index.html"
  }
  error_document {
    key = "error.html"
  }
}

type "aws_s3_bucket_cors_configuration" {
  bucket = aws_s3_bucket.main.bucket
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = ["https://example.com"]
    max_age_seconds = 3000
  }
}

type "aws_s3_bucket_request_payment_configuration" {
  bucket = aws_s3_bucket.main.bucket
  when "owner paying" "owner pays" "bucket owner" {
    payer = "BucketOwner"
  }
  unless "owner paying" "owner pays" "bucket owner" {
    payer = "Requester"
  }
}

type "aws_s3_bucket_accelerate_configuration" {
  bucket = aws_s3_bucket.main.bucket
  status = "Enabled"
}

type "aws_s3_bucket_metric" {
  bucket = aws_s3_bucket.main.bucket
  name   = "EntireBucket"
}

type "aws_s3_bucket_analytics_configuration" {
  bucket = aws_s3_bucket.main.bucket
  name   = "EntireBucket"
  when "export" "destination" {
    storage_class_analysis {
      data_export {
        destination {
          s3_bucket_destination {
            bucket_arn = aws_s3_bucket.other.arn
          }
        }
      }
    }
  }
}

type "aws_s3_bucket_intelligent_tiering_configuration" {
  bucket = aws_s3_bucket.main.bucket
  name   = "EntireBucket"
  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = 180
  }
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}

type "aws_s3_bucket_inventory" {
  bucket                   = aws_s3_bucket.main.bucket
  name                     = "EntireBucketDaily"
  included_object_versions = "All"
  schedule {
    frequency = "Daily"
  }
  destination {
    bucket {
      format     = "ORC"
      bucket_arn = aws_s3_bucket.other.arn
    }
  }
}

type "aws_s3_bucket_notification" {
  bucket = aws_s3_bucket.main.bucket
  when "aws_lambda_function" {
    lambda_function {
      lambda_function_arn = aws_lambda_function.main.arn
      events              = ["s3:ObjectCreated:*"]
    }
    depends_on = [aws_lambda_permission.bucket]
    companion "aws_lambda_permission" "bucket" {
      statement_id  = "AllowExecutionFromS3Bucket"
      action        = "lambda:InvokeFunction"
      function_name = aws_lambda_function.main.arn
      principal     = "s3.amazonaws.com"
      source_arn    = aws_s3_bucket.main.arn
    }
  }
  when "aws_sqs_queue" {
    queue {
      queue_arn = aws_sqs_queue.main.arn
      events    = ["s3:ObjectCreated:*"]
    }
    depends_on = [aws_sqs_queue_policy.bucket]
    companion "aws_sqs_queue_policy" "bucket" {
      queue_url = aws_sqs_queue.main.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect    = "Allow"
            Principal = { Service = "s3.amazonaws.com" }
            Action    = "sqs:SendMessage"
            Resource  = aws_sqs_queue.main.arn
            Condition = { ArnEquals = { "aws:SourceArn" = aws_s3_bucket.main.arn } }
          }
        ]
      })
    }
  }
  when "aws_sns_topic" {
    topic {
      topic_arn = aws_sns_topic.main.arn
      events    = ["s3:ObjectCreated:*"]
    }
  }
  unless "aws_lambda_function" "aws_sqs_queue" "aws_sns_topic" {
    eventbridge = true
  }
}

type "aws_s3_bucket_replication_configuration" {
  bucket = aws_s3_bucket.main.bucket
  role   = aws_iam_role.replication.arn
  rule {
    id     = "all"
    status = "Enabled"
    destination {
      bucket        = aws_s3_bucket.other.arn
      storage_class = "STANDARD"
    }
  }
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.replica]
  companion "aws_iam_role" "replication" {
    principal = "s3.amazonaws.com"
  }
  companion "aws_s3_bucket_versioning" "source" {
    bucket = aws_s3_bucket.main.bucket
  }
  companion "aws_s3_bucket_versioning" "replica" {
    distinct = true
    bucket   = aws_s3_bucket.other.bucket
  }
}

type "aws_s3_object" {
  bucket = aws_s3_bucket.main.id
  key    = self.file
  source = self.file
}

type "aws_s3_access_point" {
  bucket = aws_s3_bucket.main.bucket
  name   = self.kebab
}

type "aws_efs_file_system" {
  creation_token = self.name
  encrypted      = true
  when "aws_subnet" "aws_instance" {
    companion "aws_efs_mount_target" "main" {
      fan             = "aws_subnet"
      file_system_id  = aws_efs_file_system.this.id
      subnet_id       = each.id
      security_groups = [aws_security_group.efs.id]
    }
    companion "aws_security_group" "efs" {
    }
  }
}

type "aws_efs_mount_target" {
  file_system_id = aws_efs_file_system.main.id
  subnet_id      = aws_subnet.main.id
}

type "aws_efs_access_point" {
  file_system_id = aws_efs_file_system.main.id
}

type "aws_efs_backup_policy" {
  file_system_id = aws_efs_file_system.main.id
  backup_policy {
    status = "ENABLED"
  }
}

type "aws_glacier_vault" {
  name = self.name
  when "aws_sns_topic" "notification" {
    notification {
      sns_topic = aws_sns_topic.main.arn
      events    = ["ArchiveRetrievalCompleted", "InventoryRetrievalCompleted"]
    }
  }
  when "access policy" "policy" {
    access_policy = data.aws_iam_policy_document.vault.json
    companion "data" "aws_iam_policy_document" "vault" {
      statement {
        sid       = "add-read-only-perm"
        effect    = "Allow"
        actions   = ["glacier:InitiateJob", "glacier:GetJobOutput"]
        resources = ["arn:aws:glacier:${self.region}:123456789012:vaults/main"]
        principals {
          type        = "AWS"
          identifiers = ["123456789012"]
        }
      }
    }
  }
}

type "aws_backup_vault" {
  name = self.name
  when "kms" {
    kms_key_arn = aws_kms_key.main.arn
  }
}

type "aws_backup_plan" {
  name = self.name
  when "aws_instance" {
    advanced_backup_setting {
      backup_options = {
        WindowsVSS = "enabled"
      }
      resource_type = "EC2"
    }
  }
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.main.name
    schedule          = self.schedule
    lifecycle {
      delete_after = self.number_of_day_or_35
    }
  }
  companion "aws_backup_selection" "main" {
    name         = "resources"
    plan_id      = aws_backup_plan.this.id
    iam_role_arn = aws_iam_role.backup.arn
  }
  companion "aws_iam_role" "backup" {
    principal = "backup.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "backup" {
    distinct   = true
    role       = aws_iam_role.backup.name
    policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
  }
}

type "aws_backup_selection" {
  name         = self.name
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.backup.arn
  when "aws_instance" "aws_db_instance" "aws_efs_file_system" "aws_dynamodb_table" "aws_ebs_volume" "aws_s3_bucket" {
    when "aws_instance" {
      resources = [aws_instance.main.arn]
    }
    when "aws_db_instance" {
      resources = [aws_db_instance.main.arn]
    }
    when "aws_efs_file_system" {
      resources = [aws_efs_file_system.main.arn]
    }
    when "aws_dynamodb_table" {
      resources = [aws_dynamodb_table.main.arn]
    }
    when "aws_ebs_volume" {
      resources = [aws_ebs_volume.main.arn]
    }
    when "aws_s3_bucket" {
      resources = [aws_s3_bucket.main.arn]
    }
  }
  unless "aws_instance" "aws_db_instance" "aws_efs_file_system" "aws_dynamodb_table" "aws_ebs_volume" "aws_s3_bucket" {
    selection_tag {
      type  = "STRINGEQUALS"
      key   = "Backup"
      value = "true"
    }
  }
  companion "aws_iam_role" "backup" {
    principal = "backup.amazonaws.com"
  }
}
