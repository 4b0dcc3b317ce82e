# Functions for tests in new Debian systems under systemd, each in its own network namespace. Each
# system is an overlay over a base that is made once for each Debian release. To be sourced by a
# script that has set "here" to the folder of this file, and run as root.

[ "$(id -u)" = 0 ] || { echo "$0: must be run as root" >&2; exit 1; }
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kxover
mkdir -p "$cache"
pages=$(cd "$here/../../.." && pwd)
# What a KDC's machine has before the package, as doc/INSTALL.md says, and systemd.
base_packages="systemd-sysv dbus iproute2 krb5-kdc krb5-admin-server krb5-user unbound dns-root-data"

# Of this run's network namespaces and machines, as another run may be in progress.
prefix=kxover-$$

# Not below /tmp, which may be a small tmpfs: it holds the overlays of whole systems.
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/kxover-systems.XXXXXX")

finish() {
    code=$?
    set +e
    # The first signal shuts a system down. The second one ends it, if it has not done so in time.
    running=$(cat "$scratch"/*/nspawn 2>/dev/null)
    for attempt in 1 2; do
        for process in $running; do kill "$process" 2>/dev/null; done
        for second in $(seq 15); do
            left=
            for process in $running; do ! kill -0 "$process" 2>/dev/null || left=yes; done
            [ -n "$left" ] || break
            sleep 1
        done
    done
    for folder in "$scratch"/*/; do
        # A process that is ending may still have a file open there.
        ! mountpoint -q "$folder/root" || umount "$folder/root" || umount -l "$folder/root"
    done
    # Only those that this run has made.
    for name in $(cat "$scratch/namespaces" 2>/dev/null); do
        ip netns del "$prefix-$name" 2>/dev/null
    done
    rm -rf --one-file-system "$scratch"
    exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

# key_of TEXT...: names what is kept of a run by what went in.
key_of() { printf '%s\n' "$@" | sha256sum | cut -c 1-12; }

# base SUITE: the folder of that release's base.
base() {
    case $1 in *[!a-z]* | '') echo "$0: SUITE is not a Debian release: $1" >&2; exit 2 ;; esac
    echo "$cache/debian-$1-$(key_of "$base_packages")"
}

# inside ROOT COMMANDS: runs commands in a system that is not running. No service starts.
inside() {
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod 755 "$1/usr/sbin/policy-rc.d"
    chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
        DEBIAN_FRONTEND=noninteractive sh -ec "$2" >>"$scratch/log" 2>&1 ||
        { tail -n 20 "$scratch/log" >&2; return 1; }
    rm "$1/usr/sbin/policy-rc.d"
}

# with_proc ROOT COMMANDS: the same, for commands that need /proc, as Java does.
with_proc() {
    mount -t proc proc "$1/proc"
    inside "$@" || { umount "$1/proc"; return 1; }
    umount "$1/proc"
}

# make_base SUITE: makes it, once.
make_base() {
    base=$(base "$1")
    [ ! -e "$base/done" ] || return 0
    echo "Making a Debian $1 in $base"
    rm -rf --one-file-system "$base"
    mkdir -p "$base"
    debootstrap --variant=minbase "$1" "$base/root" >"$base/log"
    inside "$base/root" "apt-get -q -y --no-install-recommends install $base_packages"
    touch "$base/done"
}

# fetch SUITE PACKAGE.deb: downloads what the package depends on, as the systems cannot reach
# Debian's archive.
fetch() {
    base=$(base "$1")
    wanted=$(key_of "$(dpkg-deb -f "$2" Pre-Depends Depends Recommends)")
    [ ! -e "$base/fetched-$wanted" ] || return 0
    cp "$2" "$base/root/root/kxover.deb"
    inside "$base/root" "apt-get -q update; apt-get -q -y --download-only install /root/kxover.deb"
    rm "$base/root/root/kxover.deb"
    touch "$base/fetched-$wanted"
}

# layer SUITE PACKAGES: the folder of what these packages add to that base, made once. Its services
# do not start with the system.
layer() {
    layer=$(base "$1")/layer-$(key_of "$2")
    (
        flock 9
        [ -e "$layer/done" ] || make_layer "$1" "$2"
    ) 9>"$cache/systems.lock"
    echo "$layer/upper"
}

make_layer() {
    rm -rf --one-file-system "$layer"
    mkdir -p "$layer/upper" "$layer/work" "$layer/root"
    mount -t overlay overlay \
        -o "lowerdir=$(base "$1")/root,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
    if with_proc "$layer/root" "apt-get -q update; apt-get -q -y --no-install-recommends install $2
        for unit in named knot slapd krb5-kpropd; do systemctl disable \$unit || true; done"; then
        touch "$layer/done"
    fi
    umount "$layer/root"
    [ -e "$layer/done" ] || exit 1
}

# edit NAME SUITE [LAYER]: mounts the file system of a stopped system at $scratch/NAME/root.
edit() {
    folder=$scratch/$1
    mkdir -p "$folder/upper" "$folder/work" "$folder/root"
    mount -t overlay overlay \
        -o "lowerdir=${3:+$3:}$(base "$2")/root,upperdir=$folder/upper,workdir=$folder/work" \
        "$folder/root"
}

# network NAME=ADDRESS...: a namespace for each system. The first one has the bridge to which the
# others are connected. There is no route to any other network.
network() {
    bridge=$prefix-${1%%=*}
    for pair in "$@"; do
        name=${pair%%=*}
        ip netns add "$prefix-$name"
        echo "$name" >>"$scratch/namespaces"
        ip -n "$prefix-$name" link set lo up
        if [ "$prefix-$name" = "$bridge" ]; then
            ip -n "$bridge" link add eth0 type bridge
        else
            ip link add name eth0 netns "$prefix-$name" type veth peer name "$name" netns "$bridge"
            ip -n "$bridge" link set dev "$name" master eth0 up
        fi
        ip -n "$prefix-$name" link set eth0 up
        ip -n "$prefix-$name" address add "${pair#*=}/16" dev eth0
    done
}

# is_virtual NAME: whether this system is a virtual machine of virtual.sh.
is_virtual() { case " ${virtual:-} " in *" $1 "*) ;; *) false ;; esac; }

