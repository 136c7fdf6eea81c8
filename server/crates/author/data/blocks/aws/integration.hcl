# Messaging, events, APIs, streams, search and machine learning on AWS.

type "aws_sqs_queue" {
  name                      = self.name
  when "fifo" {
    fifo_queue                  = true
    content_based_deduplication = true
  }
  sqs_managed_sse_enabled   = true
  redrive_policy            = self.redrive
}

type "aws_sqs_queue_policy" {
  queue_url = aws_sqs_queue.main.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.main.arn
      }
    ]
  })
}

type "aws_sns_topic" {
  name              = self.name
  kms_master_key_id = "alias/aws/sns"
}

type "aws_sns_topic_subscription" {
  topic_arn = aws_sns_topic.main.arn
  when "email" {
    protocol = "email"
    endpoint = self.email
  }
  unless "email" {
    when "aws_sqs_queue" {
      protocol = "sqs"
      endpoint = aws_sqs_queue.main.arn
    }
    unless "aws_sqs_queue" {
      when "aws_lambda_function" {
        protocol = "lambda"
        endpoint = aws_lambda_function.main.arn
      }
      protocol = "email"
      endpoint = self.email
    }
  }
}

type "aws_sns_topic_policy" {
  arn = aws_sns_topic.main.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.main.arn
      }
    ]
  })
}

type "aws_cloudwatch_event_rule" {
  name        = self.name
  description = "Managed by Terraform"
  when "pattern" "whenever" "event pattern" "state change" "ec2 image" {
    event_pattern = self.event_pattern
  }
  unless "pattern" "whenever" "event pattern" "state change" "ec2 image" {
    schedule_expression = self.schedule
  }
  when "aws_lambda_function" "aws_sns_topic" "aws_sqs_queue" "aws_sfn_state_machine" {
    companion "aws_cloudwatch_event_target" "main" {
      rule = aws_cloudwatch_event_rule.this.name
    }
  }
}

type "aws_cloudwatch_event_target" {
  rule      = aws_cloudwatch_event_rule.main.name
  when "aws_sns_topic" {
    unless "aws_lambda_function" {
      arn = aws_sns_topic.main.arn
    }
  }
  when "aws_sqs_queue" {
    unless "aws_lambda_function" {
      arn = aws_sqs_queue.main.arn
    }
  }
  when "aws_sfn_state_machine" {
    unless "aws_lambda_function" {
      arn      = aws_sfn_state_machine.main.arn
      role_arn = aws_iam_role.events.arn
    }
  }
  arn = aws_lambda_function.main.arn
  when "aws_lambda_function" {
    companion "aws_lambda_permission" "events" {
      statement_id  = "AllowExecutionFromEventBridge"
      action        = "lambda:InvokeFunction"
      function_name = aws_lambda_function.main.function_name
      principal     = "events.amazonaws.com"
      source_arn    = aws_cloudwatch_event_rule.main.arn
    }
  }
}

type "aws_scheduler_schedule" {
  name                = self.name
  schedule_expression = self.schedule
  flexible_time_window {
    mode = "OFF"
  }
  target {
    when "aws_sqs_queue" {
      arn = aws_sqs_queue.main.arn
    }
    unless "aws_sqs_queue" {
      arn = aws_lambda_function.main.arn
    }
    role_arn = aws_iam_role.scheduler.arn
  }
  companion "aws_iam_role" "scheduler" {
    distinct  = true
    principal = "scheduler.amazonaws.com"
  }
}

type "aws_sfn_state_machine" {
  name     = self.name
  role_arn = aws_iam_role.states.arn
  when "aws_lambda_function" {
    definition = jsonencode({
      StartAt = "Run"
      States = {
        Run = {
          Type     = "Task"
          Resource = aws_lambda_function.main.arn
          End      = true
        }
      }
    })
  }
  unless "aws_lambda_function" {
    definition = jsonencode({
      StartAt = "Start"
      States = {
        Start = {
          Type = "Pass"
          End  = true
        }
      }
    })
  }
  companion "aws_iam_role" "states" {
    distinct  = true
    principal = "states.amazonaws.com"
  }
}

type "aws_api_gateway_rest_api" {
  name        = self.name
  description = "Managed by Terraform"
  when "aws_lambda_function" {
    companion "aws_api_gateway_method" "main" {
    }
  }
  when "deploy" "deployed" "deployment" {
    companion "aws_api_gateway_stage" "main" {
    }
  }
}

