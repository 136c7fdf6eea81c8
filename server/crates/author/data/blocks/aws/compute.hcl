# Compute on AWS: EC2, Lambda, ECS, EKS, Elastic Beanstalk, Lightsail, Batch.

type "aws_instance" {
  ami           = data.aws_ami.latest.id
  instance_type = "t3.micro"

  when "user data" {
    user_data = "#!/bin/bash\nset -euo pipefail\n"
  }
  when "aws_subnet" "aws_vpc" {
    subnet_id = aws_subnet.main.id
  }
  when "aws_security_group" {
    vpc_security_group_ids = [aws_security_group.all.id]
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  root_block_device {
    encrypted = true
  }

  companion "data" "aws_ami" "latest" {
    most_recent = true
  }
}

type "data.aws_ami" {
  most_recent = true

  when "ubuntu" {
    owners = ["099720109477"]
    filter {
      name   = "name"
      values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"]
    }
  }
  when "windows" {
    owners = ["amazon"]
    filter {
      name   = "name"
      values = ["Windows_Server-2022-English-Full-Base-*"]
    }
  }
  when "debian" {
    owners = ["136693071363"]
    filter {
      name   = "name"
      values = ["debian-12-amd64-*"]
    }
  }
  unless "ubuntu" "windows" "debian" {
    owners = ["amazon"]
    when "linux 2" {
      filter {
        name   = "name"
        values = ["amzn2-ami-hvm-*-x86_64-gp2"]
      }
    }
    unless "linux 2" {
      filter {
        name   = "name"
        values = ["al2023-ami-2023.*-x86_64"]
      }
    }
  }
  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

type "aws_key_pair" {
  key_name   = self.name
  public_key = tls_private_key.main.public_key_openssh

  companion "tls_private_key" "main" {
    algorithm = "RSA"
    rsa_bits  = 4096
  }
}

type "aws_eip" {
  domain = "vpc"
  when "aws_instance" {
    unless "aws_nat_gateway" {
      instance = aws_instance.main.id
    }
  }
}

type "aws_ebs_volume" {
  availability_zone = "us-east-1a"
  size              = 20
  type              = "gp3"
  encrypted         = true
}

type "aws_volume_attachment" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.main.id
  instance_id = aws_instance.main.id
}

type "aws_launch_template" {
  name_prefix   = self.name
  image_id      = data.aws_ami.latest.id
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  companion "data" "aws_ami" "latest" {
    most_recent = true
  }
}

type "aws_autoscaling_group" {
  name     = self.name
  min_size = 1
  max_size = 3
  desired_capacity    = 1
  vpc_zone_identifier = [aws_subnet.all.id]

  unless "launch configuration" {
    launch_template {
      id      = aws_launch_template.main.id
      version = "$Latest"
    }
  }
}

type "aws_autoscaling_policy" {
  name                   = self.name
  autoscaling_group_name = aws_autoscaling_group.main.name
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 50
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

type "aws_lambda_function" {
  function_name    = self.name
  role             = aws_iam_role.lambda.arn
  when "container image" "docker" "image uri" {
    package_type = "Image"
    image_uri    = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest"
  }
  unless "container image" "docker" "image uri" {
    handler          = self.handler
    runtime          = self.runtime
    unless ".filename" ".s3_bucket" {
      filename         = data.archive_file.lambda.output_path
      source_code_hash = data.archive_file.lambda.output_base64sha256
      companion "data" "archive_file" "lambda" {
        type        = "zip"
        output_path = "lambda_function_payload.zip"
        source_file = self.source_file
      }
    }
  }

  tracing_config {
    mode = "Active"
  }
  when "dead letter" "dlq" {
    when "aws_sqs_queue" {
      dead_letter_config {
        target_arn = aws_sqs_queue.dead_letter.arn
      }
    }
  }
  when "vpc" {
    vpc_config {
      subnet_ids         = [aws_subnet.all.id]
      security_group_ids = [aws_security_group.main.id]
    }
    companion "aws_iam_role_policy_attachment" "vpc" {
      distinct   = true
      role       = aws_iam_role.lambda.name
      policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
    }
  }
  companion "aws_iam_role" "lambda" {
    principal = "lambda.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "logs" {
    distinct   = true
    role       = aws_iam_role.lambda.name
    policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
  }
}

type "data.archive_file" {
  type        = "zip"
  output_path = "lambda_function_payload.zip"
  source_file = self.source_file
}

type "aws_lambda_alias" {
  name             = self.name
  function_name    = aws_lambda_function.main.arn
  function_version = "$LATEST"
}

type "aws_lambda_permission" {
  statement_id  = "AllowExecution"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.main.function_name
  when "aws_cloudwatch_event_rule" {
    principal = "events.amazonaws.com"
    source_arn        = aws_cloudwatch_event_rule.main.arn
  }
  unless "aws_cloudwatch_event_rule" {
    when "aws_api_gateway_rest_api" {
      principal = "apigateway.amazonaws.com"
      source_arn        = "${aws_api_gateway_rest_api.main.execution_arn}/*/*"
    }
    when "aws_apigatewayv2_api" {
      principal = "apigateway.amazonaws.com"
      source_arn        = "${aws_apigatewayv2_api.main.execution_arn}/*/*"
    }
    unless "aws_api_gateway_rest_api" "aws_apigatewayv2_api" {
      when "aws_sns_topic" {
        principal = "sns.amazonaws.com"
        source_arn        = aws_sns_topic.main.arn
      }
      when "aws_s3_bucket" {
        principal = "s3.amazonaws.com"
        source_arn        = aws_s3_bucket.main.arn
      }
      principal = "events.amazonaws.com"
    }
  }
}

type "aws_lambda_event_source_mapping" {
  function_name = aws_lambda_function.main.arn
  when "aws_sqs_queue" {
    event_source_arn = aws_sqs_queue.main.arn
  }
  when "aws_kinesis_stream" {
    event_source_arn  = aws_kinesis_stream.main.arn
    starting_position = "LATEST"
  }
  when "aws_dynamodb_table" {
    event_source_arn  = aws_dynamodb_table.main.stream_arn
    starting_position = "LATEST"
  }
  when "aws_msk_cluster" {
    event_source_arn  = aws_msk_cluster.main.arn
    topics            = ["events"]
    starting_position = "LATEST"
  }
  unless "aws_sqs_queue" "aws_kinesis_stream" "aws_dynamodb_table" "aws_msk_cluster" {
    event_source_arn = aws_sqs_queue.main.arn
  }
}

type "aws_lambda_layer_version" {
  layer_name          = self.name
  filename            = "lambda_layer_payload.zip"
  compatible_runtimes = ["nodejs20.x"]
}

type "aws_lambda_function_url" {
  function_name      = aws_lambda_function.main.function_name
  authorization_type = "AWS_IAM"
}

type "aws_lambda_invocation" {
  function_name = aws_lambda_function.main.function_name
  input         = jsonencode({ key = "value" })
}

type "aws_ecs_cluster" {
  name = self.name
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

type "aws_ecs_task_definition" {
  family                   = self.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.ecs_execution.arn
  container_definitions = jsonencode([
    {
      name      = "app"
      image     = "nginx:1.27"
      essential = true
      portMappings = [
        {
          containerPort = 80
          protocol      = "tcp"
        }
      ]
    }
  ])

  companion "aws_iam_role" "ecs_execution" {
    principal = "ecs-tasks.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "ecs_execution" {
    distinct   = true
    role       = aws_iam_role.ecs_execution.name
    policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
  }
}

type "aws_ecs_service" {
  name            = self.name
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.main.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets         = [aws_subnet.all.id]
    security_groups = [aws_security_group.main.id]
  }
  when "aws_lb" "aws_lb_target_group" {
    load_balancer {
      target_group_arn = aws_lb_target_group.main.arn
      container_name   = "app"
      container_port   = 80
    }
  }
}

type "aws_ecr_repository" {
  name                 = self.kebab
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
  }
}

type "aws_ecr_lifecycle_policy" {
  repository = aws_ecr_repository.main.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Expire untagged images after 14 days"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = 14
        }
        action = { type = "expire" }
      }
    ]
  })
}