boot() {
    ! is_virtual "$1" || { boot_virtual "$1"; return; }
    folder=$scratch/$1
    systemd-nspawn -q --boot -D "$folder/root" --machine="$prefix-$1" --register=no --keep-unit \
        --network-namespace-path="/run/netns/$prefix-$1" --resolv-conf=off --console=pipe \
        >"$folder/log" 2>&1 </dev/null &
    echo $! >"$folder/nspawn"
    for second in $(seq 60); do
        leader=$(ps -o pid= --ppid "$(cat "$folder/nspawn")" | tr -d ' ')
        if [ -n "$leader" ]; then
            echo "$leader" >"$folder/leader"
            case $(run "$1" systemctl is-system-running 2>/dev/null) in
                running | degraded) return ;;
            esac
        fi
        sleep 1
    done
    cat "$folder/log" >&2
    exit 1
}

# run NAME COMMAND...: runs a command in a running system.
run() {
    ! is_virtual "$1" || { run_virtual "$@"; return; }
    target=$(cat "$scratch/$1/leader")
    shift
    nsenter -t "$target" -m -u -i -n -p -C -r -w env -i HOME=/root LC_ALL=C \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# reboot NAME: restarts a system with its disk contents.
reboot() {
    nspawn=$(cat "$scratch/$1/nspawn")
    # The output is ignored: systemctl loses its connection during the shutdown.
    typed "$1" reboot >/dev/null || true
    printf '\n(%s is rebooted)\n' "$1"
    for second in $(seq 60); do
        kill -0 "$nspawn" 2>/dev/null || break
        sleep 1
    done
    boot "$1"
}

# typed NAME COMMANDS: runs commands in a system, and prints them and their output. A command that
# asks for a password gets the one of alice.
typed() {
    printf '\nroot@%s:~# %s\n' "$(run "$1" hostname)" "$2"
    echo secret | run "$1" sh -ec "cd; $2" 2>&1
}

# answered NAME ANSWER COMMANDS: like typed, at a terminal, where a question gets that answer.
answered() {
    printf '\nroot@%s:~# %s\n' "$(run "$1" hostname)" "$3"
    code=0
    echo "$2" | run "$1" script -qec "cd; $3" /dev/null >"$scratch/$1/terminal" 2>&1 || code=$?
    tr -d '\r' <"$scratch/$1/terminal"
    return $code
}

# now: the time in milliseconds.
now() { date +%s%3N; }

# timed NAME STEP BEGIN: prints and notes how long a step took that began then.
timed() {
    took=$(($(now) - $3))
    took=$((took / 1000)).$((took / 100 % 10))
    echo "($took s)"
    printf '%s\t%s\t%s\n' "$2" "$1" "$took" >>"$scratch/times"
}

# table_of_times NAME...: prints the steps and their times, one column for each system.
table_of_times() {
    awk -F '\t' -v names="$*" '
        !($1 in seen) { seen[$1]; steps[++count] = $1 }
        { took[$1, $2] = $3 }
        END {
            columns = split(names, name, " ")
            printf "\n%-44s", "step, in seconds"
            for (i = 1; i <= columns; i++) printf "%8s", name[i]
            printf "\n"
            for (s = 1; s <= count; s++) {
                printf "%-44s", steps[s]
                for (i = 1; i <= columns; i++) printf "%8s", took[steps[s], name[i]]
                printf "\n"
            }
        }
    ' "$scratch/times"
}
