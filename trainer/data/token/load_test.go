// SPDX-License-Identifier: Apache-2.0

package token_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/token"
)

// edited is a file of the test data with one part replaced; path is keys with
// dots between them, and a value of "" deletes.
func edited(t testing.TB, name, path, value string) []byte {
	t.Helper()
	var root map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(fixture(t, name), &root))
	key, inner, nested := strings.Cut(path, ".")
	if nested {
		var part map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(root[key], &part))
		part[inner] = json.RawMessage(value)
		raw, err := json.Marshal(part)
		require.NoError(t, err)
		value = string(raw)
	}
	root[key] = json.RawMessage(value)
	file, err := json.Marshal(root)
	require.NoError(t, err)
	return file
}

func addedToken(id int, content, more string) string {
	return `[{"id":` + strconv.Itoa(id) + `,"content":` + strconv.Quote(content) +
		`,"single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true` + more + `}]`
}

// What is not done exactly as the original does it is refused, with the name of
// the field and its value.
func TestUnsupported(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, value, want string }{
		{"truncation", `{"max_length":512}`, `truncation is {"max_length":512}; set it to null`},
		{"padding", `{"strategy":"BatchLongest"}`, "padding is"},
		{"extra", `1`, `"extra"`},
		{"normalizer", `{"type":"NFKC"}`, `normalizer.type is "NFKC", want NFC`},
		{"normalizer", `{"type":"Sequence","normalizers":[{"type":"Lowercase"}]}`, `"Lowercase"`},
		{"normalizer", `{"type":"Replace","pattern":{"Regex":" +"},"content":"_"}`, "normalizer.pattern"},
		{"normalizer", `{"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[]}]}`, "normalizer is"},
		{"pre_tokenizer", `{"type":"BertPreTokenizer"}`, `pre_tokenizer.type is "BertPreTokenizer"`},
		{"pre_tokenizer", `{"type":"Split","pattern":{"Regex":"(?<=a)b"},"behavior":"Isolated","invert":false}`, `pre_tokenizer.pattern`},
		{"pre_tokenizer", `{"type":"Split","pattern":{"Regex":"a"},"behavior":"Dropped","invert":false}`, `"Dropped"`},
		{
			"pre_tokenizer", `{"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits","individual_digits":true}]}`,
			"after ByteLevel",
		},
		{"pre_tokenizer", `{"type":"Metaspace","replacement":"__"}`, "pre_tokenizer is"},
		{"post_processor", `{"type":"BertProcessing","sep":["a",1],"cls":["b",2]}`, `post_processor.type is "BertProcessing"`},
		{
			"post_processor", `{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"a","type_id":0}},{"SpecialToken":{"id":"a","type_id":0}},` +
				`{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"a":{"id":"a","ids":[1],"tokens":["a"]}}}`,
			"post_processor.single",
		},
		{"decoder", `null`, "decoder is null"},
		{"decoder", `{"type":"WordPiece"}`, "decoder"},
		{"decoder", `{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"ByteFallback"}]}`, "in this order"},
		{"model.type", `"WordPiece"`, `model.type is "WordPiece", want BPE`},
		{"model.dropout", `0.1`, "model.dropout is 0.1"},
		{"model.continuing_subword_prefix", `"##"`, "model.continuing_subword_prefix is ##"},
		{"model.end_of_word_suffix", `"</w>"`, "model.end_of_word_suffix is </w>"},
		{"added_tokens", strings.Replace(addedToken(0, "<|endoftext|>", ""), `"single_word":false`, `"single_word":true`, 1), "single_word"},
	} {
		_, err := token.Load(edited(t, "gpt2", c.path, c.value))
		require.Error(t, err, c.value)
		require.ErrorContains(t, err, c.want)
		if c.path != "extra" && !strings.HasPrefix(c.value, `{"type":"WordPiece`) {
			require.ErrorIs(t, err, token.ErrUnsupported, c.value)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	size := load(t, "gpt2").Vocabulary()
	for _, c := range []struct{ path, value, want string }{
		{"model.vocab", `{}`, "empty"},
		{"model.vocab", `null`, "not an object"},
		{"model.vocab", `{"a":0,"a":1}`, `"a" twice`},
		{"model.vocab", `{"a":0,"b":0}`, `"b" has id 0`},
		{"model.vocab", `{"a":262144}`, "below 262144"},
		{"model.vocab", `{"a":-1}`, `"a"`},
		{"model.vocab", `{"a":1.5}`, `"a"`},
		{"model.vocab", `{"a":0}`, "lacks"},
		{"model.merges", `{"a":"b"}`, "not a list"},
		{"model.merges", `["a"]`, `merge 0: it is "a"`},
		{"model.merges", `["a b c"]`, "merge 0"},
		{"model.merges", `[["a"]]`, "merge 0"},
		{"model.merges", `[7]`, "merge 0: it is 7"},
		{"model.merges", `["a absent"]`, `lacks "absent"`},
		{"model.unk_token", `"absent"`, "model.unk_token"},
		{"added_tokens", addedToken(size+1, "new", ""), "by the order of the file it is " + strconv.Itoa(size)},
		{"added_tokens", addedToken(7, "<|endoftext|>", ""), "has id 7"},
		{"added_tokens", addedToken(size, "", ""), "has 0 bytes"},
		{"added_tokens", addedToken(size, strings.Repeat("x", 257), ""), "has 257 bytes"},
		{"added_tokens", addedToken(size, "new", `,"priority":1`), "priority"},
		{"added_tokens", `7`, "tokenizer.json"},
		{"decoder", `7`, "decoder"},
		{"pre_tokenizer", `{"type":"Split","behavior":"Isolated","invert":false,"pattern":{}}`, "want a String or a Regex"},
		{"pre_tokenizer", `{"type":"Sequence"}`, "pre_tokenizer"},
		{"pre_tokenizer", `{"type":"ByteLevel","new":1}`, `"new"`},
	} {
		_, err := token.Load(edited(t, "gpt2", c.path, c.value))
		require.Error(t, err, c.value)
		require.ErrorContains(t, err, c.want)
	}
	for _, file := range []string{"", "{}", "[]", "null", `{"model":`, string(fixture(t, "bytes")) + "x", strings.Repeat("[", 1<<20)} {
		_, err := token.Load([]byte(file))
		require.ErrorIs(t, err, token.ErrFile, "%.20q", file)
	}
	_, err := token.Load(make([]byte, token.MaxFile+1))
	require.ErrorIs(t, err, token.ErrFile)
}

// A hostile file costs no more than the largest that would be accepted: what is
// too much is not read to its end. The bound is on all that is ever allocated;
// most of it is garbage at once.
func TestHostileFilesCostLittle(t *testing.T) {
	var vocab, merges strings.Builder
	for i := range 300_000 {
		vocab.WriteString(`"` + strconv.Itoa(i) + `":` + strconv.Itoa(i) + ",")
		merges.WriteString(`["a","b"],`)
	}
	for name, file := range map[string][]byte{
		"vocabulary": edited(t, "gpt2", "model.vocab", "{"+vocab.String()+`"x":1}`),
		"merges":     edited(t, "gpt2", "model.merges", "["+strings.Repeat(merges.String(), 4)+`["a","b"]]`),
		"nesting":    []byte(`{"normalizer":` + strings.Repeat(`{"type":"Sequence","normalizers":[`, 100_000)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := token.Load(file)
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(500<<20), name)
	}
}

// Both ways of merging are one function: words around the length at which they
// change places, made of pieces that merge in many ways.
func TestJoinIsOneFunction(t *testing.T) {
	t.Parallel()
	tok := load(t, "no-split")
	rng := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "b", "ab", "xyz", "the", " ", "in", "ing", "er", "re", "s", "\n", "é"}
	for range 3000 {
		var word []byte
		for range rng.IntN(40) {
			word = append(word, parts[rng.IntN(len(parts))]...)
		}
		require.Equal(t, token.Slow(tok, word), tok.Encode(nil, word), "%q", word)
	}
}

