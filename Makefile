# Thin, over meson.  `make help` says what there is.

LISTEN ?= 127.0.0.1:8443
OPS_LISTEN ?= 127.0.0.1:8081
export LISTEN OPS_LISTEN

# Debian's own meson and python3, with Debian's modules, before any other.
export PATH := /usr/bin:/bin:$(PATH)

.PHONY: help run test bless build format install setup clean

help:
	@echo 'make run      build, and show the webhook at work on loopback, until Ctrl-C'
	@echo '              LISTEN=$(LISTEN)  OPS_LISTEN=$(OPS_LISTEN)'
	@echo 'make test     build with sanitizers and run every test'
	@echo 'make bless    write the golden answers anew; read the diff'
	@echo 'make build    build/src/ingress-warden, optimised'
	@echo 'make install  install what was built; DESTDIR= is respected'
	@echo 'make format   clang-format over src and tests'
	@echo 'make clean    remove the build folders'

run: build
	@tests/demo/run.sh

test: setup
	@tests/run.sh

bless: setup
	@tests/build.sh test tests/cases/run_cases
	build-test/tests/cases/run_cases --bless tests/cases

build: setup
	@tests/build.sh release src/ingress-warden

install: build
	meson install -C build --no-rebuild

format:
	find src tests -name '*.[ch]' -exec clang-format -i {} +

clean:
	rm -rf build build-test build-clang

setup:
	@tests/setup.sh
