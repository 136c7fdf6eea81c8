# Building, monitoring and governing on AWS.

type "aws_codebuild_project" {
  name          = self.name
  description   = "Managed by Terraform"
  build_timeout = 60
  service_role  = aws_iam_role.codebuild.arn
  artifacts {
    when "aws_s3_bucket" {
      type     = "S3"
      location = aws_s3_bucket.main.bucket
    }
    unless "aws_s3_bucket" {
      type = "NO_ARTIFACTS"
    }
  }
  environment {
    compute_type                = "BUILD_GENERAL1_SMALL"
    image                       = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    type                        = "LINUX_CONTAINER"
    image_pull_credentials_type = "CODEBUILD"
    when "environment variable" "env var" {
      environment_variable {
        name  = "SOME_KEY1"
        value = "SOME_VALUE1"
      }
      environment_variable {
        name  = "SOME_KEY2"
        value = "SOME_VALUE2"
      }
    }
  }
  source {
    when "codecommit" {
      type     = "CODECOMMIT"
      location = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app"
    }
    when "bitbucket" {
      type     = "BITBUCKET"
      location = "https://bitbucket.org/example/app.git"
    }
    when "codepipeline" {
      type = "CODEPIPELINE"
    }
    type            = "GITHUB"
    location        = "https://github.com/example/app.git"
    git_clone_depth = 1
  }
  when "secondary source" {
    secondary_sources {
      source_identifier = "secondary"
      type              = "GITHUB"
      location          = "https://github.com/example/library.git"
    }
    secondary_sources {
      source_identifier = "tools"
      type              = "GITHUB"
      location          = "https://github.com/example/tools.git"
    }
  }
  when "secondary artifact" {
    secondary_artifacts {
      artifact_identifier = "secondary"
      type                = "S3"
      location            = aws_s3_bucket.main.bucket
    }
  }
  when "cache" {
    cache {
      when "local" {
        type  = "LOCAL"
        modes = ["LOCAL_DOCKER_LAYER_CACHE", "LOCAL_SOURCE_CACHE"]
      }
      unless "local" {
        type     = "S3"
        location = aws_s3_bucket.main.bucket
      }
    }
  }
  when "log config" "logs config" "logging" "log" {
    logs_config {
      cloudwatch_logs {
        group_name  = aws_cloudwatch_log_group.main.name
        stream_name = "build"
      }
      s3_logs {
        status   = "ENABLED"
        location = "${aws_s3_bucket.main.id}/build-log"
      }
    }
  }
  when "vpc" "aws_vpc" {
    vpc_config {
      vpc_id             = aws_vpc.main.id
      subnets            = [aws_subnet.all.id]
      security_group_ids = [aws_security_group.main.id]
    }
  }
  when "file system" "efs" {
    file_system_locations {
      identifier  = "CACHE"
      location    = "${aws_efs_file_system.main.dns_name}:/"
      type        = "EFS"
      mount_point = "/mnt/efs"
    }
  }
  companion "aws_iam_role" "codebuild" {
    principal = "codebuild.amazonaws.com"
  }
  companion "aws_iam_role_policy" "codebuild" {
    distinct = true
    name     = "codebuild"
    role     = aws_iam_role.codebuild.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect   = "Allow"
          Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = "arn:aws:logs:*:*:log-group:/aws/codebuild/*"
        }
      ]
    })
  }
}

type "aws_codebuild_webhook" {
  project_name = aws_codebuild_project.main.name
  build_type   = "BUILD"
  filter_group {
    filter {
      type    = "EVENT"
      pattern = "PUSH"
    }
    filter {
      type    = "BASE_REF"
      pattern = "master"
    }
  }
}

type "aws_codebuild_source_credential" {
  auth_type   = "PERSONAL_ACCESS_TOKEN"
  server_type = "GITHUB"
  token       = self.password
}

type "aws_codebuild_report_group" {
  name = self.name
  type = "TEST"
  export_config {
    type = "S3"
    s3_destination {
      bucket              = aws_s3_bucket.main.id
      encryption_disabled = false
      encryption_key      = aws_kms_key.main.arn
      packaging           = "NONE"
      path                = "/reports"
    }
  }
}

