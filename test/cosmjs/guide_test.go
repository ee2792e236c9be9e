// SPDX-License-Identifier: Apache-2.0

package cosmjs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec/spectest"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// guide is the text whose shell commands cmd/weftd runs.
const guide = "../../docs/guides/build.md"

// block returns the guide's block of a language, its lines indented.
func block(t *testing.T, language, indent string) string {
	t.Helper()
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "```"+language+"\n")
	require.True(t, ok, "the guide has no block of %s", language)
	code, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	var out strings.Builder
	for line := range strings.Lines(code) {
		out.WriteString(indent + line)
	}
	return out.String()
}

// TestGuideIsRun: the guide's examples are the code that these tests run, and the names in it exist.
func TestGuideIsRun(t *testing.T) {
	for _, c := range []struct{ language, indent, file string }{
		{"ts", "  ", filepath.Join(folder, "test", "guide.ts")},
		{"go", "\t", "guide_test.go"},
	} {
		code, err := os.ReadFile(c.file)
		require.NoError(t, err)
		require.Contains(t, string(code), block(t, c.language, c.indent), "%s does not run the guide's example", c.file)
	}
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	files, err := gogoproto.MergedRegistry()
	require.NoError(t, err)
	names := regexp.MustCompile(`weft\.[a-z]+\.v1\.Event\w+`).FindAllString(string(text), -1)
	require.NotEmpty(t, names)
	for _, name := range names {
		found, err := files.FindDescriptorByName(protoreflect.FullName(name))
		require.NoError(t, err, "the guide names %s", name)
		require.NotNil(t, found)
	}
}

var errEnough = errors.New("enough")

// fund is the guide's example of the Go client.
func fund(ctx context.Context, rpc, chainID string, keys keyring.Keyring) error {
	c, err := client.New(ctx, client.Config{ChainID: chainID, Node: rpc, Identity: client.Identity{Key: "alice"}, Keyring: keys})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	res, err := c.Submit(ctx, &jobtypes.MsgFundJob{Funder: c.Sender().Operator(), Job: 1, Amount: sdk.NewInt64Coin("uweft", 5_000_000)})
	if errors.Is(err, jobtypes.ErrNoJob) {
		return fmt.Errorf("fund another job: %w", err)
	} else if err != nil {
		return err
	}
	return c.Follow(ctx, res.Height, func(_ context.Context, block client.Block) error {
		for _, event := range block.Events {
			if moved, ok := event.Value.(*rewardtypes.EventMoved); ok {
				fmt.Println(moved.Amount, "uweft from", moved.From, "to", moved.To)
			}
		}
		return errEnough
	}, client.OfJob(1))
}

// TestGuide does what the guide says of events, gRPC and Go.
func TestGuide(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	net, err := devnet.Start(ctx, devnet.Options{
		BlockTime: 100 * time.Millisecond, Dir: t.TempDir(), Accounts: []devnet.Account{{Name: "alice"}},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, net.Close()) }()
	require.NoError(t, net.WaitHeight(ctx, 2))
	nd := net.Node(0)

	require.ErrorIs(t, fund(ctx, nd.RPC, net.ChainID, net.Keyring), jobtypes.ErrNoJob)
	subscription := subscribe(ctx, t, nd.RPC)
	submit(ctx, t, net)
	require.ErrorIs(t, fund(ctx, nd.RPC, net.ChainID, net.Keyring), errEnough)

	// Both subscriptions of the guide bring something: the job is submitted, and fails once it has waited too long.
	brought := map[int]string{}
	for len(brought) < 2 {
		var message struct {
			ID     int
			Error  any
			Result struct{ Events map[string][]string }
		}
		require.NoError(t, subscription.ReadJSON(&message))
		require.Nil(t, message.Error)
		if len(message.Result.Events) > 0 {
			bz, err := json.Marshal(message.Result.Events)
			require.NoError(t, err)
			brought[message.ID] = string(bz)
		}
	}
	require.Contains(t, brought[1], "weft.job.v1.EventJobSubmitted.spec_digest")
	require.Contains(t, brought[2], "weft.job.v1.EventJobChanged.status")

	requireReflection(ctx, t, nd.GRPC)
}

// submit posts the guide's job, which waits for trainers for a few blocks only.
func submit(ctx context.Context, t *testing.T, net *devnet.Network) {
	t.Helper()
	c, err := client.New(ctx, client.Config{ChainID: net.ChainID, Node: net.Node(0).RPC, Identity: client.Identity{Key: "alice"}, Keyring: net.Keyring})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	draft := spectest.Tiny()
	draft.ProgramDigest, draft.Windows.MaxWait = nil, 20
	preview, err := c.Job().Preview(ctx, &jobtypes.QueryPreviewRequest{Spec: *draft})
	require.NoError(t, err)
	require.Empty(t, preview.Refusal)
	draft.ProgramDigest = preview.ProgramDigest
	_, err = c.Submit(ctx, &jobtypes.MsgSubmitJob{
		Submitter: c.Sender().Operator(), Title: "guide", Spec: *draft, Deposit: sdk.NewInt64Coin("uweft", 100_000_000),
	})
	require.NoError(t, err)
}

// subscribe sends the guide's subscriptions.
func subscribe(ctx context.Context, t *testing.T, rpc string) *websocket.Conn {
	t.Helper()
	conn, res, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(rpc, "http")+"/websocket", nil)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	t.Cleanup(func() { _ = conn.Close() })
	deadline, ok := ctx.Deadline()
	require.True(t, ok)
	require.NoError(t, conn.SetReadDeadline(deadline))
	for line := range strings.Lines(block(t, "json", "")) {
		require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(line)))
	}
	return conn
}

// requireReflection asks a node for what grpcurl asks it, in the version that the SDK serves, and for the state of a block.
//
//nolint:staticcheck // the SDK serves v1alpha only
func requireReflection(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	stream, err := reflection.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	require.NoError(t, err)
	require.NoError(t, stream.Send(&reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: "weft.job.v1.Query"},
	}))
	answer, err := stream.Recv()
	require.NoError(t, err)
	require.NotEmpty(t, answer.GetFileDescriptorResponse().GetFileDescriptorProto(), answer.String())

	query := jobtypes.NewQueryClient(conn)
	found, err := query.Job(ctx, &jobtypes.QueryJobRequest{Job: 1})
	require.NoError(t, err)
	require.Equal(t, "guide", found.Job.Title)
	_, err = query.Job(metadata.AppendToOutgoingContext(ctx, "x-cosmos-block-height", "2"), &jobtypes.QueryJobRequest{Job: 1})
	require.ErrorContains(t, err, "no such job")
}
