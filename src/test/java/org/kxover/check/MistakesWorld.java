package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** Two realms. The kxoverd of the first one runs as a user of its own, with kadmind. Needs root. */
final class MistakesWorld implements AutoCloseable {
  static final int USER = 64125;
  private static final String BOGUS = "www.forged.example.";
  static final String HERE = "";
  static final String WITHOUT_SHA2 = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96";

  final Lab lab = new Lab();
  private final Map<String, List<String>> usual = new HashMap<>();
  final LabRealm a;
  final LabRealm b;
  final LabKadmind kadmind;
  final Zone zoneOfA;
  final Zone zoneOfB;
  private final Path config;
  private int kadmins;

  MistakesWorld() throws Exception {
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
    awaitKadmin();
    for (String target : List.of(HERE, "www.b.example")) {
      usual.put(target, words(findings(target)));
    }
  }

  /** Waits until one more kadmin is ready. */
  void awaitKadmin() {
    kadmins++;
    a.kxoverd().awaitLines("kadmin is ready", kadmins, Patience.LIMIT);
  }

  @Override
  public void close() throws Exception {
    lab.close();
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
            MistakesWorld::open,
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

  static List<String> words(List<Finding> findings) {
    return findings.stream().map(one -> one.subject() + ": " + one.text()).toList();
  }

  /** The findings that are not usual in this world. */
  List<Finding> news(String target) throws Exception {
    List<String> known = usual.getOrDefault(target, usual.get(HERE));
    return findings(target).stream()
        .filter(one -> !known.contains(one.subject() + ": " + one.text()))
        .toList();
  }

  LabKdc kdc() {
    return a.kdc();
  }

  static String part(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern + " in " + text);
    return matcher.group(1);
  }

  void replaceInProfile(String text, String other) throws IOException {
    String before = Files.readString(kdc().profile());
    assertTrue(before.contains(text), before);
    Files.writeString(kdc().profile(), before.replace(text, other));
  }

  void run(String command) throws IOException {
    new LabCommand(a.folder(), "sh", "-c", command)
        .env(
            Map.of(
                "KRB5_CONFIG", kdc().config().toString(),
                "KRB5_KDC_PROFILE", kdc().profile().toString()))
        .run();
  }

  /** Changes zones, and has the servers read them. */
  void reload(Mistake.Act change) throws Exception {
    change.run();
    lab.dns().reload();
  }

  /** The first of our records with these words. */
  String record(String words) {
    return a.kxoverd().records().stream().filter(one -> one.contains(words)).findFirst().get();
  }
}