type "aws_api_gateway_resource" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  parent_id   = aws_api_gateway_rest_api.main.root_resource_id
  path_part   = self.path_part
}

type "aws_api_gateway_method" {
  rest_api_id   = aws_api_gateway_rest_api.main.id
  resource_id   = aws_api_gateway_resource.main.id
  http_method   = self.http_method
  authorization = "NONE"
  when "aws_lambda_function" {
    companion "aws_api_gateway_integration" "main" {
      rest_api_id             = aws_api_gateway_rest_api.main.id
      resource_id             = aws_api_gateway_resource.main.id
      http_method             = aws_api_gateway_method.this.http_method
      integration_http_method = "POST"
      type                    = "AWS_PROXY"
      uri                     = aws_lambda_function.main.invoke_arn
    }
    companion "aws_lambda_permission" "api" {
      statement_id  = "AllowExecutionFromAPIGateway"
      action        = "lambda:InvokeFunction"
      function_name = aws_lambda_function.main.function_name
      principal     = "apigateway.amazonaws.com"
      source_arn    = "${aws_api_gateway_rest_api.main.execution_arn}/*/*"
    }
  }
}

type "aws_api_gateway_integration" {
  rest_api_id             = aws_api_gateway_rest_api.main.id
  resource_id             = aws_api_gateway_resource.main.id
  http_method             = aws_api_gateway_method.main.http_method
  when "aws_lambda_function" {
    integration_http_method = "POST"
    type                    = "AWS_PROXY"
    uri                     = aws_lambda_function.main.invoke_arn
  }
  unless "aws_lambda_function" {
    type = "MOCK"
  }
}

type "aws_api_gateway_deployment" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  depends_on  = [aws_api_gateway_integration.main]
}

type "aws_api_gateway_stage" {
  rest_api_id          = aws_api_gateway_rest_api.main.id
  deployment_id        = aws_api_gateway_deployment.main.id
  stage_name           = "prod"
  xray_tracing_enabled = true
}

type "aws_apigatewayv2_api" {
  name          = self.name
  protocol_type = "HTTP"
}

type "aws_apigatewayv2_integration" {
  api_id           = aws_apigatewayv2_api.main.id
  when "aws_lambda_function" {
    companion "aws_lambda_permission" "api" {
      statement_id  = "AllowExecutionFromAPIGateway"
      action        = "lambda:InvokeFunction"
      function_name = aws_lambda_function.main.function_name
      principal     = "apigateway.amazonaws.com"
      source_arn    = "${aws_apigatewayv2_api.main.execution_arn}/*/*"
    }
    integration_type       = "AWS_PROXY"
    integration_uri        = aws_lambda_function.main.invoke_arn
    payload_format_version = "2.0"
  }
  integration_type = "HTTP_PROXY"
}

type "aws_apigatewayv2_route" {
  api_id    = aws_apigatewayv2_api.main.id
  route_key = "GET /items"
  target    = "integrations/${aws_apigatewayv2_integration.main.id}"
}

type "aws_apigatewayv2_stage" {
  api_id      = aws_apigatewayv2_api.main.id
  name        = "$default"
  auto_deploy = true
}

type "aws_kinesis_stream" {
  name             = self.name
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"
  stream_mode_details {
    when "provisioned" "shard" {
      stream_mode = "PROVISIONED"
    }
    unless "provisioned" "shard" {
      stream_mode = "ON_DEMAND"
    }
  }
}

type "aws_kinesis_video_stream" {
  name                    = self.name
  data_retention_in_hours = 24
  media_type              = "video/h264"
}

