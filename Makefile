# `make help` lists the targets. Everything runs from a clean checkout with Go
# alone; the tools are built from tools/go.mod into .bin when first needed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# One set of build settings for programs, tests and linters: they share the
# build cache, and programs are static and the same wherever they are built.
export CGO_ENABLED ?= 0
export GOFLAGS := $(strip -trimpath -buildvcs=false $(GOFLAGS))

COMMIT  := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
VERSION ?= $(shell git describe --tags --dirty 2>/dev/null | sed 's/^v//' | grep . || echo 0.0.0-$(COMMIT))
TAGS    ?=
BIN     ?= bin

PROGRAMS   := $(notdir $(wildcard cmd/*))
STAMP      := github.com/cosmos/cosmos-sdk/version
BUILDFLAGS := -tags '$(TAGS)'
ldflags     = -s -w -X $(STAMP).Name=weft -X $(STAMP).AppName=$(1) -X $(STAMP).Version=$(VERSION) \
              -X $(STAMP).Commit=$(COMMIT) -X $(STAMP).BuildTags=$(subst $() ,$(comma),$(strip $(TAGS)))
comma      := ,

# Costly checks of invariants are on in every test.
TESTTAGS := invariants

##@ Programs

.PHONY: build
build: $(PROGRAMS:%=bin/%) ## Build every program of cmd into bin

.PHONY: $(PROGRAMS:%=bin/%)
$(PROGRAMS:%=bin/%): bin/%:
	go build $(BUILDFLAGS) -ldflags '$(call ldflags,$*)' -o $(BIN)/$* ./cmd/$*

.PHONY: install
install: ## Install every program of cmd with go install
	for program in $(PROGRAMS); do \
	  go install $(BUILDFLAGS) -ldflags '$(call ldflags,'$$program')' ./cmd/$$program; \
	done

.PHONY: version
version: ## Print the version that programs are stamped with
	@echo '$(VERSION)'

.PHONY: release
release: ## Make the files of a release in dist, for TARGETS (linux and darwin on amd64 and arm64), from a clean checkout (20 minutes)
	VERSION='$(VERSION)' scripts/release.sh $(TARGETS)

.PHONY: clean
clean: ## Delete what was built; the tools in .bin stay
	rm -rf bin dist

# Programs with the tag link what stands in for the driver's library, and start
# without a driver.
CUDA     := CGO_ENABLED=1 CGO_LDFLAGS='-L$(CURDIR)/.bin/cuda' CGO_CFLAGS='-O2 -w -I$(or $(CUDA_HOME),/usr)/include'
CUDALIB  := .bin/cuda/libcuda.a
KIT      ?= gpu-results

$(CUDALIB): scripts/libcuda.sh trainer/kernel/cuda/lazy/libcuda.c
	scripts/libcuda.sh .bin/cuda

.PHONY: cuda
cuda: $(CUDALIB) ## Build bin/weft-cuda, which can train on GPUs; needs a C compiler and cuda.h (make cuda-toolkit)
	$(CUDA) go build -tags 'cuda $(TAGS)' -ldflags '$(call ldflags,weft)' -o $(BIN)/weft-cuda ./cmd/weft

.PHONY: cuda-toolkit
cuda-toolkit: ## Install nvcc and cuda.h from Debian's non-free component, as root on Debian 12
	scripts/cuda-toolkit.sh

.PHONY: gpu-kit
gpu-kit: $(CUDALIB) ## Build what scripts/gpu.sh runs on a machine with a GPU into KIT (gpu-results)
	$(MAKE) cuda BIN='$(KIT)'
	$(CUDA) go test -c -tags 'cuda $(TESTTAGS)' -o '$(KIT)/cuda.test' ./trainer/kernel/cuda

.PHONY: gpu
gpu: ## Test and measure on a machine with a GPU: equal bits, rates, memory; prints a table, writes gpu-results/results.json
	scripts/gpu.sh

.PHONY: test-cuda
test-cuda: $(CUDALIB) ## Test the build with the tag cuda, without a driver's GPU and with a driver whose GPU is a processor
	$(CUDA) go vet -tags cuda ./trainer/kernel/cuda/...
	scripts/fake-driver.sh .bin/fake
	LD_LIBRARY_PATH='$(CURDIR)/.bin/fake' $(CUDA) go test -count=1 -tags 'cuda $(TESTTAGS)' -v -run 'TestGPU|TestPTX' ./trainer/kernel/cuda
	$(MAKE) cuda
	LD_LIBRARY_PATH='$(CURDIR)/.bin/fake' $(BIN)/weft-cuda lab digest --device cuda --steps 2 >.bin/fake/digest.cuda
	$(BIN)/weft-cuda lab digest --device cpu --steps 2 | cmp - .bin/fake/digest.cuda
	! $(BIN)/weft-cuda lab digest --device cuda --steps 1 || nvidia-smi -L # without a GPU it says so

.PHONY: devnet
devnet: bin/weft ## Train a model with a whole network on this machine
	bin/weft devnet $(ARGS)

##@ Tests

.PHONY: economy
economy: bin/weft ## Play 100 000 rounds of the economy, some minutes of one processor; ARGS are options of weft lab economy
	bin/weft lab economy $(ARGS)

.PHONY: test
test: ## Run the whole test suite
	go test -tags '$(TESTTAGS)' -timeout 20m ./...

.PHONY: test-sims
test-sims: ## Run the randomised simulations of the whole chain
	go test -tags 'sims $(TESTTAGS)' -timeout 30m -run 'Sim' ./app/...

.PHONY: test-histories
test-histories: ## Play 10 000 random histories of jobs, a hundred in a process, which slows down with more (half an hour)
	mkdir -p .bin
	go test -c -tags '$(TESTTAGS)' -o .bin/histories.test ./x/job/keeper
	cd x/job/keeper && for i in $$(seq 100); do \
	  ../../../.bin/histories.test -test.run '^TestRandomHistories$$' -rapid.checks=100 || exit 1; \
	done

.PHONY: test-kills
test-kills: ## Kill trainers, verifiers and validators KILLS (200) times, at any moment, and compare what comes out
	WEFT_KILLS=$(or $(KILLS),200) go test -count=1 -timeout 4h -v -run '^TestKilledAtRandom$$' ./cmd/weft/internal/local

.PHONY: attack-report
attack-report: ## Run what shows the outcome of every strategy against the protocol, and print the table (some minutes)
	go run ./internal/attack/report

.PHONY: test-noasm
test-noasm: ## Run the test suite on the portable code paths
	go test -tags 'noasm $(TESTTAGS)' -timeout 20m ./...

.PHONY: test-bits
test-bits: ## Compare bits in other builds: GOAMD64=v3, noasm, arm64 where qemu is
	scripts/bits.sh

.PHONY: test-exhaustive
test-exhaustive: ## Check operations of one number on all 2^32, by kernels and by integers (an hour)
	WEFT_EXHAUSTIVE=1 go test -count=1 -timeout 4h -v -run '^Test(Exp|Log|Functions|SoftfloatOfOne|Referee)$$' \
	  ./trainer/kernel/ref ./trainer/kernel/cpu ./trainer/kernel/kerneltest

.PHONY: test-softfloat
test-softfloat: ## Compare CASES (500) million operands with the processor, and with testfloat_gen if WEFT_TESTFLOAT names it
	WEFT_SOFTFLOAT=$(or $(CASES),500) go test -count=1 -timeout 4h -v -run 'Operands|Published' ./chain/referee/softfloat

.PHONY: test-torch
test-torch: ## Compare with PyTorch and transformers in WEFT_PYTHON (python3): gradients, losses, model folders
	WEFT_TORCH_STEPS=$(or $(STEPS),10) go test -count=1 -timeout 5h -v -run 'Torch|Transformers' \
	  ./trainer/engine ./trainer/checkpoint/pretrained ./cmd/weft/internal/lab

.PHONY: test-kubo
test-kubo: .bin/ipfs ## Exchange content with an unmodified kubo, built for it (some minutes), and with curl
	WEFT_KUBO='$(CURDIR)/.bin/ipfs' go test -tags kubo -count=1 -timeout 20m ./test/kubo

.PHONY: bench-kubo
bench-kubo: .bin/ipfs ## Move 1 GiB by our ways and by kubo's, in turns
	WEFT_KUBO='$(CURDIR)/.bin/ipfs' go test -tags kubo -count=1 -timeout 1h -v -run 'SideBySide|Spread|Flat' ./trainer/blob/ipfs

.bin/ipfs: test/kubo/daemon/go.mod test/kubo/daemon/go.sum
	go -C test/kubo/daemon build -o '$(CURDIR)/$@' github.com/ipfs/kubo/cmd/ipfs
	touch $@

.PHONY: fuzz-short
fuzz-short: ## Run every fuzz test for FUZZTIME (10s) each
	scripts/fuzz.sh $(or $(FUZZTIME),10s)

.PHONY: bench
bench: ## Run the benchmarks of every package that has some
	go test -run '^$$' -bench . -benchmem $$(grep -rl --include='*_test.go' --exclude-dir=testdata '^func Benchmark' . | xargs -r -n1 dirname | sort -u)

##@ Source

.PHONY: lint
lint: ## Check style, layers, formatting and protobuf files
	scripts/lint.sh

.PHONY: format
format: ## Format Go files
	scripts/tools.sh golangci-lint
	.bin/golangci-lint fmt

.PHONY: generate
generate: ## Delete every generated file and make it again
	scripts/generate.sh

.PHONY: proto-baseline
proto-baseline: ## Record the proto files as what later ones may not break; at a release, or with a break that is meant
	scripts/tools.sh buf
	scripts/protodeps.sh
	.bin/buf build proto --exclude-source-info -o proto/baseline.binpb

.PHONY: generate-js
generate-js: ## Make the TypeScript of clients/js again and build it; needs node with npm
	npm --prefix clients/js ci --no-audit --no-fund --ignore-scripts
	scripts/jsgen.sh
	npm --prefix clients/js run build

.PHONY: contracts
contracts: ## Compile, lint and test the contracts, and make their artifacts and Go bindings again; needs node with npm
	npm --prefix contracts ci --no-audit --no-fund --ignore-scripts
	scripts/contracts.sh

.PHONY: check-generated
check-generated: ## Fail when a generated file is not what its source gives
	scripts/check-generated.sh

##@ Help

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
