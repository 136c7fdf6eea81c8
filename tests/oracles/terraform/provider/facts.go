package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// body is what may stand in a resource, data source, nested block or object.
type body struct {
	Attributes map[string]attribute `json:"attrs"`
	Blocks     map[string]block     `json:"blocks"`
}

// attribute is a named value. Its type is read by typeOf.
type attribute struct {
	Type     json.RawMessage `json:"type"`
	Required bool            `json:"required"`
	Optional bool            `json:"optional"`
	Computed bool            `json:"computed"`
}

// block is a nested block; with Attribute set, an attribute of objects that may also be written as blocks.
type block struct {
	Nest      string `json:"nest"`
	Min       int64  `json:"min"`
	Max       int64  `json:"max"`
	Attribute bool   `json:"attribute"`
	Body      body   `json:"body"`
}

// provider is one file of facts, its bodies still as text.
type provider struct {
	Version     string                     `json:"version"`
	Config      json.RawMessage            `json:"config"`
	Resources   map[string]json.RawMessage `json:"resources"`
	DataSources map[string]json.RawMessage `json:"data_sources"`
}

// The names of the parts in a packed file: the provider's configuration, and one folder for each sort of type.
const (
	configPart     = "config"
	resourceFolder = "resource/"
	dataFolder     = "data/"
)

// readFacts reads NAME.json.zst.
func readFacts(source string) (*provider, error) {
	file, err := os.Open(source)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := zstd.NewReader(file)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	facts := &provider{}
	if err := json.NewDecoder(reader).Decode(facts); err != nil {
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	return facts, nil
}

// pack writes facts as a zip with one part for each type, so that a run reads the few types it needs out of thousands.
func (p *provider) pack(out io.Writer) error {
	parts := map[string]json.RawMessage{configPart: p.Config}
	for name, text := range p.Resources {
		parts[resourceFolder+name] = text
	}
	for name, text := range p.DataSources {
		parts[dataFolder+name] = text
	}
	archive := zip.NewWriter(out)
	for _, name := range sorted(parts) {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return err
		}
		if _, err := part.Write(parts[name]); err != nil {
			return err
		}
	}
	return archive.Close()
}

// readBody reads one part of a packed file.
func readBody(part *zip.File) (body, error) {
	var b body
	text, err := part.Open()
	if err != nil {
		return b, err
	}
	defer text.Close()
	return b, json.NewDecoder(text).Decode(&b)
}
