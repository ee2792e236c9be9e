// SPDX-License-Identifier: Apache-2.0

package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
)

// What the library of the format wrote is read, to the bit.
func TestReadsPython(t *testing.T) {
	t.Parallel()
	var want struct {
		Metadata map[string]string
		Tensors  map[string]struct {
			DType string   `json:"dtype"`
			Shape []uint64 `json:"shape"`
			Raw   string   `json:"raw"`
			F32   []uint32 `json:"f32"`
		}
	}
	text, err := os.ReadFile("testdata/python.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))
	f := openFile(t, "testdata/python.safetensors")
	require.Equal(t, want.Metadata, f.Metadata)
	require.Len(t, f.Tensors, len(want.Tensors))
	for name, w := range want.Tensors {
		x, ok := f.Find(name)
		require.True(t, ok, name)
		require.Equal(t, w.DType, x.DType.String())
		require.Equal(t, w.Shape, x.Shape)
		raw := make([]byte, x.Bytes)
		require.NoError(t, f.ReadAt(x, raw, 0))
		require.Equal(t, w.Raw, hex.EncodeToString(raw))
		if w.F32 == nil && len(raw) > 0 {
			require.ErrorIs(t, f.ReadF32(x, make([]byte, 4), 0, make([]byte, 8)), safetensors.ErrType)
			continue
		}
		for _, scratch := range []int{2, 7, 1 << 10} {
			got := make([]byte, 4*len(w.F32))
			require.NoError(t, f.ReadF32(x, got, 0, make([]byte, scratch)))
			for i, v := range w.F32 {
				require.Equal(t, v, binary.LittleEndian.Uint32(got[4*i:]), "%s: element %d", name, i)
			}
		}
	}
	_, ok := f.Find("absent")
	require.False(t, ok)
}

func openFile(t *testing.T, path string) *safetensors.File {
	t.Helper()
	f, err := safetensors.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

// file is a file with this header and so many bytes of data.
func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func entry(name, dtype, shape, offsets string) string {
	return fmt.Sprintf(`"%s":{"dtype":"%s","shape":[%s],"data_offsets":[%s]}`, name, dtype, shape, offsets)
}

const one = `"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`

var hostile = []struct {
	name  string
	bytes []byte
	why   string
}{
	{"empty", nil, "0 bytes"},
	{"short length", []byte{1, 2, 3}, "3 bytes"},
	{"length without header", make([]byte, 8), `starts with ""`},
	{"header beyond the file", binary.LittleEndian.AppendUint64(nil, 1), "header of 1 bytes in a file of 8"},
	{"header of 2^63", binary.LittleEndian.AppendUint64(nil, 1<<63), "header of 9223372036854775808 bytes"},
	{"header of 2^64-1", binary.LittleEndian.AppendUint64(nil, 1<<64-1), "header of 18446744073709551615 bytes"},
	{"leading space", file(" {}", 0), `starts with " {}"`},
	{"list", file("[]", 0), "starts with"},
	{"not JSON", file("{nonsense}", 0), "invalid character"},
	{"cut short", file(`{"a":{"dtype":"F32"`, 0), "EOF"},
	{"second value", file("{}{}", 0), "nothing but spaces"},
	{"line break behind", file("{}\n", 0), "nothing but spaces"},
	{"not UTF-8", file("{\"\xff\":{}}", 0), "not UTF-8"},
	{"half a surrogate pair", file(`{"\ud800":{}}`, 0), "characters of Unicode"},
	{"key twice", file("{"+one+","+one+"}", 8), `"a"; want each key once`},
	{"key twice, escaped", file(`{`+one+`,"\u0061":{}}`, 8), `"a"; want each key once`},
	{"metadata twice", file(`{"__metadata__":{},"__metadata__":{}}`, 0), "each key once"},
	{"metadata key twice", file(`{"__metadata__":{"a":"1","a":"2"}}`, 0), "each key once"},
	{"metadata of numbers", file(`{"__metadata__":{"a":1}}`, 0), "1; want a string"},
	{"deep metadata", file(`{"__metadata__":{"a":`+strings.Repeat("[", 1<<20), 0), "want a string"},
	{"deep entry", file(`{"a":`+strings.Repeat(`{"dtype":`, 1<<18), 0), "want a string"},
	{"deep list", file(strings.Repeat(`{"a":`, 1<<18), 0), "want dtype, shape or data_offsets"},
	{"entry is a list", file(`{"a":[]}`, 0), `want '{'`},
	{"entry is null", file(`{"a":null}`, 0), `want '{'`},
	{"no shape", file(`{"a":{"dtype":"F32","data_offsets":[0,8]}}`, 8), "2 of 3 keys"},
	{"field twice", file(`{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), "each key once"},
	{"unknown field", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}`, 8), `"x"; want dtype, shape or`},
	{"wrong case", file(`{"a":{"DType":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), `"DType"; want dtype`},
	{"unknown format", file("{"+entry("a", "F31", "2", "0,8")+"}", 8), `"F31"; want a format`},
	{"part of a byte", file("{"+entry("a", "F4", "2", "0,1")+"}", 1), `"F4"; want a format`},
	{"format of no name", file("{"+entry("a", "", "2", "0,1")+"}", 1), `""; want a format`},
	{"shape with a point", file("{"+entry("a", "F32", "2.0", "0,8")+"}", 8), "2.0; want at most 32 integers"},
	{"shape with an exponent", file("{"+entry("a", "F32", "1e1", "0,40")+"}", 40), "1e1; want"},
	{"negative shape", file("{"+entry("a", "F32", "-2", "0,8")+"}", 8), "-2; want"},
	{"shape of text", file("{"+entry("a", "F32", `"2"`, "0,8")+"}", 8), `"2"; want`},
	{"shape beyond 64 bits", file("{"+entry("a", "F32", "18446744073709551616", "0,8")+"}", 8), "want at most 32 integers"},
	{"shape that overflows", file("{"+entry("a", "F32", "4294967296,4294967296", "0,0")+"}", 0), "is not its 0 bytes"},
	{"shape that overflows to fit", file("{"+entry("a", "F32", "4611686018427387906", "0,8")+"}", 8), "is not its 8 bytes"},
	{"many dimensions", file("{"+entry("a", "F32", strings.Repeat("1,", 32)+"1", "0,4")+"}", 4), "at most 32"},
	{"wrong length", file("{"+entry("a", "F32", "2", "0,9")+"}", 9), "is not its 9 bytes"},
	{"wrong format", file("{"+entry("a", "F16", "2", "0,8")+"}", 8), "is not its 8 bytes"},
	{"three offsets", file("{"+entry("a", "F32", "2", "0,8,8")+"}", 8), "at most 2 integers"},
	{"one offset", file("{"+entry("a", "F32", "0", "0")+"}", 0), "where the tensor starts"},
	{"backwards", file("{"+entry("a", "F32", "2", "8,0")+"}", 8), "where the tensor starts"},
	{"hole before", file("{"+entry("a", "F32", "2", "8,16")+"}", 16), "no tensor has the bytes from 0 to 8"},
	{"hole between", file("{"+one+","+entry("b", "F32", "2", "12,20")+"}", 20), "no tensor has the bytes from 8 to 12"},
	{"overlap", file("{"+one+","+entry("b", "F32", "2", "4,12")+"}", 12), `"b" starts at 4, inside`},
	{"same place", file("{"+one+","+entry("b", "F32", "2", "0,8")+"}", 8), "inside a tensor that ends at 8"},
	{"offset beyond", file("{"+entry("a", "F32", "2", "18446744073709551608,18446744073709551615")+"}", 8), "is not its"},
	{"data cut short", file("{"+one+"}", 7), "tensors of 8 bytes, data of 7"},
	{"data with a tail", file("{"+one+"}", 9), "tensors of 8 bytes, data of 9"},
	{"data without tensors", file("{}", 1), "tensors of 0 bytes, data of 1"},
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range hostile {
		_, err := safetensors.ReadHeader(bytes.NewReader(c.bytes), int64(len(c.bytes)))
		require.ErrorIs(t, err, safetensors.ErrFormat, c.name)
		require.ErrorContains(t, err, c.why, c.name)
		require.Less(t, len(err.Error()), 300, c.name)
	}
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"nothing":         file("{}", 0),
		"spaces behind":   file("{}      ", 0),
		"any order":       file("{"+entry("b", "U8", "1", "8,9")+" , "+one+"}", 9),
		"keys in a order": file(`{"a":{"data_offsets":[0,8],"shape":[2],"dtype":"F32"}}`, 8),
		"no elements":     file("{"+one+","+entry("z", "F32", "7,0", "8,8")+","+entry("y", "I8", "0", "0,0")+"}", 8),
		"empty name":      file("{"+entry("", "U8", "", "0,1")+"}", 1),
	} {
		h, err := safetensors.ReadHeader(bytes.NewReader(b), int64(len(b)))
		require.NoError(t, err, name)
		require.Equal(t, uint64(len(b)), h.Size+h.DataSize)
	}
}

// Nothing is allocated for what a file only claims, and little for what it has.
func TestMemory(t *testing.T) {
	claim := file("", 0)
	binary.LittleEndian.PutUint64(claim, safetensors.MaxHeader)
	var many strings.Builder
	for i := 0; many.Len() < 4<<20; i++ {
		fmt.Fprintf(&many, `%s`, entry(fmt.Sprint(i), "U8", "1", fmt.Sprintf("%d,%d", i, i+1))+",")
	}
	long := file("{"+strings.TrimSuffix(many.String(), ",")+"}", 0)
	for _, c := range []struct {
		bytes []byte
		most  uint64
	}{{claim, 64 << 10}, {long, 32 * uint64(len(long))}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := safetensors.ReadHeader(bytes.NewReader(c.bytes), int64(len(c.bytes)))
		runtime.ReadMemStats(&after)
		require.ErrorIs(t, err, safetensors.ErrFormat)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, c.most)
	}
	// A header above the bound is refused though the file has it.
	big := filepath.Join(t.TempDir(), "big")
	require.NoError(t, os.WriteFile(big, binary.LittleEndian.AppendUint64(nil, safetensors.MaxHeader+1), 0o600))
	require.NoError(t, os.Truncate(big, safetensors.MaxHeader+9))
	_, err := safetensors.Open(big)
	require.ErrorIs(t, err, safetensors.ErrTooLarge)
}

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := safetensors.Open(filepath.Join(dir, "absent"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = safetensors.Open(dir)
	require.ErrorIs(t, err, safetensors.ErrFormat)
	require.ErrorContains(t, err, dir)

	// A file that shrinks after it was opened.
	path := filepath.Join(dir, "shrinks")
	require.NoError(t, os.WriteFile(path, file("{"+one+"}", 8), 0o600))
	f := openFile(t, path)
	a, _ := f.Find("a")
	require.NoError(t, f.ReadF32(a, make([]byte, 8), 0, nil))
	require.Error(t, f.ReadAt(a, make([]byte, 9), 0))
	require.Error(t, f.ReadAt(a, nil, 9))
	require.NoError(t, os.Truncate(path, 60))
	require.ErrorContains(t, f.ReadF32(a, make([]byte, 8), 0, nil), `"a"`)
}

// Every binary16 becomes the binary32 of the same value; bf16 is its upper half.
func TestHalf(t *testing.T) {
	t.Parallel()
	for h := range 1 << 16 {
		exponent, fraction := h>>10&31, float64(h&1023)
		want := math.Ldexp(fraction, -24)
		if exponent > 0 {
			want = math.Ldexp(1024+fraction, exponent-25)
		}
		if h>>15 == 1 {
			want = -want
		}
		if exponent == 31 {
			require.GreaterOrEqual(t, safetensors.FromHalf(uint16(h))&0x7fffffff, uint32(0x7f800000))
			continue
		}
		got := math.Float32frombits(safetensors.FromHalf(uint16(h)))
		require.Equal(t, math.Float64bits(want), math.Float64bits(float64(got)), "%04x", h)
	}
}

// A number that is not finite is no parameter; the error says where it is.
func TestNotFinite(t *testing.T) {
	t.Parallel()
	for dtype, bad := range map[string][]byte{
		"F32": {0, 0, 128, 127}, "F16": {0, 124}, "BF16": {128, 255},
	} {
		b := file("{"+entry("w", dtype, "70", fmt.Sprintf("0,%d", 70*len(bad)))+"}", 70*len(bad))
		copy(b[len(b)-2*len(bad):], bad)
		path := filepath.Join(t.TempDir(), "f")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		f := openFile(t, path)
		w, _ := f.Find("w")
		err := f.ReadF32(w, make([]byte, 280), 0, make([]byte, 20))
		require.ErrorIs(t, err, safetensors.ErrNumber, dtype)
		require.ErrorContains(t, err, `element 68 of "w"`)
		require.NoError(t, f.ReadF32(w, make([]byte, 4*68), 0, make([]byte, 20)))
		require.NoError(t, f.ReadF32(w, make([]byte, 4), 69, make([]byte, 20)))
	}
}

// Whatever is accepted covers its data exactly.
func FuzzReadHeader(f *testing.F) {
	for _, c := range hostile {
		if len(c.bytes) < 1<<12 {
			f.Add(c.bytes)
		}
	}
	python, err := os.ReadFile("testdata/python.safetensors")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(python)
	f.Add(file("{"+one+"}  ", 8))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := safetensors.ReadHeader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			if !errors.Is(err, safetensors.ErrFormat) && !errors.Is(err, safetensors.ErrTooLarge) {
				t.Fatalf("an error without a cause: %v", err)
			}
			return
		}
		at := uint64(0)
		for _, x := range h.Tensors {
			n := x.DType.Bytes()
			for _, d := range x.Shape {
				n *= d
			}
			if x.Offset != at || x.Bytes != n {
				t.Fatalf("%v at %d", x, at)
			}
			if same, ok := h.Find(x.Name); !ok || same.Offset != x.Offset {
				t.Fatalf("%v is not found", x)
			}
			at += x.Bytes
		}
		if h.Size+at != uint64(len(b)) {
			t.Fatalf("%d bytes of %d", h.Size+at, len(b))
		}
	})
}
