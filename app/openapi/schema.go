// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// maxQueryDepth bounds how far nested messages are unfolded into query parameters: pagination.key is the deepest in use.
const maxQueryDepth = 2

// pathParameter describes the field that a path names, which may lie in a nested message.
func (b *builder) pathParameter(m protoreflect.MessageDescriptor, name string) object {
	schema := object{"type": "string"}
	at := m
	for part := range strings.SplitSeq(name, ".") {
		f := at.Fields().ByName(protoreflect.Name(part))
		if f == nil {
			break
		}
		if schema = b.field(f); f.Message() != nil {
			at = f.Message()
		}
	}
	return object{"name": name, "in": "path", "required": true, "schema": schema}
}

// queryParameters unfolds the fields that are not in the path.
func (b *builder) queryParameters(m protoreflect.MessageDescriptor, prefix string, inPath map[string]bool, depth int) []object {
	var out []object
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		name := prefix + string(f.Name())
		switch {
		case inPath[name] || f.IsMap():
		case f.Message() != nil && wellKnown(f.Message()) == nil:
			if !f.IsList() && depth < maxQueryDepth {
				out = append(out, b.queryParameters(f.Message(), name+".", inPath, depth+1)...)
			}
		default:
			out = append(out, object{"name": name, "in": "query", "schema": b.field(f)})
		}
	}
	return out
}

// reference returns a reference to a message's schema and makes the schema the first time.
func (b *builder) reference(m protoreflect.MessageDescriptor) object {
	if s := wellKnown(m); s != nil {
		return s
	}
	name := string(m.FullName())
	if _, ok := b.schemas[name]; !ok {
		schema := object{"type": "object"}
		b.schemas[name] = schema // before its fields: messages may hold themselves
		props := object{}
		for i := range m.Fields().Len() {
			f := m.Fields().Get(i)
			props[string(f.Name())] = b.field(f)
		}
		if len(props) > 0 {
			schema["properties"] = props
		}
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (b *builder) field(f protoreflect.FieldDescriptor) object {
	switch {
	case f.IsMap():
		return object{"type": "object", "additionalProperties": b.single(f.MapValue())}
	case f.IsList():
		return object{"type": "array", "items": b.single(f)}
	default:
		return b.single(f)
	}
}

// single describes one value, in protobuf's JSON.
func (b *builder) single(f protoreflect.FieldDescriptor) object {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return object{"type": "boolean"}
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return object{"type": "integer", "format": "int32"}
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return object{"type": "integer", "format": "int64", "minimum": 0}
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return object{"type": "string", "format": "int64"}
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return object{"type": "string", "format": "uint64"}
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return object{"type": "number"}
	case protoreflect.BytesKind:
		return object{"type": "string", "format": "byte"}
	case protoreflect.EnumKind:
		return enum(f.Enum())
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return b.reference(f.Message())
	case protoreflect.StringKind:
		return object{"type": "string"}
	default:
		return object{}
	}
}

func enum(e protoreflect.EnumDescriptor) object {
	names := make([]string, e.Values().Len())
	for i := range names {
		names[i] = string(e.Values().Get(i).Name())
	}
	return object{"type": "string", "enum": names}
}

// wellKnown returns the schema of a type with a JSON form of its own, nil for others.
func wellKnown(m protoreflect.MessageDescriptor) object {
	switch m.FullName() {
	case "google.protobuf.Timestamp":
		return object{"type": "string", "format": "date-time"}
	case "google.protobuf.Duration":
		return object{"type": "string"}
	case "google.protobuf.Any":
		return anySchema()
	default:
		return nil
	}
}

func anySchema() object {
	return object{"type": "object", "properties": object{"@type": object{"type": "string"}}, "additionalProperties": true}
}
