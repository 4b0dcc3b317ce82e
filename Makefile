# Commands for users and developers. Maven builds the daemon, kxoverd/c/Makefile its program in C,
# krb5-patch/Makefile the KDC's side.

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
ZSHDIR ?= $(PREFIX)/share/zsh/vendor-completions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
DOCDIR ?= $(PREFIX)/share/doc/kxover
MANDIR ?= $(PREFIX)/share/man
CATALOGDIR ?= /usr/lib/systemd/catalog

JAR = target/kxoverd.jar
PLUGIN = target/plugin/kxover.so
SBOM = target/kxover.cdx.json
COMPLETIONS = target/completions/kxover target/completions/kxoverd
SHARE = $(PREFIX)/share/kxover
LIB = $(PREFIX)/lib/kxover

# junixsocket's name for this machine's architecture.
NATIVE_CPU = $(subst x86_64,amd64,$(shell uname -m))
NATIVE = lib/$(NATIVE_CPU)-Linux-clang/jni

MANPAGES = $(addprefix target/man/,kxoverd.8 kxover.8 kxoverd.conf.5)

# The list of all libraries and plugins that the build uses, with the SHA-256 of each. Maven ends before
# it uses another one: src/build/CheckedArtifacts.java is an extension of Maven.
LIST = src/build/checksums.sha256
CHECKS = target/build/META-INF/sisu/javax.inject.Named
LOADED = target/build/loaded
EXTENDED = $(MVN) -B -ntp -Dmaven.ext.class.path=$(CURDIR)/target/build -Dkxover.checksums.loaded=$(CURDIR)/$(LOADED)
CHECKED = $(EXTENDED) -Dkxover.checksums=$(CURDIR)/$(LIST)
WAS_LOADED = { [ -e $(LOADED) ] || { echo "this Maven has not loaded src/build/CheckedArtifacts.java" >&2; exit 1; }; }

# Runs Maven with these arguments.
maven = $(MAKE) -s $(CHECKS) && rm -f $(LOADED) && $(CHECKED) $(1) && $(WAS_LOADED)

.PHONY: all demo test test-all clients conformance run-conformance tools-for-tests example checksums c-check krb5-releases test-krb5 bench fuzz for-fuzz run-fuzz fuzz-keep soak for-soak run-soak simulate clean install fresh-sbom plugin krb5-kdc-deb deb deb-check deb-twice demo-deb install-page earlier-versions upgrades container apparmor help

# The profile sbom adds the list of what the package consists of.
all: plugin
	@rm -f $(SBOM)
	@$(call maven,-DskipTests -Psbom package)

# Maven finds the extension by a file with the name of its class. Debian 12's Maven reads classes up to
# Java 11's, and passes over all others.
$(CHECKS): src/build/CheckedArtifacts.java
	@mkdir -p $(dir $@)
	@javac --release 11 -Xlint:all,-processing,-path -Werror -d target/build \
		-cp "$$($(MVN) -B -v | sed -n 's/^Maven home: //p')/lib/*" $<
	@echo org.kxover.build.CheckedArtifacts >$@

plugin:
	@src/test/sh/prerequisites.sh build
	@$(MAKE) -s -C krb5-patch OUT=$(CURDIR)/target/plugin
	@$(MAKE) -s -C kxoverd/c OUT=$(CURDIR)/target/c
	@$(MAKE) -s $(CHECKS)

demo:
	@src/test/sh/prerequisites.sh run
	@echo "Building; the first time also fetches the libraries."
	@$(MAKE) -s plugin
	@if [ "$(KDC)" = patched ] && [ -z "$(KRB5_PREFIX)" ]; then src/test/sh/krb5-kdc.sh >/dev/null; fi
	@$(call maven,-q -DskipTests package)
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.lab.Demo

# All unit tests and integration tests, the long ones in a short form (see org.kxover.lab.ShortForm),
# with most daemons in the process of the tests (see org.kxover.lab.InProcessKxoverd).
# SEED=number repeats the cases of the run that printed it.
test: tools-for-tests
	$(call run-tests,short)

# Every test in full. Then beside each other: a soak of ten minutes with faults, which mostly waits; other
# projects' suites and the package built twice; and a fuzzer on each parser for a minute.
test-all: tools-for-tests c-check krb5-releases
	$(call run-tests,full)
	@$(MAKE) for-fuzz for-soak
	@src/test/sh/beside.sh "$(FIRST) $(MAKE) run-soak MINUTES=10" "$(MAKE) run-conformance deb-twice" \
		"$(MAKE) run-fuzz MINUTES=1"

