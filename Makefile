# The commands that people type. Maven builds the daemon, krb5-patch/Makefile the KDC's side.

MVN ?= mvn
JAVA ?= java
DESTDIR ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
CACHEDIR ?= /var/cache/kxover
UNITDIR ?= /lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
DOCDIR ?= $(PREFIX)/share/doc/kxover
MANDIR ?= $(PREFIX)/share/man
CATALOGDIR ?= /usr/lib/systemd/catalog

JAR = target/kxoverd.jar
PLUGIN = target/plugin/kxover.so
COMPLETIONS = target/completions/kxover target/completions/kxoverd
SHARE = $(PREFIX)/share/kxover
LIB = $(PREFIX)/lib/kxover

# junixsocket's name for this machine's processor.
NATIVE_CPU = $(subst x86_64,amd64,$(shell uname -m))
NATIVE = lib/$(NATIVE_CPU)-Linux-clang/jni

MANPAGES = $(addprefix target/man/,kxoverd.8 kxover.8 kxoverd.conf.5)

.PHONY: all demo test test-all tools-for-tests example c-check krb5-releases bench fuzz fuzz-keep soak clean install plugin krb5-kdc-deb deb demo-deb help

all: plugin
	$(MVN) -B -ntp -DskipTests package

plugin:
	@src/test/sh/prerequisites.sh build
	@$(MAKE) -s -C krb5-patch OUT=$(CURDIR)/target/plugin

demo:
	@src/test/sh/prerequisites.sh run
	@echo "Building; the first time also fetches the libraries."
	@$(MAKE) -s plugin
	@if [ "$(KDC)" = patched ] && [ -z "$(KRB5_PREFIX)" ]; then src/test/sh/krb5-kdc.sh >/dev/null; fi
	@$(MVN) -B -ntp -q -DskipTests package
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.lab.Demo

# All tests of units, all kinds of tests on real parts, and short forms of the long ones, which
# org.kxover.lab.ShortForm lists. SEED=number has the cases of a run that printed it.
test: tools-for-tests
	$(call run-tests,short)

# Every test in its whole length; then a fuzzer on each parser for a minute, and ten minutes of two
# realms under traffic while everything is killed in turn.
test-all: tools-for-tests c-check krb5-releases
	$(call run-tests,full)
	@$(MAKE) fuzz MINUTES=1
	@$(MAKE) soak MINUTES=10

tools-for-tests:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s plugin
	@src/test/sh/krb5-kdc.sh >/dev/null

# Clients and KDCs give up after seconds, as they do in the field. On a machine with much other work
# these would be over before it is the tests' turn: they come first, where this user may have that.
FIRST = $(shell [ "$$(nice -n -10 nice 2>/dev/null)" = "$$(nice)" ] || echo nice -n -10)

# What the last run has left behind is not to be counted as this one's.
define run-tests
	@rm -rf target/surefire-reports target/failsafe-reports
	@$(FIRST) $(MVN) -B -ntp verify -Dkxover.tests=$(1) $(SEED:%=-Dkxover.seed=%); ended=$$?; src/test/sh/slowest.sh; exit $$ended
endef

# The KDC's side, read by gcc's analyzer, cppcheck and the rules of krb5's own style.
c-check:
	@src/test/sh/prerequisites.sh all
	@src/test/sh/c-checks.sh

# The patch on the krb5 of each Debian suite, as far as the KDC's objects; SUITES="trixie sid": of those.
krb5-releases:
	@src/test/sh/prerequisites.sh all
	@src/test/sh/krb5-releases.sh $(SUITES)

# Writes conf/kxoverd.conf as the settings' declarations have it; a test holds it against them.
example:
	@$(MVN) -B -ntp -q -Dspotless.check.skip test-compile
	@$(JAVA) -cp target/test-classes:target/classes org.kxover.config.ExampleConfiguration

# Coverage-guided fuzzing of each parser for so many minutes, or with TARGET= of one; then of the one
# in C, which takes clang.
MINUTES ?= 10
fuzz:
	@src/test/sh/prerequisites.sh all
	@$(MVN) -B -ntp -q -DskipTests package
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.fuzz.Fuzzer $(MINUTES) $(TARGET)
	@[ -n "$(TARGET)" ] || $(MAKE) -C krb5-patch fuzz OUT=$(CURDIR)/target/plugin FUZZ_SECONDS=$$(($(MINUTES) * 60))

