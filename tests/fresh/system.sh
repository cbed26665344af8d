# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# system.sh: a bare Debian 12 in a folder, for tests/fresh/run.
# shellcheck disable=SC2154 # fresh and root are set by run

# Makes the bare system once (debootstrap) and unpacks it into $root. Nothing but apt, git and make.
make_system() {
    mkdir -p "$fresh"
    if [[ ! -e $fresh/base.tar ]]; then
        local mirror
        # shellcheck disable=SC2016 # $(REPO_URI) is apt's
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Suite: bookworm' | head -n 1)
        rm -rf "$fresh/base"
        debootstrap --variant=minbase --include=git,make,sudo,ca-certificates bookworm \
            "$fresh/base" "$mirror" >"$fresh/debootstrap.log"
        tar -C "$fresh/base" -cf "$fresh/base.tar.new" .
        mv "$fresh/base.tar.new" "$fresh/base.tar"
        rm -rf "$fresh/base"
    fi
    rm -rf "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$fresh/base.tar"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no services in a chroot
    chmod 755 "$root/usr/sbin/policy-rc.d"
    chroot "$root" useradd --create-home --shell /bin/bash builder
    echo 'builder ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/builder"
}

# The registries that this machine uses: its settings of apt and npm, Debian's sources alone.
copy_registries() {
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    cp -r /etc/apt/. "$root/etc/apt/"
    rm -f "$root"/etc/apt/sources.list.d/* "$root/etc/apt/sources.list"
    local list
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        if [[ -e $list ]] && grep -q bookworm-security "$list"; then
            cp "$list" "$root/etc/apt/sources.list.d/"
        fi
    done
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    for kind in globalconfig userconfig; do
        cat "$(npm config get "$kind" 2>/dev/null)" 2>/dev/null || echo "; no $kind here"
    done >"$root/etc/npmrc-of-host"
}

# Runs a command line of the system as an account, with its own processes and mounts, all gone at
# its end. NET=no: without a network.
inside() {
    local account=$1 line=$2 net=()
    if [[ ${NET:-yes} = no ]]; then
        net=(--net)
    fi
    # shellcheck disable=SC2016 # the inner shell expands
    unshare --mount --pid --fork --kill-child "${net[@]}" bash -euc '
        root=$1 account=$2 line=$3
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs tmpfs "$root/dev/shm"
        if [ "${NET:-yes}" = no ]; then
            python3 -c "
import fcntl, socket, struct
s = socket.socket()
fcntl.ioctl(s, 0x8914, struct.pack(\"16sh\", b\"lo\", 0x49))" # the loopback alone is up
        fi
        exec chroot "$root" env -i HOME="$(chroot "$root" sh -c "echo ~$account")" LANG=C.UTF-8 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            NPM_CONFIG_USERCONFIG=/etc/npmrc-of-host \
            ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
            runuser -u "$account" -- sh -c "$line"
    ' inside "$root" "$account" "$line" </dev/null
}

# Every package at the oldest version that apt offers, or with no pin at the newest.
pin_versions() {
    rm -f "$root/etc/apt/preferences.d/age"
    inside root 'apt-get -qq update'
    if [[ $1 = newest ]]; then
        inside root "DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
            dist-upgrade" >>"$fresh/upgrade.log" 2>&1
        return
    fi
    inside root 'apt-cache pkgnames | sort | xargs apt-cache madison' >"$fresh/madison"
    python3 - "$fresh/madison" >"$root/etc/apt/preferences.d/age" <<'PYTHON'
import functools, subprocess, sys

def compare(a, b):
    less = subprocess.run(["dpkg", "--compare-versions", a, "lt", b], check=False).returncode == 0
    return 0 if a == b else -1 if less else 1

versions = {}
for line in open(sys.argv[1], encoding="utf-8"):
    name, version, source = (part.strip() for part in line.split("|"))
    if source.endswith("Packages"):
        versions.setdefault(name, set()).add(version)
for name, known in sorted(versions.items()):
    if len(known) > 1:
        oldest = min(known, key=functools.cmp_to_key(compare))
        print(f"Package: {name}\nPin: version {oldest}\nPin-Priority: 1001\n")
PYTHON
    inside root "DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
        --allow-downgrades dist-upgrade" >>"$fresh/upgrade.log" 2>&1
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
