#!/bin/sh
# Builds the workspace for aarch64 and passes its tests under emulation, in a chroot with Debian forky's compilers.
#
#     sh scripts/test-aarch64.sh [--native] [-- ARGUMENTS OF cargo test]
#
# With --native the tests run in the chroot a second time without emulation: with another gcc, gfortran, glibc and rustc
# than this machine's. It needs root, and Debian or Ubuntu on x86-64. The first run makes the chroot (3 GB) and needs a
# Debian mirror; AARCH64_CHROOT names another folder for it than target/aarch64-chroot.
set -eu

suite=forky # the first Debian whose rustc is new enough for the workspace
# As one list, so that a new package is installed into a chroot that is already there.
packages="rustc cargo libstd-rust-dev:arm64 gcc-aarch64-linux-gnu g++-aarch64-linux-gnu gfortran-aarch64-linux-gnu
    libc6-dev:arm64 libgfortran5:arm64 gcc g++ gfortran libclang-dev qemu-user procps"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
binfmt=/proc/sys/fs/binfmt_misc
entry=ffi-workbench-aarch64 # a name of our own: what somebody else has registered is used, and stays

say() { echo "test-aarch64: $1"; }
stop() { say "$1" >&2; exit 1; }

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
    stop "this is no Linux on x86-64; on Linux on aarch64, \`make test\` is the test"
command -v apt-get >/dev/null 2>&1 || stop "apt-get is missing; a chroot of Debian is made, from Debian or Ubuntu"
[ "$(id -u)" -eq 0 ] || stop "run it as root, who alone may make a chroot"
command -v cargo >/dev/null 2>&1 ||
    stop "cargo is missing, or root does not find it; it downloads the crates that the chroot then uses"
# A mount namespace of this script's own: what it mounts is gone when it ends, however it ends.
if [ "${TEST_AARCH64_INSIDE:-}" != yes ]; then
    unshare --mount true 2>/dev/null ||
        stop "nothing can be mounted here; a container needs the capability SYS_ADMIN (docker run --privileged)"
    TEST_AARCH64_INSIDE=yes exec unshare --mount sh "$0" "$@"
fi

native=""
if [ "${1:-}" = --native ]; then native=yes; shift; fi
if [ "${1:-}" = -- ]; then shift; elif [ $# -gt 0 ]; then
    stop "\`$1\` is not an option; usage: sh scripts/test-aarch64.sh [--native] [-- ARGUMENTS OF cargo test]"
fi

cd "$(dirname "$0")/.."
repository=$(pwd -P)
root=${AARCH64_CHROOT:-$repository/target/aarch64-chroot}

# The chroot's programs see nothing of this machine's environment, so that the tests mean the same on every machine.
inside() { # FOLDER VARIABLES PROGRAM ARGUMENTS
    folder=$1
    shift
    chroot "$root" /usr/bin/env -i -C "$folder" \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}

# The mirror of this machine's apt, if it is Debian's and has the suite.
mirror() {
    here=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep '/debian/$' | sort -u || true)
    for uri in $here http://deb.debian.org/debian/; do
        if wget -q -O /dev/null "${uri}dists/$suite/InRelease"; then echo "$uri"; return; fi
    done
    stop "no Debian mirror can be reached; the first run needs one (http_proxy names a proxy)"
}

make_chroot() {
    if [ -z "${http_proxy:-}" ]; then eval "$(apt-config shell http_proxy Acquire::http::Proxy)"; export http_proxy; fi
    # Not apt-get's answer but the file: the keyring is what Ubuntu lacks.
    if ! command -v debootstrap >/dev/null 2>&1 || [ ! -e "$keyring" ]; then
        say "installing debootstrap and the keys of Debian's archive"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            debootstrap debian-archive-keyring wget >/dev/null
    fi
    from=$(mirror)
    say "making a chroot of Debian $suite in $root, from $from"
    # Under another name until it is whole, so that an interrupted run leaves nothing that looks like one.
    rm -rf "$root.part"
    mkdir -p "$root.part"
    # The script `sid`: an older debootstrap has none for a newer suite.
    debootstrap --variant=minbase --keyring="$keyring" "$suite" "$root.part" "$from" sid >"$root.log" 2>&1 ||
        stop "debootstrap failed; $root.log says why"
    # The chroot's apt reaches the mirror as this machine's does: proxies, certificates.
    apt-config dump Acquire | grep -v IndexTargets >"$root.part/etc/apt/apt.conf.d/99outside"
    if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
        mkdir -p "$root.part/etc/ssl/certs"
        cp /etc/ssl/certs/ca-certificates.crt "$root.part/etc/ssl/certs/"
    fi
    mv "$root.part" "$root"
}

install_packages() {
    # shellcheck disable=SC2086 # a list of words
    set -- $packages
    say "installing $# packages into the chroot"
    inside / dpkg --add-architecture arm64
    inside / ${http_proxy:+http_proxy="$http_proxy"} DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" && apt-get clean' sh "$@" \
        >"$root.log" 2>&1 ||
        stop "apt-get failed in the chroot; $root.log says why"
    echo "$packages" >"$root/installed"
}

mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock --nonblock 9 || { say "waiting for another run to end"; flock 9; }
[ -d "$root" ] || make_chroot
[ -e "$root/etc/debian_version" ] ||
    stop "$root is not a chroot of Debian; AARCH64_CHROOT names a folder that this script makes"
