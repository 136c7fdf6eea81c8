// The schema-only provider: what the real terraform needs to judge a configuration against a provider's schema when the
// provider itself can't be had. It serves the facts packed beside it over plugin protocol 6 and plans what a real
// provider would leave unknown. It must never reach a network, keep state or apply anything, and it knows no rule that
// only a provider's own code knows (values allowed, arguments in conflict).
//
//	provider mirror DATA OUT   lays out a mirror of itself, one provider for each DATA/NAME.json.zst
//	terraform-provider-NAME_vX started by terraform, serves NAME.facts
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "schema-only provider:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) == 3 && arguments[0] == "mirror" {
		return layMirror(arguments[1], arguments[2])
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	name, _, isProvider := strings.Cut(strings.TrimPrefix(filepath.Base(self), "terraform-provider-"), "_v")
	if !isProvider {
		return fmt.Errorf("usage: %s mirror DATA OUT", filepath.Base(self))
	}
	s, err := open(filepath.Join(filepath.Dir(self), name+".facts"))
	if err != nil {
		return err
	}
	return tf6server.Serve("schema-only/"+name, func() tfprotov6.ProviderServer { return s })
}
