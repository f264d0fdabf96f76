#!/bin/sh
# Installs what the build needs and this machine lacks: a C and C++ compiler, gfortran, libclang.
# `setup.sh examples` also installs what examples/link-installed links: GSL, and pkg-config, which finds it.
# `setup.sh evidence` also installs valgrind and the libraries of the sanitizers.
# Says what it installs; does nothing, and needs no network, when nothing is missing.
set -eu

missing_program() { ! command -v "$1" >/dev/null 2>&1; }

# The places where the build itself looks for libclang (crate clang-sys).
missing_libclang() {
    [ -z "${LIBCLANG_PATH:-}" ] || return 1
    for folder in "$(llvm-config --libdir 2>/dev/null || true)" /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-gnu \
        /usr/lib/llvm-*/lib /usr/lib64/llvm*/lib /usr/local/llvm*/lib /opt/homebrew/opt/llvm/lib /usr/local/opt/llvm/lib \
        /Library/Developer/CommandLineTools/usr/lib; do
        for file in "$folder"/libclang.so* "$folder"/libclang-[0-9]*.so* "$folder"/libclang.dylib; do
            [ ! -e "$file" ] || return 1
        done
    done
}

# One column per package manager, so that a new one is a new column.
need=""
want() { need="$need $1"; }

manager=""
for candidate in apt-get dnf pacman zypper brew; do
    if command -v "$candidate" >/dev/null 2>&1; then manager=$candidate; break; fi
done

packages() { # tool -> this manager's package
    case "$manager:$1" in
        apt-get:gcc) echo gcc ;;      apt-get:g++) echo g++ ;;       apt-get:gfortran) echo gfortran ;;     apt-get:libclang) echo libclang-dev ;;
        dnf:gcc) echo gcc ;;          dnf:g++) echo gcc-c++ ;;       dnf:gfortran) echo gcc-gfortran ;;     dnf:libclang) echo clang-devel ;;
        pacman:gcc) echo gcc ;;       pacman:g++) echo gcc ;;        pacman:gfortran) echo gcc-fortran ;;   pacman:libclang) echo clang ;;
        zypper:gcc) echo gcc ;;       zypper:g++) echo gcc-c++ ;;    zypper:gfortran) echo gcc-fortran ;;   zypper:libclang) echo clang-devel ;;
        brew:gcc|brew:g++|brew:gfortran) echo gcc ;;                                                        brew:libclang) echo llvm ;;
        apt-get:pkg-config) echo pkg-config ;;                       apt-get:gsl) echo libgsl-dev ;;
        dnf:pkg-config) echo pkgconf-pkg-config ;;                   dnf:gsl|zypper:gsl) echo gsl-devel ;;
        pacman:pkg-config|brew:pkg-config) echo pkgconf ;;           pacman:gsl|brew:gsl) echo gsl ;;
        zypper:pkg-config) echo pkg-config ;;
        *:valgrind) echo valgrind ;;  dnf:sanitizers) echo libasan libubsan libtsan ;;
    esac
}

if missing_program cc && missing_program gcc; then want gcc; fi
if missing_program c++ && missing_program g++; then want g++; fi
if missing_program "${FC:-gfortran}"; then want gfortran; fi
if missing_libclang; then want libclang; fi
if [ "${1:-}" = evidence ]; then
    if missing_program valgrind; then want valgrind; fi
    # Elsewhere they come with the compiler.
    if [ "$manager" = dnf ] && ! rpm -q libasan libubsan libtsan >/dev/null 2>&1; then want sanitizers; fi
fi
if [ "${1:-}" = examples ]; then
    if missing_program pkg-config; then want pkg-config; fi
    if ! pkg-config --exists gsl 2>/dev/null; then want gsl; fi
fi

if ! command -v cargo >/dev/null 2>&1; then
    echo "setup: cargo is missing; install Rust 1.89 or newer from https://rustup.rs" >&2
    exit 1
fi
[ -n "$need" ] || exit 0
if [ -z "$manager" ]; then
    echo "setup: missing:$need; none of apt-get, dnf, pacman, zypper, brew is here, so install them by hand" >&2
    exit 1
fi

list=""
for tool in $need; do list="$list $(packages "$tool")"; done

as_root=""
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "setup: missing:$need; run as root: $manager install$list" >&2; exit 1; }
    as_root=sudo
fi

echo "setup: missing:$need; installing with $manager:$list"
case "$manager" in
    # shellcheck disable=SC2086 # the lists are words on purpose
    apt-get) $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $list >/dev/null ;;
    dnf) $as_root dnf install -y -q $list ;;
    pacman) $as_root pacman -S --needed --noconfirm $list ;;
    zypper) $as_root zypper --non-interactive install $list ;;
    brew) brew install $list ;;
esac
