// SPDX-License-Identifier: Apache-2.0

package types

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/commit"
)

// Bounds of data requests (A7).
const (
	// RangeSize is the length of the range that a request is about; the last of a
	// blob may be shorter.
	RangeSize = 32 << 10
	// MaxOpening bounds the proof that opens one: the range, the siblings of its
	// 32 chunks inside a leaf of 1 MiB, and those of the nodes above.
	MaxOpening = RangeSize + (5+(commit.MaxFanout-1)*commit.MaxDepth)*commit.DigestSize
	// Places are the open requests about one unit, claim, base or job's data that
	// drawn verifiers have to themselves; as many are shared by everybody else at
	// the plain deposit.
	Places = 4
	// MorePlaces are further ones, each at twice the deposit of the one before.
	MorePlaces = 28
	// MaxRecent is the most requests that are remembered of one account: from
	// there on the deposit does not double any more.
	MaxRecent = 16
)

// Range is what a request asks for.
func (r *DataRequest) Range() commit.Range {
	return commit.Range{Offset: r.Offset, Length: uint64(r.Length)}
}

// Open reports whether an answer is waited for.
func (r *DataRequest) Open() bool { return r.Status == REQUEST_STATUS_OPEN }

// RangeAt is the range of a blob that begins at an offset.
func RangeAt(id commit.ID, offset uint64) (commit.Range, error) {
	if offset%RangeSize != 0 || offset >= id.Size {
		return commit.Range{}, ErrInvalidRange.Wrapf("offset %d; name a multiple of %d below %d", offset, RangeSize, id.Size)
	}
	return commit.Range{Offset: offset, Length: min(RangeSize, id.Size-offset)}, nil
}

// OfUnit reports whether the blob belongs to a unit.
func (b *Blob) OfUnit() bool { return b.Kind == BLOB_KIND_DELTA || b.Kind == BLOB_KIND_STATE }

// OfJob reports whether the blob is one of the specification, which the
// submitter answers for.
func (b *Blob) OfJob() bool {
	return b.Kind == BLOB_KIND_DATASET || b.Kind == BLOB_KIND_CHECKPOINT || b.Kind == BLOB_KIND_TOKENIZER
}

// Validate refuses a blob of no kind, and fields that its kind does not need: a
// blob has one name.
func (b *Blob) Validate() error {
	want := Blob{Kind: b.Kind, Job: b.Job, Round: b.Round}
	switch b.Kind {
	case BLOB_KIND_DELTA:
		want.Slot = b.Slot
	case BLOB_KIND_STATE:
		want.Slot, want.Index = b.Slot, b.Index
	case BLOB_KIND_CLAIM:
		want.Index, want.Operator = b.Index, b.Operator
	case BLOB_KIND_BASE:
	case BLOB_KIND_DATASET, BLOB_KIND_CHECKPOINT, BLOB_KIND_TOKENIZER:
		want.Round = 0
	default:
		return ErrInvalidBlob.Wrapf("kind %s", b.Kind)
	}
	if *b != want {
		return ErrInvalidBlob.Wrapf("%s is named by %s; leave the other fields out", b.Kind, want.String())
	}
	return nil
}

// Key tells blobs apart. operator is the address in the blob, as bytes.
func (b *Blob) Key(operator []byte) []byte {
	key := binary.BigEndian.AppendUint64([]byte{byte(b.Kind)}, b.Job)
	key = binary.BigEndian.AppendUint64(key, b.Round)
	key = binary.BigEndian.AppendUint32(key, b.Slot)
	key = binary.BigEndian.AppendUint32(key, b.Index)
	return append(key, operator...)
}

// Subject tells apart what has places for requests of its own: a unit, a claim, a
// base, the data of a job.
func (b *Blob) Subject(operator []byte) []byte {
	s := Blob{Kind: b.Kind, Job: b.Job, Round: b.Round, Slot: b.Slot}
	switch {
	case b.OfUnit():
		return UnitSubject(b.Job, b.Round, b.Slot)
	case b.OfJob():
		s.Kind = BLOB_KIND_DATASET
	}
	return s.Key(operator)
}

// UnitSubject is the Subject of the blobs of a unit.
func UnitSubject(job, round uint64, slot uint32) []byte {
	b := Blob{Kind: BLOB_KIND_DELTA, Job: job, Round: round, Slot: slot}
	return b.Key(nil)
}
