// SPDX-License-Identifier: Apache-2.0

package spec

// field is one field of a specification. A field with neither default is
// required, unless its kind is optional.
type field struct {
	// path is the name in TOML and in errors.
	path string
	kind kind
	// def is the default as TOML text.
	def string
	// derive computes the default from fields above; derived says how.
	derive  func(*Spec)
	derived string
	// when says in which specifications the field applies; in others it must
	// be absent, so that a specification has one encoding. Nil means always.
	when  *condition
	about string
}

// condition is a rule on fields above the one that it belongs to.
type condition struct {
	text  string
	holds func(*Spec) bool
}

// fields is the table of all fields, in wire order.
var fields = concat(headFields, modelFields, dataFields, innerFields, outerFields, roundsFields, priceFields,
	auditFields, windowsFields, tailFields)

func concat(parts ...[]field) []field {
	var all []field
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// applies reports whether the field belongs in s.
func (f *field) applies(s *Spec) bool { return f.when == nil || f.when.holds(s) }

// check returns nil or a FieldError.
func (f *field) check(s *Spec) error {
	if f.applies(s) {
		if f.kind.valid(s) {
			return nil
		}
		allowed := f.kind.allowed()
		if d, ok := f.kind.(decimal); ok && !isDecimal(*d.ref(s)) {
			allowed += ", as canonical decimal text: no exponent, no needless zero"
		}
		return &FieldError{f.path, f.kind.value(s), allowed}
	}
	if f.kind.absent(s) {
		return nil
	}
	return &FieldError{f.path, f.kind.value(s), "only with " + f.when.text}
}

// Field describes a field for people.
type Field struct {
	// Path is the name in TOML, such as "inner.batch".
	Path string
	// Type is "integer", "decimal", "word", "boolean" or "bytes".
	Type string
	// Allowed is the range in words.
	Allowed string
	// Default is the value of an omitted field in words; empty if the field is
	// required or optional.
	Default string
	// When is the condition under which the field applies; empty means always.
	When string
	// About says what the field is.
	About string
}

// Fields describes every field, in wire order.
func Fields() []Field {
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
		d := Field{Path: f.path, Type: f.kind.name(), Allowed: f.kind.allowed(), Default: f.def, About: f.about}
		if f.derived != "" {
			d.Default = f.derived
		}
		if f.when != nil {
			d.When = f.when.text
		}
		out = append(out, d)
	}
	return out
}

var headFields = []field{
	{
		path: "rules", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rules }, min: RulesVersion, max: RulesVersion},
		def: "1", about: "version of the protocol's rules",
	},
	{
		path: "profile", kind: word[Profile]{func(s *Spec) *Profile { return &s.Profile }, []string{"f32", "i8x2"}},
		def: `"f32"`, about: "arithmetic of matrix products: binary32, or two int8 slices of every operand",
	},
}

var tailFields = []field{
	{
		path: "program_digest", kind: digest{ref: func(s *Spec) *[]byte { return &s.ProgramDigest }, optional: true},
		about: "digest of the step program that the other fields stand for; a draft omits it",
	},
}
