# Networks on AWS: VPC, subnets, gateways, load balancers, DNS, CDN.

type "aws_vpc" {
  enable_dns_support   = true
  enable_dns_hostnames = true
  when "ipv6 cidr" "ipv6 block" "ipv6" "aws_egress_only_internet_gateway" {
    assign_generated_ipv6_cidr_block = true
  }
}

type "aws_subnet" {
  vpc_id = aws_vpc.main.id
  when "aws_internet_gateway" {
    when "public subnet" {
      map_public_ip_on_launch = self.is_public
    }
  }
}

type "aws_internet_gateway" {
  vpc_id = aws_vpc.main.id
  when "aws_subnet" {
    companion "aws_route_table" "public" {
      vpc_id = aws_vpc.main.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.this.id
      }
    }
    companion "aws_route_table_association" "public" {
      fan            = "aws_subnet"
      except         = "private"
      subnet_id      = each.id
      route_table_id = aws_route_table.public.id
    }
  }
}

type "aws_egress_only_internet_gateway" {
  vpc_id = aws_vpc.main.id
}

type "aws_nat_gateway" {
  subnet_id     = aws_subnet.public.id
  when "private connectivity" "connectivity private" {
    connectivity_type = "private"
  }
  unless "private connectivity" "connectivity private" {
    connectivity_type = "public"
    allocation_id     = aws_eip.nat.id
    companion "aws_eip" "nat" {
      domain = "vpc"
    }
  }
  when "private subnet" {
    companion "aws_route_table" "private" {
      vpc_id = aws_vpc.main.id
      route {
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.this.id
      }
    }
    companion "aws_route_table_association" "private" {
      fan            = "aws_subnet"
      only           = "private"
      subnet_id      = each.id
      route_table_id = aws_route_table.private.id
    }
  }
}

type "aws_route_table" {
  vpc_id = aws_vpc.main.id
  when "#private" {
    when "aws_nat_gateway" {
      route {
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.main.id
      }
    }
  }
  unless "#private" {
    when "aws_internet_gateway" {
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.main.id
      }
    }
  }
  unless "aws_internet_gateway" "#private" {
    when "aws_nat_gateway" {
      route {
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.main.id
      }
    }
  }
  when "aws_egress_only_internet_gateway" {
    route {
      ipv6_cidr_block        = "::/0"
      egress_only_gateway_id = aws_egress_only_internet_gateway.main.id
    }
  }
}

type "aws_route" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  when "aws_nat_gateway" {
    nat_gateway_id = aws_nat_gateway.main.id
  }
  unless "aws_nat_gateway" {
    gateway_id = aws_internet_gateway.main.id
  }
}

type "aws_route_table_association" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}

