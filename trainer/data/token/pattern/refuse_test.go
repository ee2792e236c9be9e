// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// What an automaton of bounded size cannot do exactly is refused, by name.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		``:                             "nothing at all",
		`a*`:                           "nothing at all",
		`a|`:                           "nothing at all",
		`(?!b)`:                        "nothing at all",
		`(a*)*b`:                       "may match nothing",
		`(a)\1`:                        `\1 is not supported`,
		`\w+`:                          `\w is not supported`,
		`\bword`:                       `\b is not supported`,
		`(?<=a)b`:                      "a group of this kind",
		`(?>a+)b`:                      "a group of this kind",
		`(?<name>a)`:                   "a group of this kind",
		`a(?=bc)`:                      "more than one character",
		`a(?!b+)`:                      "more than one character",
		`^a`:                           "'^'",
		`a**`:                          "repetition of a repetition",
		`a{2}+`:                        "repetition of a repetition",
		`a{3,2}`:                       "a count",
		`a{65}`:                        "a count",
		`a{x}`:                         "a count",
		`*a`:                           "'*'",
		`(a`:                           "( without a )",
		`a)`:                           ") without a (",
		`[a`:                           "[ without a ]",
		`[]a]`:                         "starts with ']'",
		`[[:alpha:]]`:                  "starts with ':'",
		`[z-a]`:                        "does not ascend",
		`[\s-a]`:                       "starts with a set",
		`[a-[b]]`:                      "character on both sides",
		`\p{Script=Greek}`:             `\p{Script=Greek}`,
		`\p{Greek}`:                    `\p{Greek}`,
		`\pL`:                          `\p without {`,
		`\p{L`:                         `\p{ without }`,
		`\u12`:                         "4 digits",
		`\x80`:                         "up to 7f",
		`\x{110000}`:                   "up to 10ffff",
		`a\`:                           "backslash ends",
		"\xff":                         "not UTF-8",
		`(?i:ss)`:                      "letters without case",
		`(?i:ß)`:                       "without case",
		`(?i:[^a])`:                    "negative or large class",
		`a++a`:                         "possessive",
		`(a++)b`:                       "possessive",
		`(?:ab)++c`:                    "possessive",
		`(a{50}){50}`:                  "too large",
		`(.*a.{12}b)`:                  "too large",
		strings.Repeat("(", 40):        "in each other",
		strings.Repeat("[", 40):        "in each other",
		strings.Repeat("a", 5000):      "at most 4096",
		`(?i:a)` + "|" + `\p{Unknown}`: "not supported",
	} {
		_, err := pattern.Compile(expr)
		require.ErrorIs(t, err, pattern.ErrPattern, expr)
		require.ErrorContains(t, err, want, expr)
	}
}

// The tables are Unicode 16 and cover every code point once.
func TestCategories(t *testing.T) {
	t.Parallel()
	all, err := pattern.Compile(`\p{L}|\p{M}|\p{N}|\p{P}|\p{S}|\p{Z}|\p{C}`)
	require.NoError(t, err)
	letter, err := pattern.Compile(`\p{L}`)
	require.NoError(t, err)
	letters := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		b := []byte(string(r))
		require.Equal(t, len(b), all.Match(b), "%U", r)
		if letter.Match(b) > 0 {
			letters++
		}
	}
	require.Equal(t, 141028, letters, "as the original counts them")
	digit, err := pattern.Numeric()
	require.NoError(t, err)
	require.Equal(t, 4, digit.Match([]byte("\U00011de0")), "a digit of Unicode 17, for this one")
	require.True(t, pattern.IsSpace('\u3000'))
	require.False(t, pattern.IsSpace('\u200b'))
}

// A match costs one look-up a character, whatever the expression.
func TestLongText(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{`(?:a|aa)+$|b`, `(?:a?){30}a{30}|x`, `\s+(?!\S)|\s+`} {
		p, err := pattern.Compile(expr)
		if err != nil {
			require.ErrorIs(t, err, pattern.ErrPattern)
			continue
		}
		start := time.Now()
		p.Match([]byte(strings.Repeat("a", 1<<20) + "b"))
		p.Match([]byte(strings.Repeat(" ", 1<<20) + "b"))
		require.Less(t, time.Since(start), 5*time.Second, expr)
	}
}

// Whatever compiles matches without a panic, at the boundaries of characters.
func FuzzCompile(f *testing.F) {
	for _, expr := range []string{`'s|'t| ?\p{L}+|\s+(?!\S)|\s+`, `(?i:'s|[a-z&&[^b]]{1,3})|.+?$|\x{41}`, `(a|b)*c|[^\d\]]++`} {
		f.Add(expr, "it's a \u00e9\xff test 123  \n")
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		p, err := pattern.Compile(expr)
		if err != nil {
			require.ErrorIs(t, err, pattern.ErrPattern)
			return
		}
		rest := []byte(text)
		for len(rest) > 0 {
			start, end := p.Find(rest)
			require.LessOrEqual(t, start, end)
			if end == len(rest) {
				break
			}
			require.Greater(t, end, 0)
			if utf8.ValidString(text) {
				require.True(t, utf8.RuneStart(rest[end]))
			}
			rest = rest[end:]
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	p, err := pattern.Compile(`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`)
	require.NoError(b, err)
	text := []byte(strings.Repeat("func main() {\n\tfmt.Println(\"hello, world\", 12345) // it's größer\n}\n", 1000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for rest := text; len(rest) > 0; {
			rest = rest[p.Match(rest):]
		}
	}
}
