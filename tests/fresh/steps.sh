# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# steps.sh: the steps of tests/fresh/run. Each starts in a new bare system, fails by its exit code.
# shellcheck disable=SC2154 # root, fresh, account and here are set by run

say() {
    echo "  $*"
}

clone_source() {
    git clone --quiet --no-local . "$root/dianjiang"
    chroot "$root" chown -R "$account:" /dianjiang
}

# Versions of what the program stands on, as the system has them.
say_versions() {
    say "$(inside root "dpkg-query -W -f '\${Package} \${Version}, ' libssl3 libsqlite3-0 libpq5 \
        libmicrohttpd12 libcurl4 2>/dev/null" || true)"
}

# ---- the README's two commands -----------------------------------------------------------------

# Waits until the address answers; fails when the job ends before.
await() {
    local address=$1 job=$2
    until curl --silent --fail --output /dev/null "$address"; do
        kill -0 "$job" 2>/dev/null || return 1
        sleep 0.2
    done
}

# Ends what `inside … &` runs, with all its processes: unshare takes them along.
stop_inside() {
    pkill -TERM -P "$1" || true
    wait "$1" 2>/dev/null || true
}

# Seconds until `make run` answers are printed.
time_run() {
    local log=$1 start=$SECONDS port
    port=$(free_port)
    inside "$account" "cd /dianjiang && make run LISTEN=127.0.0.1:$port" >"$log" 2>&1 &
    local job=$!
    if ! await "http://127.0.0.1:$port/healthz" "$job"; then
        tail -n 30 "$log" >&2
        return 1
    fi
    echo "$((SECONDS - start))"
    stop_inside "$job"
}

two_commands() {
    local first again start
    copy_registries
    pin_versions "$1"
    clone_source
    first=$(time_run "$fresh/$1-run.log")
    again=$(time_run "$fresh/$1-again.log")
    say "make run answers after $first s; again after $again s"
    say_versions
    start=$SECONDS
    inside "$account" "cd /dianjiang && make test" >"$fresh/$1-test.log" 2>&1 || {
        tail -n 5 "$fresh/$1-test.log"
        return 1
    }
    say "make test: $((SECONDS - start)) s: $(tail -n 1 "$fresh/$1-test.log")"
}

step_oldest() {
    two_commands oldest
}

step_newest() {
    two_commands newest
}

# ---- the package -------------------------------------------------------------------------------

# The package of this tree, and of the last release in this tree's clothes.
build_packages() {
    local old=$fresh/old
    make --quiet deb >"$fresh/deb.log" 2>&1
    new_package=$(packaging/build-deb build "$fresh")
    rm -rf "$old"
    git clone --quiet --no-local . "$old"
    git -C "$old" checkout --quiet "$LAST_RELEASE"
    make --quiet -C "$old" build >"$fresh/old.log" 2>&1
    old_package=$(VERSION=0.1.0 DESCRIBED=build/dianjiang packaging/build-deb "$old/build" "$fresh")
    rm -rf "$old"
}

install_package() {
    cp "$1" "$root/tmp/dianjiang.deb"
    inside root "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o Dpkg::Use-Pty=0 --no-install-recommends install /tmp/dianjiang.deb" \
        >>"$fresh/install.log" 2>&1
}

# What docs/operating.md says under "First start", and an account to sign in with.
first_start() {
    cp -r calls/nmg-2025 "$root/tmp/call"
    chmod -R a+rX "$root/tmp/call"
    sed -i 's/^DIANJIANG_COOKIE_SECURE=.*/DIANJIANG_COOKIE_SECURE=no/' \
        "$root/etc/dianjiang/environment"
    # shellcheck disable=SC2016 # the inner shell expands
    inside root '
        set -e
        dianjiang-site key init /var/lib/dianjiang/keys
        dianjiang-site migrate
        dianjiang-site call load /tmp/call
        unit=$(dianjiang-site org add 自治区人力资源和社会保障厅 --capacity department | cut -d " " -f 1)
        printf "%s\n" Zhuan-Jia-2026-fuwu | dianjiang-site user add fuze --name 负责人 \
            --org "$unit" --role head' >"$fresh/first-start.log" 2>&1 || {
        cat "$fresh/first-start.log"
        return 1
    }
}

# Starts the server with the settings of the unit, signs in, and counts the versions of the call.
serve_and_ask() {
    local port cookies=$fresh/cookies count
    port=$(free_port)
    sed -i "s/^DIANJIANG_LISTEN=.*/DIANJIANG_LISTEN=127.0.0.1:$port/" \
        "$root/etc/dianjiang/environment"
    inside root 'dianjiang-site serve' >"$fresh/serve.log" 2>&1 &
    local job=$!
    await "http://127.0.0.1:$port/healthz" "$job" || { cat "$fresh/serve.log" && return 1; }
    rm -f "$cookies"
    curl --silent --fail --cookie-jar "$cookies" -H 'Content-Type: application/json' \
        -d '{"login":"fuze","password":"Zhuan-Jia-2026-fuwu"}' \
        "http://127.0.0.1:$port/api/v1/session" >"$fresh/session.json"
    count=$(curl --silent --fail --cookie "$cookies" "http://127.0.0.1:$port/api/v1/admin/calls" |
        grep -o '"nmg-2025"' | wc -l)
    stop_inside "$job"
    ((count > 0))
}