type "aws_security_group" {
  name        = self.name
  description = "Managed by Terraform"
  vpc_id      = aws_vpc.main.id
  unless "aws_vpc_security_group_ingress_rule" "aws_security_group_rule" "aws_vpc_security_group_egress_rule" {
    ingress {
      description = "From the private network"
      from_port   = self.port
      to_port     = self.port
      protocol    = "tcp"
      cidr_blocks = [self.network]
    }
    egress {
      description = "To anywhere"
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

type "aws_vpc_security_group_ingress_rule" {
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = self.port
  to_port           = self.port
  cidr_ipv4         = self.network
}

type "aws_vpc_security_group_egress_rule" {
  security_group_id = aws_security_group.main.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

type "aws_security_group_rule" {
  security_group_id = aws_security_group.main.id
  type              = "ingress"
  from_port         = self.port
  to_port           = self.port
  protocol          = "tcp"
  cidr_blocks       = [self.network]
}

type "aws_network_acl" {
  vpc_id = aws_vpc.main.id
  when "aws_subnet" {
    subnet_ids = [aws_subnet.all.id]
  }
  ingress {
    protocol   = "tcp"
    rule_no    = 100
    action     = "allow"
    cidr_block = "10.0.0.0/16"
    from_port  = self.port
    to_port    = self.port
  }
  egress {
    protocol   = "tcp"
    rule_no    = 200
    action     = "allow"
    cidr_block = "10.0.0.0/16"
    from_port  = self.port
    to_port    = self.port
  }
}

type "aws_default_network_acl" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
  ingress {
    protocol   = -1
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
  egress {
    protocol   = -1
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

type "aws_network_acl_rule" {
  network_acl_id = aws_network_acl.main.id
  rule_number    = 200
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/16"
  from_port      = self.port
  to_port        = self.port
}

type "aws_default_security_group" {
  vpc_id = aws_vpc.main.id
}

type "aws_default_route_table" {
  default_route_table_id = aws_vpc.main.default_route_table_id
}

type "aws_vpc_dhcp_options" {
  domain_name_servers = ["AmazonProvidedDNS"]
}

type "aws_vpc_dhcp_options_association" {
  vpc_id          = aws_vpc.main.id
  dhcp_options_id = aws_vpc_dhcp_options.main.id
}

type "aws_vpc_peering_connection" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.peer.id
  auto_accept = true
}

type "aws_vpc_endpoint" {
  vpc_id       = aws_vpc.main.id
  service_name      = "com.amazonaws.${self.region}.${self.endpoint_service}"
  vpc_endpoint_type = self.endpoint_type
}

type "aws_flow_log" {
  vpc_id       = aws_vpc.main.id
  traffic_type = "ALL"
  when "aws_s3_bucket" {
    log_destination_type = "s3"
    log_destination      = aws_s3_bucket.main.arn
  }
  unless "aws_s3_bucket" {
    log_destination_type = "cloud-watch-logs"
    log_destination      = aws_cloudwatch_log_group.main.arn
    iam_role_arn         = aws_iam_role.flow_log.arn
    companion "aws_iam_role" "flow_log" {
      principal = "vpc-flow-logs.amazonaws.com"
    }
    companion "aws_iam_role_policy" "flow_log" {
      distinct = true
      name     = "flow-log"
      role     = aws_iam_role.flow_log.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"]
            Resource = "${aws_cloudwatch_log_group.main.arn}:*"
          }
        ]
      })
    }
  }
}

type "aws_network_interface" {
  subnet_id = aws_subnet.main.id
  when "aws_security_group" {
    security_groups = [aws_security_group.main.id]
  }
}

type "aws_customer_gateway" {
  bgp_asn    = 65000
  ip_address = "203.0.113.10"
  type       = "ipsec.1"
}

type "aws_vpn_gateway" {
  vpc_id = aws_vpc.main.id
}

type "aws_vpn_connection" {
  customer_gateway_id = aws_customer_gateway.main.id
  type                = "ipsec.1"
  when "transit gateway" {
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
  unless "transit gateway" {
    vpn_gateway_id = aws_vpn_gateway.main.id
  }
}

type "aws_ec2_transit_gateway" {
  description = "Managed by Terraform"
}

type "aws_ec2_transit_gateway_vpc_attachment" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.all.id]
}

type "aws_lb" {
  name               = self.kebab
  when "internal" "private ip" {
    internal = true
  }
  internal           = false
  load_balancer_type = "application"
  unless "gateway load balancer" {
    unless "network load balancer" "nlb" {
      security_groups = [aws_security_group.main.id]
    }
  }
  unless "private ip" "private ip address" "static ip" {
    subnets = [aws_subnet.all.id]
  }
  when "private ip" "private ip address" {
    subnet_mapping {
      subnet_id            = aws_subnet.first.id
      private_ipv4_address = "10.0.1.15"
    }
    subnet_mapping {
      subnet_id            = aws_subnet.second.id
      private_ipv4_address = "10.0.2.15"
    }
    companion "aws_subnet" "first" {
    }
    companion "aws_subnet" "second" {
      distinct = true
    }
  }
  drop_invalid_header_fields = true

  companion "aws_lb_listener" "main" {
    load_balancer_arn = aws_lb.this.arn
  }
  unless "aws_ecs_service" "aws_autoscaling_group" "aws_lambda_function" "aws_eks_cluster" {
    companion "aws_lb_target_group_attachment" "main" {
    }
  }
}

