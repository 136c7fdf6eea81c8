package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const host = "registry.terraform.io"

// namespaces of the providers that HashiCorp does not publish.
var namespaces = map[string]string{
	"cloudflare": "cloudflare", "databricks": "databricks", "datadog": "datadog", "digitalocean": "digitalocean",
	"docker": "kreuzwerker", "github": "integrations", "gitlab": "gitlabhq", "mongodbatlas": "mongodb",
	"newrelic": "newrelic", "okta": "okta", "pagerduty": "pagerduty", "postgresql": "cyrilgdn", "snowflake": "snowflakedb",
}

// layMirror lays out, under OUT, a mirror of every provider in DATA at its own version, and two configurations of the
// command line: mirror.rc, with which `terraform init` finds the providers there, and direct.rc, with which validate
// needs no init. Each provider is this program under another name, with its packed facts beside it.
func layMirror(data, out string) error {
	sources, err := filepath.Glob(filepath.Join(data, "*.json.zst"))
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return fmt.Errorf("%s has no facts (*.json.zst)", data)
	}
	var overrides strings.Builder
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".json.zst")
		namespace := namespaces[name]
		if namespace == "" {
			namespace = "hashicorp"
		}
		dir, err := layProvider(source, name, filepath.Join(out, "mirror", host, namespace, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(&overrides, "    %q = %q\n", namespace+"/"+name, dir)
	}
	mirror := fmt.Sprintf("  filesystem_mirror {\n    path = %q\n  }\n", filepath.Join(out, "mirror"))
	direct := fmt.Sprintf("  dev_overrides {\n%s  }\n%s", overrides.String(), mirror)
	if err := writeConfiguration(filepath.Join(out, "mirror.rc"), mirror); err != nil {
		return err
	}
	return writeConfiguration(filepath.Join(out, "direct.rc"), direct)
}

// layProvider lays out one provider and returns its folder.
func layProvider(source, name, parent string) (string, error) {
	facts, err := readFacts(source)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(parent, facts.Version, runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	packed, err := os.Create(filepath.Join(dir, name+".facts"))
	if err != nil {
		return "", err
	}
	defer packed.Close()
	if err := facts.pack(packed); err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	return dir, os.Link(self, filepath.Join(dir, "terraform-provider-"+name+"_v"+facts.Version))
}

func writeConfiguration(path, installation string) error {
	text := "disable_checkpoint = true\nprovider_installation {\n" + installation + "}\n"
	return os.WriteFile(path, []byte(text), 0o644)
}
