// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"cosmossdk.io/api/amino"
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	msgv1 "cosmossdk.io/api/cosmos/msg/v1"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/annotations"
	googleproto "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// TestSurface walks the services of the protocol's modules: every query has a REST route, every query and message a command, every
// message a handler.
func TestSurface(t *testing.T) {
	a := newApp(t)
	auto := a.AutoCLI()
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	modules := map[string]bool{}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		pkg := string(f.Package())
		if !strings.HasPrefix(pkg, "weft.") {
			return true
		}
		module := strings.Split(pkg, ".")[1]
		for i := range f.Services().Len() {
			modules[module] = true
			s := f.Services().Get(i)
			isMsg := googleproto.HasExtension(s.Options(), msgv1.E_Service)
			opts := auto.ModuleOptions[module]
			require.NotNil(t, opts, "module %s has no AutoCLIOptions", module)
			d := opts.Query
			if isMsg {
				d = opts.Tx
			}
			require.NotNil(t, d, "%s has no commands", s.FullName())
			require.Equal(t, string(s.FullName()), d.Service)
			for j := range s.Methods().Len() {
				m := s.Methods().Get(j)
				if isMsg {
					require.NotNil(t, a.MsgServiceRouter().HandlerByTypeURL("/"+string(m.Input().FullName())), "%s has no handler", m.FullName())
				} else {
					require.True(t, googleproto.HasExtension(m.Options(), annotations.E_Http), "%s has no REST route", m.FullName())
				}
				requireCommand(t, d, m)
			}
		}
		return true
	})
	for _, name := range []string{"breaker", "beacon", "stake", "job", "reward", "dispute"} {
		require.True(t, modules[name], "module %s has no services", name)
	}
}

// requireCommand holds that autocli makes a command: it does for every method that is not skipped; ours have words of their own as well.
func requireCommand(t *testing.T, d *autocliv1.ServiceCommandDescriptor, m protoreflect.MethodDescriptor) {
	t.Helper()
	for _, o := range d.RpcCommandOptions {
		if o.RpcMethod == string(m.Name()) {
			require.False(t, o.Skip, "the command of %s is skipped", m.FullName())
			require.NotEmpty(t, o.Short, "the command of %s says nothing", m.FullName())
			return
		}
	}
	t.Errorf("%s has no command", m.FullName())
}

// maxAminoName is what the app of a Ledger can show of a message's name.
const maxAminoName = 39

// TestMessages fixes what signers rely on and no compiler sees: the amino name of every message, which hardware wallets sign, and the field
// that names its signer.
func TestMessages(t *testing.T) {
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	lines, names := map[string]string{}, map[string]bool{}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		if s := f.Services().ByName("Msg"); s != nil && strings.HasPrefix(string(f.Package()), "weft.") {
			for i := range s.Methods().Len() {
				m := s.Methods().Get(i).Input()
				name, ok := googleproto.GetExtension(m.Options(), amino.E_Name).(string)
				require.True(t, ok && name != "" && len(name) <= maxAminoName, "%s: amino name %q, allowed 1 to %d letters", m.FullName(), name, maxAminoName)
				require.False(t, names[name], "two messages have the amino name %s", name)
				names[name] = true
				signers := googleproto.GetExtension(m.Options(), msgv1.E_Signer)
				lines[string(m.FullName())] = fmt.Sprintf("/%s %s %v\n", m.FullName(), name, signers)
			}
		}
		return true
	})
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		text.WriteString(lines[name])
	}
	golden(t, "messages.txt", []byte(text.String()))
}
