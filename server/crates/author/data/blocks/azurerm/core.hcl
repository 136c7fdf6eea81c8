# What is asked for most on Azure.

type "azurerm_resource_group" {
  name     = self.kebab
  location = self.region
}

type "azurerm_virtual_network" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  address_space       = ["10.0.0.0/16"]
}

type "azurerm_subnet" {
  name                 = self.kebab
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [self.subnet_range]
}

type "azurerm_network_interface" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  ip_configuration {
    name                          = "internal"
    subnet_id                     = azurerm_subnet.main.id
    private_ip_address_allocation = "Dynamic"
    when "azurerm_public_ip" {
      public_ip_address_id = azurerm_public_ip.main.id
    }
  }
}

type "azurerm_public_ip" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  allocation_method   = "Static"
  sku                 = "Standard"
}

type "azurerm_linux_virtual_machine" {
  name                            = self.kebab
  location                        = azurerm_resource_group.main.location
  resource_group_name             = azurerm_resource_group.main.name
  size                            = "Standard_B2s"
  admin_username                  = "azureuser"
  disable_password_authentication = true
  network_interface_ids           = [azurerm_network_interface.main.id]
  admin_ssh_key {
    username   = "azureuser"
    public_key = tls_private_key.main.public_key_openssh
  }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "0001-com-ubuntu-server-jammy"
    sku       = "22_04-lts-gen2"
    version   = "latest"
  }
}

type "azurerm_windows_virtual_machine" {
  name                  = self.kebab
  computer_name         = "windows"
  location              = azurerm_resource_group.main.location
  resource_group_name   = azurerm_resource_group.main.name
  size                  = "Standard_B2s"
  admin_username        = "azureuser"
  admin_password        = self.password
  network_interface_ids = [azurerm_network_interface.main.id]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "MicrosoftWindowsServer"
    offer     = "WindowsServer"
    sku       = "2022-datacenter-azure-edition"
    version   = "latest"
  }
}

type "azurerm_network_security_group" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  security_rule {
    name                       = "allow-inbound"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = self.port_text
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }
}

type "azurerm_storage_account" {
  name                            = self.compact
  location                        = azurerm_resource_group.main.location
  resource_group_name             = azurerm_resource_group.main.name
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
}

type "azurerm_storage_container" {
  name                  = self.kebab
  storage_account_id    = azurerm_storage_account.main.id
  container_access_type = "private"
}

type "azurerm_kubernetes_cluster" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  dns_prefix          = self.kebab
  default_node_pool {
    name       = "default"
    node_count = 2
    vm_size    = "Standard_D2s_v3"
    when "azurerm_subnet" "azurerm_virtual_network" {
      vnet_subnet_id = azurerm_subnet.main.id
    }
  }
  identity {
    type = "SystemAssigned"
  }
}

type "azurerm_kubernetes_cluster_node_pool" {
  name                  = self.compact
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  vm_size               = "Standard_D2s_v3"
  node_count            = 1
}

type "azurerm_container_registry" {
  name                = self.compact
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  sku                 = "Premium"
  admin_enabled       = false
}

type "azurerm_mssql_server" {
  name                          = self.kebab
  location                      = azurerm_resource_group.main.location
  resource_group_name           = azurerm_resource_group.main.name
  version                       = "12.0"
  administrator_login           = "sqladmin"
  administrator_login_password  = self.password
  minimum_tls_version           = "1.2"
  public_network_access_enabled = false
}

type "azurerm_mssql_database" {
  name      = self.kebab
  server_id = azurerm_mssql_server.main.id
  sku_name  = "S0"
}

type "azurerm_postgresql_flexible_server" {
  name                          = self.kebab
  location                      = azurerm_resource_group.main.location
  resource_group_name           = azurerm_resource_group.main.name
  version                       = "16"
  administrator_login           = "psqladmin"
  administrator_password        = self.password
  storage_mb                    = 32768
  sku_name                      = "GP_Standard_D2s_v3"
  public_network_access_enabled = false
}

type "azurerm_mysql_flexible_server" {
  name                   = self.kebab
  location               = azurerm_resource_group.main.location
  resource_group_name    = azurerm_resource_group.main.name
  administrator_login    = "mysqladmin"
  administrator_password = self.password
  sku_name               = "GP_Standard_D2ds_v4"
}

type "azurerm_key_vault" {
  name                       = self.kebab
  location                   = azurerm_resource_group.main.location
  resource_group_name        = azurerm_resource_group.main.name
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "standard"
  purge_protection_enabled   = true
  soft_delete_retention_days = 30
}

type "azurerm_service_plan" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  os_type             = "Linux"
  sku_name            = "P1v2"
}

type "azurerm_linux_web_app" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  service_plan_id     = azurerm_service_plan.main.id
  https_only          = true
  site_config {
    minimum_tls_version = "1.2"
  }
}

type "azurerm_linux_function_app" {
  name                       = self.kebab
  location                   = azurerm_resource_group.main.location
  resource_group_name        = azurerm_resource_group.main.name
  service_plan_id            = azurerm_service_plan.main.id
  storage_account_name       = azurerm_storage_account.main.name
  storage_account_access_key = azurerm_storage_account.main.primary_access_key
  https_only                 = true
  site_config {
    minimum_tls_version = "1.2"
  }
}

type "azurerm_servicebus_namespace" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  sku                 = "Standard"
}

type "azurerm_cosmosdb_account" {
  name                = self.kebab
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  offer_type          = "Standard"
  kind                = "GlobalDocumentDB"
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = azurerm_resource_group.main.location
    failover_priority = 0
  }
}

type "azurerm_redis_cache" {
  name                 = self.kebab
  location             = azurerm_resource_group.main.location
  resource_group_name  = azurerm_resource_group.main.name
  capacity             = 1
  family               = "C"
  sku_name             = "Standard"
  non_ssl_port_enabled = false
  minimum_tls_version  = "1.2"
}
