#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh: installs Dianjiang and what it needs from this folder; no network is used. As root.
set -eu
cd "$(dirname "$0")"
if [ "$(id -u)" != 0 ]; then
    echo "install.sh: run me as root" >&2
    exit 2
fi
if ! sha256sum --quiet --check SHA256SUMS; then
    echo "install.sh: the folder is damaged; nothing was installed" >&2
    exit 1
fi
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
chmod 755 "$lists"
mkdir -p "$lists/lists/partial" "$lists/archives/partial"
echo "deb [trusted=yes] file:$PWD/packages ./" >"$lists/sources.list"
# Only this folder is a source; the lists that the system has are left alone.
apt_here() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dir::Etc::SourceList="$lists/sources.list" \
        -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$lists/lists" \
        -o Dir::Cache::Archives="$lists/archives" -o APT::Sandbox::User=root \
        -o Acquire::Languages=none -o Dpkg::Use-Pty=0 "$@"
}
apt_here update
apt_here install --yes --no-install-recommends dianjiang nginx-light
echo "installed: $(dpkg-query -W -f '${Version}' dianjiang)"
echo "what to do first stands in operating.md, First start"
