# Everything that a person does with Coronium starts here. `make run` and `make test` set up what they need first.

ADDR ?= :8080
DATA ?= data
FUZZTIME ?= 15m

.PHONY: run test bench bench-sandbox bench-derive bench-sim bench-similar fuzz soak lint lint-content checks generate front setup-run setup-test clean

run: setup-run ## serve the app with its demo course on an embedded database
	go build -o coronium ./app
	exec ./coronium serve --demo --addr '$(ADDR)' --data '$(DATA)'

test: setup-test ## every test, the browser's and the sandbox's included; skipped ones are named with their reason
	go vet -tags e2e ./...
	go tool gotestsum --format pkgname-and-test-fails -- -tags e2e -timeout 40m ./...

bench: setup-run ## every benchmark, as ratios to a floor or a peer measured in the same run
	go test -run '^$$' -bench . -benchmem ./...

bench-sandbox: setup-run ## the sandbox beside a plain python3
	go test -run '^$$' -bench Floors -benchtime 1x -timeout 20m ./grading/sandbox

bench-derive: setup-run ## the derivation checker on its collection, beside SymPy where python3-sympy is installed
	go test -run '^$$' -bench 'Pairs|Derivation|SymPy' -benchtime 3x -timeout 60m -v ./grading/derive

bench-sim: setup-run ## the reference core beside Brian2 and NumPy where they are installed
	go run ./sim/bench

bench-similar: ## likeness of a thousand programs
	go test -run '^$$' -bench Similar ./grading/likeness

fuzz: ## what reads other people's bytes, and the rules: every fuzz target, FUZZTIME each
	grep -ro --include='*_test.go' '^func Fuzz[A-Za-z]*' . | sed -E 's,/[^/]*:func , ,' | sort | while read -r folder target; do \
	  echo "$$folder $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$folder" || exit 1; done

soak: ## twenty thousand jobs among hostile neighbours, and ten thousand random parameter sets a model; hours
	SANDBOX_SOAK=20000 go test -run '^TestSoak$$' -v -timeout 3h ./grading/sandbox
	CORONIUM_SOAK=10000 go test -run TestRandomParameters -timeout 0 ./sim/registry
	CORONIUM_STATISTICS=1000000 go test -run TestFalseFail -v -timeout 2h ./grading/compare

lint: ## gofmt, go vet, staticcheck, govulncheck and stale generated code
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' | grep -v _templ.go)); \
	 if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted"; exit 1; fi
	go vet -tags e2e ./...
	go tool staticcheck -tags e2e ./...
	go tool govulncheck ./...
	go tool templ generate -path views >/dev/null 2>&1 && git diff --exit-code --stat -- 'views/*_templ.go'

lint-content: setup-run ## the proof of the content: every exercise on twenty variants, with mutants and check items; an hour
	go run ./app content lint

checks: setup-run ## the understanding checks of every program of modules 1 to 7: how many, that both routes to every key agree, and how well they are guessed; hours
	CHECKS=$${CHECKS:-$$(mktemp -d)} && export CORONIUM_SURVEY=$$CHECKS && go test -run TestSurvey -v -timeout 0 ./exercises && \
		go test -run TestFormulasAreNotGuessed -v -timeout 0 ./exercises && \
		go test -run TestGuessRatesOfASurvey -v -timeout 0 ./grading/understand

generate: ## templ's generated code, after a change to a .templ file
	go tool templ generate -path views

front: ## the browser bundles in views/static, after a change to views/build (needs Node)
	go run ./views/build

setup-run:
	@.ci/setup run

setup-test:
	@.ci/setup test

clean: ## the built binary; the data folder stays
	rm -f coronium