type "aws_kinesis_firehose_delivery_stream" {
  name = self.name
  when "aws_redshift_cluster" "redshift" {
    destination = "redshift"
    redshift_configuration {
      role_arn        = aws_iam_role.firehose.arn
      cluster_jdbcurl = "jdbc:redshift://${aws_redshift_cluster.main.endpoint}/${aws_redshift_cluster.main.database_name}"
      username        = aws_redshift_cluster.main.master_username
      password        = aws_redshift_cluster.main.master_password
      data_table_name = "events"
      s3_configuration {
        role_arn           = aws_iam_role.firehose.arn
        bucket_arn         = aws_s3_bucket.main.arn
        buffering_size     = 10
        buffering_interval = 400
        compression_format = "GZIP"
      }
    }
  }
  when "aws_opensearch_domain" "opensearch" {
    destination = "opensearch"
    opensearch_configuration {
      domain_arn = aws_opensearch_domain.main.arn
      role_arn   = aws_iam_role.firehose.arn
      index_name = "events"
      s3_configuration {
        role_arn   = aws_iam_role.firehose.arn
        bucket_arn = aws_s3_bucket.main.arn
      }
    }
  }
  when "aws_elasticsearch_domain" {
    destination = "elasticsearch"
    elasticsearch_configuration {
      domain_arn = aws_elasticsearch_domain.main.arn
      role_arn   = aws_iam_role.firehose.arn
      index_name = "events"
      s3_configuration {
        role_arn   = aws_iam_role.firehose.arn
        bucket_arn = aws_s3_bucket.main.arn
      }
    }
  }
  when "splunk" {
    destination = "splunk"
    splunk_configuration {
      hec_endpoint               = "https://http-inputs-example.splunkcloud.com:443"
      hec_token                  = self.password
      hec_acknowledgment_timeout = 600
      hec_endpoint_type          = "Event"
      s3_backup_mode             = "FailedEventsOnly"
      s3_configuration {
        role_arn   = aws_iam_role.firehose.arn
        bucket_arn = aws_s3_bucket.main.arn
      }
    }
  }
  when "http endpoint" "new relic" {
    destination = "http_endpoint"
    http_endpoint_configuration {
      url                = "https://example.com"
      name               = "endpoint"
      access_key         = self.password
      buffering_size     = 15
      buffering_interval = 600
      role_arn           = aws_iam_role.firehose.arn
      s3_backup_mode     = "FailedDataOnly"
      s3_configuration {
        role_arn   = aws_iam_role.firehose.arn
        bucket_arn = aws_s3_bucket.main.arn
      }
    }
  }
  unless "aws_redshift_cluster" "redshift" "aws_opensearch_domain" "opensearch" "aws_elasticsearch_domain" "splunk" "http endpoint" "new relic" {
    destination = "extended_s3"
    extended_s3_configuration {
      role_arn   = aws_iam_role.firehose.arn
      bucket_arn = aws_s3_bucket.main.arn
      when "processor" "lambda processor" "process" "transform" {
        processing_configuration {
          enabled = true
          processors {
            type = "Lambda"
            parameters {
              parameter_name  = "LambdaArn"
              parameter_value = "${aws_lambda_function.main.arn}:$LATEST"
            }
          }
        }
      }
    }
  }
  when "aws_kinesis_stream" {
    kinesis_source_configuration {
      kinesis_stream_arn = aws_kinesis_stream.main.arn
      role_arn           = aws_iam_role.firehose.arn
    }
  }
  unless "aws_kinesis_stream" {
    server_side_encryption {
      enabled = true
    }
  }
  companion "aws_iam_role" "firehose" {
    principal = "firehose.amazonaws.com"
  }
}

type "aws_kinesis_analytics_application" {
  name = self.name
  inputs {
    name_prefix = "source"
    schema {
      record_columns {
        mapping  = "$.id"
        name     = "id"
        sql_type = "VARCHAR(8)"
      }
      record_encoding = "UTF-8"
      record_format {
        mapping_parameters {
          json {
            record_row_path = "$"
          }
        }
      }
    }
    kinesis_stream {
      resource_arn = aws_kinesis_stream.main.arn
      role_arn     = aws_iam_role.analytics.arn
    }
  }
  companion "aws_iam_role" "analytics" {
    principal = "kinesisanalytics.amazonaws.com"
  }
}

type "aws_msk_cluster" {
  cluster_name           = self.kebab
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = [aws_subnet.three.id]
    security_groups = [aws_security_group.main.id]
    storage_info {
      ebs_storage_info {
        volume_size = 100
      }
    }
  }
  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.main.arn
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }
  when "open monitoring" "prometheus" "jmx exporter" "node exporter" {
    open_monitoring {
      prometheus {
        jmx_exporter {
          enabled_in_broker = true
        }
        node_exporter {
          enabled_in_broker = true
        }
      }
    }
  }
  when "cloudwatch" "aws_cloudwatch_log_group" "aws_s3_bucket" "aws_kinesis_firehose_delivery_stream" {
    logging_info {
      broker_logs {
        when "cloudwatch" "aws_cloudwatch_log_group" {
          cloudwatch_logs {
            enabled   = true
            log_group = aws_cloudwatch_log_group.main.name
          }
        }
        when "aws_kinesis_firehose_delivery_stream" {
          firehose {
            enabled         = true
            delivery_stream = aws_kinesis_firehose_delivery_stream.main.name
          }
        }
        when "aws_s3_bucket" {
          s3 {
            enabled = true
            bucket  = aws_s3_bucket.main.id
            prefix  = "logs/msk-"
          }
        }
      }
    }
  }
}