type "aws_eks_cluster" {
  name     = self.name
  role_arn = aws_iam_role.cluster.arn
  vpc_config {
    subnet_ids = [aws_subnet.all.id]
  }
  depends_on = [aws_iam_role_policy_attachment.cluster]

  companion "aws_iam_role" "cluster" {
    principal = "eks.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "cluster" {
    role       = aws_iam_role.cluster.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
  }
}

type "aws_eks_node_group" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = self.name
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [aws_subnet.all.id]
  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 1
  }
  depends_on = [
    aws_iam_role_policy_attachment.node_worker,
    aws_iam_role_policy_attachment.node_cni,
    aws_iam_role_policy_attachment.node_registry,
  ]

  companion "aws_iam_role" "node" {
    distinct  = true
    principal = "ec2.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "node_worker" {
    distinct   = true
    role       = aws_iam_role.node.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
  }
  companion "aws_iam_role_policy_attachment" "node_cni" {
    distinct   = true
    role       = aws_iam_role.node.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
  }
  companion "aws_iam_role_policy_attachment" "node_registry" {
    distinct   = true
    role       = aws_iam_role.node.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
  }
}

type "aws_eks_fargate_profile" {
  cluster_name           = aws_eks_cluster.main.name
  fargate_profile_name   = self.name
  pod_execution_role_arn = aws_iam_role.fargate.arn
  subnet_ids             = [aws_subnet.all.id]
  selector {
    namespace = "default"
  }

  companion "aws_iam_role" "fargate" {
    principal = "eks-fargate-pods.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "fargate" {
    distinct   = true
    role       = aws_iam_role.fargate.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
  }
}