# Runs cases of other projects' test suites through our code, and compares the verdicts. The cases are
# in Debian's source packages; doc/CONFORMANCE.md explains the differences.
conformance:
	@src/test/sh/prerequisites.sh run
	@$(call maven,-q -DskipTests package)
	@$(MAKE) -s run-conformance

run-conformance:
	@suites=$$(src/test/sh/conformance-data.sh) && \
		$(JAVA) -cp target/test-classes:$(JAR) org.kxover.conformance.Conformance $$suites

# Runs the clients and services of doc/CLIENTS.md whose packages "make test" does not need, in one world
# of two realms. Those that need root are skipped without it. Their pictures are in target/clients.
clients:
	@src/test/sh/prerequisites.sh clients
	@$(MAKE) -s plugin
	@if [ "$(KDC)" = patched ] && [ -z "$(KRB5_PREFIX)" ]; then src/test/sh/krb5-kdc.sh >/dev/null; fi
	@rm -rf target/failsafe-reports
	@$(MAKE) -s $(CHECKS) && rm -f $(LOADED)
	@$(FIRST) $(CHECKED) verify -Dkxover.forks=1 -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
		'-Dit.test=$(or $(TESTS),org/kxover/clients/*Clients)' && $(WAS_LOADED)

tools-for-tests:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s plugin
	@$(MAKE) -s -C kxoverd/c OUT=$(CURDIR)/target/c sanitized
	@src/test/sh/krb5-kdc.sh >/dev/null

# Clients and KDCs time out after seconds, as in production. On a busy machine that can fail tests, so
# they run at a higher priority if this user may set it.
FIRST = $(shell [ "$$(nice -n -10 nice 2>/dev/null)" = "$$(nice)" ] || echo nice -n -10)

# Removes the reports of the last run, which slowest.sh would count. The profile sbom is that of "make",
# which looks up libraries that the tests do not need: the list has to have them too.
define run-tests
	@rm -rf target/surefire-reports target/failsafe-reports
	@$(MAKE) -s $(CHECKS)
	@rm -f $(LOADED)
	@$(FIRST) $(CHECKED) verify -Psbom -Dkxover.tests=$(1) $(SEED:%=-Dkxover.seed=%); ended=$$?; src/test/sh/slowest.sh; $(WAS_LOADED); exit $$ended
endef

# Checks the code in C with gcc's analyzer, cppcheck and the rules of krb5's coding style.
c-check:
	@src/test/sh/prerequisites.sh all
	@src/test/sh/c-checks.sh

# Compiles the KDC's object files with the patch, and kxoverd's programs in C, for each Debian suite or for
# SUITES="trixie sid".
krb5-releases:
	@src/test/sh/prerequisites.sh all
	@src/test/sh/krb5-releases.sh $(SUITES)

# Runs MIT krb5's own tests without and with the patch. With it, the KDC asks a running kxoverd and has
# the guard. Fails if a test passes without the patch only. Takes this machine's release of krb5, or those
# of SUITES="trixie sid"; TESTS="t_referral t_s4u" takes these tests.
test-krb5:
	@src/test/sh/prerequisites.sh krb5
	@$(MAKE) -s plugin
	@$(call maven,-q -DskipTests package)
	@JAVA="$(JAVA)" CLASSPATH=target/test-classes:$(JAR) \
		src/test/sh/as-one.sh src/test/sh/krb5-tests.sh "$(SUITES)" $(TESTS)

# Writes conf/kxoverd.conf from the declarations of the settings; a test compares the two.
example:
	@$(call maven,-q -Dspotless.check.skip test-compile)
	@$(JAVA) -cp target/test-classes:target/classes org.kxover.config.ExampleConfiguration

# Writes the list anew, after a change in pom.xml. It runs each plugin once, unchecked, and keeps lines of
# files that only another release of Maven uses: MVN=/folder/bin/mvn takes that one. Read the difference.
checksums:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s $(CHECKS)
	@rm -f target/checksums
	@$(EXTENDED) -q -Dkxover.checksums.record=$(CURDIR)/target/checksums -Psbom \
		-Dtest=LinksTest -Dit.test=OpensslCertificateIT -Dsurefire.failIfNoSpecifiedTests=false spotless:apply verify
	@LC_ALL=C sort -k2,2 -u target/checksums $(LIST) | LC_ALL=C sort -k2,2 >target/checksums.all
	@mv target/checksums.all $(LIST)
	@git diff --stat $(LIST)