type "aws_elb" {
  name    = self.kebab
  when "aws_subnet" "aws_vpc" {
    subnets = [aws_subnet.all.id]
  }
  unless "aws_subnet" "aws_vpc" {
    availability_zones = [self.zone, self.second_zone]
  }
  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
  health_check {
    healthy_threshold   = 2
    unhealthy_threshold = 2
    timeout             = 3
    target              = "HTTP:80/"
    interval            = 30
  }
}

type "aws_lb_target_group" {
  name     = self.kebab
  port     = 80
  protocol = "HTTP"
  when "fargate" {
    target_type = "ip"
  }
  target_type = "instance"
  vpc_id   = aws_vpc.main.id
  health_check {
    path    = "/"
    matcher = "200"
  }
}

type "aws_lb_target_group_attachment" {
  target_group_arn = aws_lb_target_group.main.arn
  target_id        = aws_instance.main.id
  port             = 80
}

type "aws_lb_listener" {
  load_balancer_arn = aws_lb.main.arn
  when "https" "certificate" "tls" {
    port            = 443
    protocol        = "HTTPS"
    ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    certificate_arn = aws_acm_certificate.main.arn
  }
  unless "https" "certificate" "tls" {
    when "network load balancer" "nlb" {
      port     = 80
      protocol = "TCP"
    }
    port     = 80
    protocol = "HTTP"
  }
  when "authenticate cognito" "cognito" {
    default_action {
      type = "authenticate-cognito"
      authenticate_cognito {
        user_pool_arn       = aws_cognito_user_pool.main.arn
        user_pool_client_id = aws_cognito_user_pool_client.main.id
        user_pool_domain    = aws_cognito_user_pool_domain.main.domain
      }
    }
  }
  when "authenticate oidc" "oidc" {
    default_action {
      type = "authenticate-oidc"
      authenticate_oidc {
        authorization_endpoint = "https://example.com/authorize"
        client_id              = "client"
        client_secret          = self.password
        issuer                 = "https://example.com"
        token_endpoint         = "https://example.com/token"
        user_info_endpoint     = "https://example.com/userinfo"
      }
    }
  }
  when "redirect" {
    default_action {
      type = "redirect"
      redirect {
        port        = "443"
        protocol    = "HTTPS"
        status_code = "HTTP_301"
      }
    }
  }
  when "fixed response" {
    default_action {
      type = "fixed-response"
      fixed_response {
        content_type = "text/plain"
        message_body = "Fixed response content"
        status_code  = "200"
      }
    }
  }
  unless "redirect" "fixed response" {
    default_action {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main.arn
    }
  }
}

