// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// object is a JSON object; encoding/json writes its keys in order, which makes documents comparable.
type object = map[string]any

// Options say what to describe.
type Options struct {
	Title, Version string
	// Serves says whether the node answers a method, "/package.Service/Method". Descriptors of more are linked in than it does.
	Serves func(method string) bool
	// Summary is a line on a method, empty for none: descriptors carry no comments.
	Summary func(method protoreflect.MethodDescriptor) string
}

// files is what is needed of a registry of descriptors.
type files interface {
	RangeFiles(func(protoreflect.FileDescriptor) bool)
}

// Build returns the document, ready for encoding/json.
func Build(f files, o Options) map[string]any {
	b := builder{opts: o, paths: object{}, schemas: object{}}
	f.RangeFiles(func(fd protoreflect.FileDescriptor) bool {
		for i := range fd.Services().Len() {
			b.addService(fd.Services().Get(i))
		}
		return true
	})
	b.schemas[errorSchema] = object{
		"type":       "object",
		"properties": object{"code": object{"type": "integer"}, "message": object{"type": "string"}, "details": object{"type": "array", "items": anySchema()}},
	}
	return object{
		"openapi":    "3.0.3",
		"info":       object{"title": o.Title, "version": o.Version},
		"paths":      b.paths,
		"components": object{"schemas": b.schemas},
	}
}

const errorSchema = "Error"

type builder struct {
	opts    Options
	paths   object
	schemas object
}

func (b *builder) addService(s protoreflect.ServiceDescriptor) {
	for i := range s.Methods().Len() {
		m := s.Methods().Get(i)
		if !b.opts.Serves("/" + string(s.FullName()) + "/" + string(m.Name())) {
			continue
		}
		rule, ok := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
		if !ok || rule == nil {
			continue
		}
		b.addRule(m, rule, 0)
		for i, more := range rule.GetAdditionalBindings() {
			b.addRule(m, more, i+1)
		}
	}
}

// variable is a path parameter of a rule: {name} or {name=pattern}.
var variable = regexp.MustCompile(`\{([^}=]+)(=[^}]*)?\}`)

// addRule adds one route of a method; n counts the routes of the same method, because an operation's name is unique.
func (b *builder) addRule(m protoreflect.MethodDescriptor, rule *annotations.HttpRule, n int) {
	verb, path := "get", rule.GetGet()
	if path == "" {
		verb, path = "post", rule.GetPost()
	}
	if path == "" {
		return // the SDK's services use no other verb
	}
	inPath := map[string]bool{}
	var params []object
	for _, match := range variable.FindAllStringSubmatch(path, -1) {
		inPath[match[1]] = true
		params = append(params, b.pathParameter(m.Input(), match[1]))
	}
	path = variable.ReplaceAllString(path, "{$1}")
	op := object{
		"tags":        []string{string(m.Parent().FullName())},
		"operationId": operationID(m, n),
		"responses": object{
			"200":     object{"description": "OK", "content": jsonContent(b.reference(m.Output()))},
			"default": object{"description": "error", "content": jsonContent(object{"$ref": "#/components/schemas/" + errorSchema})},
		},
	}
	if s := b.opts.Summary(m); s != "" {
		op["summary"] = s
	}
	if rule.GetBody() != "" {
		op["requestBody"] = object{"required": true, "content": jsonContent(b.reference(m.Input()))}
	} else {
		params = append(params, b.queryParameters(m.Input(), "", inPath, 0)...)
	}
	if len(params) > 0 {
		op["parameters"] = params
	}
	item, ok := b.paths[path].(object)
	if !ok {
		item = object{}
		b.paths[path] = item
	}
	item[verb] = op
}

func operationID(m protoreflect.MethodDescriptor, n int) string {
	id := strings.ReplaceAll(string(m.FullName()), ".", "_")
	if n > 0 {
		id += "_" + strconv.Itoa(n)
	}
	return id
}

func jsonContent(schema object) object {
	return object{"application/json": object{"schema": schema}}
}
