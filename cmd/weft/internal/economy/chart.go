// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"text/template"
)

// Chart is a drawing, an SVG file.
type Chart struct {
	Name string
	SVG  []byte
}

// Charts draws a result: the return of every strategy, and how long frauds went
// on, measured and by the formula.
func (r *Result) Charts() []Chart {
	return []Chart{
		{"economy-returns.svg", draw(returnsTemplate, r.returns())},
		{"economy-latency.svg", draw(latencyTemplate, r.spreads())},
	}
}

func draw(t *template.Template, data any) []byte {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		panic(err) // the templates and what they read are constants of this file
	}
	return b.Bytes()
}

const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Width}} {{.Height}}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="26" font-size="16" font-weight="600">{{.Title}}</text>
<text x="16" y="44" fill="#666">{{.Note}}</text>
`

// page is what every drawing has.
type page struct {
	Width, Height int
	Title, Note   string
}

var returnsTemplate = template.Must(template.New("returns").Parse(head + `{{range .Ticks}}<line x1="{{.X}}" x2="{{.X}}" y1="60" y2="{{$.Bottom}}" stroke="#e4e4e4"/>
<text x="{{.X}}" y="{{$.Under}}" text-anchor="middle" fill="#666">{{.Text}}</text>
{{end}}{{range .Bars}}<text x="{{$.Axis}}" y="{{.Y}}" text-anchor="end" dx="-8" dy="12">{{.Name}}</text>
<rect x="{{.X}}" y="{{.Y}}" width="{{.Width}}" height="15" fill="{{.Fill}}"><title>{{.Name}}: {{.Text}}</title></rect>
<text x="{{.TextX}}" y="{{.Y}}" dx="4" dy="12" fill="#444">{{.Text}}</text>
{{end}}<line x1="{{.Zero}}" x2="{{.Zero}}" y1="60" y2="{{.Bottom}}" stroke="#444"/>
</svg>
`))

type returnsPage struct {
	page
	Ticks               []tick
	Bars                []bar
	Axis, Bottom, Under int
	Zero                string
}

type tick struct{ X, Text string }

type bar struct {
	Name, X, Width, TextX, Text, Fill string
	Y                                 int
}

// Layout of the bars.
const (
	barsLeft, barsWidth, barsTop, barHeight = 130, 640, 64, 20
	textRoom                                = 70
)

// squeeze is a scale that shows 1 and 1000 on both sides of 0.
func squeeze(x float64) float64 { return math.Copysign(math.Log10(1+math.Abs(x)), x) }

func (r *Result) returns() returnsPage {
	type named struct {
		name string
		x    float64
	}
	var all []named
	for _, t := range r.Trainers {
		all = append(all, named{t.Strategy, t.OfHonest})
	}
	low, high := -1.0, 1.0
	for _, a := range all {
		low, high = min(low, a.x), max(high, a.x)
	}
	from, to := squeeze(low), squeeze(high)
	at := func(x float64) float64 { return barsLeft + (squeeze(x)-from)/(to-from)*(barsWidth-textRoom) }
	p := returnsPage{
		page: page{
			barsLeft + barsWidth + 16, barsTop + barHeight*len(all) + 40, "Return of a unit by strategy of its trainer",
			fmt.Sprintf("in parts of an honest trainer's, %s uweft; logarithmic on both sides of 0; %d rounds, seed %d",
				short(r.Trainers[0].Return.Mean), r.Rounds, r.Seed),
		},
		Axis: barsLeft, Bottom: barsTop + barHeight*len(all), Under: barsTop + barHeight*len(all) + 18, Zero: px(at(0)),
	}
	for _, x := range []float64{-1000, -100, -10, -1, 0, 1, 10, 100} {
		if x >= low && x <= high {
			p.Ticks = append(p.Ticks, tick{px(at(x)), fmt.Sprint(x)})
		}
	}
	for i, a := range all {
		fill := "#8da0b6"
		switch {
		case a.name == Honest:
			fill = "#3a8f5c"
		case a.x >= 1:
			fill = "#c8452f"
		}
		left, right := min(at(0), at(a.x)), max(at(0), at(a.x))
		p.Bars = append(p.Bars, bar{
			Name: a.name, Y: barsTop + barHeight*i, X: px(left), Width: px(right - left), TextX: px(right), Text: short(a.x), Fill: fill,
		})
	}
	return p
}

func px(x float64) string { return fmt.Sprintf("%.1f", x) }

// short is a number in about three digits.
func short(x float64) string {
	switch a := math.Abs(x); {
	case a >= 100:
		return fmt.Sprintf("%.0f", x)
	case a >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

var latencyTemplate = template.Must(template.New("latency").Parse(head + `{{range .Panels}}<g transform="translate({{.X}},{{.Y}})">
<text y="-6" font-weight="600">{{.Name}}</text>
<text x="220" y="-6" text-anchor="end" fill="#666">{{.Note}}</text>
<path d="M0 0V100H220" fill="none" stroke="#bbb"/>
<path d="{{.Formula}}" fill="none" stroke="#c8452f" stroke-width="1.5" stroke-dasharray="4 3"/>
<path d="{{.Measured}}" fill="none" stroke="#2f5f9e" stroke-width="1.5"/>
<text y="114" fill="#666">1</text><text x="220" y="114" text-anchor="end" fill="#666">{{.Last}}</text>
</g>
{{end}}</svg>
`))

type latencyPage struct {
	page
	Panels []panel
}

type panel struct {
	X, Y                                int
	Name, Note, Formula, Measured, Last string
}

// Layout of the panels.
const (
	panelWidth, panelHeight, plotWidth, plotHeight = 252, 160, 220, 100
	panelColumns                                   = 3
)

func (r *Result) spreads() latencyPage {
	p := latencyPage{page: page{
		Width: panelColumns*panelWidth + 16, Title: "False units until one is found",
		Note: "part of the frauds that are found by then; blue: measured, red: a geometric distribution with the chance of the formula",
	}}
	for i := range r.Trainers {
		t := &r.Trainers[i]
		if t.Latency == nil || *t.Formula < 1.5 || *t.Latency > 1e6 {
			continue
		}
		n := len(p.Panels)
		q := panel{X: 16 + n%panelColumns*panelWidth, Y: 86 + n/panelColumns*panelHeight, Name: t.Strategy}
		q.Note = fmt.Sprintf("%s, formula %s, of %d", short(*t.Latency), short(*t.Formula), t.Found)
		last := int(math.Ceil(4 * *t.Formula))
		q.Last = fmt.Sprintf("%d units", last)
		q.Measured, q.Formula = curves(t, last)
		p.Panels = append(p.Panels, q)
	}
	p.Height = 86 + (len(p.Panels)+panelColumns-1)/panelColumns*panelHeight
	return p
}

// curves are the two distributions as paths.
func curves(t *Trainers, last int) (measured, formula string) {
	var m, f strings.Builder
	// Frauds that end by themselves are not in the spread: what goes on after n
	// units is Π (1 − found at i / reached i).
	stay, missed := 1.0, 1.0
	for n := 1; n <= last; n++ {
		stay *= 1 - 1 / *t.Formula
		if n < len(t.Spread) {
			missed *= 1 - float64(t.Spread[n])/float64(t.Going[n])
		}
		x := float64(n-1) / float64(max(last-1, 1)) * plotWidth
		command := "L"
		if n == 1 {
			command = "M"
		}
		if n < len(t.Going) { // where no fraud went on so long there is nothing to show
			fmt.Fprintf(&m, "%s%.1f %.1f", command, x, plotHeight*missed)
		}
		fmt.Fprintf(&f, "%s%.1f %.1f", command, x, plotHeight*stay)
	}
	return m.String(), f.String()
}