type "aws_eks_addon" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"
}

type "aws_elastic_beanstalk_application" {
  name        = self.name
  description = "Managed by Terraform"
}

type "aws_elastic_beanstalk_application_version" {
  name        = self.name
  application = aws_elastic_beanstalk_application.main.name
  bucket      = aws_s3_object.main.bucket
  key         = aws_s3_object.main.key
}

type "aws_elastic_beanstalk_configuration_template" {
  name                = self.name
  application         = aws_elastic_beanstalk_application.main.name
  when "go" "golang" {
    solution_stack_name = "64bit Amazon Linux 2 v3.9.4 running Go 1"
  }
  when "python" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.3.0 running Python 3.11"
  }
  when "node" "nodejs" "node.js" {
    solution_stack_name = "64bit Amazon Linux 2023 v6.4.0 running Node.js 20"
  }
  when "java" "corretto" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.4.2 running Corretto 17"
  }
  when "php" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.4.0 running PHP 8.3"
  }
  when "ruby" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.2.0 running Ruby 3.3"
  }
  when "docker" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.4.2 running Docker"
  }
  unless "go" "golang" "python" "node" "nodejs" "node.js" "java" "corretto" "php" "ruby" "docker" {
    solution_stack_name = "64bit Amazon Linux 2023 v4.3.0 running Python 3.11"
  }
}