type "aws_codepipeline" {
  name     = self.name
  role_arn = aws_iam_role.codepipeline.arn
  artifact_store {
    location = aws_s3_bucket.main.bucket
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]
      configuration = {
        ConnectionArn    = aws_codestarconnections_connection.main.arn
        FullRepositoryId = "example/app"
        BranchName       = "main"
      }
    }
  }
  stage {
    name = "Build"
    action {
      name             = "Build"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["build"]
      configuration = {
        ProjectName = aws_codebuild_project.main.name
      }
    }
  }
  companion "aws_iam_role" "codepipeline" {
    distinct  = true
    principal = "codepipeline.amazonaws.com"
  }
}

type "aws_codestarconnections_connection" {
  name          = self.name
  provider_type = "GitHub"
}

type "aws_codedeploy_app" {
  name             = self.name
  compute_platform = "Server"
}

type "aws_codedeploy_deployment_group" {
  app_name              = aws_codedeploy_app.main.name
  deployment_group_name = self.name
  service_role_arn      = aws_iam_role.codedeploy.arn
  companion "aws_iam_role" "codedeploy" {
    principal = "codedeploy.amazonaws.com"
  }
}

type "aws_cloudwatch_log_group" {
  name              = self.name
  retention_in_days = 30
}

type "aws_cloudwatch_log_stream" {
  name           = self.name
  log_group_name = aws_cloudwatch_log_group.main.name
}

type "aws_cloudwatch_metric_alarm" {
  alarm_name          = self.name
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 120
  statistic           = "Average"
  threshold           = 80
  when "aws_instance" {
    dimensions = {
      InstanceId = aws_instance.main.id
    }
  }
  when "aws_sns_topic" {
    alarm_actions = [aws_sns_topic.main.arn]
  }
}

type "aws_cloudwatch_dashboard" {
  dashboard_name = self.kebab
  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 12
        height = 6
        properties = {
          metrics = [["AWS/EC2", "CPUUtilization"]]
          period  = 300
          stat    = "Average"
          region  = self.region
          title   = "CPU"
        }
      }
    ]
  })
}

type "aws_cloudtrail" {
  name                          = self.name
  s3_bucket_name                = aws_s3_bucket.main.id
  include_global_service_events = true
  is_multi_region_trail         = true
  enable_log_file_validation    = true
  depends_on                    = [aws_s3_bucket_policy.trail]
  companion "aws_s3_bucket_policy" "trail" {
    bucket = aws_s3_bucket.main.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "AWSCloudTrailAclCheck"
          Effect    = "Allow"
          Principal = { Service = "cloudtrail.amazonaws.com" }
          Action    = "s3:GetBucketAcl"
          Resource  = aws_s3_bucket.main.arn
        },
        {
          Sid       = "AWSCloudTrailWrite"
          Effect    = "Allow"
          Principal = { Service = "cloudtrail.amazonaws.com" }
          Action    = "s3:PutObject"
          Resource  = "${aws_s3_bucket.main.arn}/AWSLogs/*"
          Condition = {
            StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" }
          }
        }
      ]
    })
  }
}

type "aws_config_configuration_recorder" {
  name     = self.name
  role_arn = aws_iam_role.config.arn
  companion "aws_iam_role" "config" {
    principal = "config.amazonaws.com"
  }
}

type "aws_config_config_rule" {
  name = self.name
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
}

type "aws_wafv2_web_acl" {
  name  = self.name
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = self.name
    sampled_requests_enabled   = true
  }
}

type "aws_guardduty_detector" {
  enable = true
}

type "aws_budgets_budget" {
  name         = self.name
  budget_type  = "COST"
  limit_amount = self.amount
  limit_unit   = "USD"
  when "quarterly" "quarter" {
    time_unit = "QUARTERLY"
  }
  when "yearly" "annual" "annually" "year" {
    time_unit = "ANNUALLY"
  }
  when "daily" "per day" {
    time_unit = "DAILY"
  }
  time_unit = "MONTHLY"
  when "alert" "notification" "notify" "notifies" "email" "threshold" {
    notification {
      comparison_operator        = "GREATER_THAN"
      threshold                  = self.percent
      threshold_type             = "PERCENTAGE"
      notification_type          = "ACTUAL"
      subscriber_email_addresses = [self.email]
    }
  }
}

type "aws_cloudformation_stack" {
  name = self.kebab
  template_body = jsonencode({
    Resources = {
      topic = {
        Type = "AWS::SNS::Topic"
      }
    }
  })
}
