package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// maker makes the value of a computed attribute that nobody set.
type maker func(name string, t tftypes.Type) tftypes.Value

func unknown(_ string, t tftypes.Type) tftypes.Value {
	return tftypes.NewValue(t, tftypes.UnknownValue)
}

// sample is a value that functions over it accept: a CIDR for a name that speaks of one, three of what is in a list.
func sample(name string, t tftypes.Type) tftypes.Value {
	switch t := t.(type) {
	case tftypes.List:
		one := sample(name, t.ElementType)
		return tftypes.NewValue(t, []tftypes.Value{one, one, one})
	case tftypes.Set:
		return tftypes.NewValue(t, []tftypes.Value{sample(name, t.ElementType)})
	case tftypes.Map:
		return tftypes.NewValue(t, map[string]tftypes.Value{})
	case tftypes.Object:
		values := map[string]tftypes.Value{}
		for inner, innerType := range t.AttributeTypes {
			values[inner] = sample(inner, innerType)
		}
		return tftypes.NewValue(t, values)
	}
	switch {
	case t.Is(tftypes.Number):
		return tftypes.NewValue(t, 1)
	case t.Is(tftypes.Bool):
		return tftypes.NewValue(t, true)
	case t.Is(tftypes.String):
		return tftypes.NewValue(t, sampleText(name))
	}
	return tftypes.NewValue(t, nil)
}

func sampleText(name string) string {
	switch {
	case strings.Contains(name, "cidr"):
		return "10.0.0.0/16"
	case strings.Contains(name, "json"):
		return "{}"
	}
	return "sample"
}

// filled replaces each computed attribute that is null, at any depth, by what make makes for it.
func filled(dynamic *tfprotov6.DynamicValue, schema *tfprotov6.Schema, make maker) (*tfprotov6.DynamicValue, error) {
	value, err := dynamic.Unmarshal(schema.ValueType())
	if err != nil || value.IsNull() {
		return dynamic, err
	}
	value, err = fillBlock(value, schema.Block, make)
	if err != nil {
		return nil, err
	}
	result, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	return &result, err
}

func fillBlock(value tftypes.Value, schema *tfprotov6.SchemaBlock, make maker) (tftypes.Value, error) {
	return withFields(value, func(fields map[string]tftypes.Value) (err error) {
		for _, a := range schema.Attributes {
			if fields[a.Name], err = fillAttribute(fields[a.Name], a, make); err != nil {
				return err
			}
		}
		for _, nested := range schema.BlockTypes {
			fill := func(v tftypes.Value) (tftypes.Value, error) { return fillBlock(v, nested.Block, make) }
			if fields[nested.TypeName], err = each(fields[nested.TypeName], fill); err != nil {
				return err
			}
		}
		return nil
	})
}

func fillAttribute(value tftypes.Value, a *tfprotov6.SchemaAttribute, make maker) (tftypes.Value, error) {
	if value.IsNull() && a.Computed {
		return make(a.Name, value.Type()), nil
	}
	if a.NestedType == nil {
		return value, nil
	}
	return each(value, func(object tftypes.Value) (tftypes.Value, error) {
		return withFields(object, func(fields map[string]tftypes.Value) (err error) {
			for _, inner := range a.NestedType.Attributes {
				if fields[inner.Name], err = fillAttribute(fields[inner.Name], inner, make); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// withFields lets change work on the fields of an object; a null or unknown object stays as it is.
func withFields(object tftypes.Value, change func(map[string]tftypes.Value) error) (tftypes.Value, error) {
	if object.IsNull() || !object.IsKnown() {
		return object, nil
	}
	var fields map[string]tftypes.Value
	if err := object.As(&fields); err != nil {
		return object, err
	}
	if err := change(fields); err != nil {
		return object, err
	}
	return tftypes.NewValue(object.Type(), fields), nil
}

// each changes every element of a collection; a single object counts as its own only element.
func each(value tftypes.Value, change func(tftypes.Value) (tftypes.Value, error)) (tftypes.Value, error) {
	if value.IsNull() || !value.IsKnown() {
		return value, nil
	}
	switch value.Type().(type) {
	case tftypes.Object:
		return change(value)
	case tftypes.Map:
		return withFields(value, func(elements map[string]tftypes.Value) (err error) {
			for key, element := range elements {
				if elements[key], err = change(element); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return value, err
	}
	for i, element := range elements {
		changed, err := change(element)
		if err != nil {
			return value, err
		}
		elements[i] = changed
	}
	return tftypes.NewValue(value.Type(), elements), nil
}