// Text that is not UTF-8 keeps its bytes through every byte-level tokenizer, and
// through one that has a token for every byte.
func TestInvalidText(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"gpt2", "llama3", "o200k", "deepseek-3", "smollm", "llama2", "bytes"} {
		tok := load(t, name)
		for range 200 {
			text := make([]byte, rng.IntN(60))
			for i := range text {
				text[i] = byte(rng.Uint32())
				if rng.IntN(3) == 0 {
					text[i] = "a \xe4\xb8\xad1\n"[rng.IntN(7)]
				}
			}
			require.Equal(t, text, tok.Decode([]byte{}, tok.Encode(nil, text)), "%s %q", name, text)
		}
	}
}

// One tokenizer serves many goroutines.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	tok, texts := load(t, "llama3"), readRecorded(t).Texts
	var want [][]uint32
	for _, text := range texts {
		want = append(want, tok.Encode(nil, []byte(text)))
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i, text := range texts {
				if !slices.Equal(want[i], tok.Encode(nil, []byte(text))) {
					t.Errorf("%q differs", text)
				}
			}
		})
	}
	group.Wait()
}

func TestEnds(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"gpt2": {"", "<|endoftext|>"}, "llama3": {"<|begin_of_text|>", "<|end_of_text|>"}, "llama2": {"<s>", "</s>"},
		"deepseek-3": {"<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<\uff5cend\u2581of\u2581sentence\uff5c>"},
		"o200k":      {"<|startoftext|>", "<|endoftext|>"},
	} {
		tok := load(t, name)
		for i, end := range []func() (uint32, bool){tok.BOS, tok.EOS} {
			id, ok := end()
			require.Equal(t, want[i] != "", ok, name)
			if ok {
				require.Equal(t, []uint32{id}, tok.Encode(nil, []byte(want[i])))
				require.Empty(t, tok.Decode(nil, []uint32{id}), "special tokens have no text")
			}
		}
		require.Equal(t, fixture(t, name), tok.File())
	}
}

// Whatever loads, encodes any text without a panic, to ids of its vocabulary.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"gpt2", "llama3", "llama2", "added", "metaspace-first", "bytes", "deepseek-llm"} {
		f.Add(fixture(f, name), []byte("Hello <a>, it's 123\n\n \u00e9\xff"))
	}
	f.Add([]byte(`{"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]},"decoder":{"type":"Metaspace","replacement":"_"}}`), []byte("abab"))
	f.Fuzz(func(t *testing.T, file, text []byte) {
		tok, err := token.Load(file)
		if err != nil {
			return
		}
		for _, id := range tok.Encode(nil, text) {
			require.Less(t, int(id), tok.Vocabulary())
		}
		tok.Decode(nil, tok.Encode(nil, text))
	})
}

// Byte-level tokenizers lose nothing.
func FuzzRoundTrip(f *testing.F) {
	var toks []token.Tokenizer
	for _, name := range []string{"gpt2", "llama3", "o200k", "deepseek-3", "bytes"} {
		toks = append(toks, load(f, name))
	}
	toks = append(toks, token.Bytes())
	for _, text := range readRecorded(f).Texts {
		if !strings.Contains(text, "<") {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.ContainsAny(text, "<\uff5c") {
			return // special tokens have no text
		}
		for _, tok := range toks {
			require.Equal(t, string(text), string(tok.Decode(nil, tok.Encode(nil, text))))
		}
	})
}
