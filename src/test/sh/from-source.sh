#!/bin/sh
# Tests the section "From source" of doc/INSTALL.md as it stands, in a new Debian system. The build
# has this machine's network; it begins with this user's Maven repository, and leaves that as it is.
# Then the system boots, with a KDC and kadmind. Prints the commands, their output, and the time of
# each block. Needs root.
#
# usage: from-source.sh
# SUITE  the Debian release (default: bookworm)
set -eu
[ $# = 0 ] || { echo "usage: $0" >&2; exit 2; }
package=
suite=${SUITE:-bookworm}
dns="knot knot"
zones=one
host=kx
here=$(cd "$(dirname "$0")" && pwd)
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/pages.sh"
. "$here/realms.sh"
page=doc/INSTALL.md
heading="From source"

# Downloads what the first block installs into the base, once.
packages() {
    commands=$("$here/page-block.sh" "$pages/$page" "$heading" 1)
    wanted=$(key_of "$commands")
    [ "$(cat "$(base "$suite")/fetched-source" 2>/dev/null)" != "$wanted" ] || return 0
    inside "$(base "$suite")/root" "apt-get -q update; $(echo "$commands" | sed 's/install -y/& -q --download-only/')"
    echo "$wanted" >"$(base "$suite")/fetched-source"
}

# sources: the clone, without what was built and without the fuzzers' inputs.
sources() {
    mkdir "$root/root/kxover"
    tar -C "$pages" --exclude=./.git --exclude=./target --exclude=./src/test/fuzz -c . |
        tar -C "$root/root/kxover" -x
}

# mounted: what a build needs of this machine.
mounted() {
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --make-rslave "$root/dev"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mkdir -p "$root/usr/local/share/ca-certificates" "$root/root/.m2/repository"
    for file in /usr/local/share/ca-certificates/*.crt; do
        [ ! -e "$file" ] || cp "$file" "$root/usr/local/share/ca-certificates/"
    done
    [ ! -e "$HOME/.m2/settings.xml" ] || cp "$HOME/.m2/settings.xml" "$root/root/.m2/"
    [ ! -d "$HOME/.m2/repository" ] || {
        mkdir "$scratch/a/m2" "$scratch/a/m2-work"
        mount -t overlay overlay "$root/root/.m2/repository" \
            -o "lowerdir=$HOME/.m2/repository,upperdir=$scratch/a/m2,workdir=$scratch/a/m2-work"
    }
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}

unmounted() {
    for folder in root/.m2/repository dev proc; do
        ! mountpoint -q "$root/$folder" || umount -l "$root/$folder"
    done
    rm -f "$root/usr/sbin/policy-rc.d"
    echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"
}

# built NUMBER: runs that block in the clone, in the system that is not running.
built() {
    commands=$(page_block a "$page" "$heading" "$1")
    printf '\nroot@build:~/kxover# %s\n' "$commands"
    begin=$(now)
    # The settings of a proxy are the machine's.
    env | sed -n '/^[a-z]*_proxy=/Ip' >"$scratch/proxies"
    chroot "$root" env -i $(cat "$scratch/proxies") HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -ec "cd /root/kxover; $commands" >"$scratch/a/output" 2>&1 </dev/null || {
        tail -n 50 "$scratch/a/output"
        return 1
    }
    tail -n 3 "$scratch/a/output"
    timed a "$heading, $1" "$begin"
}

(
    flock 9
    make_base "$suite"
    packages
) 9>"$cache/systems.lock"
network dns="$(server_address knot)" a="$(address a)"
name_servers "$suite"
configured a "$suite" A.EXAMPLE
sources
trap 'code=$?; unmounted; (exit $code); finish' EXIT
mounted
built 1
built 2
unmounted
boot a
database a
for number in 3 4; do block a "$page" "$heading" "$number"; done
typed a "kxover init --yes --realm A.EXAMPLE --host kx.a.example"
typed a "systemctl restart krb5-kdc krb5-admin-server"
block a "$page" "$heading" 5
typed a "systemctl is-enabled kxoverd.socket kxoverd"
typed a "kxover check" >"$scratch/a/check" || true
for finding in "key database: made krbtgt/A.EXAMPLE@KXOVER-CHECK.INVALID" "KDC: process .* asks kxoverd" \
    "guard: KDC .* is guarded"; do
    grep "^ok  *$finding" "$scratch/a/check" || { cat "$scratch/a/check"; exit 1; }
done
every_block_ran from-source.sh
table_of_times a
