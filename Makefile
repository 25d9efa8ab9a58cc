# SPDX-License-Identifier: Apache-2.0
# A thin layer over meson.  `make help` lists the targets.

LISTEN ?= 127.0.0.1:8443
OPS_LISTEN ?= 127.0.0.1:8081
export LISTEN OPS_LISTEN

# Debian's meson and python3, with Debian's modules, come before any other.
export PATH := /usr/bin:/bin:$(PATH)

.PHONY: help run check test test-browser bench bench-cycles test-manifests test-pipeline e2e e2e-tools playground tsan valgrind analyze coverage campaign property fuzz conformance faults hostile tidy bless build image image-root format install dist dist-check setup lint-tools clean

help:
	@echo 'make run      build, and demonstrate the webhook on loopback, until Ctrl-C'
	@echo '              LISTEN=$(LISTEN)  OPS_LISTEN=$(OPS_LISTEN)'
	@echo 'make check    build with sanitizers; unit tests, cases and lints, in about a minute;'
	@echo '              leaves out slowest, laws, json_jansson and the tests of the lints'
	@echo 'make test     build with sanitizers and run every test'
	@echo 'make test-browser  test the pages of report in a browser, which it installs;'
	@echo '              PICTURES=FOLDER keeps screenshots'
	@echo 'make build    build/src/ingress-warden, optimised'
	@echo 'make install  install what was built; DESTDIR= and PREFIX= are respected;'
	@echo '              the next install has the same PREFIX, unless it names another'
	@echo 'make dist     build the files of a release, in build/dist: source, program, image,'
	@echo '              chart, Debian package, SBOMs, checksums'
	@echo 'make dist-check  build these twice, compare, and try them in bare chroots; 40 minutes'
	@echo 'make image    build/image/ingress-warden.tar, an OCI archive'
	@echo 'make format   clang-format over bench, src and tests'
	@echo 'make bless    regenerate the golden answers and the completions; read the diff'
	@echo 'make clean    remove the build folders'
	@echo
	@echo 'With a real API server:'
	@echo 'make e2e      run the tests against it; E2E=PATTERN selects, KUBE=1.37.2 is the other version'
	@echo 'make playground  keep it running, with Ingresses to try, until Ctrl-C'
	@echo 'make e2e-tools   build or fetch the tools of these two (once, about 16 minutes)'
	@echo 'make test-manifests  check manifests/ with kubectl, helm, promtool and buildah'
	@echo
	@echo 'With other tools:'
	@echo 'make test-pipeline  test the hooks with pre-commit, and completion in zsh and fish'
	@echo
	@echo 'Longer than make test:'
	@echo 'make bench    speed compared with nginx and controller-runtime, about 10 minutes on an idle'
	@echo '              machine; BENCH=quick is short, BENCH=PATTERN selects rows, STRICT=1 fails if a'
	@echo '              bound is not reached, BASE=COMMIT times that commit too, about 20 minutes;'
	@echo '              BENCH=apiserver: creates through a real API server, with the tools of make e2e'
	@echo 'make bench-cycles  instructions per review; BLESS=1 records them, BASE=COMMIT compares'
	@echo 'make campaign  thousands of rotations, reloads, restarts and faults with a Go client;'
	@echo '              20 minutes; CAMPAIGN=NAME selects one'
	@echo 'make property  60,000 reviews against the reference, the laws over 100,000 objects;'
	@echo '              8 minutes; REVIEWS=N OBJECTS=N SEED=N'
	@echo 'make hostile  a thousand bad clients of each kind beside a good one, and TLS scanners;'
	@echo '              8 minutes; HOSTILE=NAME selects one'
	@echo 'make fuzz     18 harnesses under libFuzzer, a minute each; HOURS=N for longer runs,'
	@echo '              FUZZ=PATTERN selects'
	@echo 'make conformance  public suites of JSON, YAML, JSON Patch, naughty strings, and manifests'
	@echo 'make faults   fail every allocation and system call in turn; takes half an hour'
	@echo 'make coverage  what the tests cover, as build-coverage/html/index.html'
	@echo 'make tsan     tests of shared state, and the server, under ThreadSanitizer'
	@echo 'make valgrind  review, check and lint under memcheck'
	@echo 'make analyze  gcc -fanalyzer over src'
	@echo 'make tidy     clang-tidy over src; takes minutes'

run: build
	@tests/server/demo/run.sh

test: setup lint-tools
	@tests/tools/run.sh