# Adds to src/test/fuzz, with which every run begins, what the runs so far have found that takes a
# way of its own through the code.
fuzz-keep:
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.fuzz.Fuzzer keep
	@$(MAKE) -C krb5-patch fuzz-keep OUT=$(CURDIR)/target/plugin

# Prints figures; asserts nothing. Worth reading on a machine that does nothing else. As root, for the
# network namespaces of one part and the control groups of another.
bench:
	@src/test/sh/prerequisites.sh bench
	@$(MAKE) -s plugin
	@src/test/sh/krb5-kdc.sh >/dev/null
	@$(MVN) -B -ntp -q -DskipTests package
	@$(MAKE) -s $(COMPLETIONS) $(MANPAGES)
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.bench.Bench $(PART)

# Prints how it goes; the summary is in target/soak.md, and the exit code tells.
soak:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s plugin
	@if [ "$(KDC)" = patched ] && [ -z "$(KRB5_PREFIX)" ]; then src/test/sh/krb5-kdc.sh >/dev/null; fi
	@$(MVN) -B -ntp -q -DskipTests package
	@MINUTES=$(MINUTES) FAULTS=$(FAULTS) SEED=$(SEED) \
		$(JAVA) -cp target/test-classes:$(JAR) org.kxover.soak.Soak

# The KDC with the patch, as a package for the Debian release that this is run on.
krb5-kdc-deb:
	@src/test/sh/prerequisites.sh run
	@krb5-patch/krb5-kdc-deb.sh target/krb5-kdc-deb

clean:
	rm -rf target