step_package() {
    build_packages
    copy_registries
    install_package "$old_package"
    first_start
    serve_and_ask
    say "installed and started: $(inside root "dpkg-query -W -f '\${Version}' dianjiang")"
    install_package "$new_package"
    ls "$root"/var/lib/dianjiang/site.db.before-* >/dev/null
    serve_and_ask
    inside root 'dianjiang-site audit verify' >"$fresh/verify.log"
    say "upgraded with its data: $(inside root "dpkg-query -W -f '\${Version}' dianjiang")"
    say_versions
    inside root 'man -w dianjiang >/dev/null 2>&1 || test -s /usr/share/man/man1/dianjiang.1.gz ||
        grep -q path-exclude /etc/dpkg/dpkg.cfg.d/* 2>/dev/null'
    inside root 'apt-get -qq -y -o Dpkg::Use-Pty=0 remove dianjiang' >>"$fresh/install.log" 2>&1
    [[ ! -e $root/usr/bin/dianjiang && -s $root/var/lib/dianjiang/site.db ]]
    inside root 'apt-get -qq -y -o Dpkg::Use-Pty=0 purge dianjiang' >>"$fresh/install.log" 2>&1
    [[ ! -e $root/etc/dianjiang && -d $root/var/lib/dianjiang/keys ]]
    say "removed; the data stays"
}

# ---- without a network -------------------------------------------------------------------------

step_bundle() {
    make --quiet bundle >"$fresh/bundle.log" 2>&1
    cp -r build/bundle "$root/bundle"
    : >"$root/etc/apt/sources.list"
    local start=$SECONDS
    NET=no inside root '/bundle/install.sh' >>"$fresh/install.log" 2>&1
    say "installed without a network in $((SECONDS - start)) s; $(tail -n 1 "$fresh/bundle.log")"
    first_start
    serve_and_ask
}

# ---- another processor -------------------------------------------------------------------------

# Tests that need neither a database server nor a browser, run under qemu.
ARM_TESTS="crypto count ident calendar assign form_check json_canon csv"

step_arm64() {
    copy_registries
    clone_source
    inside root 'dpkg --add-architecture arm64 && apt-get -qq update'
    local packages
    packages=$(sed -e 's/#.*//' -e '/^ *$/d' tools/packages-build.txt |
        sed -nE 's/^(lib.*-dev|uthash-dev|zlib1g-dev)$/\1:arm64/p' | sed '/^libc6-dev/d' | xargs)
    inside root "DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
        --no-install-recommends install gcc libc6-dev libssl-dev zlib1g-dev meson ninja-build \
        pkg-config dpkg-dev git gcc-aarch64-linux-gnu libc6-dev-arm64-cross $packages" \
        >"$fresh/arm64-install.log" 2>&1 || { tail -n 20 "$fresh/arm64-install.log" && return 1; }
    cp "$(command -v qemu-aarch64-static)" "$root/usr/bin/"
    make --quiet build >"$fresh/arm64-pages.log" 2>&1
    cp -r web/dist "$root/dianjiang/web/"
    cp "$here/arm64.ini" "$root/tmp/"
    inside root "cd /dianjiang && meson setup build-arm64 --cross-file /tmp/arm64.ini >/dev/null &&
        ninja -C build-arm64 --quiet" >"$fresh/arm64-build.log" 2>&1 ||
        { tail -n 20 "$fresh/arm64-build.log" && return 1; }
    local name
    for name in $ARM_TESTS; do
        inside root "cd /dianjiang && DIANJIANG_SOURCE=/dianjiang CMOCKA_MESSAGE_OUTPUT=TAP \
            DIANJIANG_PROGRAM=/dianjiang/build-arm64/dianjiang \
            qemu-aarch64-static build-arm64/tests/test_$name" >"$fresh/arm64-$name.log" 2>&1 ||
            { say "$name failed" && tail -n 20 "$fresh/arm64-$name.log" && return 1; }
        say "$name: $(grep -c '^ok' "$fresh/arm64-$name.log") passed"
    done
    inside root 'cd /tmp && qemu-aarch64-static /dianjiang/build-arm64/dianjiang demo \
        --db sqlite:/tmp/arm.db --clock 2025-01-15T09:00+08:00' >"$fresh/arm64-demo.log"
    printf '#!/bin/sh\nexec qemu-aarch64-static /dianjiang/build-arm64/dianjiang "$@"\n' \
        >"$root/tmp/described"
    chmod 755 "$root/tmp/described"
    say "$(inside root 'cd /dianjiang && VERSION=0.1.0 DESCRIBED=/tmp/described \
        packaging/build-deb build-arm64 /tmp' 2>"$fresh/arm64-deb.log")"
    [[ -s $root/tmp/dianjiang_0.1.0_arm64.deb ]]
}
