package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.DnsSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Patience;
import org.kxover.lab.Zone;
import org.xbill.DNS.Name;

/**
 * Mistakes of administrators, one at a time. Each has exactly one finding, and to do what the
 * advice says mends it. Needs root.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MistakesIT {
  private static final int USER = 64125;
  private static final String BOGUS = "www.forged.example.";
  private static final String HERE = "";
  private static final String WITHOUT_SHA2 = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96";

  private final Lab lab = newLab();
  private final Map<String, List<String>> usual = new HashMap<>();
  private LabRealm a;
  private LabRealm b;
  private LabKadmind kadmind;
  private Zone zoneOfA;
  private Zone zoneOfB;
  private Path config;

  private static Lab newLab() {
    try {
      return new Lab();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Act {
    void run() throws Exception;
  }

  private interface Remedy {
    /**
     * @param advice the finding's
     */
    void follow(String advice) throws Exception;
  }

  /**
   * @param target of the check, or {@link #HERE}
   * @param finding a pattern of its subject, a colon, and its text
   * @param advice a pattern of what it says to do
   */
  private record Mistake(
      String name, String target, Act make, String finding, String advice, Remedy remedy) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void twoRealms() throws Exception {
    a = lab.realm("A.EXAMPLE").publishKdc();
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.principal("kxover/kx.b.example");
    zoneOfA = a.zone();
    zoneOfB = b.zone();
    // Below an empty non-terminal, unbound 1.17 as a server proves absence with wrong records.
    zoneOfA.add("_tcp TXT \"not empty\"");
    lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    a.kxoverd().runAs(USER);
    kadmind = new LabKadmind(lab, a);
    config = a.folder().resolve("kxoverd.conf");
    Path client = a.folder().resolve("kadmin-client.conf");
    Files.writeString(
        client,
        Files.readString(client)
            + "    B.EXAMPLE = {\n        kdc = 127.0.0.1:%d\n    }\n".formatted(b.kdc().port()));
    lab.start();
    kadmind.start();
    awaitKadmin(1);
    for (String target : List.of(HERE, "www.b.example")) {
      usual.put(target, words(findings(target)));
    }
  }

  @AfterAll
  void end() throws Exception {
    lab.close();
  }

  private void awaitKadmin(int count) {
    a.kxoverd().awaitLines("kadmin is ready", count, Patience.LIMIT);
  }

  private List<Finding> findings(String target) throws Exception {
    Settings settings = Settings.load(config);
    Report report = new Report(finding -> {});
    SecureDns dns =
        new ValidatingDns(
            settings.get(DnsSettings.RESOLVER),
            TrustAnchors.load(settings.get(DnsSettings.TRUST_ANCHORS)),
            Duration.ofSeconds(5),
            Clock.systemUTC());
    new Checks(
            config,
            settings,
            settings.realms().get(0),
            dns,
            MistakesIT::open,
            Clock.systemUTC(),
            new SecureRandom())
        .run(
            new Checks.Question(
                Optional.of(target).filter(words -> !words.isEmpty()),
                "host",
                Optional.empty(),
                Name.fromConstantString(BOGUS)),
            Map.of(
                "KRB5_CONFIG", a.kdc().config().toString(),
                "KRB5_KDC_PROFILE", a.kdc().profile().toString()),
            report);
    return report.findings().stream()
        .filter(finding -> finding.level() != Finding.Level.OK)
        .toList();
  }

  private static CrossoverStore open(RealmSettings realm) {
    return new KadminStore(
        realm.realm(),
        new KadminSettings(
            realm.get(DatabaseSettings.KADMIN),
            realm.kadminEnvironment(),
            realm.get(DatabaseSettings.KADMIN_TIMEOUT),
            0,
            Duration.ofMinutes(5),
            0,
            Optional.empty(),
            realm.get(DatabaseSettings.KDC_ENCTYPES)),
        Clock.systemUTC());
  }

  private static List<String> words(List<Finding> findings) {
    return findings.stream().map(one -> one.subject() + ": " + one.text()).toList();
  }

  /** The findings that are not usual in this world. */
  private List<Finding> news(String target) throws Exception {
    List<String> known = usual.getOrDefault(target, usual.get(HERE));
    return findings(target).stream()
        .filter(one -> !known.contains(one.subject() + ": " + one.text()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void oneFindingWhoseAdviceMendsIt(Mistake mistake) throws Exception {
    mistake.make().run();
    List<Finding> found = news(mistake.target());
    String text = String.join("\n", words(found));
    assertEquals(1, found.size(), "findings: " + text);
    assertTrue(Pattern.compile(mistake.finding()).matcher(text).find(), text);
    String advice = found.get(0).advice();
    assertTrue(Pattern.compile(mistake.advice()).matcher(advice).find(), advice);
    mistake.remedy().follow(advice);
    List<Finding> after = news(mistake.target());
    assertEquals(List.of(), words(after), "after \"" + advice + "\"");
  }

  Stream<Mistake> oneFindingWhoseAdviceMendsIt() {
    List<Mistake> all = new ArrayList<>();
    all.addAll(mistakesAtTheKdc());
    all.addAll(mistakesAtKadmin());
    all.addAll(mistakesInOurDns());
    all.addAll(mistakesInTheirDns());
    return all.stream();
  }

  private LabKdc kdc() {
    return a.kdc();
  }

  private static String part(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern + " in " + text);
    return matcher.group(1);
  }

  private void replaceInProfile(String text, String other) throws IOException {
    String before = Files.readString(kdc().profile());
    assertTrue(before.contains(text), before);
    Files.writeString(kdc().profile(), before.replace(text, other));
  }

  private void run(String command) throws IOException {
    new LabCommand(a.folder(), "sh", "-c", command)
        .env(
            Map.of(
                "KRB5_CONFIG", kdc().config().toString(),
                "KRB5_KDC_PROFILE", kdc().profile().toString()))
        .run();
  }

  private List<Mistake> mistakesAtTheKdc() {
    Path copy = a.folder().resolve("kxover.so");
    return List.of(
        new Mistake(
            "the KDC was not restarted",
            HERE,
            () -> {
              replaceInProfile("kxover:", "other:");
              kdc().restart();
              // A KDC loads its modules, of its present profile, when it first needs them.
              a.user("alice").kvno("-S", "HTTP", "www.b.example");
              replaceInProfile("other:", "kxover:");
            },
            "KDC: process \\d+ does not ask kxoverd",
            "^restart the KDC",
            advice -> kdc().restart()),
        new Mistake(
            "the plugin's file is missing",
            HERE,
            () -> {
              replaceInProfile("kxover:" + LabKdc.PLUGIN, "kxover:" + copy);
              kdc().restart();
            },
            "KDC: the KDC cannot load its hostrealm module .*No such file",
            "put the file there.*then restart the KDC",
            advice -> {
              Files.copy(LabKdc.PLUGIN, copy);
              kdc().restart();
            }),
        new Mistake(
            "kdc.conf does not name the plugin",
            HERE,
            () -> {
              replaceInProfile("kxover:", "other:");
              kdc().restart();
            },
            "KDC: .* has no hostrealm module kxover",
            "add the lines .* and restart the KDC",
            advice -> {
              replaceInProfile("other:", "kxover:");
              kdc().restart();
            }),
        new Mistake(
            "the KDC looks for another socket",
            HERE,
            () -> {
              replaceInProfile("/kdc.sock", "/elsewhere.sock");
              kdc().restart();
            },
            "KDC: the KDC uses the socket .*elsewhere.sock",
            "set in \\[kxover\\] of kdc.conf: socket = .*; then restart the KDC",
            advice -> {
              Path wrong = a.kxoverd().socket().resolveSibling("elsewhere.sock");
              replaceInProfile(wrong.toString(), part("socket = ([^;]*);", advice));
              kdc().restart();
            }),
        new Mistake(
            "the KDC does not run",
            HERE,
            () -> kdc().stop(),
            "KDC: no krb5kdc for A.EXAMPLE runs",
            "^start it",
            advice -> kdc().start()),
        new Mistake(
            "kxoverd does not run",
            HERE,
            () -> a.kxoverd().stop(),
            "kxoverd: no kxoverd at ",
            "^start it with",
            advice -> {
              a.kxoverd().start();
              awaitKadmin(2);
            }),
        new Mistake(
            "the KDC's user may not ask",
            HERE,
            () -> {
              a.kxoverd().common("kdc", "uids", "12345").restart();
              awaitKadmin(3);
            },
            "KDC: process \\d+ does not ask kxoverd: its user, uid 0, is not permitted",
            "add 0 to uids in \\[kdc\\], and restart kxoverd",
            advice -> {
              a.kxoverd().common("kdc", "uids", "12345 " + part("add (\\d+) to", advice)).restart();
              awaitKadmin(4);
            }),
        new Mistake(
            "the KDC forbids what kxoverd would agree on",
            HERE,
            () ->
                Files.writeString(
                    kdc().profile(),
                    Files.readString(kdc().profile())
                        + "[libdefaults]\n    permitted_enctypes = "
                        + WITHOUT_SHA2
                        + "\n"),
            "encryption types: kxoverd would agree on .*sha384.*, which the KDC forbids",
            "set encryption_types to types that the KDC permits",
            advice -> a.kxoverd().set("encryption_types", WITHOUT_SHA2)));
  }

  private List<Mistake> mistakesAtKadmin() {
    Path acl = a.folder().resolve("kadm5.acl");
    Path key = a.folder().resolve("kx.key");
    String[] rights = new String[1];
    return List.of(
        new Mistake(
            "the keytab belongs to root",
            HERE,
            () -> Files.setAttribute(kadmind.keytab(), "unix:uid", 0),
            "key database: .*Permission denied",
            "chown " + USER + " " + kadmind.keytab(),
            advice -> run(part("(chown .*)", advice))),
        new Mistake(
            "the keytab is old",
            HERE,
            () -> kdc().kadmin("ktadd -k " + a.folder().resolve("another") + " kxover/admin"),
            "key database: ",
            "write the present key into the keytab: kadmin.local ",
            advice -> run(part("(kadmin.local .*)", advice))),
        new Mistake(
            "kadmind does not run",
            HERE,
            () -> kadmind.stop(),
            "key database: ",
            "^start kadmind",
            advice -> kadmind.start()),
        new Mistake(
            "kadmind gives no rights",
            HERE,
            () -> {
              rights[0] = Files.readString(acl);
              Files.writeString(acl, "nobody/admin *\n");
              kadmind.stop();
              kadmind.start();
            },
            "key database: .*Operation requires",
            "give kxover/admin the rights that README.md lists in kadm5.acl.* restart kadmind",
            advice -> {
              Files.writeString(acl, rights[0]);
              kadmind.stop();
              kadmind.start();
            }),
        new Mistake(
            "others can read the private key",
            HERE,
            () -> Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--")),
            "permissions: .*can read or write .*kx.key",
            "^chmod 600 ",
            this::run));
  }

  private void reload(Act change) throws Exception {
    change.run();
    lab.dns().reload();
  }

  private String record(String words) {
    return a.kxoverd().records().stream().filter(one -> one.contains(words)).findFirst().get();
  }

  private List<Mistake> mistakesInOurDns() {
    String publish = "publish the records that \"kxover dns\" prints";
    String other = record(" TLSA ").replace(a.kxoverd().tlsa(), "00".repeat(32));
    String old = "_kerberos-tls._tcp SRV 0 0 1 kx";
    String oldKdc = "_kerberos._tcp SRV 0 0 1 kdc";
    return List.of(
        new Mistake(
            "the resolver does not run",
            HERE,
            () -> lab.dns().stop(),
            "secure DNS: \\. SOA: failed",
            "^start the resolver at 127.0.0.1:",
            advice -> lab.dns().restart()),
        new Mistake(
            "the SRV record is not published",
            HERE,
            () -> reload(() -> zoneOfA.remove(record(" SRV "))),
            "_kerberos-tls._tcp.a.example SRV and TLSA: .*absent",
            publish,
            advice -> reload(() -> zoneOfA.add(record(" SRV ")))),
        new Mistake(
            "the TLSA record is that of another key",
            HERE,
            () ->
                reload(
                    () -> {
                      zoneOfA.remove(record(" TLSA "));
                      zoneOfA.add(other);
                    }),
            "certificate: .*does not match the TLSA records: .*" + a.kxoverd().tlsa() + ".*0000",
            publish,
            advice ->
                reload(
                    () -> {
                      zoneOfA.remove(other);
                      zoneOfA.add(record(" TLSA "));
                    })),
        new Mistake(
            "the TXT record has another spelling",
            HERE,
            () ->
                reload(
                    () -> {
                      zoneOfA.remove(record(" TXT "));
                      zoneOfA.add("_kerberos TXT \"a.example\"");
                    }),
            "_kerberos.a.example TXT: .*but the realm is A.EXAMPLE",
            "replace this record by that which \"kxover dns\" prints",
            advice ->
                reload(
                    () -> {
                      zoneOfA.remove("_kerberos TXT");
                      zoneOfA.add(record(" TXT "));
                    })),
        new Mistake(
            "an SRV record names a kxoverd that is gone",
            HERE,
            () ->
                reload(
                    () -> {
                      zoneOfA.add(old);
                      zoneOfA.add("_1._tcp.kx TLSA 3 1 1 " + a.kxoverd().tlsa());
                    }),
            "kx.a.example \\(127.0.0.1:1\\), seen from this machine only: ",
            "start kxoverd there, .*or delete its SRV record",
            advice -> reload(() -> zoneOfA.remove(old))),
        new Mistake(
            "an SRV record names a KDC that is gone",
            HERE,
            () -> reload(() -> zoneOfA.add(oldKdc)),
            "KDC kdc.a.example:1: 127.0.0.1:1 does not answer \\(seen from this machine only\\)",
            "or delete its SRV records",
            advice -> reload(() -> zoneOfA.remove(oldKdc))),
        new Mistake(
            "a host of ours has no TXT record",
            "www.a.example",
            () -> reload(() -> zoneOfA.add("www A 127.0.0.1")),
            "_kerberos.www.a.example TXT: absent",
            "^publish _kerberos.www.a.example TXT \"A.EXAMPLE\"$",
            advice -> reload(() -> zoneOfA.add("_kerberos.www TXT \"A.EXAMPLE\""))),
        new Mistake(
            "a wildcard is hidden by the host's own record",
            "x.apps.a.example",
            () ->
                reload(
                    () -> {
                      zoneOfA.add("*.apps TXT \"A.EXAMPLE\"");
                      zoneOfA.add("x.apps A 127.0.0.1");
                    }),
            "_kerberos.x.apps.a.example TXT: absent",
            "publish _kerberos.x.apps.a.example. TXT beside the wildcard",
            advice -> reload(() -> zoneOfA.add("_kerberos.x.apps TXT \"A.EXAMPLE\""))));
  }

  private List<Mistake> mistakesInTheirDns() {
    String target = "www.b.example";
    String theirs = "the administrators of that realm must do this: ";
    return List.of(
        new Mistake(
            "their DS record is stale",
            target,
            () -> reload(() -> zoneOfB.staleDelegation()),
            "_kerberos.www.b.example TXT: bogus",
            theirs + "put the DS record of the zone's present key into example\\. .its DS record",
            advice -> reload(() -> zoneOfB.signed())),
        new Mistake(
            "their signatures have expired",
            target,
            () -> reload(() -> zoneOfB.expired()),
            "_kerberos.www.b.example TXT: bogus",
            theirs + "sign b.example. again.*its signatures expired at 2020-02-01",
            advice -> reload(() -> zoneOfB.signed())),
        new Mistake(
            "their zone is not signed",
            target,
            () -> reload(() -> zoneOfB.unsigned()),
            "_kerberos.www.b.example TXT: insecure",
            theirs + "sign b.example., and put its DS record into example\\.",
            advice -> reload(() -> zoneOfB.signed())),
        new Mistake(
            "their zone is signed with opt-out",
            "new.b.example",
            () -> reload(() -> zoneOfB.optOut()),
            "_kerberos.new.b.example TXT: insecure",
            theirs + "publish the record, or sign b.example. without opt-out",
            advice ->
                reload(
                    () -> {
                      zoneOfB.add("new A 127.0.0.1");
                      zoneOfB.add("_kerberos.new TXT \"B.EXAMPLE\"");
                    })),
        new Mistake(
            "our policy refuses the realm",
            target,
            () -> a.kxoverd().set("peer_realms", "deny b.example"),
            "policy: .*peer_realms",
            "see roles and peer_realms",
            advice -> a.kxoverd().unset("peer_realms")));
  }
}
