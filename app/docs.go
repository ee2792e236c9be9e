// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"net/http"
	"sync"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/app/openapi"
)

// OpenAPI describes the REST routes this application answers, as JSON.
func (app *App) OpenAPI() ([]byte, error) {
	files, err := proto.MergedRegistry()
	if err != nil {
		return nil, err
	}
	summaries := app.summaries()
	return json.Marshal(openapi.Build(files, openapi.Options{
		Title:   Name,
		Version: version.Version,
		Serves:  func(method string) bool { return app.GRPCQueryRouter().Route(method) != nil },
		Summary: func(m protoreflect.MethodDescriptor) string { return summaries[string(m.FullName())] },
	}))
}

// summaries are the lines that autocli shows for the methods.
func (app *App) summaries() map[string]string {
	out := map[string]string{}
	var add func(*autocliv1.ServiceCommandDescriptor)
	add = func(d *autocliv1.ServiceCommandDescriptor) {
		if d == nil {
			return
		}
		for _, o := range d.RpcCommandOptions {
			out[d.Service+"."+o.RpcMethod] = o.Short
		}
		for _, sub := range d.SubCommands { //lint:allow map-range each adds names of its own
			add(sub)
		}
	}
	for _, o := range app.AutoCLI().ModuleOptions { //lint:allow map-range each adds names of its own
		add(o.Query)
	}
	return out
}

// serveDocs serves the description at /openapi.json, and the SDK's page to browse it at / and /swagger/, which asks for swagger.yaml; JSON is
// YAML too.
func (app *App) serveDocs(s *api.Server) error {
	document := sync.OnceValues(app.OpenAPI) // at the first request: it takes a moment that most nodes need not spend
	handler := func(w http.ResponseWriter, _ *http.Request) {
		bz, err := document()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write(bz); err != nil {
			app.Logger().Debug("a client left before it had the OpenAPI description", "err", err)
		}
	}
	s.Router.HandleFunc("/openapi.json", handler)
	s.Router.HandleFunc("/swagger/swagger.yaml", handler)
	s.Router.Path("/").Handler(http.RedirectHandler("/swagger/", http.StatusFound)) // whoever opens the address in a browser
	return server.RegisterSwaggerAPI(s.ClientCtx, s.Router, true)
}
