# Thin, over meson.  `make help` says what there is.

LISTEN ?= 127.0.0.1:8443
OPS_LISTEN ?= 127.0.0.1:8081
export LISTEN OPS_LISTEN

# Debian's own meson and python3, with Debian's modules, before any other.
export PATH := /usr/bin:/bin:$(PATH)

.PHONY: help run test test-manifests e2e e2e-tools playground tsan tidy bless build image image-root format install setup clean

help:
	@echo 'make run      build, and show the webhook at work on loopback, until Ctrl-C'
	@echo '              LISTEN=$(LISTEN)  OPS_LISTEN=$(OPS_LISTEN)'
	@echo 'make test     build with sanitizers and run every test'
	@echo 'make e2e      test against a real API server; E2E=pattern picks, KUBE=1.37.2 is the other'
	@echo 'make test-manifests  what kubectl, helm, promtool and buildah make of manifests/'
	@echo 'make playground  the same left running, with Ingresses to try, until Ctrl-C'
	@echo 'make e2e-tools   build or fetch what these two run (once, about 16 minutes)'
	@echo 'make tsan     what threads share, under ThreadSanitizer'
	@echo 'make tidy     clang-tidy over src; takes minutes'
	@echo 'make bless    write the golden answers anew; read the diff'
	@echo 'make build    build/src/ingress-warden, optimised'
	@echo 'make install  install what was built; DESTDIR= is respected'
	@echo 'make image    build/image/ingress-warden.tar, an OCI archive'
	@echo 'make format   clang-format over src and tests'
	@echo 'make clean    remove the build folders'

run: build
	@tests/demo/run.sh

test: setup
	@tests/run.sh

e2e: build
	@tests/e2e/run.py

test-manifests: build
	@tests/setup.sh packages.debian packages.e2e.debian
	@tests/manifests/run.sh build/src/ingress-warden

playground: build
	@tests/e2e/playground.py

e2e-tools:
	@tests/e2e/tools/build.sh

tsan: setup
	@tests/tsan.sh

tidy: setup
	@tests/tidy.sh

bless: setup
	@tests/build.sh test tests/cases/run_cases
	build-test/tests/cases/run_cases --bless tests/cases

build: setup
	@tests/build.sh release src/ingress-warden

image: build
	@tests/setup.sh packages.e2e.debian
	@manifests/image/build.sh build/src/ingress-warden build/image

# Only the folder, for docker build or podman build.
image-root: build
	@manifests/image/root.sh build/src/ingress-warden build/image/root

install: build
	meson install -C build --no-rebuild

format:
	find src tests -name '*.[ch]' -exec clang-format -i {} +

clean:
	rm -rf build build-test build-clang build-tsan

setup:
	@tests/setup.sh
