# The front door: `make help` lists what it can do. Debian 12 with apt, git and make is enough.
# SPDX-License-Identifier: Apache-2.0
BUILD        := build
CLOCK        := 2025-01-15T09:00+08:00
REHEARSAL    := var/rehearsal
DB           := sqlite:$(REHEARSAL).db
PREFIX       := /usr/local
LISTEN       := 127.0.0.1:8080
FUZZ_SECONDS := 30
export PATH  := $(CURDIR)/var/node/bin:$(PATH)
# The pages, once there are any; everything but what is installed or made in web/.
WEB          := $(if $(wildcard web/package-lock.json),web/dist/index.html)
WEB_SOURCES  := $(shell find web -name node_modules -prune -o -name dist -prune -o -name e2e \
                  -prune -o -type f ! -name generated.ts -print 2>/dev/null)

.PHONY: build run test test-long check fuzz bench deb bundle install dist clean help setup-% program
.DELETE_ON_ERROR:
.NOTPARALLEL:

build: program setup-web $(WEB) ## build/dianjiang with the pages inside (the default)
	@ninja -C $(BUILD) --quiet $(TARGETS)

run: TARGETS := dianjiang
run: build ## install, build, make a rehearsal in var/ and serve it on http://127.0.0.1:8080
	@test -s $(REHEARSAL).txt || { rm -f $(REHEARSAL).db*; \
	    $(BUILD)/dianjiang demo --db $(DB) --clock $(CLOCK) >$(REHEARSAL).new && \
	    mv $(REHEARSAL).new $(REHEARSAL).txt; }
	@$(BUILD)/dianjiang migrate --db $(DB)
	@cat $(REHEARSAL).txt && echo "http://$(LISTEN)"
	@$(BUILD)/dianjiang serve --db $(DB) --listen $(LISTEN)

test: setup-test build ## everything, PostgreSQL and browser too; ends with "N passed, N failed"
	@tools/run-tests $(BUILD)

test-long: setup-test build ## the same with every property test whole; before an issue is done
	@tools/run-tests $(BUILD) --long

check: setup-check build ## format, house rules, static analysis, sanitizers, pages
	@tools/check $(BUILD)

fuzz: setup-check ## run each fuzzer for FUZZ_SECONDS (30)
	@tools/fuzz $(FUZZ_SECONDS)

bench: setup-check build ## measure what the README claims
	@bench/run $(BUILD)

deb: setup-deb build ## the Debian package, in build/deb
	@packaging/build-deb $(BUILD)

bundle: setup-deb build ## a folder build/bundle that installs without a network
	@rm -rf $(BUILD)/bundle
	@packaging/build-bundle "$$(packaging/build-deb $(BUILD))" $(BUILD)/bundle

install: ## program, unit, man page and examples below $(DESTDIR)$(PREFIX), after make
	@packaging/stage $(BUILD) "$(DESTDIR)" "$(PREFIX)" "$$(packaging/version $(BUILD))"

dist: build ## a source archive in build/meson-dist
	meson dist -C $(BUILD) --no-tests --allow-dirty

clean: ## remove what was built; var/ with its database stays
	rm -rf $(BUILD) $(BUILD)-* web/dist

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

setup-%:
	@tools/setup $*

$(BUILD)/build.ninja: | setup-build
	meson setup $(BUILD) $(if $(CI),-Dwerror=true)

program: $(BUILD)/build.ninja | setup-build
	@ninja -C $(BUILD) --quiet dianjiang

# The pages' client, made from the route table of the program.
web/src/api/generated.ts: program
	@$(BUILD)/dianjiang routes typescript >$(BUILD)/generated.ts
	@cmp -s $(BUILD)/generated.ts $@ || cp $(BUILD)/generated.ts $@

web/dist/index.html: $(WEB_SOURCES) web/src/api/generated.ts | setup-web
	cd web && npm run build