type "aws_msk_serverless_cluster" {
  cluster_name = self.kebab
  vpc_config {
    subnet_ids         = [aws_subnet.three.id]
    security_group_ids = [aws_security_group.main.id]
  }
  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
}

type "aws_msk_configuration" {
  name              = self.kebab
  kafka_versions    = ["3.6.0"]
  server_properties = "auto.create.topics.enable = false\ndelete.topic.enable = true\n"
}

type "aws_mskconnect_custom_plugin" {
  name         = self.kebab
  content_type = "ZIP"
  location {
    s3 {
      bucket_arn = aws_s3_bucket.main.arn
      file_key   = aws_s3_object.main.key
    }
  }
  companion "aws_s3_object" "main" {
    bucket = aws_s3_bucket.main.id
  }
}

type "aws_mskconnect_connector" {
  name                 = self.kebab
  kafkaconnect_version = "2.7.1"
  capacity {
    autoscaling {
      mcu_count        = 1
      min_worker_count = 1
      max_worker_count = 2
      scale_in_policy {
        cpu_utilization_percentage = 20
      }
      scale_out_policy {
        cpu_utilization_percentage = 80
      }
    }
  }
  connector_configuration = {
    "connector.class" = "com.github.jcustenborder.kafka.connect.simulator.SimulatorSinkConnector"
    "tasks.max"       = "1"
    "topics"          = "example"
  }
  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = aws_msk_cluster.main.bootstrap_brokers_tls
      vpc {
        security_groups = [aws_security_group.main.id]
        subnets         = [aws_subnet.three.id]
      }
    }
  }
  kafka_cluster_client_authentication {
    authentication_type = "NONE"
  }
  kafka_cluster_encryption_in_transit {
    encryption_type = "TLS"
  }
  plugin {
    custom_plugin {
      arn      = aws_mskconnect_custom_plugin.main.arn
      revision = aws_mskconnect_custom_plugin.main.latest_revision
    }
  }
  service_execution_role_arn = aws_iam_role.connect.arn
  companion "aws_iam_role" "connect" {
    principal = "kafkaconnect.amazonaws.com"
  }
}

type "aws_mq_broker" {
  broker_name        = self.kebab
  when "rabbitmq" {
    engine_type    = "RabbitMQ"
    engine_version = "3.13"
  }
  unless "rabbitmq" {
    engine_type    = "ActiveMQ"
    engine_version = "5.18"
  }
  host_instance_type         = "mq.t3.micro"
  auto_minor_version_upgrade = true
  user {
    username = "admin"
    password = self.password
  }
}

type "aws_kendra_index" {
  name     = self.name
  role_arn = aws_iam_role.kendra.arn
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_kendra_data_source" {
  index_id = aws_kendra_index.main.id
  name     = self.name
  when "web crawler" "proxy" "url" "site map" "crawl" {
    type     = "WEBCRAWLER"
    role_arn = aws_iam_role.kendra.arn
    configuration {
      web_crawler_configuration {
        when "proxy" {
          proxy_configuration {
            credentials = aws_secretsmanager_secret.main.arn
            host        = "a.example.com"
            port        = 443
          }
        }
        when "depth" "crawl depth" {
          crawl_depth = 3
        }
        urls {
          when "site map" "sitemap" {
            site_maps_configuration {
              site_maps = ["https://example.com/sitemap.xml"]
            }
          }
          unless "site map" "sitemap" {
            seed_url_configuration {
              seed_urls = ["https://example.com"]
            }
          }
        }
      }
    }
  }
  when "s3" {
    unless "web crawler" "proxy" "url" "site map" "crawl" {
      type     = "S3"
      role_arn = aws_iam_role.kendra.arn
      configuration {
        s3_configuration {
          bucket_name = aws_s3_bucket.main.id
        }
      }
    }
  }
  unless "web crawler" "proxy" "url" "site map" "crawl" "s3" {
    type = "CUSTOM"
  }
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_kendra_experience" {
  index_id = aws_kendra_index.main.id
  name     = self.name
  role_arn = aws_iam_role.kendra.arn
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_kendra_faq" {
  index_id = aws_kendra_index.main.id
  name     = self.name
  role_arn = aws_iam_role.kendra.arn
  s3_path {
    bucket = aws_s3_bucket.main.id
    key    = aws_s3_object.main.key
  }
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_kendra_thesaurus" {
  index_id = aws_kendra_index.main.id
  name     = self.name
  role_arn = aws_iam_role.kendra.arn
  source_s3_path {
    bucket = aws_s3_bucket.main.id
    key    = aws_s3_object.main.key
  }
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_kendra_query_suggestions_block_list" {
  index_id = aws_kendra_index.main.id
  name     = self.name
  role_arn = aws_iam_role.kendra.arn
  source_s3_path {
    bucket = aws_s3_bucket.main.id
    key    = aws_s3_object.main.key
  }
  companion "aws_iam_role" "kendra" {
    principal = "kendra.amazonaws.com"
  }
}

