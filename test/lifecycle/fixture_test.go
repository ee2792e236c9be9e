// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"testing"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/beacon/local"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// fixture is the export that cmd/weftd's test of an upgrade starts from.
const fixture = "../../cmd/weftd/testdata/upgrade/export.json.gz"

var writeFixture = flag.Bool("fixture", false, "write "+fixture+" anew")

// TestFixture writes the export of a chain in the middle of its work: one job completed and not all of it claimed, one with a round open and
// a unit committed, providers with stake locked and unbonding, rounds of a beacon, short votes. It is written before the format of the genesis
// changes, so that the release that changes it is tested with what the one before has exported:
//
//	go test ./test/lifecycle -run TestFixture -fixture
func TestFixture(t *testing.T) {
	if !*writeFixture {
		t.Skip("writes " + fixture + " with -fixture alone")
	}
	key := local.New([]byte("fixture"))
	s := newStage(t, 2, devnet.Options{
		ChainID: "weft-fixture-1", BlockTime: 100 * time.Millisecond, InvariantPeriod: 1, Edit: func(g *devnet.Genesis) error {
			if err := shortVotes(g); err != nil {
				return err
			}
			return devnet.Edit(g, beacontypes.ModuleName, func(b *beacontypes.GenesisState) {
				b.Params = beacontypes.Params{PublicKey: key.Public(), Period: 1, GenesisTime: g.Time.Unix() - 5, KeepBlocks: beacontypes.MaxKeepBlocks}
				b.Awaited = []beacontypes.Await{{Due: 1, Round: 1}, {Due: 2, Round: 2}}
			})
		},
	})
	for round := range uint64(2) {
		signature, err := key.Sign(round + 1)
		require.NoError(t, err)
		s.send(s.submitter, &beacontypes.MsgPostRound{Poster: me(s.submitter), Round: round + 1, Signature: signature})
	}
	s.register()
	s.send(s.trainers[0], &staketypes.MsgUnbond{Operator: me(s.trainers[0]), Amount: weft(50)})
	done := s.submitJob()
	s.join(done)
	for round := uint64(1); round <= uint64(s.spec.Rounds.Rounds); round++ {
		s.play(done, round)
	}
	s.complete(done)
	open := s.submitJob()
	s.join(open)
	s.waitFor(open, func(j jobtypes.Job) bool { return j.Round == 1 })
	s.send(s.trainers[0], s.unit(s.trainers[0], open, 1, 0))

	doc, err := cmtjson.Marshal(s.export())
	require.NoError(t, err)
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	require.NoError(t, err)
	_, err = z.Write(doc)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, os.WriteFile(fixture, out.Bytes(), 0o600))
}
