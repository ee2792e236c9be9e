// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// recorder collects the BLAKE3 root of every operator's output (K3): the
// entries of a trace. An output that lies in the new state has one like any
// other, since later operators may read it (ADR 0011).
//
// What exists a slice at a time is hashed slice by slice, the rest when its
// group is done; either way by all workers.
type recorder struct {
	roots []commit.Digest
	trees []tree // of the group that runs
	cvs   [][8]uint32
	kept  map[int][]byte // see Keep
	// Of each worker: a tile of a copy, and a grain at the end of memory.
	tiles  [][]byte
	spares []*[grainBytes]byte
	// What the workers hash now.
	work   content
	worked func(worker, part int)
}

// content is bytes of an output: memory, or a copy that never happens.
type content struct {
	tree *tree
	at   int // byte of the output
	data []byte
	copy turned // if it has attributes
	cols int
	// parts into which it is cut for the workers.
	parts int
}

// Record makes every following Run collect the roots of all outputs. It
// changes no bit.
func (e *Engine) Record() {
	r := &recorder{roots: make([]commit.Digest, e.p.NumOps())}
	most, entries := 0, 0
	for i := range e.jobs {
		n := 0
		for k := e.jobs[i].first; k < e.jobs[i].end; k++ {
			n += grains(e.plan.bytes(k), e.plan.grain(e.jobs[i].group, k))
		}
		most, entries = max(most, n), max(entries, e.jobs[i].end-e.jobs[i].first)
	}
	r.cvs, r.trees = make([][8]uint32, most), make([]tree, entries)
	for range e.pool.workers {
		r.tiles = append(r.tiles, tensor.Memory(tileRows*tileCols*4+grainBytes))
		r.spares = append(r.spares, new([grainBytes]byte))
	}
	r.worked = r.part
	e.record = r
}

// Unrecord ends what Record and Keep began: following Runs collect nothing.
func (e *Engine) Unrecord() { e.record = nil }

// memory is the bytes that recording needs.
func (r *recorder) memory() int64 {
	n := 32*(len(r.cvs)+len(r.roots)) + len(r.tiles)*(len(r.tiles[0])+grainBytes)
	for _, b := range r.kept {
		n += len(b)
	}
	return int64(n)
}

// Roots are those of the last Run, one an operator; nil without Record.
func (e *Engine) Roots() []commit.Digest {
	if e.record == nil {
		return nil
	}
	return e.record.roots
}

// grain is that in which the output of operator k is hashed.
func (pl *plan) grain(g *group, k int) int {
	switch {
	case pl.virtual[k]:
		x := pl.turned(g, k)
		if n, _ := turnedGrain(x.rows, x.length, x.distance); n > 0 {
			return n
		}
	case pl.local[k]:
		return grainOf(pl.bytes(k) / g.dims.count())
	}
	return grainBytes
}

// turned describes the output of a copy that never happens, or its first
// slice.
func (pl *plan) turned(g *group, k int) turned {
	op := &pl.ops[k]
	attr, ok := op.Attr.(*program.CopyAttr)
	if !ok {
		return turned{}
	}
	n := op.Shape[len(op.Shape)-1]
	x := turned{attr: attr, shape: op.Shape, rows: op.Shape.Size() / n, length: n, distance: n}
	if pl.slicedCopy(g, k) {
		c := &g.cuts[k-g.first]
		x.rows, x.length, x.distance = c.rows, c.length, c.distance
	}
	return x
}

// slicedCopy reports whether copy k is made from what exists a slice at a
// time.
func (pl *plan) slicedCopy(g *group, k int) bool {
	return g.sliced() && pl.virtual[k] && pl.local[pl.read(program.OpRef(k))]
}

// recorded reports whether entry k is an operator of the program, and not one
// that is computed again.
func (pl *plan) recorded(k int) bool { return pl.original[k] >= 0 }

// begin prepares the trees of a group.
func (r *recorder) begin(e *Engine, j *job) {
	free := r.cvs
	for i := range r.trees[:j.end-j.first] {
		size, grain := e.plan.bytes(j.first+i), e.plan.grain(j.group, j.first+i)
		n := grains(size, grain)
		r.trees[i] = tree{size: size, grain: grain, cvs: free[:n], keep: r.kept[e.plan.original[j.first+i]]}
		free = free[n:]
	}
}

