# Databases and caches on AWS.

type "aws_db_instance" {
  identifier        = self.kebab
  when "#replica" {
    replicate_source_db = self.primary
  }
  unless "#replica" {
    engine            = "postgres"
    allocated_storage = 20
    db_name           = "app"
    username          = "dbadmin"
    unless "managed master" "manage master" "master password" "secrets manager" "secret manager" {
      password = self.password
    }
    backup_retention_period = 7
    deletion_protection     = true
  }
  when "aws_db_parameter_group" {
    parameter_group_name = aws_db_parameter_group.main.name
  }
  when "aws_db_option_group" {
    option_group_name = aws_db_option_group.main.name
  }
  instance_class    = "db.t3.micro"
  when "managed master" "manage master" "master password" "secrets manager" "secret manager" {
    manage_master_user_password = true
    when "aws_kms_key" "kms key" {
      unless "default kms" {
        master_user_secret_kms_key_id = aws_kms_key.main.key_id
      }
    }
  }
  storage_encrypted = true
  when "aws_kms_key" {
    kms_key_id = aws_kms_key.main.arn
  }
  when "aws_subnet" "aws_vpc" "aws_db_subnet_group" {
    db_subnet_group_name = aws_db_subnet_group.main.name
  }
  when "aws_security_group" {
    vpc_security_group_ids = [aws_security_group.main.id]
  }
  unless "aws_security_group" {
    when "aws_vpc" {
      vpc_security_group_ids = [aws_security_group.main.id]
    }
  }
  when "applied immediately" "apply immediately" "immediately" {
    apply_immediately = true
  }
  when "highly available" "high availability" {
    multi_az = true
  }
  unless "final snapshot" {
    skip_final_snapshot = true
  }
  when "final snapshot" {
    skip_final_snapshot       = false
    final_snapshot_identifier = "${self.kebab}-final"
  }
}

type "aws_db_subnet_group" {
  name       = self.kebab
  subnet_ids = [aws_subnet.all.id]
}

type "aws_db_parameter_group" {
  name   = self.kebab
  when "mysql" {
    family = "mysql8.0"
    parameter {
      name  = "character_set_server"
      value = "utf8mb4"
    }
  }
  unless "mysql" {
    family = self.postgres_family
    parameter {
      name  = "log_connections"
      value = "1"
    }
  }
}

type "aws_db_option_group" {
  name                 = self.kebab
  engine_name          = "mysql"
  major_engine_version = "8.0"
}

type "aws_db_snapshot" {
  db_instance_identifier = aws_db_instance.main.identifier
  db_snapshot_identifier = self.kebab
}

type "aws_db_proxy" {
  name           = self.kebab
  when "mysql" {
    engine_family = "MYSQL"
  }
  unless "mysql" {
    engine_family = "POSTGRESQL"
  }
  role_arn       = aws_iam_role.proxy.arn
  vpc_subnet_ids = [aws_subnet.all.id]
  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = aws_secretsmanager_secret.main.arn
  }
  companion "aws_iam_role" "proxy" {
    principal = "rds.amazonaws.com"
  }
}

type "aws_rds_cluster" {
  cluster_identifier = self.kebab
  when "mysql" {
    unless "aurora" {
      engine                    = "mysql"
      db_cluster_instance_class = "db.r6gd.xlarge"
      storage_type              = "io1"
      allocated_storage         = 100
      iops                      = 1000
    }
  }
  when "postgres" "postgresql" {
    unless "aurora" {
      engine                    = "postgres"
      db_cluster_instance_class = "db.r6gd.xlarge"
      storage_type              = "io1"
      allocated_storage         = 100
      iops                      = 1000
    }
    when "aurora" {
      engine = "aurora-postgresql"
    }
  }
  engine              = "aurora-mysql"
  database_name       = "app"
  master_username     = "dbadmin"
  unless "managed master" "manage master" "secrets manager" "secret manager" {
    master_password = self.password
  }
  when "managed master" "manage master" "secrets manager" "secret manager" {
    manage_master_user_password = true
  }
  storage_encrypted   = true
  skip_final_snapshot = true
  when "aws_subnet" "aws_vpc" "aws_db_subnet_group" {
    db_subnet_group_name = aws_db_subnet_group.main.name
  }
  when "aws_security_group" {
    vpc_security_group_ids = [aws_security_group.main.id]
  }
  when "serverless" {
    companion "aws_rds_cluster_instance" "main" {
      identifier         = "${self.kebab}-serverless"
      cluster_identifier = aws_rds_cluster.this.id
      instance_class     = "db.serverless"
      engine             = aws_rds_cluster.this.engine
      engine_version     = aws_rds_cluster.this.engine_version
    }
    serverlessv2_scaling_configuration {
      min_capacity = 0.5
      max_capacity = 4
    }
  }
}

