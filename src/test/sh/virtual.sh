# Functions for systems with a kernel of Debian's, each in a virtual machine of qemu, which emulates
# the processor where the machine has no KVM. To be sourced after systems.sh, by a script that has the
# variable "virtual": the names of these systems. They are on the bridge of the system "dns".

# What a virtual machine has in addition to what is in the base: a kernel, a way in, and what the
# package depends on, as the emulated processor would need minutes to install that.
virtual_packages="linux-image-cloud-amd64 apparmor openssh-server default-jre-headless bind9-dnsutils"

# As the machine of the usual size is emulated, all takes about ten to twenty times as long.
slow="[Service]
TimeoutStartSec=10min
WatchdogSec=10min"

# Without KVM the threads of qemu are the machine's processors.
accelerator() { if [ -w /dev/kvm ]; then echo "-accel kvm -cpu host"; else echo "-accel tcg,thread=multi -cpu Westmere"; fi; }

# disk NAME: makes the disk of a system that is mounted at $scratch/NAME/root.
disk() {
    folder=$scratch/$1
    root=$folder/root
    [ -e "$scratch/ssh" ] || ssh-keygen -q -t ed25519 -N '' -f "$scratch/ssh"
    mkdir -p -m 700 "$root/root/.ssh"
    cp "$scratch/ssh.pub" "$root/root/.ssh/authorized_keys"
    printf '[Match]\nName=eth0\n[Network]\nAddress=%s/16\n' "$(address "$1")" >"$root/etc/systemd/network/eth0.network"
    chroot "$root" systemctl -q enable systemd-networkd
    echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
    mkdir -p "$root/etc/systemd/system/kxoverd.service.d"
    echo "$slow" >"$root/etc/systemd/system/kxoverd.service.d/slow.conf"
    cp "$root"/boot/vmlinuz-* "$folder/kernel"
    cp "$root"/boot/initrd.img-* "$folder/initrd"
    mke2fs -q -t ext4 -d "$root" "$folder/disk" 6G >/dev/null
}

boot_virtual() {
    folder=$scratch/$1
    [ -e "$folder/disk" ] || disk "$1"
    # After a reboot: the disk is free once the last machine has ended.
    if [ -e "$folder/nspawn" ]; then
        for second in $(seq 180); do kill -0 "$(cat "$folder/nspawn")" 2>/dev/null || break; sleep 1; done
        ssh -q -O exit -o "ControlPath=$folder/ssh" any 2>/dev/null || true
    fi
    if ! ip -n "$prefix-dns" link show "$1" >/dev/null 2>&1; then
        ip -n "$prefix-dns" tuntap add dev "$1" mode tap
        ip -n "$prefix-dns" link set dev "$1" master eth0 up
    fi
    # Each system has another address.
    hardware=52:54:00:$(key_of "$1" | sed 's/\(..\)\(..\)\(..\).*/\1:\2:\3/')
    nsenter --net="/run/netns/$prefix-dns" qemu-system-x86_64 $(accelerator) -smp 2 -m 2048 \
        -nodefaults -no-user-config -display none -serial "file:$folder/log" -no-reboot \
        -kernel "$folder/kernel" -initrd "$folder/initrd" \
        -append "root=/dev/vda rw console=ttyS0 net.ifnames=0 apparmor=1 security=apparmor mitigations=off" \
        -drive "file=$folder/disk,if=virtio,format=raw,cache=unsafe" \
        -netdev "tap,id=net,ifname=$1,script=no,downscript=no" \
        -device "virtio-net-pci,netdev=net,mac=$hardware,romfile=" -device virtio-rng-pci \
        >"$folder/qemu" 2>&1 </dev/null &
    echo $! >"$folder/nspawn"
    for attempt in $(seq 200); do
        case $(run "$1" systemctl is-system-running 2>/dev/null </dev/null) in
            running | degraded) return ;;
        esac
        kill -0 "$(cat "$folder/nspawn")" || break
        sleep 2
    done
    tail -n 40 "$folder/log" "$folder/qemu" >&2
    exit 1
}

# run_virtual NAME COMMAND...: like "run", by a connection that stays open for the next command.
run_virtual() {
    to=$1
    shift
    line="env -i HOME=/root LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for word in "$@"; do
        line="$line '$(printf %s "$word" | sed "s/'/'\\\\''/g")'"
    done
    nsenter --net="/run/netns/$prefix-dns" ssh -q -i "$scratch/ssh" -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=20 \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -o ControlMaster=auto -o "ControlPath=$scratch/$to/ssh" -o ControlPersist=60 \
        "root@$(address "$to")" "$line"
}

# keys_of NAME: copies the keys for DNS that a system has made to where give_keys looks for them.
keys_of() {
    mkdir -p "$scratch/$1/root/etc/kxover/dns"
    for key in $(run "$1" ls /etc/kxover/dns); do
        run "$1" cat "/etc/kxover/dns/$key" >"$scratch/$1/root/etc/kxover/dns/$key"
    done
}