check: setup lint-tools
	@tests/tools/run.sh check

test-browser: build
	@tests/tools/setup.sh packages/build.debian packages/browser.debian
	@tests/browser/run.py build/src/ingress-warden --need $(if $(PICTURES),--pictures $(PICTURES))

e2e: build
	@tests/deploy/e2e/run.py

test-manifests: build
	@tests/tools/setup.sh packages/build.debian packages/image.debian packages/e2e.debian
	@tests/deploy/manifests/run.sh build/src/ingress-warden

test-pipeline: build
	@tests/tools/setup.sh packages/build.debian packages/pipeline.debian
	@tests/docs/pipeline/hooks.py build/src/ingress-warden . --real
	@tests/golden/commands/completion.py build/src/ingress-warden docs/completion --shells

playground: build
	@tests/deploy/e2e/playground.py

e2e-tools:
	@tests/deploy/e2e/tools/build.sh

tsan: setup
	@tests/tools/tsan.sh

valgrind: build
	@tests/tools/valgrind.sh build/src/ingress-warden

analyze: setup
	@tests/tools/analyze.sh

coverage: setup
	@tests/tools/setup.sh packages/build.debian packages/coverage.debian
	@tests/tools/coverage/run.sh

campaign: build
	@tests/tools/setup.sh packages/build.debian packages/campaign.debian
	@tests/endurance/campaign/run.py build/src/ingress-warden full $(CAMPAIGN)

property: build
	@tests/tools/build.sh release tests/property/laws
	@/usr/bin/python3 tests/tools/property.py build/tests/property/laws build/src/ingress-warden \
		tests/golden/reviews/policies

hostile: build
	@tests/tools/setup.sh packages/build.debian packages/hostile.debian
	@tests/server/hostile/long.py build/src/ingress-warden $(HOSTILE)

fuzz: setup
	@tests/tools/setup.sh packages/build.debian packages/fuzz.debian
	@tests/fuzz/run.sh

conformance: setup
	@tests/tools/build.sh test src/ingress-warden tests/conformance/answers
	@tests/conformance/run.py build-test/tests/conformance/answers build-test/src/ingress-warden

faults: build
	@tests/endurance/faults/run.sh

tidy: setup
	@tests/tools/setup.sh packages/build.debian packages/tidy.debian
	@tests/tools/tidy.sh

bless: setup
	@tests/tools/build.sh test tests/golden/reviews/run_cases src/ingress-warden
	build-test/tests/golden/reviews/run_cases --bless tests/golden/reviews
	docs/completion/generate.py build-test/src/ingress-warden

bench: build
	@tests/tools/setup.sh packages/build.debian packages/bench.debian
	@tests/tools/build.sh release bench/cycles bench/openloop
	@bench/run.py $(if $(STRICT),--strict) $(if $(BASE),--base $(BASE)) build $(BENCH)

bench-cycles: setup
	@tests/tools/build.sh release bench/cycles
	@bench/cycles.py $(if $(BLESS),--bless,--show) $(if $(BASE),--base $(BASE)) $(if $(STRICT),--strict) build/bench/cycles

build: setup
	@tests/tools/build.sh release src/ingress-warden

image: build
	@tests/tools/setup.sh packages/image.debian
	@manifests/image/build.sh build/src/ingress-warden build/image

# Only the root folder of the image, for docker build or podman build.
image-root: build
	@manifests/image/root.sh build/src/ingress-warden build/image/root

# meson install uses the prefix that ninja saw last, so ninja runs again after a change.
install: build
	$(if $(PREFIX),meson configure build -Dprefix=$(abspath $(PREFIX)))
	$(if $(PREFIX),@tests/tools/build.sh release src/ingress-warden)
	meson install -C build --no-rebuild

dist: setup
	@tests/tools/setup.sh packages/build.debian packages/image.debian packages/dist.debian
	@packages/dist/dist.sh build/dist

dist-check: dist
	@tests/tools/setup.sh packages/dist-check.debian
	@packages/dist/check.sh build/dist

format:
	find bench src tests -name '*.[ch]' -exec clang-format -i {} +

clean:
	rm -rf build build-test build-clang build-tsan build-coverage build-analyze-0 build-analyze-1 build-fuzz

setup:
	@tests/tools/setup.sh

lint-tools: setup
	@tests/tools/venv.sh packages/lint.pip >/dev/null || echo 'The lint ruff will fail.' >&2