type "aws_rds_cluster_instance" {
  identifier         = self.kebab
  cluster_identifier = aws_rds_cluster.main.id
  instance_class     = "db.r6g.large"
  engine             = aws_rds_cluster.main.engine
  engine_version     = aws_rds_cluster.main.engine_version
}

type "aws_dynamodb_table" {
  name                        = self.name
  deletion_protection_enabled = true
  when "autoscaling" "auto scaling" "autoscale" {
    billing_mode   = "PROVISIONED"
    read_capacity  = 5
    write_capacity = 5
    companion "aws_appautoscaling_target" "read" {
      service_namespace  = "dynamodb"
      resource_id        = "table/${aws_dynamodb_table.this.name}"
      scalable_dimension = "dynamodb:table:ReadCapacityUnits"
      min_capacity       = 5
      max_capacity       = 100
    }
    companion "aws_appautoscaling_policy" "read" {
      name               = "read-utilization"
      policy_type        = "TargetTrackingScaling"
      service_namespace  = aws_appautoscaling_target.read.service_namespace
      resource_id        = aws_appautoscaling_target.read.resource_id
      scalable_dimension = aws_appautoscaling_target.read.scalable_dimension
      target_tracking_scaling_policy_configuration {
        target_value = 70
        predefined_metric_specification {
          predefined_metric_type = "DynamoDBReadCapacityUtilization"
        }
      }
    }
  }
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  when "range key" "sort key" {
    range_key = "sort"
    attribute {
      name = self.set_range_key_or_sort
      type = "S"
    }
  }
  when "global secondary index" "gsi" {
    attribute {
      name = self.index_key
      type = "S"
    }
    global_secondary_index {
      name            = "${self.index_key}-index"
      hash_key        = self.index_key
      projection_type = "ALL"
    }
  }
  when "stream" "global table" "replica" "lambda trigger" {
    stream_enabled   = true
    stream_view_type = "NEW_AND_OLD_IMAGES"
  }
  when "ttl" "time to live" "expire" {
    ttl {
      attribute_name = "expires_at"
      enabled        = true
    }
  }
  attribute {
    name = self.set_hash_key_or_id
    type = "S"
  }
  server_side_encryption {
    enabled = true
    when "aws_kms_key" {
      kms_key_arn = aws_kms_key.main.arn
    }
  }
  point_in_time_recovery {
    enabled = true
  }
}

type "aws_dynamodb_table_item" {
  table_name = aws_dynamodb_table.main.name
  hash_key   = aws_dynamodb_table.main.hash_key
  item = jsonencode({
    id = { S = "example" }
  })
}

type "aws_dynamodb_global_table" {
  name = aws_dynamodb_table.main.name
  replica {
    region_name = self.region
  }
  companion "aws_dynamodb_table" "main" {
    stream_enabled   = true
    stream_view_type = "NEW_AND_OLD_IMAGES"
  }
}

type "aws_dynamodb_table_replica" {
  global_table_arn = aws_dynamodb_table.main.arn
}

type "aws_dynamodb_kinesis_streaming_destination" {
  stream_arn = aws_kinesis_stream.main.arn
  table_name = aws_dynamodb_table.main.name
}

type "aws_dynamodb_contributor_insights" {
  table_name = aws_dynamodb_table.main.name
}