type "aws_lb_listener_rule" {
  listener_arn = aws_lb_listener.main.arn
  priority     = 100
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

type "aws_route53_zone" {
  name = self.domain
  when "private" "internal" {
    vpc {
      vpc_id = aws_vpc.main.id
    }
  }
}

type "aws_route53_record" {
  zone_id = aws_route53_zone.main.zone_id
  name    = self.record
  when "pointer" "ptr" "reverse dns" {
    type    = "PTR"
    ttl     = 300
    records = [self.host]
  }
  unless "pointer" "ptr" "reverse dns" {
    when "aws_lb" {
      type = self.record_type
      alias {
        name                   = aws_lb.main.dns_name
        zone_id                = aws_lb.main.zone_id
        evaluate_target_health = true
      }
    }
    when "aws_elb" {
      type = self.record_type
      alias {
        name                   = aws_elb.main.dns_name
        zone_id                = aws_elb.main.zone_id
        evaluate_target_health = true
      }
    }
    when "aws_cloudfront_distribution" {
      type = self.record_type
      alias {
        name                   = aws_cloudfront_distribution.main.domain_name
        zone_id                = aws_cloudfront_distribution.main.hosted_zone_id
        evaluate_target_health = false
      }
    }
    unless "aws_lb" "aws_elb" "aws_cloudfront_distribution" {
      when "aws_db_instance" {
        type    = "CNAME"
        ttl     = 60
        records = [aws_db_instance.main.address]
      }
      unless "aws_db_instance" {
        when "aws_eip" {
          type    = "A"
          ttl     = 300
          records = [aws_eip.main.public_ip]
        }
        unless "aws_eip" {
          when "aws_instance" {
            type    = "A"
            ttl     = 300
            records = [aws_instance.main.private_ip]
          }
          unless "aws_instance" {
            type    = "A"
            ttl     = 300
            records = [self.address]
          }
        }
      }
    }
  }
  when "weighted" "weighted routing" {
    set_identifier = self.label
    weighted_routing_policy {
      weight = 10
    }
  }
  when "latency" "latency routing" {
    set_identifier = self.label
    latency_routing_policy {
      region = self.region
    }
  }
  when "failover" "failover routing" {
    set_identifier  = self.label
    health_check_id = aws_route53_health_check.main.id
    failover_routing_policy {
      type = "PRIMARY"
    }
  }
  when "geolocation" "user location" "continent" {
    set_identifier = self.label
    geolocation_routing_policy {
      continent = self.continent
    }
  }
  when "multivalue" "multivalue answer" {
    set_identifier                   = self.label
    multivalue_answer_routing_policy = true
  }
}

type "aws_route53_health_check" {
  fqdn              = self.domain
  port              = 443
  type              = "HTTPS"
  resource_path     = "/"
  failure_threshold = 3
  request_interval  = 30
}

type "aws_route53_resolver_endpoint" {
  name               = self.name
  direction          = "OUTBOUND"
  security_group_ids = [aws_security_group.main.id]
  ip_address {
    subnet_id = aws_subnet.first.id
  }
  ip_address {
    subnet_id = aws_subnet.second.id
  }
  companion "aws_subnet" "first" {
  }
  companion "aws_subnet" "second" {
    distinct = true
  }
}

type "aws_acm_certificate" {
  domain_name       = self.domain
  when "validated by email" "email validation" "email validated" {
    validation_method = "EMAIL"
  }
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
  when "validated" "validation" "validate" {
    when "aws_route53_zone" {
      companion "aws_acm_certificate_validation" "main" {
      }
    }
  }
}

type "aws_acm_certificate_validation" {
  certificate_arn         = aws_acm_certificate.main.arn
  validation_record_fqdns = [aws_route53_record.validation.fqdn]
  companion "aws_route53_record" "validation" {
    zone_id         = aws_route53_zone.main.zone_id
    name            = tolist(aws_acm_certificate.main.domain_validation_options)[0].resource_record_name
    type            = tolist(aws_acm_certificate.main.domain_validation_options)[0].resource_record_type
    records         = [tolist(aws_acm_certificate.main.domain_validation_options)[0].resource_record_value]
    ttl             = 60
    allow_overwrite = true
  }
}

type "aws_cloudfront_origin_access_control" {
  name                              = self.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

type "aws_cloudfront_distribution" {
  enabled             = true
  default_root_object = "index.html"
  when "load balancer" "alb" {
    origin {
      domain_name = aws_lb.main.dns_name
      origin_id   = "load-balancer"
      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }
  unless "load balancer" "alb" {
    origin {
      domain_name              = aws_s3_bucket.main.bucket_regional_domain_name
      origin_id                = "s3"
      origin_access_control_id = aws_cloudfront_origin_access_control.main.id
    }
    companion "data" "aws_iam_policy_document" "cloudfront" {
      statement {
        actions   = ["s3:GetObject"]
        resources = ["${aws_s3_bucket.main.arn}/*"]
        principals {
          type        = "Service"
          identifiers = ["cloudfront.amazonaws.com"]
        }
        condition {
          test     = "StringEquals"
          variable = "AWS:SourceArn"
          values   = [aws_cloudfront_distribution.this.arn]
        }
      }
    }
    companion "aws_s3_bucket_policy" "cloudfront" {
      bucket = aws_s3_bucket.main.id
      policy = data.aws_iam_policy_document.cloudfront.json
    }
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    unless "load balancer" "alb" {
      target_origin_id = "s3"
    }
    when "load balancer" "alb" {
      target_origin_id = "load-balancer"
    }
    viewer_protocol_policy = "redirect-to-https"
    forwarded_values {
      query_string = false
      cookies {
        forward = "none"
      }
    }
    min_ttl     = 0
    default_ttl = 3600
    max_ttl     = 86400
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

type "aws_globalaccelerator_accelerator" {
  name            = self.name
  ip_address_type = "IPV4"
  enabled         = true
}
