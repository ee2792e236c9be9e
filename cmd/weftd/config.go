// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	srvconfig "github.com/cosmos/cosmos-sdk/server/config"

	"github.com/weft-network/weft/app"
)

const (
	// queryGasLimit bounds what one query may read: without it a public node serves anyone who asks for everything.
	queryGasLimit = 50_000_000
	// snapshotInterval makes a node offer a state snapshot about every quarter of an hour, for others to join by.
	snapshotInterval = 1000
	// metricsRetention is how many seconds a metric is kept for Prometheus to fetch.
	metricsRetention = 60
)

// appConfig returns the defaults of app.toml.
func appConfig() srvconfig.Config {
	c := srvconfig.DefaultConfig()
	c.MinGasPrices = app.MinGasPrices
	c.AppDBBackend = string(app.DefaultBackend)
	c.QueryGasLimit = queryGasLimit
	c.StateSync.SnapshotInterval = snapshotInterval
	c.API.Swagger = true
	setTelemetry(c)
	return *c
}

// setTelemetry lets Prometheus fetch the modules' metrics at /metrics of the REST address.
//
//nolint:staticcheck // OpenTelemetry is to take its place, but the SDK's modules still count here
func setTelemetry(c *srvconfig.Config) {
	c.Telemetry.ServiceName = app.Name
	c.Telemetry.Enabled = true
	c.Telemetry.PrometheusRetentionTime = metricsRetention
}

// gasPriceHelp ends the template's comment on minimum-gas-prices.
const gasPriceHelp = "specified in this config (e.g. 0.25token1,0.0001token2)."

// appTemplate is the SDK's template of app.toml with the comment that our default needs, and what a validator needs for the bridge.
func appTemplate() string {
	return strings.Replace(srvconfig.DefaultConfigTemplate, gasPriceHelp, gasPriceHelp+`
# 0uweft takes transactions without a fee, which suits a test network. On a public one every validator should ask for something, for
# example 0.01uweft: a free block is filled by whoever wants it full.`, 1) + bridgeTemplate
}