# Coverage-guided fuzzing of each parser for MINUTES minutes, or of one with TARGET=; then of the
# parser in C, which needs clang. TARGET=tgs sends TGS-REQs to the KDC with the patch, for MINUTES
# minutes of a processor; SEED=number sends those of that run.
MINUTES ?= 10
fuzz: for-fuzz
	@$(MAKE) -s run-fuzz

for-fuzz:
	@src/test/sh/prerequisites.sh all
	@$(call maven,-q -DskipTests package)

run-fuzz:
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.fuzz.Fuzzer $(MINUTES) $(TARGET)
	@[ -n "$(TARGET:tgs=)" ] || { src/test/sh/krb5-kdc.sh >/dev/null && \
		$(JAVA) -cp target/test-classes:$(JAR) org.kxover.plugin.TgsFuzzer $(MINUTES) $(SEED); }
	@[ -n "$(TARGET)" ] || $(MAKE) -C krb5-patch fuzz OUT=$(CURDIR)/target/plugin FUZZ_SECONDS=$$(($(MINUTES) * 60))

# Adds inputs that the runs so far found, and that reach new code, to the initial inputs in
# src/test/fuzz.
fuzz-keep:
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.fuzz.Fuzzer keep
	@$(MAKE) -C krb5-patch fuzz-keep OUT=$(CURDIR)/target/plugin

# Prints measurements and asserts nothing. Run it on an idle machine. Network namespaces and control
# groups, which two parts use, need root.
bench:
	@src/test/sh/prerequisites.sh bench
	@$(MAKE) -s plugin
	@src/test/sh/krb5-kdc.sh >/dev/null
	@$(call maven,-q -DskipTests package)
	@$(MAKE) -s $(COMPLETIONS) $(MANPAGES)
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.bench.Bench $(PART)

# Simulates a hundred thousand realms for a year, and writes the tables and plots of doc/SCALE.md.
# PART=name runs one part, SEED=number has other random numbers. FULL=100000 has so many realms in
# the part "year", too, which then takes much longer.
simulate:
	@$(call maven,-q -DskipTests package)
	@$(JAVA) -Xmx2g -XX:+UseSerialGC -cp target/test-classes:$(JAR) org.kxover.simulation.Scale $(or $(SEED),1) $(PART)

# Prints the progress, and writes the summary to target/soak.md. The exit code is 0 if there was no
# failure.
soak: for-soak
	@$(MAKE) -s run-soak

for-soak:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s plugin
	@if [ "$(KDC)" = patched ] && [ -z "$(KRB5_PREFIX)" ]; then src/test/sh/krb5-kdc.sh >/dev/null; fi
	@$(call maven,-q -DskipTests package)

run-soak:
	@MINUTES=$(MINUTES) FAULTS=$(FAULTS) SEED=$(SEED) \
		$(JAVA) -cp target/test-classes:$(JAR) org.kxover.soak.Soak

# Builds the KDC with the patch as a package for this machine's Debian release.
krb5-kdc-deb:
	@src/test/sh/prerequisites.sh run
	@krb5-patch/krb5-kdc-deb.sh target/krb5-kdc-deb

clean:
	rm -rf target

