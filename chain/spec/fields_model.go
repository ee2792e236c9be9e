// SPDX-License-Identifier: Apache-2.0

package spec

var modelFields = []field{
	{
		path: "model.vocab", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.Vocab }, min: 2, max: MaxVocab},
		about: "number of token ids; a token id outside reads as 0",
	},
	{
		path: "model.width", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.Width }, min: 1, max: MaxWidth},
		about: "width of the residual stream",
	},
	{
		path: "model.layers", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.Layers }, min: 1, max: MaxLayers},
		about: "number of layers",
	},
	{
		path: "model.heads", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.Heads }, min: 1, max: MaxHeads},
		about: "number of query heads",
	},
	{
		path: "model.kv_heads", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.KvHeads }, min: 1, max: MaxHeads},
		derive: func(s *Spec) { s.Model.KvHeads = s.Model.Heads }, derived: "`model.heads`",
		about: "number of key and value heads; divides `model.heads`",
	},
	{
		path: "model.head_dim", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.HeadDim }, min: 2, max: MaxHeadDim},
		derive: deriveHeadDim, derived: "`model.width` / `model.heads`",
		about: "width of a head; even, because rotary positions turn pairs; `heads` · `head_dim` need not be `width`",
	},
	{
		path: "model.ffn", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Model.Ffn }, min: 1, max: MaxFFN},
		about: "width of the SwiGLU hidden layer",
	},
	{
		path: "model.rope_theta", kind: decimal{func(s *Spec) *string { return &s.Model.RopeTheta }, "1", "1000000000"},
		def: "10000", about: "base of the rotary angles",
	},
	{
		path: "model.rope_factor", kind: decimal{func(s *Spec) *string { return &s.Model.RopeFactor }, "1", "1024"},
		def: "1", about: "linear scaling of rotary positions; 1 means none",
	},
	{
		path: "model.norm_eps", kind: decimal{func(s *Spec) *string { return &s.Model.NormEps }, "0.000000000001", "0.1"},
		def: "0.00001", about: "epsilon of RMSNorm",
	},
	{
		path: "model.tied", kind: flag{func(s *Spec) *bool { return &s.Model.Tied }},
		def: "false", about: "whether the output head is the embedding",
	},
	{
		path: "init.seed", kind: digest{ref: func(s *Spec) *[]byte { return &s.Init.Seed }, optional: true},
		about: "seed of the first parameters; exactly one of `init.seed` and `init.base` is given",
	},
	{
		path: "init.base.digest", kind: digest{ref: baseDigest, need: needBase},
		about: "content id of the checkpoint that training starts from",
	},
	{
		path: "init.base.size", kind: integer[uint64]{ref: baseSize, min: 1, max: MaxBlobBytes, need: needBase},
		about: "length of that checkpoint in bytes",
	},
}

var withDocumentMask = &condition{"`data.document_mask`", func(s *Spec) bool { return s.Data.DocumentMask }}

var dataFields = []field{
	{
		path: "data.dataset.digest", kind: digest{ref: func(s *Spec) *[]byte { return &s.Data.Dataset.Digest }},
		about: "content id of the corpus: token ids, little endian",
	},
	{
		path: "data.dataset.size", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Data.Dataset.Size_ }, min: 1, max: MaxBlobBytes},
		about: "length of the corpus in bytes, which is `data.tokens` · `data.token_width`",
	},
	{
		path: "data.token_width", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Data.TokenWidth }, min: 1, max: 4},
		about: "bytes of a token id: 1, 2 or 4; every id of the vocabulary fits in",
	},
	{
		path: "data.tokens", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Data.Tokens }, min: 2, max: MaxTokens},
		derive: deriveTokens, derived: "`data.dataset.size` / `data.token_width`",
		about: "tokens of the corpus, the validation slice included",
	},
	{
		path: "data.tokenizer.digest", kind: digest{ref: tokenizerDigest, need: needTokenizer},
		about: "content id of the tokenizer; omitted for the byte-level one",
	},
	{
		path: "data.tokenizer.size", kind: integer[uint64]{ref: tokenizerSize, min: 1, max: MaxBlobBytes, need: needTokenizer},
		about: "length of the tokenizer in bytes",
	},
	{
		path: "data.validation_start", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Data.ValidationStart }, max: MaxTokens},
		derive: deriveValidation, derived: "where a slice of `data.validation_tokens` that ends the corpus starts",
		about: "first token of the validation slice, which ends the corpus: training reads the tokens before it; 0 without a slice",
	},
	{
		path: "data.validation_tokens", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Data.ValidationTokens }, max: MaxTokens},
		def: "0", about: "tokens of the validation slice; 0 means no slice",
	},
	{
		path: "data.document_mask", kind: flag{func(s *Spec) *bool { return &s.Data.DocumentMask }},
		def: "false", about: "whether attention and positions start again after each separator",
	},
	{
		path: "data.separator", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Data.Separator }, max: MaxVocab - 1},
		def: "0", when: withDocumentMask, about: "token id that ends a document",
	},
}

func baseDigest(s *Spec) *[]byte { return idDigest(s.Init.Base) }
func baseSize(s *Spec) *uint64   { return idSize(s.Init.Base) }

func needBase(s *Spec) {
	if s.Init.Base == nil {
		s.Init.Base = &ContentID{}
	}
}

func tokenizerDigest(s *Spec) *[]byte { return idDigest(s.Data.Tokenizer) }
func tokenizerSize(s *Spec) *uint64   { return idSize(s.Data.Tokenizer) }

func needTokenizer(s *Spec) {
	if s.Data.Tokenizer == nil {
		s.Data.Tokenizer = &ContentID{}
	}
}

func idDigest(id *ContentID) *[]byte {
	if id == nil {
		return nil
	}
	return &id.Digest
}

func idSize(id *ContentID) *uint64 {
	if id == nil {
		return nil
	}
	return &id.Size_
}

func deriveHeadDim(s *Spec) {
	if s.Model.Heads > 0 {
		s.Model.HeadDim = s.Model.Width / s.Model.Heads
	}
}

func deriveTokens(s *Spec) {
	if s.Data.TokenWidth > 0 {
		s.Data.Tokens = s.Data.Dataset.Size_ / uint64(s.Data.TokenWidth)
	}
}

// deriveValidation relies on the reader: validation_tokens, which comes later,
// is set before defaults are filled in unless it is omitted itself.
func deriveValidation(s *Spec) {
	if v := s.Data.ValidationTokens; v > 0 && v <= s.Data.Tokens {
		s.Data.ValidationStart = s.Data.Tokens - v
	}
}
