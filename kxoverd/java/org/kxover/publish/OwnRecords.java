package org.kxover.publish;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The records by which other realms find and authenticate the daemon of these settings. */
public final class OwnRecords {
  private static final String REALM =
      "The realm in its exact spelling. Hosts that others' users are to reach need such a record"
          + " too.";
  private static final String SERVER = "The host and port of the realm's kxoverd.";
  private static final String HOST =
      "The realm of that host, for the test service of \"kxover setup\".";

  private final Map<OwnRecord, String> records = new LinkedHashMap<>();

  private OwnRecords() {}

  /**
   * The records of all realms.
   *
   * @param keys the TLSA records of a realm's keys, each with a sentence about it
   */
  public static OwnRecords of(Settings settings, Keys keys) throws IOException {
    int port = settings.get(ListenSettings.ADDRESS).getPort();
    OwnRecords own = new OwnRecords();
    for (RealmSettings realm : settings.realms()) {
      own.addRealm(realm, port);
      if (realm.get(CertificateSettings.TEST_SERVICE) && hasOwnHost(realm, settings)) {
        String host = realm.get(CertificateSettings.HOST);
        own.add(name("_kerberos." + host), Type.TXT, '"' + realm.realm().name() + '"', HOST);
      }
      Name name = tlsaName(realm, port);
      keys.of(realm).forEach((data, about) -> own.add(name, Type.TLSA, data, about));
    }
    return own;
  }

  /** Two realms of one host would be none (draft-vanrein-dnstxt-krb1-09). */
  private static boolean hasOwnHost(RealmSettings realm, Settings settings) {
    String host = realm.get(CertificateSettings.HOST);
    return settings.realms().stream()
            .filter(other -> other.get(CertificateSettings.HOST).equals(host))
            .count()
        == 1;
  }

  /** The keys whose TLSA records are to be in DNS. */
  public interface Keys {
    /**
     * @return the data of each TLSA record, and a sentence about it
     */
    Map<String, String> of(RealmSettings realm) throws IOException;
  }

  private void addRealm(RealmSettings realm, int port) throws TextParseException {
    String domain = realm.realm().dnsName();
    add(name("_kerberos." + domain), Type.TXT, '"' + realm.realm().name() + '"', REALM);
    String host = realm.get(CertificateSettings.HOST);
    String target = "0 0 " + port + " " + host + ".";
    add(name("_kerberos-tls._tcp." + domain), Type.SRV, target, SERVER);
  }

  private void add(Name name, int type, String data, String about) {
    records.putIfAbsent(new OwnRecord(name, type, data), about);
  }

  /** True if the record is not of one daemon, but of all that the realm has. */
  public static boolean isOfTheRealm(OwnRecord record, Realm realm) {
    try {
      return record.type() == Type.TXT
          && record.name().equals(name("_kerberos." + realm.dnsName()));
    } catch (TextParseException e) {
      throw new IllegalArgumentException("every realm is a DNS name", e);
    }
  }

  /** The owner name of the TLSA records of a realm's daemon. */
  public static Name tlsaName(RealmSettings realm, int port) throws TextParseException {
    return name("_" + port + "._tcp." + realm.get(CertificateSettings.HOST));
  }

  private static Name name(String text) throws TextParseException {
    return Name.fromString(text, Name.root);
  }

  /** In the order of the settings. */
  public List<OwnRecord> all() {
    return List.copyOf(records.keySet());
  }

  /** A sentence about the record. */
  public Optional<String> about(OwnRecord record) {
    return Optional.ofNullable(records.get(record));
  }
}
