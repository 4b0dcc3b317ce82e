#!/bin/sh
# Unpacks packages of another Debian release, with the libraries that they depend on, into a folder in
# ~/.cache/kxover, and prints that folder. Nothing is installed, and the machine's apt sources are not
# changed. An existing folder is used again; delete it for the release's present packages.
#
# A program runs with its own C library: FOLDER/run PROGRAM ARGUMENT..., where PROGRAM is the path below
# FOLDER.
#
# A program of this machine's own release also runs with LD_LIBRARY_PATH=FOLDER/usr/lib/ARCHITECTURE, and
# so do the programs that it starts.
#
# With --alone, without the libraries: for modules of programs of this machine.
#
# usage: debian-programs.sh [--alone] SUITE PACKAGE...
set -eu

key=$({ cat "$0"; echo "$@"; } | sha256sum | cut -c1-16)
alone=
if [ "${1:-}" = --alone ]; then alone=yes; shift; fi
[ $# -ge 2 ] || { echo "usage: $0 [--alone] SUITE PACKAGE..." >&2; exit 2; }
suite=$1
shift
cache=$HOME/.cache/kxover
prefix=$cache/programs-$suite-$key

mkdir -p "$cache"
exec 9>"$cache/lock-programs"
flock 9
if [ -e "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

work=$(mktemp -d "$cache/programs-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/packages"
: >"$work/status"
# The mirror of Debian that the machine uses: security updates and third-party archives have other suites.
place=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    grep -o 'https*://[^ ]*/debian/*\( \|$\)' | head -n 1 | tr -d ' ')
[ -n "$place" ] || { echo "$0: apt's sources have no Debian mirror" >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $place $suite main" >"$work/sources.list"

# apt with its own lists, in which no package is installed.
scratch() {
    command=$1
    shift
    "$command" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/parts" \
        -o Dir::State::Lists="$work/lists" -o Dir::State::status="$work/status" \
        -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@" 9>&-
}

unpack() {
    scratch apt-get update || return 1
    # The libraries only: programs that a package's scripts would use are not needed.
    packages=
    [ -n "$alone" ] || packages=$(LC_ALL=C scratch apt-cache depends --recurse --no-recommends --no-suggests \
        --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
        grep -E '^(lib[a-z0-9.+-]*|zlib1g)$' | grep -v -- '-\(dev\|perl\|bin\|common\)$' | sort -u)
    cd "$work/packages"
    # A name that others only provide has no file of its own.
    packages=$(scratch apt-cache show --no-all-versions $packages 2>/dev/null |
        sed -n 's/^Package: //p' | sort -u)
    scratch apt-get download $packages "$@" || return 1
    rm -rf "$prefix"
    mkdir -p "$prefix"
    for package in *.deb; do dpkg-deb -x "$package" "$prefix" || return 1; done
    # Links to a file of these packages, as if they were installed. Java's settings are such links.
    find "$prefix" -type l -lname '/*' | while read -r link; do
        target=$prefix$(readlink "$link")
        [ ! -e "$target" ] || ln -sfn "$target" "$link"
    done
}

unpack "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
[ -n "$alone" ] || {
loader=$(ls "$prefix"/usr/lib*/ld-linux* "$prefix"/lib*/ld-linux* 2>/dev/null | head -n 1)
libraries=$(ls -d "$prefix"/usr/lib/*-linux-gnu)
cat >"$prefix/run" <<END
#!/bin/sh
program=\$1
shift
exec "$loader" --library-path "$libraries" "$prefix/\$program" "\$@"
END
chmod 755 "$prefix/run"
}
touch "$prefix/complete"
echo "$prefix"
