#!/bin/sh
# Installs missing packages with apt-get, and prints their names. The argument says for what:
# "build" for building; "run" also for real KDCs, name servers and clients; "all" also for the
# checks of "make test-all"; "krb5" for "run" and MIT's own tests; "clients" for "run" and the clients
# and services of "make clients"; "bench" for "run" and network namespaces; "systems" for Debian systems
# in network namespaces; "virtual" for these and virtual machines; "package" for a check of the package;
# "deb" for the Build-Depends in debian/control only.
set -eu

# Each line: a command or a file that must exist, and the Debian package that has it.
build='
javac default-jdk-headless
mvn maven
gcc gcc
/usr/include/stdio.h libc6-dev
pkg-config pkg-config
/usr/include/krb5/hostrealm_plugin.h libkrb5-dev
zip zip
'
run='
krb5kdc krb5-kdc
kadmin.local krb5-admin-server
kvno krb5-user
setpriv util-linux
gss-server krb5-gss-samples
unbound unbound
ldns-signzone ldnsutils
openssl openssl
named bind9
nsupdate bind9-dnsutils
knotd knot
pdns_server pdns-server
/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql pdns-backend-sqlite3
sqlite3 sqlite3
slapd slapd
kdb5_ldap_util krb5-kdc-ldap
/usr/share/doc/krb5-kdc-ldap/kerberos.schema.gz krb5-kdc-ldap
kpropd krb5-kpropd
valgrind valgrind
spin spin
dpkg-source dpkg-dev
bison bison
/usr/include/lmdb.h liblmdb-dev
patch patch
/usr/bin/python3 python3
flock util-linux
zsh zsh
fish fish
ps procps
systemd-analyze systemd
ssh openssh-client
sshd openssh-server
curl curl
apache2 apache2-bin
/usr/lib/apache2/modules/mod_auth_gssapi.so libapache2-mod-auth-gssapi
/usr/lib/postgresql/*/bin/postgres postgresql
psql postgresql-client
ldapwhoami ldap-utils
/usr/lib/*/sasl2/libgssapiv2.so libsasl2-modules-gssapi-mit
/usr/lib/*/krb5/plugins/preauth/pkinit.so krb5-pkinit
/usr/lib/*/libnss_wrapper.so libnss-wrapper
/usr/lib/*/libresolv_wrapper.so libresolv-wrapper
'
systems='
debootstrap debootstrap
systemd-nspawn systemd-container
ip iproute2
'
virtual='
qemu-system-x86_64 qemu-system-x86
mke2fs e2fsprogs
ssh openssh-client
'
package='
lintian lintian
'
all='
cppcheck cppcheck
clang clang
/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a libclang-rt-dev
/usr/share/i18n/locales/tr_TR locales
'
krb5='
/usr/include/ldap.h libldap-dev
/usr/include/sasl/sasl.h libsasl2-dev
/usr/include/openssl/ssl.h libssl-dev
/usr/lib/python3/dist-packages/pyrad python3-pyrad
/usr/lib/python3/dist-packages/kdcproxy python3-kdcproxy
'
clients='
git git
chromium chromium
firefox-esr firefox-esr
/usr/lib/python3/dist-packages/requests_kerberos python3-requests-kerberos
gssproxy gssproxy
k5start kstart
rsync rsync
dovecot dovecot-imapd
/usr/lib/dovecot/modules/auth/libmech_gssapi.so dovecot-gssapi
postfix postfix
smbd samba
smbclient smbclient
pamtester pamtester
unshare util-linux
/usr/include/tirpc/rpc/auth_gss.h libtirpc-dev
/usr/lib/*/libpam_wrapper.so libpam-wrapper
go golang-go
/usr/share/gocode/src/github.com/jcmturner/gokrb5 golang-github-jcmturner-gokrb5.v8-dev
'
bench='
ip iproute2
tc iproute2
'

case "${1:-}" in
    build) wanted=$build ;;
    run) wanted=$build$run ;;
    all) wanted=$build$run$all ;;
    krb5) wanted=$build$run$krb5 ;;
    clients) wanted=$build$run$clients ;;
    bench) wanted=$build$run$bench ;;
    systems) wanted=$systems ;;
    virtual) wanted=$systems$virtual ;;
    package) wanted=$package ;;
    deb) wanted= ;;
    *) echo "usage: $0 build|run|all|krb5|clients|bench|systems|virtual|package|deb" >&2; exit 2 ;;
esac

# Daemons are in sbin, which a user's PATH may lack.
PATH=$PATH:/usr/sbin:/sbin

# Names each package once, also if several of its files are missing.
miss() {
    case "$missing " in
        *" $1 "*) ;;
        *) missing="$missing $1" ;;
    esac
}

missing=
for pair in $(echo "$wanted" | sed -n 's/^\([^ ]*\) \(.*\)$/\1=\2/p'); do
    what=${pair%%=*}
    case $what in
        # Not quoted, as a star stands for the architecture.
        /*) ls $what >/dev/null 2>&1 || miss "${pair#*=}" ;;
        *) command -v "$what" >/dev/null || miss "${pair#*=}" ;;
    esac
done
if [ "$1" = deb ]; then
    cd "$(dirname "$0")/../../.."
    # dpkg-checkbuilddeps also checks build-essential.
    ! dpkg-checkbuilddeps debian/control 2>/dev/null || exit 0
    what=" what debian/control lists in Build-Depends"
    task="build-dep ./"
elif [ -n "$missing" ]; then
    what=$missing
    # A package can be installed while its file is missing.
    task="--reinstall install$missing"
else
    exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root=sudo
    command -v sudo >/dev/null || {
        echo "missing:$what; as root: apt-get $task" >&2
        exit 1
    }
fi

echo "Installing with apt-get:$what"

# Keeps the packages' services from starting on this machine. An existing policy is not changed.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
    $as_root chmod 755 $policy
    trap '$as_root rm -f $policy' EXIT
fi

# The LDAP schema is below /usr/share/doc, which minimal systems tell dpkg to exclude.
log=$(mktemp)
if ! { $as_root apt-get -q update &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends \
        -o 'Dpkg::Options::=--path-include=/usr/share/doc/krb5-kdc-ldap/*' \
        $task; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