type "aws_elastic_beanstalk_environment" {
  name        = self.kebab
  application = aws_elastic_beanstalk_application.main.name
  unless "aws_elastic_beanstalk_configuration_template" {
    when "go" "golang" {
      solution_stack_name = "64bit Amazon Linux 2 v3.9.4 running Go 1"
    }
    when "node" "nodejs" "node.js" {
      solution_stack_name = "64bit Amazon Linux 2023 v6.4.0 running Node.js 20"
    }
    when "java" "corretto" {
      solution_stack_name = "64bit Amazon Linux 2023 v4.4.2 running Corretto 17"
    }
    when "php" {
      solution_stack_name = "64bit Amazon Linux 2023 v4.4.0 running PHP 8.3"
    }
    when "ruby" {
      solution_stack_name = "64bit Amazon Linux 2023 v4.2.0 running Ruby 3.3"
    }
    when "docker" {
      solution_stack_name = "64bit Amazon Linux 2023 v4.4.2 running Docker"
    }
    unless "go" "golang" "node" "nodejs" "node.js" "java" "corretto" "php" "ruby" "docker" {
      solution_stack_name = "64bit Amazon Linux 2023 v4.3.0 running Python 3.11"
    }
  }
  when "aws_elastic_beanstalk_configuration_template" {
    template_name = aws_elastic_beanstalk_configuration_template.main.name
  }
  when "aws_elastic_beanstalk_application_version" {
    version_label = aws_elastic_beanstalk_application_version.main.name
  }
  when "worker" {
    tier = "Worker"
  }

  setting {
    namespace = "aws:autoscaling:launchconfiguration"
    name      = "IamInstanceProfile"
    value     = aws_iam_instance_profile.main.name
  }
  when "aws_security_group" {
    setting {
      namespace = "aws:autoscaling:launchconfiguration"
      name      = "SecurityGroups"
      value     = aws_security_group.main.id
    }
  }
  when "aws_vpc" {
    setting {
      namespace = "aws:ec2:vpc"
      name      = "VPCId"
      value     = aws_vpc.main.id
    }
  }
  when "aws_subnet" {
    setting {
      namespace = "aws:ec2:vpc"
      name      = "Subnets"
      value     = join(",", [aws_subnet.all.id])
    }
  }
  when "aws_db_instance" {
    setting {
      namespace = "aws:elasticbeanstalk:application:environment"
      name      = "DB_HOST"
      value     = aws_db_instance.main.address
    }
    setting {
      namespace = "aws:elasticbeanstalk:application:environment"
      name      = "DB_USERNAME"
      value     = aws_db_instance.main.username
    }
    setting {
      namespace = "aws:elasticbeanstalk:application:environment"
      name      = "DB_PASSWORD"
      value     = aws_db_instance.main.password
    }
  }

  companion "aws_iam_instance_profile" "main" {
    role = aws_iam_role.instance.name
  }
  companion "aws_iam_role" "instance" {
    principal = "ec2.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "web_tier" {
    distinct   = true
    role       = aws_iam_role.instance.name
    policy_arn = "arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier"
  }
  companion "aws_iam_role_policy_attachment" "worker_tier" {
    distinct   = true
    role       = aws_iam_role.instance.name
    policy_arn = "arn:aws:iam::aws:policy/AWSElasticBeanstalkWorkerTier"
  }
  companion "aws_iam_role_policy_attachment" "multicontainer" {
    distinct   = true
    role       = aws_iam_role.instance.name
    policy_arn = "arn:aws:iam::aws:policy/AWSElasticBeanstalkMulticontainerDocker"
  }
}

type "aws_lightsail_instance" {
  name              = self.kebab
  availability_zone = "us-east-1a"
  when "ubuntu" {
    blueprint_id = "ubuntu_24_04"
  }
  when "debian" {
    blueprint_id = "debian_12"
  }
  when "wordpress" {
    blueprint_id = "wordpress"
  }
  when "linux 2" {
    blueprint_id = "amazon_linux_2"
  }
  blueprint_id      = "amazon_linux_2023"
  bundle_id         = "nano_3_0"
  when "dualstack" "dual stack" {
    ip_address_type = "dualstack"
  }
  when "open port" "allow port" "public port" "public ports" "open ports" "firewall" {
    companion "aws_lightsail_instance_public_ports" "main" {
    }
  }
  when "ipv6" {
    unless "dualstack" "dual stack" {
      ip_address_type = "ipv6"
    }
  }
}