# Run "make" before. The KDC's plugin goes into libkrb5's folder for modules. Java can archive classes
# of unsigned jars only, so the signatures of Bouncy Castle's jars are removed; the build has checked
# the jars' digests. The digests of each class in their manifests go too, a megabyte that Java would
# parse at each start and keep in memory: only the main section is left.
install: fresh-sbom $(JAR) $(PLUGIN) $(COMPLETIONS) $(MANPAGES)
	install -d $(DESTDIR)$(SHARE)/lib $(DESTDIR)$(LIB) $(DESTDIR)$(PREFIX)/sbin
	install -m 644 $(JAR) $(DESTDIR)$(SHARE)/
	install -m 644 target/lib/*.jar $(DESTDIR)$(SHARE)/lib/
	for jar in $(abspath $(DESTDIR)$(SHARE))/lib/bc*.jar; do \
		rm -rf target/manifest && mkdir -p target/manifest && \
		zip -q -d "$$jar" 'META-INF/*.SF' 'META-INF/*.RSA' && ( cd target/manifest && \
			jar xf "$$jar" META-INF/MANIFEST.MF && sed -i '/^\r*$$/q' META-INF/MANIFEST.MF && \
			chmod 644 META-INF/MANIFEST.MF && touch -d 1980-01-01T00:00:00Z META-INF/MANIFEST.MF && \
			TZ=UTC zip -q -X "$$jar" META-INF/MANIFEST.MF ) || exit 1; \
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
	$(FILL) container/container-init.in >target/filled
	install -m 755 target/filled $(DESTDIR)$(SHARE)/container-init
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR)
	for name in kxoverd.service kxoverd.socket kxover-cert-roll.service kxover-cert-roll.timer; do \
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
	install -d $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	install -m 644 target/completions/_* $(DESTDIR)$(ZSHDIR)/
	install -m 644 target/completions/*.fish $(DESTDIR)$(FISHDIR)/
	install -m 644 README.md LICENSE CHANGELOG.md $(DESTDIR)$(DOCDIR)/
	install -m 644 doc/*.md $(DESTDIR)$(DOCDIR)/doc/
	install -m 644 krb5-patch/README.md $(DESTDIR)$(DOCDIR)/krb5-patch/
	install -m 644 conf/kxoverd.conf $(DESTDIR)$(DOCDIR)/examples/kxoverd.conf
	if [ -e $(SBOM) ]; then install -m 644 $(SBOM) $(DESTDIR)$(SHARE)/; fi
	for page in $(MANPAGES); do \
		install -D -m 644 "$$page" "$(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}" || exit 1; \
	done
	install -d $(DESTDIR)$(SHARE)/monitoring
	install -m 644 monitoring/kxoverd.rules.yml monitoring/kxoverd-dashboard.json $(DESTDIR)$(SHARE)/monitoring/
	install -d -m 755 $(DESTDIR)$(SYSCONFDIR)/kxover $(DESTDIR)$(CACHEDIR)
	install -d -m 700 $(DESTDIR)$(SYSCONFDIR)/kxover/private $(DESTDIR)$(SYSCONFDIR)/kxover/dns
	$(MAKE) -C krb5-patch install OUT=$(CURDIR)/target/plugin DESTDIR=$(DESTDIR) LIBDIR=$(LIB)
	$(MAKE) -C kxoverd/c install OUT=$(CURDIR)/target/c DESTDIR=$(DESTDIR) LIBDIR=$(LIB)

# A build without the profile sbom leaves the list of an earlier one.
fresh-sbom:
	@[ ! -e $(SBOM) ] || [ $(SBOM) -nt pom.xml ] || { echo "$(SBOM) is older than pom.xml; run make" >&2; exit 1; }

FILL = sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
	-e 's|@CACHEDIR@|$(CACHEDIR)|g' -e 's|@DOCDIR@|$(DOCDIR)|g'

$(MANPAGES) &: $(JAR) $(wildcard doc/man/*.in)
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.cli.ManPages target/man

$(COMPLETIONS): $(JAR)
	@mkdir -p target/completions
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.cli.Completions target/completions

# Builds Debian's package in target/deb, with the files of "install" above.
deb:
	@src/test/sh/prerequisites.sh deb
	@$(MAKE) all
	rm -rf target/deb && mkdir -p target/deb/tree
	cp -r debian target/deb/tree/
	cd target/deb/tree && TOP=$(CURDIR) dpkg-buildpackage -b -us -uc
	rm -rf target/deb/tree
	@ls target/deb/*.deb

# Checks the package with lintian, down to its pedantic remarks. debian/kxover.lintian-overrides has
# the reason of each exception.
deb-check:
	@src/test/sh/prerequisites.sh package
	@[ -n "$$(ls target/deb/*.changes 2>/dev/null)" ] || $(MAKE) deb
	lintian --display-info --pedantic --fail-on error,warning,info,pedantic target/deb/*.changes

# Builds the package twice, under different circumstances, and compares the octets.
deb-twice:
	@src/test/sh/deb-twice.sh

# Tests the package in two Debian systems with systemd, from its installation to a ticket, to another
# one after a reboot, and to its purge. Needs root. CONTRIBUTING.md lists its variables.
demo-deb:
	@src/test/sh/prerequisites.sh systems
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/two-roots.sh $$(ls -t target/deb/*.deb | head -n 1)

# Runs the blocks of doc/INSTALL.md that demo-deb does not, in two more systems. Needs root.
install-page:
	@src/test/sh/prerequisites.sh systems
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/by-hand.sh $$(ls -t target/deb/*.deb | head -n 1)
	@src/test/sh/from-source.sh

# Builds the packages of earlier versions from the history, once, for EarlierVersionsIT. Says so where a
# clone does not have it; that test is skipped then.
earlier-versions:
	@src/test/sh/earlier-version.sh all >/dev/null || [ $$? = 3 ]

# Upgrades and downgrades the package while users ask for tickets, then Debian 12 to 13. Needs root.
upgrades:
	@src/test/sh/prerequisites.sh systems
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/upgrades.sh $$(ls -t target/deb/*.deb | head -n 1)
	@src/test/sh/debian-upgrade.sh $$(ls -t target/deb/*.deb | head -n 1)

# Runs the blocks of doc/CONTAINER.md: the package in a container without systemd. Needs root.
container:
	@src/test/sh/prerequisites.sh systems
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/container.sh $$(ls -t target/deb/*.deb | head -n 1)

# Tests the package's AppArmor profile, enforced, in a virtual machine with Debian's kernel. Needs root.
apparmor:
	@src/test/sh/prerequisites.sh virtual
	@[ -n "$$(ls target/deb/*.deb 2>/dev/null)" ] || $(MAKE) deb
	@src/test/sh/apparmor.sh $$(ls -t target/deb/*.deb | head -n 1)

$(JAR) $(PLUGIN):
	@echo "$@ is not built; run make first" >&2; exit 1

help:
	@echo "make            build the daemon and the KDC's plugin"
	@echo "make demo       two realms make a crossover key, on this machine (KEEP=1: leave them running)"
	@echo "make test       all tests, with real KDCs; the long ones in a short form (SEED=number: the cases of that run)"
	@echo "make test-all   all tests in full, c-check, krb5-releases, conformance, and some minutes of fuzz and soak"
	@echo "                demo, test, test-all: KDC=patched for this Debian's krb5 with the patch in place of the plugin,"
	@echo "                KRB5_PREFIX=folder for another installation of MIT krb5, with KDC=patched a patched one"
	@echo "make clients    tests with browsers, mail, files and log-ins, whose packages it installs (TESTS=\"WebClients\": these)"
	@echo "make conformance"
	@echo "                compare our verdicts with those of other projects' test suites (doc/CONFORMANCE.md)"
	@echo "make c-check    static checks of the code in C"
	@echo "make krb5-releases"
	@echo "                compile the KDC with the patch, and kxoverd's programs in C, for each release of krb5 in Debian"
	@echo "make test-krb5  run MIT krb5's own tests without and with the patch, with kxoverd and the guard"
	@echo "                (SUITES=\"trixie sid\": the krb5 of these Debian suites; TESTS=\"t_referral t_s4u\": these tests)"
	@echo "make example    write conf/kxoverd.conf from the declarations of the settings"
	@echo "make checksums  after a change in pom.xml: write src/build/checksums.sha256, which each build checks"
	@echo "make bench      measure the cost of crossings, each compared to a yardstick of the same run (PART=name: one part)"
	@echo "make simulate   simulate a hundred thousand realms for a year, for doc/SCALE.md (PART=name, SEED=number)"
	@echo "make soak MINUTES=30"
	@echo "                run two realms under traffic, with a new key every 40 seconds, while daemons, KDCs, kadmin"
	@echo "                and DNS are killed and clocks stepped at random (SEED=number: repeat that run; FAULTS=no: no faults)"
	@echo "make fuzz MINUTES=10"
	@echo "                coverage-guided fuzzing of each parser, then TGS-REQs to the KDC with the patch (SEED=number: those"
	@echo "                of that run); the findings are in target/fuzz"
	@echo "make fuzz-keep  after make fuzz: add the inputs that reach new code to src/test/fuzz"
	@echo "make krb5-kdc-deb"
	@echo "                build Debian's package krb5-kdc with the patch, in target/krb5-kdc-deb"
	@echo "make deb        build Debian's package kxover, in target/deb, with the packages in its Build-Depends"
	@echo "make deb-check  check that package with lintian"
	@echo "make deb-twice  build that package twice, under different circumstances, and compare the octets"
	@echo "make demo-deb   test that package in two new Debian systems, from its installation to a ticket; as root"
	@echo "                (SUITE=trixie: that Debian release; DNS=bind: that name server; ZONES=one: hosts in the realm's"
	@echo "                zone; the default is SUITE=\"bookworm trixie\" DNS=\"knot bind\" ZONES=two; SETUP=yes: undo and purge)"
	@echo "make install-page"
	@echo "                run the other blocks of doc/INSTALL.md in new Debian systems: by hand, and from source; as root"
	@echo "make earlier-versions"
	@echo "                build the packages of earlier versions, with which tests try this one"
	@echo "make upgrades   upgrade and downgrade that package, then Debian 12 to 13, while users ask for tickets; as root"
	@echo "make container  test that package in a container without systemd, as doc/CONTAINER.md has it; as root"
	@echo "make apparmor   test that package's AppArmor profile in a virtual machine, which takes half an hour; as root"
	@echo "                (SUITE=trixie: that Debian release)"
	@echo "make install    after make; with DESTDIR, PREFIX, SYSCONFDIR, UNITDIR and similar variables"
	@echo "make clean      remove what was built"