cp /etc/resolv.conf "$root/etc/resolv.conf" # it may have changed since the chroot was made
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys" # processors and their features
mount -t devpts devpts "$root/dev/pts" # terminals
[ "$(cat "$root/installed" 2>/dev/null)" = "$packages" ] || install_packages

# The crates come from this machine's cargo: the chroot's knows neither its proxies nor its certificates. Two versions
# of cargo may share a registry, as those of rustup do.
cargo fetch --locked --quiet
registry=${CARGO_HOME:-$HOME/.cargo}/registry
mkdir -p "$root/root/.cargo/registry" "$root$repository"
mount --bind "$registry" "$root/root/.cargo/registry"
# At its own path, which messages then name. What is built lies in the chroot, apart for each checkout.
mount --bind "$repository" "$root$repository"
mount -o remount,bind,ro "$root$repository"

# Tests start worker processes, and the program itself: the kernel must know the emulator. The registration holds for
# the whole machine, but without the flag F the emulator is looked up when a program starts, and found in the chroot
# alone. With O the emulator gets the program open, as its path may be a descriptor that is closed by then; P lets a
# program see its own name. The bytes are an ELF header: 64 bits, little-endian, an executable or a shared object,
# machine 183.
unregister() { [ ! -e "$binfmt/$entry" ] || echo -1 >"$binfmt/$entry"; }
register() {
    trap unregister EXIT
    trap 'exit 130' INT TERM HUP
    magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
    mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
    printf '%s' ":$entry:M::$magic:$mask:/usr/bin/qemu-aarch64:OP" 2>/dev/null >"$binfmt/register"
}
# A program of aarch64 that is in every chroot with libc6:arm64.
starts_aarch64() { inside / /lib/ld-linux-aarch64.so.1 --version >/dev/null 2>&1; }

# The tests that start no process, as arguments of cargo test; the others are named to the person.
without_processes() {
    echo --lib
    for main in tests/*.rs tests/*/main.rs crates/*/tests/*.rs crates/*/tests/*/main.rs; do
        [ -e "$main" ] || continue
        source=${main%/main.rs}
        name=$(basename "$source" .rs)
        # The main of a test without cargo's harness is a worker's main too.
        if grep -A 3 -x "name = \"$name\"" "${main%%tests/*}Cargo.toml" | grep -q '^harness = false' ||
            grep -rqE 'CARGO_BIN_EXE|current_exe|Command::new' "$source"; then
            say "    $source" >&2
        else
            echo "--test $name"
        fi
    done
}

[ -e "$binfmt/register" ] || mount -t binfmt_misc binfmt_misc "$binfmt" 2>/dev/null || true
unregister # what a killed run has left
selected=""
if ! starts_aarch64 && ! { register && starts_aarch64; }; then
    say "binfmt_misc cannot be set here, so no program of aarch64 can start another; neither examples are run nor"
    selected=$(without_processes)
fi

# What fails for the emulator's sake: a limit of memory is accepted and not kept; a program that does not exist can be
# started; a child that is forked gets every mapping, also those that it should not have; and /proc/self/exe is opened
# by its path, where another program may lie by then. A part of a name leaves out all tests that have it.
not_emulated="every_fault_is_named_under_a_memory_limit_too shared_arrays_do_not_count_against_the_memory_limit
    a_refused_allocation_is_named_with_backtraces_on worker_commands::every_fault_is_named_and_the_next_task_is_served
    faults_come_as_a_table_and_as_csv_too
    impossible_pools_are_refused a_missing_compiler_is_named
    a_child_that_comes_back_changes_no_other_result a_child_that_comes_back_from_a_block_does_not_write_the_array
    a_child_of_the_program_has_no_part_in_its_writable_arrays every_fault_at_every_position_costs_one_item
    every_fault_costs_one_item_ a_soup_of_faults_costs_its_faulty_items
    workers_are_the_same_program_when_its_file_is_replaced"

tests() { # VARIABLES cargo test ARGUMENTS
    inside "$repository" CARGO_NET_OFFLINE=true CARGO_TARGET_DIR="/build$repository" "$@"
}

[ $# -gt 0 ] || set -- --workspace
separator=--
for argument in "$@"; do [ "$argument" != -- ] || separator=""; done
failed=""

say "the tests on aarch64, under emulation; these are left out, as the emulator falls short:"
skip=""
for name in $not_emulated; do
    say "    $name"
    skip="$skip --skip $name"
done
# shellcheck disable=SC2086 # lists of words
tests CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc CXX_aarch64_unknown_linux_gnu=aarch64-linux-gnu-g++ \
    AR_aarch64_unknown_linux_gnu=aarch64-linux-gnu-ar FC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gfortran \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=qemu-aarch64 \
    cargo test --locked --no-fail-fast --target aarch64-unknown-linux-gnu $selected "$@" $separator $skip ||
    failed=" aarch64"

if [ -n "$native" ]; then
    say "the tests without emulation, with the chroot's compilers"
    tests cargo test --locked --no-fail-fast "$@" || failed="$failed x86-64"
fi

[ -z "$failed" ] || stop "failed on:$failed"
say "passed"
