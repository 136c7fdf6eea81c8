# What is asked for most on Google Cloud.

type "google_compute_network" {
  name                    = self.kebab
  auto_create_subnetworks = false
}

type "google_compute_subnetwork" {
  name                     = self.kebab
  network                  = google_compute_network.main.id
  ip_cidr_range            = self.subnet_range
  region                   = self.region
  private_ip_google_access = true
}

type "google_compute_firewall" {
  name          = self.kebab
  network       = google_compute_network.main.name
  source_ranges = ["10.0.0.0/8"]
  allow {
    protocol = "tcp"
    ports    = [self.port_text]
  }
}

type "google_compute_instance" {
  name         = self.kebab
  machine_type = "e2-medium"
  zone         = self.google_zone
  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }
  network_interface {
    when "google_compute_subnetwork" {
      subnetwork = google_compute_subnetwork.main.id
    }
    unless "google_compute_subnetwork" {
      when "google_compute_network" {
        network = google_compute_network.main.id
      }
      unless "google_compute_network" {
        network = "default"
      }
    }
  }
  shielded_instance_config {
    enable_secure_boot = true
  }
}

type "google_compute_router" {
  name    = self.kebab
  network = google_compute_network.main.id
  region  = self.region
}

type "google_compute_router_nat" {
  name                               = self.kebab
  router                             = google_compute_router.main.name
  region                             = google_compute_router.main.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

type "google_container_cluster" {
  name                     = self.kebab
  location                 = self.region
  remove_default_node_pool = true
  initial_node_count       = 1
  when "google_compute_network" {
    network = google_compute_network.main.id
  }
  when "google_compute_subnetwork" {
    subnetwork = google_compute_subnetwork.main.id
  }
  unless "google_container_node_pool" {
    companion "google_container_node_pool" "main" {
      cluster = google_container_cluster.this.name
    }
  }
}

type "google_container_node_pool" {
  name       = self.kebab
  cluster    = google_container_cluster.main.name
  location   = self.region
  node_count = 1
  node_config {
    machine_type = "e2-medium"
    oauth_scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }
}

type "google_sql_database_instance" {
  name             = self.kebab
  region           = self.region
  database_version = "POSTGRES_16"
  settings {
    tier = "db-f1-micro"
    backup_configuration {
      enabled = true
    }
    ip_configuration {
      ssl_mode = "ENCRYPTED_ONLY"
    }
  }
}

type "google_sql_database" {
  name     = self.identifier
  instance = google_sql_database_instance.main.name
}

type "google_sql_user" {
  name     = self.identifier
  instance = google_sql_database_instance.main.name
  password = self.password
}

type "google_storage_bucket" {
  name                        = self.unique
  location                    = "US"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
}

type "google_pubsub_subscription" {
  name  = self.kebab
  topic = google_pubsub_topic.main.id
}

type "google_service_account" {
  account_id   = self.kebab
  display_name = self.name
}

type "google_cloud_run_v2_service" {
  name     = self.kebab
  location = self.region
  template {
    containers {
      image = "us-docker.pkg.dev/cloudrun/container/hello"
    }
  }
}

type "google_redis_instance" {
  name           = self.kebab
  memory_size_gb = 1
  region         = self.region
}

type "google_dns_managed_zone" {
  name     = self.kebab
  dns_name = "${self.domain}."
}

type "google_dns_record_set" {
  managed_zone = google_dns_managed_zone.main.name
  name         = "${self.record}."
  type         = "A"
  ttl          = 300
  rrdatas      = ["203.0.113.10"]
}

type "google_artifact_registry_repository" {
  repository_id = self.kebab
  location      = self.region
  format        = "DOCKER"
}

type "google_bigquery_dataset" {
  dataset_id = self.identifier
  location   = "US"
}

type "google_kms_crypto_key" {
  name            = self.kebab
  key_ring        = google_kms_key_ring.main.id
  rotation_period = "7776000s"
}

type "google_kms_key_ring" {
  name     = self.kebab
  location = self.region
}

type "google_secret_manager_secret" {
  secret_id = self.kebab
  replication {
    auto {}
  }
}