type "aws_dax_cluster" {
  cluster_name       = self.compact
  iam_role_arn       = aws_iam_role.dax.arn
  node_type          = "dax.r4.large"
  replication_factor = 1
  server_side_encryption {
    enabled = true
  }
  companion "aws_iam_role" "dax" {
    principal = "dax.amazonaws.com"
  }
}

type "aws_dax_parameter_group" {
  name = self.kebab
  parameters {
    name  = "query-ttl-millis"
    value = "100000"
  }
  parameters {
    name  = "record-ttl-millis"
    value = "100000"
  }
}

type "aws_dax_subnet_group" {
  name       = self.kebab
  subnet_ids = [aws_subnet.all.id]
}

type "aws_elasticache_cluster" {
  cluster_id      = self.kebab
  when "memcached" {
    engine               = "memcached"
    node_type            = "cache.t3.micro"
    num_cache_nodes      = 2
    parameter_group_name = "default.memcached1.6"
    port                 = 11211
  }
  engine               = "redis"
  node_type            = "cache.t3.micro"
  num_cache_nodes      = 1
  parameter_group_name = "default.redis7"
  port                 = 6379
  when "aws_subnet" "aws_vpc" {
    subnet_group_name = aws_elasticache_subnet_group.main.name
  }
  when "aws_security_group" {
    security_group_ids = [aws_security_group.main.id]
  }
}

type "aws_elasticache_replication_group" {
  replication_group_id       = self.kebab
  description                = "Managed by Terraform"
  engine                     = "redis"
  node_type                  = "cache.t3.micro"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  port                       = 6379
  when "aws_subnet" "aws_vpc" {
    subnet_group_name = aws_elasticache_subnet_group.main.name
  }
  when "aws_security_group" {
    security_group_ids = [aws_security_group.main.id]
  }
}

type "aws_elasticache_subnet_group" {
  name       = self.kebab
  subnet_ids = [aws_subnet.all.id]
}

type "aws_elasticache_user" {
  user_id       = self.kebab
  user_name     = "default"
  access_string = "on ~app::* -@all +@read +@hash +@bitmap +@geo -setbit -bitfield -hset -hsetnx -hmset -hincrby -hincrbyfloat -hdel -bitop -geoadd -georadius -georadiusbymember"
  engine        = "redis"
  passwords     = [self.password]
}

type "aws_elasticache_user_group" {
  engine        = "redis"
  user_group_id = self.kebab
  user_ids      = [aws_elasticache_user.main.user_id]
}

type "aws_elasticache_user_group_association" {
  user_group_id = aws_elasticache_user_group.main.user_group_id
  user_id       = aws_elasticache_user.other.user_id
}

type "aws_memorydb_cluster" {
  name                     = self.kebab
  acl_name                 = "open-access"
  node_type                = "db.t4g.small"
  num_shards               = 1
  snapshot_retention_limit = 7
}

type "aws_redshift_cluster" {
  cluster_identifier  = self.kebab
  database_name       = "analytics"
  master_username     = "dbadmin"
  master_password     = self.password
  node_type           = "ra3.large"
  when "single node" "one node" {
    cluster_type    = "single-node"
    number_of_nodes = 1
  }
  unless "single node" "one node" {
    when "multi node" "multiple node" {
      cluster_type    = "multi-node"
      number_of_nodes = 2
    }
    cluster_type = "single-node"
  }
  when "aws_redshift_parameter_group" {
    cluster_parameter_group_name = aws_redshift_parameter_group.main.name
  }
  when "aws_redshift_subnet_group" {
    cluster_subnet_group_name = aws_redshift_subnet_group.main.name
  }
  encrypted           = true
  publicly_accessible = false
  skip_final_snapshot = true
}

type "aws_redshift_parameter_group" {
  name   = self.kebab
  family = "redshift-1.0"
  parameter {
    name  = "require_ssl"
    value = "true"
  }
  parameter {
    name  = "enable_user_activity_logging"
    value = "true"
  }
}

type "aws_redshift_subnet_group" {
  name       = self.kebab
  subnet_ids = [aws_subnet.all.id]
}