# After "make". The KDC's plugin goes where libkrb5 looks for its own. Java shares the classes of
# unsigned jars only, so Bouncy Castle's lose their signatures; the build has checked their digests.
install: $(JAR) $(PLUGIN) $(COMPLETIONS) $(MANPAGES)
	install -d $(DESTDIR)$(SHARE)/lib $(DESTDIR)$(LIB) $(DESTDIR)$(PREFIX)/sbin
	install -m 644 $(JAR) $(DESTDIR)$(SHARE)/
	install -m 644 target/lib/*.jar $(DESTDIR)$(SHARE)/lib/
	for jar in $(DESTDIR)$(SHARE)/lib/bc*.jar; do \
		zip -q -d "$$jar" 'META-INF/*.SF' 'META-INF/*.RSA' || exit 1; \
	done
	rm -rf target/native && mkdir -p target/native
	cd target/native && jar xf ../lib/junixsocket-native-common-*.jar $(NATIVE)
	if ls target/native/$(NATIVE)/*[0-9].so >/dev/null 2>&1; then \
		install -m 644 target/native/$(NATIVE)/*[0-9].so $(DESTDIR)$(LIB)/libjunixsocket.so; \
	fi
	for name in sbin/kxoverd sbin/kxover lib/kxover/share-classes; do \
		$(FILL) kxoverd/$${name##*/}.in >target/filled && \
		install -m 755 target/filled $(DESTDIR)$(PREFIX)/$$name || exit 1; \
	done
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR)
	for name in kxoverd.service kxoverd.socket; do \
		$(FILL) systemd/$$name >target/filled && \
		install -m 644 target/filled $(DESTDIR)$(UNITDIR)/$$name || exit 1; \
	done
	$(FILL) systemd/kxoverd.catalog >target/filled
	install -D -m 644 target/filled $(DESTDIR)$(CATALOGDIR)/kxoverd.catalog
	if [ "$(DESTDIR)$(CATALOGDIR)" = /usr/lib/systemd/catalog ] && command -v journalctl >/dev/null; then journalctl --update-catalog; fi
	install -m 644 systemd/sysusers.conf $(DESTDIR)$(SYSUSERSDIR)/kxover.conf
	install -m 644 systemd/tmpfiles.conf $(DESTDIR)$(TMPFILESDIR)/kxover.conf
	install -d $(DESTDIR)$(COMPLETIONDIR)
	for part in doc krb5-patch examples; do install -d $(DESTDIR)$(DOCDIR)/$$part; done
	install -m 644 $(COMPLETIONS) $(DESTDIR)$(COMPLETIONDIR)/
	install -m 644 README.md LICENSE CHANGELOG.md $(DESTDIR)$(DOCDIR)/
	install -m 644 doc/*.md $(DESTDIR)$(DOCDIR)/doc/
	install -m 644 krb5-patch/README.md $(DESTDIR)$(DOCDIR)/krb5-patch/
	install -m 644 conf/kxoverd.conf $(DESTDIR)$(DOCDIR)/examples/kxoverd.conf
	for page in $(MANPAGES); do \
		install -D -m 644 "$$page" "$(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}" || exit 1; \
	done
	install -d $(DESTDIR)$(SHARE)/monitoring
	install -m 644 monitoring/kxoverd.rules.yml monitoring/kxoverd-dashboard.json $(DESTDIR)$(SHARE)/monitoring/
	install -d -m 755 $(DESTDIR)$(SYSCONFDIR)/kxover $(DESTDIR)$(CACHEDIR)
	install -d -m 700 $(DESTDIR)$(SYSCONFDIR)/kxover/private
	$(MAKE) -C krb5-patch install OUT=$(CURDIR)/target/plugin DESTDIR=$(DESTDIR)

FILL = sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
	-e 's|@CACHEDIR@|$(CACHEDIR)|g' -e 's|@DOCDIR@|$(DOCDIR)|g'

$(MANPAGES) &: $(JAR) $(wildcard doc/man/*.in)
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.cli.ManPages target/man

$(COMPLETIONS): $(JAR)
	@mkdir -p target/completions
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.cli.Completions target/completions

# Debian's package, in target/deb. What goes where is said by "install" above.
deb:
	@src/test/sh/prerequisites.sh deb
	@$(MAKE) all
	rm -rf target/deb && mkdir -p target/deb/tree
	cp -r debian target/deb/tree/
	cd target/deb/tree && TOP=$(CURDIR) dpkg-buildpackage -b -us -uc
	rm -rf target/deb/tree
	@ls target/deb/*.deb

# The package in two Debian systems under systemd, from its installation to a ticket, and to another
# after a reboot. As root. SUITE is their release, by default the one that this is run on.
demo-deb:
	@src/test/sh/prerequisites.sh systems
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/two-roots.sh $$(ls -t target/deb/*.deb | head -n 1)

$(JAR) $(PLUGIN):
	@echo "$@ is not built; run make first" >&2; exit 1

help:
	@echo "make            build the daemon and the KDC's plugin"
	@echo "make demo       two realms that never met cross over, on this machine (KEEP=1: leave them running)"
	@echo "make test       all tests, on real KDCs; of the long ones a short form (SEED=number: that run's)"
	@echo "make test-all   all tests in their whole length, and some minutes of fuzz, soak and krb5-releases"
	@echo "                demo, test, test-all: KDC=patched for this Debian's krb5 with the patch in place of the plugin,"
	@echo "                KRB5_PREFIX=folder for another installation of MIT krb5, with KDC=patched a patched one"
	@echo "make c-check    reads the KDC's side, in C, without running it"
	@echo "make krb5-releases"
	@echo "                compiles the KDC with the patch for each release of krb5 that Debian holds"
	@echo "make example    write conf/kxoverd.conf as the settings are declared"
	@echo "make bench      measures what a crossing costs, each figure beside a yardstick of the same run; PART=name: one part"
	@echo "make soak MINUTES=30"
	@echo "                two realms under traffic whose keys roll over every 40 seconds, while daemons, KDCs, kadmin"
	@echo "                and DNS are killed and clocks stepped at random (SEED=number: as in that run; FAULTS=no: rollovers alone)"
	@echo "make fuzz MINUTES=10"
	@echo "                coverage-guided fuzzing of each parser for so long; what it finds is in target/fuzz"
	@echo "make fuzz-keep  after that: add to src/test/fuzz what takes a way of its own through the code"
	@echo "make krb5-kdc-deb"
	@echo "                Debian's package krb5-kdc with the patch, in target/krb5-kdc-deb"
	@echo "make deb        Debian's package kxover, in target/deb, from what its Build-Depends list"
	@echo "make demo-deb   that package in two Debian systems of its own, from its installation to a ticket; as root"
	@echo "                (SUITE=trixie: of that release of Debian)"
	@echo "make install    after make; DESTDIR, PREFIX, SYSCONFDIR, UNITDIR and their kin as usual"
	@echo "make clean      remove what was built"