// end hashes what is whole, and joins all trees of a group.
func (r *recorder) end(e *Engine, j *job) {
	e.settle()
	pl := e.plan
	for i := range r.trees[:j.end-j.first] {
		k := j.first + i
		if !pl.recorded(k) {
			continue
		}
		switch {
		case pl.local[k] || pl.slicedCopy(j.group, k):
		case pl.virtual[k]:
			x := pl.turned(j.group, k)
			x.in = e.value(pl.read(program.OpRef(k))).U32()
			r.hashAll(e, r.copied(i, x))
		default:
			r.hashAll(e, content{tree: &r.trees[i], data: e.value(k).Data})
		}
		r.roots[pl.original[k]] = r.trees[i].digest()
	}
}

// slice is a slice of entry i of a group; nothing if the entry is whole.
func (r *recorder) slice(e *Engine, j *job, i, copied, slice int) (content, bool) {
	pl, k := e.plan, j.first+i
	if !pl.recorded(k) {
		return content{}, false
	}
	switch {
	case pl.slicedCopy(j.group, k):
		x := pl.turned(j.group, k)
		src := pl.read(program.OpRef(k))
		x.in = e.memory(j.group, src, copied).U32()
		x.origin = slice * pl.elements(src) / j.dims.count()
		x.first = j.cuts[i].out.at(j.dims.digits(slice))
		return r.copied(i, x), true
	case pl.local[k]:
		data := e.memory(j.group, k, copied).Data
		return content{tree: &r.trees[i], at: slice * len(data), data: data}, true
	}
	return content{}, false
}

// own hashes a slice of entry i, which the worker has just computed.
func (r *recorder) own(e *Engine, j *job, i, worker, slice int) {
	if c, ok := r.slice(e, j, i, worker, slice); ok {
		e.settle()
		c.parts = 1
		r.hash(&c, worker, 0)
	}
}

// shared hashes a slice of entry i by all workers.
func (r *recorder) shared(e *Engine, j *job, i, slice int) {
	if c, ok := r.slice(e, j, i, 0, slice); ok {
		e.settle()
		r.hashAll(e, c)
	}
}

func (r *recorder) copied(i int, x turned) content {
	_, cols := turnedGrain(x.rows, x.length, x.distance)
	return content{tree: &r.trees[i], copy: x, cols: cols}
}

// units are the smallest parts of a content.
func (c *content) units() int {
	switch {
	case c.copy.attr == nil:
		return grains(len(c.data), c.tree.grain)
	case c.cols == 0:
		return grains(c.tree.size, c.tree.grain)
	}
	return c.copy.tiles(c.cols)
}

// hashAll hashes by all workers.
func (r *recorder) hashAll(e *Engine, c content) {
	const worth = 1 << 18 // bytes for which waking a worker pays
	bytes := c.tree.size
	if c.copy.attr == nil {
		bytes = len(c.data)
	}
	c.parts = max(1, min(4*e.pool.workers, c.units(), bytes/worth))
	r.work = c
	if c.parts == 1 {
		r.part(0, 0)
		return
	}
	e.pool.slices(c.parts, r.worked)
}

func (r *recorder) part(worker, part int) { r.hash(&r.work, worker, part) }

// hash adds one part to the tree.
func (r *recorder) hash(c *content, worker, part int) {
	t, spare := c.tree, r.spares[worker]
	first, end := kernel.Span(c.units(), part, c.parts)
	if c.copy.attr == nil {
		at := first * t.grain
		t.add(c.at+at, c.data[at:min(end*t.grain, len(c.data))], spare)
		return
	}
	bytes := r.tiles[worker]
	buf := tensor.Tensor{Type: tensor.U32, Data: bytes}.U32()
	for u := first; u < end; u++ {
		if c.cols == 0 {
			at := u * t.grain
			n := min(t.grain, t.size-at)
			c.copy.run(at/4, buf[:n/4])
			t.add(at, bytes[:n], spare)
			continue
		}
		at, rows := c.copy.tile(u, c.cols, buf)
		if c.cols == c.copy.distance {
			t.add(4*at, bytes[:4*rows*c.cols], spare)
			continue
		}
		for i := range rows {
			t.add(4*(at+i*c.copy.distance), bytes[4*i*c.cols:4*(i+1)*c.cols], spare)
		}
	}
}
