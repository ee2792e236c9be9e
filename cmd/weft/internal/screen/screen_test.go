// SPDX-License-Identifier: Apache-2.0

package screen_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// TestBoardRedraws: a board goes back over what it drew, is clipped to the
// terminal, and leaves nothing of a longer one behind.
func TestBoardRedraws(t *testing.T) {
	var out bytes.Buffer
	width, height := 10, 4
	b := screen.BoardOn(&out, func() (int, int) { return width, height })
	require.NoError(t, b.Draw([]string{"one", "a line that is too long", "three", "four"}))
	require.Equal(t, "\x1b[2Kone\n\x1b[2Ka line t…\n\x1b[2Kthree\n\x1b[J", out.String())
	out.Reset()
	width, height = 40, 30
	require.NoError(t, b.Draw([]string{"a line that is too long"}))
	require.Equal(t, "\x1b[3A\x1b[2Ka line that is too long\n\x1b[J", out.String())
	require.Equal(t, 40, b.Width)
}

// TestNoBoardInAPipe: only a terminal is drawn on.
func TestNoBoardInAPipe(t *testing.T) {
	var out bytes.Buffer
	_, ok := screen.NewBoard(&out)
	require.False(t, ok)
	p := screen.NewProgress(&out, "fetching")
	p.Set(1, 2)
	p.Done()
	require.Empty(t, out.String())
}

func TestTable(t *testing.T) {
	table := screen.NewTable("NAME", ">AMOUNT")
	table.Row("ä", "1")
	table.Row("", "1000000")
	var out bytes.Buffer
	require.NoError(t, table.Write(&out))
	require.Equal(t, "NAME   AMOUNT\nä           1\n-     1000000\n", out.String())
	require.Equal(t, 2, table.Len())
}

// TestChart: a chart fits the width that it is given, has gaps where values are
// not finite, and is not drawn of one value.
func TestChart(t *testing.T) {
	require.Nil(t, screen.Chart("loss", []float64{1, math.NaN()}, 80))
	values := []float64{5, 4.5, math.NaN(), 4, 3.5, math.Inf(1), 3}
	for _, width := range []int{0, 30, 80, 500} {
		lines := screen.Chart("loss", values, width)
		require.NotEmpty(t, lines)
		require.Contains(t, lines[len(lines)-1], "loss")
		for _, line := range lines {
			require.LessOrEqual(t, utf8.RuneCountInString(line), max(width, 40), "%d: %q", width, line)
		}
	}
	long := make([]float64, 5000)
	for i := range long {
		long[i] = float64(i)
	}
	for _, line := range screen.Chart("loss", long, 60) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 60)
	}
}

func TestBar(t *testing.T) {
	require.Equal(t, "[#####.....]", screen.Bar(5, 10, 10))
	require.Equal(t, "[##########]", screen.Bar(11, 10, 10))
	require.Equal(t, "[..........]", screen.Bar(0, 0, 10))
}

func TestDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0.0s": 0, "9.9s": 9900 * time.Millisecond, "59s": 59999 * time.Millisecond, "1m": time.Minute, "2m 5s": 125 * time.Second,
		"1h": time.Hour, "1h 1m": 61*time.Minute + 59*time.Second, "2d": 48 * time.Hour, "2d 3h": 51*time.Hour + 30*time.Minute, "-5.0s": -5 * time.Second,
	} {
		require.Equal(t, want, screen.Duration(d))
	}
}

// TestChecks: the first failure that must be mended comes before advice.
func TestChecks(t *testing.T) {
	checks := []screen.Check{
		{Name: "peer", Detail: "not set", Fix: "set it"},
		{Name: "bond", Required: true, Detail: "short", Fix: "add to it"},
		{Name: "wallet", Pass: true, Required: true, Detail: "full"},
	}
	first, failed := screen.FirstFailure(checks)
	require.True(t, failed)
	require.Equal(t, "bond: short; add to it", first.String())
	_, failed = screen.FirstFailure(checks[2:])
	require.False(t, failed)
	var out bytes.Buffer
	require.NoError(t, screen.WriteChecks(&out, checks))
	require.Equal(t, strings.Join([]string{
		"--  peer    not set", "            -> set it", "NO  bond    short", "            -> add to it", "ok  wallet  full", "",
	}, "\n"), out.String())
}
