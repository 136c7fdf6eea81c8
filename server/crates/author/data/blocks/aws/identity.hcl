# Identity, keys and secrets on AWS.

type "aws_iam_role" {
  name = self.name
}

type "aws_iam_instance_profile" {
  name = self.name
  role = aws_iam_role.instance.name
  companion "aws_iam_role" "instance" {
    principal = "ec2.amazonaws.com"
  }
}

type "aws_iam_policy" {
  name        = self.name
  description = "Managed by Terraform"
  when "aws_iam_role" {
    companion "aws_iam_role_policy_attachment" "main" {
      role       = aws_iam_role.main.name
      policy_arn = aws_iam_policy.this.arn
    }
  }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = self.actions
        Resource = self.resources
      }
    ]
  })
}

type "aws_iam_role_policy" {
  name = self.name
  role = aws_iam_role.main.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = self.actions
        Resource = self.resources
      }
    ]
  })
}

type "aws_iam_user_policy" {
  name = self.name
  user = aws_iam_user.main.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = self.actions
        Resource = self.resources
      }
    ]
  })
}

type "aws_iam_group_policy" {
  name  = self.name
  group = aws_iam_group.main.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = self.actions
        Resource = self.resources
      }
    ]
  })
}

type "aws_iam_role_policy_attachment" {
  role       = aws_iam_role.main.name
  when "aws_iam_policy" {
    policy_arn = aws_iam_policy.main.arn
  }
  unless "aws_iam_policy" {
    policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  }
}

type "aws_iam_user_policy_attachment" {
  user       = aws_iam_user.main.name
  policy_arn = aws_iam_policy.main.arn
}

type "aws_iam_group_policy_attachment" {
  group      = aws_iam_group.main.name
  policy_arn = aws_iam_policy.main.arn
}

type "aws_iam_policy_attachment" {
  name       = self.name
  policy_arn = aws_iam_policy.main.arn
  when "aws_iam_user" {
    users = [aws_iam_user.main.name]
  }
  when "aws_iam_role" {
    roles = [aws_iam_role.main.name]
  }
  when "aws_iam_group" {
    groups = [aws_iam_group.main.name]
  }
}

type "aws_iam_group_membership" {
  name  = self.name
  users = [aws_iam_user.all.name]
  group = aws_iam_group.main.name
}

type "aws_iam_user_group_membership" {
  user   = aws_iam_user.main.name
  groups = [aws_iam_group.all.name]
}

type "aws_iam_user" {
  name = self.name
}

type "aws_iam_group" {
  name = self.name
}

type "aws_iam_virtual_mfa_device" {
  virtual_mfa_device_name = self.name
}

type "aws_iam_access_key" {
  user = aws_iam_user.main.name
}

type "aws_iam_user_login_profile" {
  user = aws_iam_user.main.name
}

type "aws_iam_user_ssh_key" {
  username   = aws_iam_user.main.name
  encoding   = "SSH"
  public_key = tls_private_key.main.public_key_openssh
  companion "tls_private_key" "main" {
    algorithm = "RSA"
    rsa_bits  = 4096
  }
}

type "aws_iam_account_password_policy" {
  minimum_password_length        = 14
  require_lowercase_characters   = true
  require_numbers                = true
  require_uppercase_characters   = true
  require_symbols                = true
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 24
}

type "aws_iam_account_alias" {
  account_alias = self.kebab
}

type "aws_iam_openid_connect_provider" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

type "aws_iam_saml_provider" {
  name                   = self.name
  saml_metadata_document = "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.example.com\"/>"
}

type "aws_iam_server_certificate" {
  name             = self.name
  certificate_body = tls_self_signed_cert.main.cert_pem
  private_key      = tls_private_key.main.private_key_pem
}

type "aws_iam_service_linked_role" {
  aws_service_name = "elasticbeanstalk.amazonaws.com"
}

type "data.aws_iam_policy_document" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [self.principal]
    }
  }
}

type "aws_kms_key" {
  description             = "Managed by Terraform"
  deletion_window_in_days = 10
  enable_key_rotation     = true
}

type "aws_kms_alias" {
  name          = self.alias
  target_key_id = aws_kms_key.main.key_id
}

type "aws_secretsmanager_secret" {
  name                    = self.name
  recovery_window_in_days = 7
}

type "aws_secretsmanager_secret_rotation" {
  secret_id           = aws_secretsmanager_secret.main.id
  rotation_lambda_arn = aws_lambda_function.main.arn
  rotation_rules {
    automatically_after_days = self.number_of_day_or_30
  }
  companion "aws_lambda_permission" "rotation" {
    statement_id  = "AllowSecretsManager"
    action        = "lambda:InvokeFunction"
    function_name = aws_lambda_function.main.function_name
    principal     = "secretsmanager.amazonaws.com"
  }
}

type "aws_secretsmanager_secret_version" {
  secret_id     = aws_secretsmanager_secret.main.id
  secret_string = self.password
}

type "aws_ssm_parameter" {
  name  = self.path
  type  = "SecureString"
  value = self.password
}

type "tls_private_key" {
  algorithm = "RSA"
  rsa_bits  = 4096
}

type "tls_self_signed_cert" {
  private_key_pem       = tls_private_key.main.private_key_pem
  validity_period_hours = 8760
  allowed_uses          = ["key_encipherment", "digital_signature", "server_auth"]
  subject {
    common_name  = "example.com"
    organization = "Example"
  }
}

type "random_password" {
  length  = 24
  special = false
}
