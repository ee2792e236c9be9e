// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// kind is the type of a field together with its range.
type kind interface {
	// valid reports whether the field's value is allowed. It does not
	// allocate.
	valid(s *Spec) bool
	// absent reports whether the field has the value of an omitted one.
	absent(s *Spec) bool
	// value is what an error quotes, never long.
	value(s *Spec) string
	// allowed is the range in words.
	allowed() string
	// name is the type in words.
	name() string
	// toml is the value as TOML.
	toml(s *Spec) string
	// read sets the field from a scalar of a TOML document.
	read(s *Spec, v scalar) error
}

// scalar is one value of a TOML document: for strings the content, for the
// others the source text.
type scalar struct {
	kind scalarKind
	text string
}

type scalarKind uint8

const (
	scalarString scalarKind = iota + 1
	scalarInteger
	scalarFloat
	scalarBool
)

// integer is a whole number in [min, max]. A nil reference is a field of an
// omitted content id.
type integer[T int32 | uint32 | uint64] struct {
	ref      func(*Spec) *T
	min, max int64
	// need makes the place that ref refers to, where it may be missing.
	need func(*Spec)
}

func (k integer[T]) valid(s *Spec) bool {
	p := k.ref(s)
	return p == nil || (*p >= T(k.min) && *p <= T(k.max))
}

func (k integer[T]) absent(s *Spec) bool {
	p := k.ref(s)
	return p == nil || *p == 0
}

func (k integer[T]) value(s *Spec) string { return fmt.Sprint(*k.ref(s)) }
func (k integer[T]) toml(s *Spec) string  { return k.value(s) }
func (k integer[T]) allowed() string {
	return between(strconv.FormatInt(k.min, 10), strconv.FormatInt(k.max, 10))
}
func (integer[T]) name() string { return "integer" }

func (k integer[T]) read(s *Spec, v scalar) error {
	if v.kind != scalarInteger {
		return fmt.Errorf("%w: want an integer", ErrTOML)
	}
	n, err := strconv.ParseInt(v.text, 0, 64)
	if err != nil || n < k.min || n > k.max {
		return &FieldError{Value: clip(v.text), Allowed: k.allowed()}
	}
	if k.need != nil {
		k.need(s)
	}
	*k.ref(s) = T(n)
	return nil
}

// decimal is a fractional number in [min, max], kept as canonical text.
type decimal struct {
	ref      func(*Spec) *string
	min, max string
}

func (k decimal) valid(s *Spec) bool {
	text := *k.ref(s)
	return isDecimal(text) && compareDecimals(text, k.min) >= 0 && compareDecimals(text, k.max) <= 0
}

func (k decimal) absent(s *Spec) bool  { return *k.ref(s) == "" }
func (k decimal) value(s *Spec) string { return strconv.Quote(clip(*k.ref(s))) }
func (k decimal) toml(s *Spec) string  { return *k.ref(s) }
func (k decimal) allowed() string      { return between(k.min, k.max) }
func (decimal) name() string           { return "decimal" }

func (k decimal) read(s *Spec, v scalar) error {
	if v.kind == scalarBool {
		return fmt.Errorf("%w: want a number", ErrTOML)
	}
	d, err := ReadDecimal(v.text)
	if err != nil {
		return err
	}
	*k.ref(s) = d.String()
	return nil
}

// word is a value of an enumeration; names[i] is the word for i + 1.
type word[T ~int32] struct {
	ref   func(*Spec) *T
	names []string
}

func (k word[T]) valid(s *Spec) bool {
	v := *k.ref(s)
	return v >= 1 && int(v) <= len(k.names)
}

func (k word[T]) absent(s *Spec) bool { return *k.ref(s) == 0 }

func (k word[T]) value(s *Spec) string {
	if k.valid(s) {
		return strconv.Quote(k.names[*k.ref(s)-1])
	}
	return strconv.Itoa(int(*k.ref(s)))
}

func (k word[T]) toml(s *Spec) string { return k.value(s) }

func (k word[T]) allowed() string {
	return `"` + strings.Join(k.names, `", "`) + `"`
}

func (word[T]) name() string { return "word" }

func (k word[T]) read(s *Spec, v scalar) error {
	if v.kind == scalarString {
		for i, name := range k.names {
			if v.text == name {
				*k.ref(s) = T(i + 1)
				return nil
			}
		}
	}
	return &FieldError{Value: strconv.Quote(clip(v.text)), Allowed: k.allowed()}
}

// flag is true or false.
type flag struct{ ref func(*Spec) *bool }

func (flag) valid(*Spec) bool       { return true }
func (k flag) absent(s *Spec) bool  { return !*k.ref(s) }
func (k flag) value(s *Spec) string { return strconv.FormatBool(*k.ref(s)) }
func (k flag) toml(s *Spec) string  { return k.value(s) }
func (flag) allowed() string        { return "true or false" }
func (flag) name() string           { return "boolean" }
func (k flag) read(s *Spec, v scalar) error {
	if v.kind != scalarBool {
		return fmt.Errorf("%w: want true or false", ErrTOML)
	}
	*k.ref(s) = v.text == "true"
	return nil
}

// digest is DigestBytes bytes, written in hexadecimal.
type digest struct {
	ref func(*Spec) *[]byte
	// optional digests may be empty.
	optional bool
	need     func(*Spec)
}

func (k digest) valid(s *Spec) bool {
	p := k.ref(s)
	return p == nil || len(*p) == DigestBytes || (k.optional && len(*p) == 0)
}

func (k digest) absent(s *Spec) bool {
	p := k.ref(s)
	return p == nil || len(*p) == 0
}

func (k digest) value(s *Spec) string {
	return fmt.Sprintf("%d bytes", len(*k.ref(s)))
}

func (k digest) toml(s *Spec) string { return strconv.Quote(hex.EncodeToString(*k.ref(s))) }
func (digest) allowed() string       { return fmt.Sprintf("%d bytes in hexadecimal", DigestBytes) }
func (digest) name() string          { return "bytes" }

func (k digest) read(s *Spec, v scalar) error {
	b, err := hex.DecodeString(v.text)
	if v.kind != scalarString || err != nil || len(b) != DigestBytes {
		return &FieldError{Value: strconv.Quote(clip(v.text)), Allowed: k.allowed()}
	}
	if k.need != nil {
		k.need(s)
	}
	*k.ref(s) = b
	return nil
}

// between writes a closed range.
func between(lo, hi string) string {
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}
