// SPDX-License-Identifier: Apache-2.0

package program

// NaN is the bits of the one NaN that an operator's output may hold (N1).
const NaN = 0x7fc00000

// Code is one correctly rounded operation of a Map's expression.
type Code uint8

// The operations. Every one but Keep, Select, Neg, Narrow and Widen rounds
// once.
const (
	Add    Code = iota + 1 // a + b
	Sub                    // a - b
	Mul                    // a * b
	Div                    // a / b
	Sqrt                   // square root of a
	Fma                    // a * b + c with one rounding
	Min                    // smaller by N1's order; NaN if either is NaN
	Neg                    // a with the other sign
	Exp                    // N5
	Log                    // N5
	Keep                   // a if |a| >= 2^-120 or a is NaN, else +0
	Select                 // b if a is not zero, else c
	One                    // 1
	Narrow                 // a rounded to bf16, nearest even
	Widen                  // bf16 a as binary32
)

var codeNames = [...]string{
	"", "add", "sub", "mul", "div", "sqrt", "fma", "min", "neg", "exp", "log", "keep", "select", "one", "narrow", "widen",
}

// String returns the name used in docs/spec/program.md.
func (c Code) String() string { return codeNames[c] }

// Args is the number of operands.
func (c Code) Args() int {
	switch c {
	case One:
		return 0
	case Sqrt, Neg, Exp, Log, Keep, Narrow, Widen:
		return 1
	case Fma, Select:
		return 3
	default:
		return 2
	}
}

// Instr is one step of an expression. Operands are registers: the inputs
// first, then the results of earlier steps.
type Instr struct {
	Code    Code
	A, B, C uint8
}

// Func names an expression of Map.
type Func uint8

// The expressions. Definitions are the table below and docs/spec/program.md.
const (
	FuncAdd Func = iota + 1
	FuncMul
	FuncDiv
	FuncInvRMS
	FuncNorm
	FuncNormGrad
	FuncScoreExp
	FuncExpSub
	FuncScoreGrad
	FuncSwiGLU
	FuncSwiGLUGate
	FuncSwiGLUUp
	FuncCrossEntropy
	FuncLogitGrad
	FuncClip
	FuncMoment1
	FuncMoment2
	FuncAdamW
	FuncSame
	FuncSelect
	FuncNarrow
	FuncWiden
	FuncSub
	FuncDelta
	FuncRest
	FuncMean
	FuncMeanOfSenders
	FuncOuterMomentum
	FuncOuterSGD
	FuncOuterNesterov
	FuncSoftmaxGrad
	FuncTargetGrad
	FuncTargetRow
)

// Funcs is the number of expressions; they are 1 to Funcs.
const Funcs = int(FuncTargetRow)

// Expr is the definition of a Func.
type Expr struct {
	Name string
	// Inputs names the operands in order.
	Inputs []string
	Code   []Instr
}

// Expr returns the definition; nil if there is none.
func (f Func) Expr() *Expr {
	if f < 1 || int(f) > Funcs {
		return nil
	}
	return &exprs[f]
}

// String returns the name of the expression.
func (f Func) String() string {
	if e := f.Expr(); e != nil {
		return e.Name
	}
	return "unknown"
}

func (f Func) encode(e *encoder) {
	x := f.Expr()
	e.text(x.Name)
	e.ints(len(x.Inputs), len(x.Code))
	for _, i := range x.Code {
		e.ints(int(i.Code), int(i.A), int(i.B), int(i.C))
	}
}