type "aws_lightsail_static_ip_attachment" {
  static_ip_name = aws_lightsail_static_ip.main.name
  instance_name  = aws_lightsail_instance.main.name
}

type "aws_lightsail_static_ip" {
  name = self.kebab
  when "aws_lightsail_instance" {
    companion "aws_lightsail_static_ip_attachment" "main" {
    }
  }
}

type "aws_lightsail_instance_public_ports" {
  instance_name = aws_lightsail_instance.main.name
  port_info {
    protocol  = "tcp"
    from_port = self.port
    to_port   = self.port
  }
}

type "aws_lightsail_database" {
  relational_database_name = self.kebab
  availability_zone        = "us-east-1a"
  master_database_name     = "app"
  master_username          = "dbadmin"
  master_password          = self.password
  bundle_id                = "micro_2_0"
  when "postgres" "postgresql" {
    blueprint_id = "postgres_16"
  }
  unless "postgres" "postgresql" {
    blueprint_id = "mysql_8_0"
  }
  when "final snapshot" {
    final_snapshot_name = "${self.kebab}-final"
    skip_final_snapshot = false
  }
  unless "final snapshot" {
    skip_final_snapshot = true
  }
}

type "aws_lightsail_certificate" {
  name                      = self.kebab
  domain_name               = "example.com"
  subject_alternative_names = ["www.example.com"]
}

type "aws_lightsail_distribution" {
  name      = self.kebab
  bundle_id = "small_1_0"
  origin {
    when "bucket" {
      name        = aws_lightsail_bucket.main.name
      region_name = aws_lightsail_bucket.main.region
    }
    unless "bucket" {
      when "load balancer" {
        name        = aws_lightsail_lb.main.name
        region_name = self.region
      }
      unless "load balancer" {
        name        = aws_lightsail_instance.main.name
        region_name = self.region
      }
    }
  }
  default_cache_behavior {
    behavior = "cache"
  }
  cache_behavior_settings {
    allowed_http_methods = "GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE"
    cached_http_methods  = "GET,HEAD"
    default_ttl          = 86400
    maximum_ttl          = 31536000
    minimum_ttl          = 0
    forwarded_cookies {
      option = "none"
    }
    forwarded_headers {
      option = "default"
    }
    forwarded_query_strings {
      option = false
    }
  }
  companion "aws_lightsail_static_ip_attachment" "main" {
    static_ip_name = aws_lightsail_static_ip.main.name
    instance_name  = aws_lightsail_instance.main.name
  }
}

type "aws_batch_compute_environment" {
  name         = self.name
  type         = "MANAGED"
  compute_resources {
    type               = "FARGATE"
    max_vcpus          = 16
    subnets            = [aws_subnet.all.id]
    security_group_ids = [aws_security_group.main.id]
  }
}

type "aws_batch_job_queue" {
  name     = self.name
  state    = "ENABLED"
  priority = 1
  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.main.arn
  }
}

type "aws_batch_job_definition" {
  name                  = self.name
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image            = "public.ecr.aws/docker/library/busybox:latest"
    command          = ["echo", "hello"]
    executionRoleArn = aws_iam_role.batch_execution.arn
    resourceRequirements = [
      { type = "VCPU", value = "0.25" },
      { type = "MEMORY", value = "512" }
    ]
  })
  companion "aws_iam_role" "batch_execution" {
    principal = "ecs-tasks.amazonaws.com"
  }
  companion "aws_iam_role_policy_attachment" "batch_execution" {
    distinct   = true
    role       = aws_iam_role.batch_execution.name
    policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
  }
}

type "aws_spot_instance_request" {
  ami           = data.aws_ami.latest.id
  instance_type = "t3.micro"
  spot_price    = "0.01"
  companion "data" "aws_ami" "latest" {
    most_recent = true
  }
}

type "aws_placement_group" {
  name     = self.name
  strategy = "cluster"
}
