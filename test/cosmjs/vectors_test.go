// SPDX-License-Identifier: Apache-2.0

package cosmjs_test

import (
	"encoding/json"
	"reflect"
	"sort"
	"strings"
	"testing"

	cosmosproto "github.com/cosmos/cosmos-proto"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/tx/signing/aminojson"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// vectors are messages and events as the chain's own code writes them.
type vectors struct {
	Messages []messageVector `json:"messages"`
	Events   []eventVector   `json:"events"`
}

type messageVector struct {
	TypeURL string          `json:"typeUrl"`
	Bytes   []byte          `json:"bytes"`
	Amino   json.RawMessage `json:"amino"`
}

type eventVector struct {
	Event struct {
		Type       string      `json:"type"`
		Attributes []attribute `json:"attributes"`
	} `json:"event"`
	Bytes []byte `json:"bytes"`
}

type attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// newVectors has every message and every event of weft twice: with every field set, and with none but the messages that Go always writes.
func newVectors(t *testing.T) vectors {
	t.Helper()
	files, err := gogoproto.MergedRegistry()
	require.NoError(t, err)
	var messages, events []protoreflect.MessageDescriptor
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		if !strings.HasPrefix(string(f.Package()), "weft.") {
			return true
		}
		if s := f.Services().ByName("Msg"); s != nil {
			for i := range s.Methods().Len() {
				messages = append(messages, s.Methods().Get(i).Input())
			}
		}
		for i := range f.Messages().Len() {
			if m := f.Messages().Get(i); strings.HasPrefix(string(m.Name()), "Event") && m.Name() != "Event" {
				events = append(events, m)
			}
		}
		return true
	})
	byName := func(ds []protoreflect.MessageDescriptor) {
		sort.Slice(ds, func(i, j int) bool { return ds[i].FullName() < ds[j].FullName() })
	}
	byName(messages)
	byName(events)

	var out vectors
	encoder := aminojson.NewEncoder(aminojson.EncoderOptions{FileResolver: files})
	for _, full := range []bool{true, false} {
		for _, d := range messages {
			m := example(t, d, full)
			bz, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
			require.NoError(t, err)
			amino, err := encoder.Marshal(m)
			require.NoError(t, err, d.FullName())
			out.Messages = append(out.Messages, messageVector{"/" + string(d.FullName()), bz, amino})
		}
		for _, d := range events {
			out.Events = append(out.Events, eventOf(t, example(t, d, full)))
		}
	}
	return out
}

// example returns a message as the chain's Go types write it: with every field set to something, or with none.
func example(t *testing.T, d protoreflect.MessageDescriptor, full bool) *dynamicpb.Message {
	t.Helper()
	m := dynamicpb.NewMessage(d)
	if full {
		fill(m, 0)
	}
	bz, err := proto.Marshal(m)
	require.NoError(t, err)
	bz, err = gogoproto.Marshal(goMessage(t, d, bz))
	require.NoError(t, err)
	m = dynamicpb.NewMessage(d)
	require.NoError(t, proto.Unmarshal(bz, m))
	return m
}

func goMessage(t *testing.T, d protoreflect.MessageDescriptor, bz []byte) gogoproto.Message {
	t.Helper()
	kind := gogoproto.MessageType(string(d.FullName()))
	require.NotNil(t, kind, "%s has no Go type", d.FullName())
	m, ok := reflect.TypeAssert[gogoproto.Message](reflect.New(kind.Elem()))
	require.True(t, ok)
	require.NoError(t, gogoproto.Unmarshal(bz, m))
	return m
}

func eventOf(t *testing.T, m *dynamicpb.Message) eventVector {
	t.Helper()
	bz, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	require.NoError(t, err)
	event, err := sdk.TypedEventToEvent(goMessage(t, m.Descriptor(), bz))
	require.NoError(t, err)
	out := eventVector{Bytes: bz}
	out.Event.Type = event.Type
	for _, a := range event.Attributes {
		out.Event.Attributes = append(out.Event.Attributes, attribute{a.Key, a.Value})
	}
	return out
}

// fill sets every field; values differ from field to field.
func fill(m protoreflect.Message, seed int) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		seed = seed*31%997 + i + 1
		switch {
		case f.IsList() && f.Message() != nil:
			for range 2 {
				seed++
				fill(m.Mutable(f).List().AppendMutable().Message(), seed)
			}
		case f.IsList():
			m.Mutable(f).List().Append(scalar(f, seed))
			m.Mutable(f).List().Append(scalar(f, seed+1))
		case f.Message() != nil:
			fill(m.Mutable(f).Message(), seed)
		default:
			m.Set(f, scalar(f, seed))
		}
	}
}

func scalar(f protoreflect.FieldDescriptor, seed int) protoreflect.Value {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.EnumKind:
		values := f.Enum().Values()
		return protoreflect.ValueOfEnum(values.Get(1 + seed%(values.Len()-1)).Number())
	case protoreflect.Int32Kind, protoreflect.Sint32Kind:
		return protoreflect.ValueOfInt32(int32(-seed))
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOfUint32(uint32(seed))
	case protoreflect.Int64Kind, protoreflect.Sint64Kind:
		return protoreflect.ValueOfInt64(-1<<62 - int64(seed))
	case protoreflect.Uint64Kind:
		return protoreflect.ValueOfUint64(1<<63 + uint64(seed))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte{byte(seed), 0, 0xff})
	case protoreflect.StringKind:
		if proto.GetExtension(f.Options(), cosmosproto.E_Scalar) == "cosmos.Int" || string(f.Name()) == "amount" {
			return protoreflect.ValueOfString("123456789012345678901234567890")
		}
		return protoreflect.ValueOfString("<text> & \"more\" \u00fc")
	default:
		panic("no example of a field of kind " + f.Kind().String())
	}
}