type "aws_lex_bot" {
  name                       = self.title
  child_directed             = false
  create_version             = false
  idle_session_ttl_in_seconds = 600
  locale                     = "en-US"
  process_behavior           = "BUILD"
  voice_id                   = "Salli"
  abort_statement {
    message {
      content      = "Sorry, I am not able to assist at this time"
      content_type = "PlainText"
    }
  }
  clarification_prompt {
    max_attempts = 2
    message {
      content      = "I did not understand you, what would you like to do?"
      content_type = "PlainText"
    }
  }
  intent {
    intent_name    = aws_lex_intent.main.name
    intent_version = aws_lex_intent.main.version
  }
  companion "aws_lex_intent" "main" {
    create_version    = true
    sample_utterances = ["I would like to order", "Place an order"]
    fulfillment_activity {
      when "lambda" {
        type = "CodeHook"
        code_hook {
          message_version = "1"
          uri             = aws_lambda_function.main.arn
        }
      }
      unless "lambda" {
        type = "ReturnIntent"
      }
    }
  }
}

type "aws_lex_intent" {
  name           = self.title
  create_version = false
  fulfillment_activity {
    type = "ReturnIntent"
  }
}

type "aws_lex_slot_type" {
  name                     = self.title
  create_version           = true
  value_selection_strategy = "ORIGINAL_VALUE"
  enumeration_value {
    value    = "lilies"
    synonyms = ["Lirium", "Martagon"]
  }
}

type "aws_lex_bot_alias" {
  name        = self.title
  bot_name    = aws_lex_bot.main.name
  bot_version = "$LATEST"
}

type "aws_lexv2models_bot" {
  name                        = self.name
  role_arn                    = aws_iam_role.lex.arn
  idle_session_ttl_in_seconds = 300
  data_privacy {
    when "children" "child directed" "kid" {
      child_directed = true
    }
    unless "children" "child directed" "kid" {
      child_directed = false
    }
  }
  companion "aws_iam_role" "lex" {
    principal = "lexv2.amazonaws.com lex.amazonaws.com"
  }
}

type "aws_sagemaker_model" {
  name               = self.kebab
  execution_role_arn = aws_iam_role.sagemaker.arn
  primary_container {
    image = "174872318107.dkr.ecr.us-west-2.amazonaws.com/kmeans:1"
  }
  companion "aws_iam_role" "sagemaker" {
    principal = "sagemaker.amazonaws.com"
  }
}

type "aws_sagemaker_endpoint_configuration" {
  name = self.kebab
  production_variants {
    variant_name           = "variant-1"
    model_name             = aws_sagemaker_model.main.name
    initial_instance_count = 1
    instance_type          = "ml.t2.medium"
  }
}

type "aws_sagemaker_endpoint" {
  name                 = self.kebab
  endpoint_config_name = aws_sagemaker_endpoint_configuration.main.name
}

type "aws_sagemaker_notebook_instance" {
  name                   = self.kebab
  role_arn               = aws_iam_role.sagemaker.arn
  instance_type          = "ml.t3.medium"
  root_access            = "Disabled"
  companion "aws_iam_role" "sagemaker" {
    principal = "sagemaker.amazonaws.com"
  }
}

type "aws_sagemaker_domain" {
  domain_name = self.kebab
  auth_mode   = "IAM"
  vpc_id      = aws_vpc.main.id
  subnet_ids  = [aws_subnet.all.id]
  default_user_settings {
    execution_role = aws_iam_role.sagemaker.arn
  }
  companion "aws_iam_role" "sagemaker" {
    principal = "sagemaker.amazonaws.com"
  }
}

