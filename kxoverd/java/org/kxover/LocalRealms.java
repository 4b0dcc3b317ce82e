package org.kxover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.Answer;
import org.kxover.crossover.Question;
import org.kxover.crossover.Reception;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Realm;
import org.kxover.relay.KdcRelay;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsService;
import org.kxover.tls.TlsServices;

/**
 * The realms of one daemon: a KDC's question goes to its realm, a connection from outside to the
 * realms that have the certificate of the host it is for.
 */
final class LocalRealms implements TlsServices, AutoCloseable {
  private final Parts parts = new Parts();
  private final Map<Realm, LocalRealm> realms = new LinkedHashMap<>();
  private final Map<HostName, TlsService> services = new HashMap<>();
  private final TlsService first;

  /**
   * @throws CredentialException where a realm's certificate or key is of no use
   * @throws IOException where a file of authorities cannot be read or understood
   */
  LocalRealms(Common common) throws CredentialException, IOException {
    List<RealmSettings> all = common.settings().realms();
    boolean done = false;
    try {
      for (RealmSettings realm : all) {
        if (!realms.containsKey(realm.realm())) {
          open(all.stream().filter(realm::sharesCertificate).toList(), common);
        }
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
    first = services.get(new HostName(all.get(0).host()));
  }

  /** Those that show one certificate. */
  private void open(List<RealmSettings> together, Common common)
      throws CredentialException, IOException {
    RealmSettings one = together.get(0);
    TlsCredential credential = TlsCredential.load(one.certificate(), one.privateKey());
    List<LocalRealm> opened = new ArrayList<>();
    for (RealmSettings settings : together) {
      LocalRealm realm = parts.add(new LocalRealm(settings, credential, common));
      realms.put(settings.realm(), realm);
      opened.add(realm);
    }
    ListenSettings listen = common.settings().listen();
    Reception reception =
        new Reception(
            opened.stream().map(LocalRealm::incoming).toList(),
            listen.maxRequestsPerConnection(),
            listen.idleTimeout(),
            listen.relay().map(KdcRelay::new));
    TlsService service = new TlsService(credential, reception::serve, listen.relay().isPresent());
    together.forEach(settings -> services.put(new HostName(settings.host()), service));
  }

  /** Begins to look after the keys that the databases hold. */
  void start() {
    realms.values().forEach(LocalRealm::start);
  }

  /** The answer of the realm whose KDC asks. */
  Answer answer(Question question) {
    LocalRealm realm = realms.get(question.realm());
    return realm == null
        ? Answer.of(
            Answer.Result.DENIED,
            "refused by policy: realm " + question.realm() + " is not served here")
        : realm.answer(question);
  }

  /** The service of that host; the first realm's for those who ask for none of ours. */
  @Override
  public TlsService named(Optional<HostName> serverName) {
    return serverName.map(services::get).orElse(first);
  }

  @Override
  public void close() {
    parts.close();
  }
}