// exprs is written by the register machine's own rules: with n inputs,
// register n is the first step's result; the last step is the value.
var exprs = [...]Expr{
	FuncAdd: {"add", []string{"a", "b"}, []Instr{{Add, 0, 1, 0}}},
	FuncMul: {"mul", []string{"a", "b"}, []Instr{{Mul, 0, 1, 0}}},
	FuncDiv: {"div", []string{"a", "b"}, []Instr{{Div, 0, 1, 0}}},
	FuncInvRMS: {"inv_rms", []string{"sum", "1/d", "eps"}, []Instr{
		{Fma, 0, 1, 2}, {Sqrt, 3, 0, 0}, {One, 0, 0, 0}, {Div, 5, 4, 0},
	}},
	FuncNorm: {"norm", []string{"x", "r", "w"}, []Instr{{Mul, 0, 1, 0}, {Mul, 3, 2, 0}}},
	FuncNormGrad: {"norm_grad", []string{"rest", "r", "h", "xh", "c"}, []Instr{
		{Mul, 3, 4, 0}, {Sub, 2, 5, 0}, {Mul, 1, 6, 0}, {Add, 0, 7, 0},
	}},
	FuncScoreExp: {"score_exp", []string{"dot", "scale", "m"}, []Instr{
		{Mul, 0, 1, 0}, {Sub, 3, 2, 0}, {Exp, 4, 0, 0},
	}},
	FuncExpSub: {"exp_sub", []string{"x", "m"}, []Instr{{Sub, 0, 1, 0}, {Exp, 2, 0, 0}}},
	FuncScoreGrad: {"score_grad", []string{"p", "dp", "D", "scale"}, []Instr{
		{Sub, 1, 2, 0}, {Mul, 0, 4, 0}, {Mul, 5, 3, 0},
	}},
	// The SiLU of g: sigma = div(1, add(1, exp(-g))), y = mul(g, sigma).
	FuncSwiGLU: {"swiglu", []string{"g", "u"}, []Instr{
		{Neg, 0, 0, 0}, {Exp, 2, 0, 0}, {One, 0, 0, 0}, {Add, 4, 3, 0}, {Div, 4, 5, 0}, {Mul, 0, 6, 0}, {Mul, 7, 1, 0},
	}},
	FuncSwiGLUGate: {"swiglu_gate", []string{"g", "u", "dt"}, []Instr{
		{Neg, 0, 0, 0},
		{Exp, 3, 0, 0},
		{One, 0, 0, 0},
		{Add, 5, 4, 0},
		{Div, 5, 6, 0},
		{Mul, 0, 7, 0},
		{Sub, 5, 7, 0},
		{Fma, 8, 9, 7},
		{Mul, 2, 1, 0},
		{Mul, 11, 10, 0},
	}},
	FuncSwiGLUUp: {"swiglu_up", []string{"g", "dt"}, []Instr{
		{Neg, 0, 0, 0}, {Exp, 2, 0, 0}, {One, 0, 0, 0}, {Add, 4, 3, 0}, {Div, 4, 5, 0}, {Mul, 0, 6, 0}, {Mul, 1, 7, 0},
	}},
	FuncCrossEntropy: {"cross_entropy", []string{"z", "m", "xt"}, []Instr{{Log, 0, 0, 0}, {Add, 3, 1, 0}, {Sub, 4, 2, 0}}},
	FuncLogitGrad: {"logit_grad", []string{"e", "z", "hot", "w"}, []Instr{
		{Div, 0, 1, 0}, {Sub, 4, 2, 0}, {Mul, 5, 3, 0},
	}},
	// sub(n, n) is +0, and NaN where n is not finite.
	FuncClip: {"clip", []string{"n", "limit"}, []Instr{
		{Sqrt, 0, 0, 0}, {Div, 1, 2, 0}, {One, 0, 0, 0}, {Min, 4, 3, 0}, {Sub, 0, 0, 0}, {Add, 5, 6, 0},
	}},
	FuncMoment1: {"moment1", []string{"m", "g", "clip", "beta", "1-beta"}, []Instr{
		{Mul, 1, 2, 0}, {Mul, 4, 5, 0}, {Fma, 3, 0, 6}, {Keep, 7, 0, 0},
	}},
	FuncMoment2: {"moment2", []string{"v", "g", "clip", "beta", "1-beta"}, []Instr{
		{Mul, 1, 2, 0}, {Mul, 5, 5, 0}, {Mul, 4, 6, 0}, {Fma, 3, 0, 7}, {Keep, 8, 0, 0},
	}},
	FuncAdamW: {"adamw", []string{"p", "m", "v", "r", "eps", "-a", "w"}, []Instr{
		{Sqrt, 2, 0, 0}, {Fma, 7, 3, 4}, {Div, 1, 8, 0}, {Mul, 0, 6, 0}, {Fma, 5, 9, 10},
	}},
	FuncSame:   {"same", []string{"a"}, []Instr{{One, 0, 0, 0}, {Mul, 0, 1, 0}}},
	FuncSelect: {"select", []string{"h", "a", "b"}, []Instr{{Select, 0, 1, 2}}},
	FuncNarrow: {"narrow", []string{"a"}, []Instr{{Narrow, 0, 0, 0}}},
	FuncWiden:  {"widen", []string{"a"}, []Instr{{Widen, 0, 0, 0}}},
	FuncSub:    {"sub", []string{"a", "b"}, []Instr{{Sub, 0, 1, 0}}},
	FuncDelta: {"delta", []string{"base", "w", "e", "beta"}, []Instr{
		{Mul, 3, 2, 0}, {Sub, 0, 1, 0}, {Add, 4, 5, 0},
	}},
	FuncRest: {"rest", []string{"x", "c", "unit"}, []Instr{{Mul, 1, 2, 0}, {Sub, 0, 3, 0}}},
	FuncMean: {"mean", []string{"c", "n", "unit"}, []Instr{{Div, 0, 1, 0}, {Mul, 3, 2, 0}}},
	// Where nobody sent anything, c is +0.
	FuncMeanOfSenders: {"mean_of_senders", []string{"c", "n", "one", "unit"}, []Instr{
		{Mul, 1, 2, 0}, {Div, 0, 4, 0}, {Mul, 5, 3, 0}, {Select, 1, 6, 0},
	}},
	FuncOuterMomentum: {"outer_momentum", []string{"b", "g", "mu"}, []Instr{{Mul, 2, 0, 0}, {Add, 3, 1, 0}, {Keep, 4, 0, 0}}},
	FuncOuterSGD:      {"outer_sgd", []string{"p", "g", "lr"}, []Instr{{Mul, 2, 1, 0}, {Sub, 0, 3, 0}}},
	FuncOuterNesterov: {"outer_nesterov", []string{"p", "b", "g", "mu", "lr"}, []Instr{
		{Mul, 3, 1, 0}, {Add, 2, 5, 0}, {Mul, 4, 6, 0}, {Sub, 0, 7, 0},
	}},
	// The gradient of a logit in two terms, for profile i8x2: that of the
	// softmax goes through the products, that of the target around them.
	FuncSoftmaxGrad: {"softmax_grad", []string{"e", "z", "w"}, []Instr{{Div, 0, 1, 0}, {Mul, 3, 2, 0}}},
	FuncTargetGrad:  {"target_grad", []string{"dh", "row", "w"}, []Instr{{Mul, 1, 2, 0}, {Sub, 0, 3, 0}}},
	FuncTargetRow:   {"target_row", []string{"h", "w"}, []Instr{{Mul, 0, 1, 0}, {Neg, 2, 0, 0}}},
}