type "aws_redshift_event_subscription" {
  name          = self.kebab
  sns_topic_arn = aws_sns_topic.main.arn
  when "aws_redshift_parameter_group" {
    source_type = "cluster-parameter-group"
    source_ids  = [aws_redshift_parameter_group.main.id]
  }
  unless "aws_redshift_parameter_group" {
    when "snapshot" {
      source_type = "cluster-snapshot"
    }
    unless "snapshot" {
      source_type = "cluster"
      source_ids  = [aws_redshift_cluster.main.id]
    }
  }
  severity         = "INFO"
  event_categories = ["configuration", "management", "monitoring", "security"]
}

type "aws_redshift_snapshot_schedule" {
  identifier  = self.kebab
  definitions = ["rate(12 hours)"]
}

type "aws_redshift_snapshot_schedule_association" {
  cluster_identifier  = aws_redshift_cluster.main.id
  schedule_identifier = aws_redshift_snapshot_schedule.main.id
}

type "aws_redshift_scheduled_action" {
  name     = self.kebab
  schedule = self.schedule
  iam_role = aws_iam_role.scheduler.arn
  target_action {
    when "resume" {
      resume_cluster {
        cluster_identifier = aws_redshift_cluster.main.cluster_identifier
      }
    }
    when "resize" {
      resize_cluster {
        cluster_identifier = aws_redshift_cluster.main.cluster_identifier
        cluster_type       = "multi-node"
        node_type          = "ra3.large"
        number_of_nodes    = 2
      }
    }
    unless "resume" "resize" {
      pause_cluster {
        cluster_identifier = aws_redshift_cluster.main.cluster_identifier
      }
    }
  }
  companion "aws_iam_role" "scheduler" {
    principal = "scheduler.redshift.amazonaws.com"
  }
}

type "aws_redshift_endpoint_access" {
  endpoint_name      = self.kebab
  subnet_group_name  = aws_redshift_subnet_group.main.id
  cluster_identifier = aws_redshift_cluster.main.cluster_identifier
}

type "aws_redshiftserverless_workgroup" {
  namespace_name = aws_redshiftserverless_namespace.main.namespace_name
  workgroup_name = self.kebab
}

type "aws_docdb_cluster" {
  cluster_identifier      = self.kebab
  engine                  = "docdb"
  master_username         = "dbadmin"
  master_password         = self.password
  backup_retention_period = 7
  storage_encrypted       = true
  skip_final_snapshot     = true
}

type "aws_docdb_cluster_instance" {
  identifier         = self.kebab
  cluster_identifier = aws_docdb_cluster.main.id
  instance_class     = "db.r5.large"
}

type "aws_neptune_cluster" {
  cluster_identifier                  = self.kebab
  engine                              = "neptune"
  backup_retention_period             = 7
  skip_final_snapshot                 = true
  iam_database_authentication_enabled = true
  storage_encrypted                   = true
  apply_immediately                   = true
}

type "aws_neptune_cluster_instance" {
  cluster_identifier = aws_neptune_cluster.main.id
  instance_class     = "db.r5.large"
  engine             = "neptune"
  apply_immediately  = true
}

type "aws_opensearch_domain" {
  domain_name    = self.kebab
  engine_version = "OpenSearch_2.17"
  cluster_config {
    instance_type  = "t3.small.search"
    instance_count = 1
  }
  ebs_options {
    ebs_enabled = true
    volume_size = 20
    when "gp3" {
      volume_type = "gp3"
    }
  }
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}

type "aws_keyspaces_table" {
  keyspace_name = aws_keyspaces_keyspace.main.name
  table_name    = self.identifier
  schema_definition {
    column {
      name = "id"
      type = "text"
    }
    partition_key {
      name = "id"
    }
  }
}

type "aws_timestreamwrite_table" {
  database_name = aws_timestreamwrite_database.main.database_name
  table_name    = self.name
}

type "aws_dms_replication_instance" {
  replication_instance_id    = self.kebab
  replication_instance_class = "dms.t3.micro"
  allocated_storage          = 20
  publicly_accessible        = false
}
