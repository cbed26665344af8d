#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What: an SM2 signature whose user id is given as a parameter of EVP_DigestSignInit_ex.
# Version: libssl3 3.0.17-1~deb12u2 and 3.0.22-1~deb12u2 of Debian 12.
# Guess: OSSL_PKEY_PARAM_DIST_ID is a documented parameter of SM2 signatures, so it is taken where
#   parameters of the signature are given; were it refused, the error queue would say why.
# Seen: 3.0.17 returns 0 and leaves the error queue empty; the same id set on the key's context
#   after the start is taken by both, and 3.0.22 takes it both ways. A patch level decides whether a
#   program can sign at all.
# Who meets it: programs that sign with SM2 on an older Debian 12 than they were built on.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for version in 3.0.17-1~deb12u2 3.0.22-1~deb12u2; do
    apt-get -qq download "libssl3=$version" "libssl-dev=$version" 2>/dev/null
    for package in libssl3 libssl-dev; do
        dpkg -x "${package}_${version}"_*.deb "$version"
    done
done
cat >sign.c <<'C'
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>

int main(void)
{
    char id[] = "1234567812345678";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, id, sizeof id - 1),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    EVP_PKEY_CTX *context = NULL;
    EVP_MD_CTX *at_start = EVP_MD_CTX_new();
    EVP_MD_CTX *after = EVP_MD_CTX_new();

    int taken = EVP_DigestSignInit_ex(at_start, NULL, "SM3", NULL, NULL, key, params);
    unsigned long error = ERR_peek_error();
    int started = EVP_DigestSignInit_ex(after, &context, "SM3", NULL, NULL, key, NULL);
    int set = EVP_PKEY_CTX_set1_id(context, id, sizeof id - 1);
    printf("%s: at the start %d, error %lx; afterwards %d\n",
           OpenSSL_version(OPENSSL_VERSION_STRING), taken, error, started == 1 && set == 1);
    return 0;
}
C
include=$PWD/3.0.22-1~deb12u2/usr/include
machine=$(find 3.0.22-1~deb12u2/usr/lib -name 'libcrypto.so' -printf '%h\n' | head -n 1)
cc -I "$include" -I "$include/$(basename "$machine")" sign.c -L "$machine" -lcrypto -o sign
for version in 3.0.17-1~deb12u2 3.0.22-1~deb12u2; do
    LD_LIBRARY_PATH=$PWD/$version/usr/lib/$(basename "$machine") ./sign
done | tee seen
grep -qx '3.0.17: at the start 0, error 0; afterwards 1' seen
grep -qx '3.0.22: at the start 1, error 0; afterwards 1' seen
