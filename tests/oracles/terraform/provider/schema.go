package main

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// schemaOf says a body in the words of the plugin protocol.
func schemaOf(b body) *tfprotov6.Schema {
	return &tfprotov6.Schema{Block: schemaBlock(b)}
}

func schemaBlock(b body) *tfprotov6.SchemaBlock {
	s := &tfprotov6.SchemaBlock{}
	for _, name := range sorted(b.Attributes) {
		s.Attributes = append(s.Attributes, schemaAttribute(name, b.Attributes[name]))
	}
	for _, name := range sorted(b.Blocks) {
		nested := b.Blocks[name]
		if nested.Attribute {
			s.Attributes = append(s.Attributes, &tfprotov6.SchemaAttribute{
				Name: name, Type: collection(nested.Nest, objectType(nested.Body)), Optional: true, Computed: true,
			})
			continue
		}
		s.BlockTypes = append(s.BlockTypes, nestedBlock(name, nested))
	}
	return s
}

func nestedBlock(name string, nested block) *tfprotov6.SchemaNestedBlock {
	s := &tfprotov6.SchemaNestedBlock{
		TypeName: name, Block: schemaBlock(nested.Body), MinItems: nested.Min, MaxItems: nested.Max,
		Nesting: tfprotov6.SchemaNestedBlockNestingModeList,
	}
	switch {
	case nested.Nest == "single": // A required one has 1 for both bounds.
		s.Nesting, s.MaxItems = tfprotov6.SchemaNestedBlockNestingModeSingle, nested.Min
	case nested.Nest == "set" && !untyped(objectType(nested.Body)): // Terraform refuses untyped values in a set.
		s.Nesting = tfprotov6.SchemaNestedBlockNestingModeSet
	}
	return s
}

func schemaAttribute(name string, a attribute) *tfprotov6.SchemaAttribute {
	s := &tfprotov6.SchemaAttribute{Name: name, Required: a.Required, Optional: a.Optional, Computed: a.Computed}
	if s.Required {
		s.Optional, s.Computed = false, false
	}
	object, nesting := nestedObject(a.Type)
	if object == nil || !a.Required && !a.Optional {
		s.Type = typeOf(a.Type)
		return s
	}
	s.NestedType = &tfprotov6.SchemaObject{Nesting: nesting}
	for _, inner := range sorted(object.Attributes) {
		s.NestedType.Attributes = append(s.NestedType.Attributes, schemaAttribute(inner, object.Attributes[inner]))
	}
	return s
}

// nestedObject reads {"object": body} and [collection, {"object": body}]; anything else has no body.
func nestedObject(raw json.RawMessage) (*body, tfprotov6.SchemaObjectNestingMode) {
	kind, element := split(raw)
	switch kind {
	case "object":
		return objectBody(raw), tfprotov6.SchemaObjectNestingModeSingle
	case "set":
		return objectBody(element), tfprotov6.SchemaObjectNestingModeSet
	case "map":
		return objectBody(element), tfprotov6.SchemaObjectNestingModeMap
	case "list":
		return objectBody(element), tfprotov6.SchemaObjectNestingModeList
	}
	return nil, tfprotov6.SchemaObjectNestingModeInvalid
}

// typeOf reads "string", "number", "bool", "any", [collection, type] and {"object": body}.
func typeOf(raw json.RawMessage) tftypes.Type {
	kind, element := split(raw)
	switch kind {
	case "string":
		return tftypes.String
	case "number":
		return tftypes.Number
	case "bool":
		return tftypes.Bool
	case "object":
		return objectType(*objectBody(raw))
	case "list", "set", "map":
		if inner := typeOf(element); !inner.Is(tftypes.DynamicPseudoType) {
			return collection(kind, inner)
		}
	}
	return tftypes.DynamicPseudoType
}

// split gives the outermost word of a type, and the element type of a collection.
func split(raw json.RawMessage) (kind string, element json.RawMessage) {
	var pair []json.RawMessage
	switch {
	case json.Unmarshal(raw, &kind) == nil:
		return kind, nil
	case json.Unmarshal(raw, &pair) == nil && len(pair) == 2 && json.Unmarshal(pair[0], &kind) == nil:
		return kind, pair[1]
	case objectBody(raw) != nil:
		return "object", nil
	}
	return "any", nil
}

func objectBody(raw json.RawMessage) *body {
	var object struct {
		Object *body `json:"object"`
	}
	if json.Unmarshal(raw, &object) != nil {
		return nil
	}
	return object.Object
}

func objectType(b body) tftypes.Type {
	types := map[string]tftypes.Type{}
	for name, a := range b.Attributes {
		types[name] = typeOf(a.Type)
	}
	for name, nested := range b.Blocks {
		types[name] = collection(nested.Nest, objectType(nested.Body))
	}
	return tftypes.Object{AttributeTypes: types}
}

func collection(kind string, element tftypes.Type) tftypes.Type {
	switch kind {
	case "list":
		return tftypes.List{ElementType: element}
	case "set":
		return tftypes.Set{ElementType: element}
	case "map":
		return tftypes.Map{ElementType: element}
	}
	return element
}

// untyped says whether a type leaves a part of itself open.
func untyped(t tftypes.Type) bool {
	switch t := t.(type) {
	case tftypes.List:
		return untyped(t.ElementType)
	case tftypes.Set:
		return untyped(t.ElementType)
	case tftypes.Map:
		return untyped(t.ElementType)
	case tftypes.Object:
		return slices.ContainsFunc(slices.Collect(maps.Values(t.AttributeTypes)), untyped)
	}
	return t.Is(tftypes.DynamicPseudoType)
}

func sorted[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
