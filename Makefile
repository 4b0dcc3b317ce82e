# The commands that people type. Maven builds the daemon, krb5-patch/Makefile the KDC's side.

MVN ?= mvn
JAVA ?= java
DESTDIR ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= /lib/systemd/system

JAR = target/kxoverd.jar
PLUGIN = target/plugin/kxover.so

.PHONY: all demo test bench clean install plugin krb5-kdc-deb help

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

test:
	@src/test/sh/prerequisites.sh run
	@$(MAKE) -s plugin
	@src/test/sh/krb5-kdc.sh >/dev/null
	$(MVN) -B -ntp verify

# Prints figures; asserts nothing. Worth reading on a machine that does nothing else.
bench:
	@src/test/sh/prerequisites.sh run
	@src/test/sh/krb5-kdc.sh >/dev/null
	@$(MVN) -B -ntp -q -DskipTests package
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.plugin.ParkedRequestsBench
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.crossover.UpkeepBench
	@$(JAVA) -cp target/test-classes:$(JAR) org.kxover.crossover.StatusBench

# The KDC with the patch, as a package for the Debian release that this is run on.
krb5-kdc-deb:
	@src/test/sh/prerequisites.sh run
	@krb5-patch/krb5-kdc-deb.sh target/krb5-kdc-deb

clean:
	rm -rf target

# After "make". The KDC's plugin goes where libkrb5 looks for its own.
install: $(JAR) $(PLUGIN)
	install -d $(DESTDIR)$(PREFIX)/share/kxover/lib $(DESTDIR)$(PREFIX)/sbin
	install -m 644 $(JAR) $(DESTDIR)$(PREFIX)/share/kxover/
	install -m 644 target/lib/*.jar $(DESTDIR)$(PREFIX)/share/kxover/lib/
	install -m 644 README.md LICENSE CHANGELOG.md $(DESTDIR)$(PREFIX)/share/kxover/
	for name in kxoverd kxover; do \
		sed 's|@PREFIX@|$(PREFIX)|g' kxoverd/$$name.in >target/$$name.sh && \
		install -m 755 target/$$name.sh $(DESTDIR)$(PREFIX)/sbin/$$name || exit 1; \
	done
	sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
		systemd/kxoverd.service >target/kxoverd.service
	install -d $(DESTDIR)$(UNITDIR)
	install -m 644 target/kxoverd.service $(DESTDIR)$(UNITDIR)/kxoverd.service
	install -d -m 755 $(DESTDIR)$(SYSCONFDIR)/kxover
	install -m 644 conf/kxoverd.conf $(DESTDIR)$(SYSCONFDIR)/kxover/kxoverd.conf.example
	$(MAKE) -C krb5-patch install OUT=$(CURDIR)/target/plugin DESTDIR=$(DESTDIR)

$(JAR) $(PLUGIN):
	@echo "$@ is not built; run make first" >&2; exit 1

help:
	@echo "make            build the daemon and the KDC's plugin"
	@echo "make demo       two realms that never met cross over, on this machine (KEEP=1: leave them running)"
	@echo "make test       all tests, on real KDCs"
	@echo "                both: KDC=patched for this Debian's krb5 with the patch in place of the plugin,"
	@echo "                KRB5_PREFIX=folder for another installation of MIT krb5, with KDC=patched a patched one"
	@echo "make bench      other clients' requests while 50 wait for kxoverd, patched KDC against stock KDC;"
	@echo "                look-ups beside the upkeep of 1,000 crossovers (CROSSOVERS=10000: of more);"
	@echo "                what kxover status costs with 10 to 10,000 of them"
	@echo "make krb5-kdc-deb"
	@echo "                Debian's package krb5-kdc with the patch, in target/krb5-kdc-deb"
	@echo "make install    after make; DESTDIR, PREFIX, SYSCONFDIR and UNITDIR as usual"
	@echo "make clean      remove what was built"