type "aws_glue_job" {
  name     = self.name
  role_arn = aws_iam_role.glue.arn
  command {
    script_location = "s3://${aws_s3_bucket.main.bucket}/scripts/job.py"
  }
  companion "aws_iam_role" "glue" {
    principal = "glue.amazonaws.com"
  }
}

type "aws_glue_crawler" {
  name          = self.name
  database_name = aws_glue_catalog_database.main.name
  role          = aws_iam_role.glue.arn
  s3_target {
    path = "s3://${aws_s3_bucket.main.bucket}"
  }
  companion "aws_iam_role" "glue" {
    principal = "glue.amazonaws.com"
  }
}

type "aws_athena_workgroup" {
  name = self.name
  configuration {
    enforce_workgroup_configuration = true
    result_configuration {
      output_location = "s3://${aws_s3_bucket.main.bucket}/output/"
      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}

type "aws_cognito_user_pool" {
  name                     = self.name
  auto_verified_attributes = ["email"]
  password_policy {
    minimum_length    = 12
    require_lowercase = true
    require_uppercase = true
    require_numbers   = true
    require_symbols   = true
  }
}

type "aws_cognito_user_pool_client" {
  name         = self.name
  user_pool_id = aws_cognito_user_pool.main.id
}

type "aws_cognito_user_pool_domain" {
  domain       = self.kebab
  user_pool_id = aws_cognito_user_pool.main.id
}

type "aws_cognito_identity_pool" {
  identity_pool_name               = self.name
  allow_unauthenticated_identities = false
  when "aws_cognito_user_pool" {
    cognito_identity_providers {
      client_id               = aws_cognito_user_pool_client.main.id
      provider_name           = aws_cognito_user_pool.main.endpoint
      server_side_token_check = false
    }
  }
  when "role" "authenticated" {
    companion "aws_cognito_identity_pool_roles_attachment" "main" {
    }
  }
}

type "aws_cognito_identity_pool_roles_attachment" {
  identity_pool_id = aws_cognito_identity_pool.main.id
  roles = {
    authenticated = aws_iam_role.authenticated.arn
  }
  companion "aws_iam_role" "authenticated" {
    assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = "cognito-identity.amazonaws.com" }
          Condition = {
            StringEquals = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.main.id }
            "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = "authenticated" }
          }
        }
      ]
    })
  }
}

type "aws_chime_voice_connector" {
  name               = self.name
  require_encryption = true
}

type "aws_chime_voice_connector_group" {
  name = self.name
}

type "aws_appsync_graphql_api" {
  name                = self.name
  authentication_type = "API_KEY"
}

type "aws_appsync_datasource" {
  api_id           = aws_appsync_graphql_api.main.id
  name             = self.identifier
  service_role_arn = aws_iam_role.appsync.arn
  when "dynamodb" "aws_dynamodb_table" {
    type = "AMAZON_DYNAMODB"
    dynamodb_config {
      table_name = aws_dynamodb_table.main.name
    }
  }
  unless "dynamodb" "aws_dynamodb_table" {
    when "aws_lambda_function" "lambda" {
      type = "AWS_LAMBDA"
      lambda_config {
        function_arn = aws_lambda_function.main.arn
      }
    }
    type = "NONE"
  }
  companion "aws_iam_role" "appsync" {
    principal = "appsync.amazonaws.com"
  }
}

type "aws_amplify_app" {
  name = self.name
}

type "aws_ses_domain_identity" {
  domain = self.domain
}

type "aws_transfer_server" {
  identity_provider_type = "SERVICE_MANAGED"
  protocols              = ["SFTP"]
}

type "aws_transfer_user" {
  server_id = aws_transfer_server.main.id
  user_name = self.kebab
  role      = aws_iam_role.transfer.arn
  when "aws_s3_bucket" {
    home_directory = "/${aws_s3_bucket.main.id}"
  }
  companion "aws_iam_role" "transfer" {
    principal = "transfer.amazonaws.com"
  }
}

type "aws_emr_cluster" {
  name          = self.name
  release_label = "emr-7.1.0"
  applications  = ["Spark"]
  service_role  = aws_iam_role.emr.arn
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  core_instance_group {
    instance_type  = "m5.xlarge"
    instance_count = self.number_of_core_or_1
  }
  ec2_attributes {
    instance_profile = aws_iam_instance_profile.emr.arn
  }
  companion "aws_iam_role" "emr" {
    principal = "elasticmapreduce.amazonaws.com"
  }
}
