package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kxover.administration.Administration;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Realm;
import org.kxover.metrics.RealmFigures;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.kxover.serving.KdcRelay;
import org.kxover.serving.RequestDispatcher;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsService;
import org.kxover.tls.TlsServices;
import org.kxover.tls.TlsSession;

/**
 * The realms of one daemon: a KDC's question goes to its realm, a connection from outside to the
 * realms that have the certificate of the host it is for.
 */
final class ServedRealms implements TlsServices, AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final ResourceStack parts = new ResourceStack();
  private final Map<Realm, ServedRealm> realms = new LinkedHashMap<>();
  private final Map<HostName, TlsService> services = new HashMap<>();
  private final TlsService first;
  private final Events events;
  private final InstantSource clock;
  private int inWork;

  /**
   * @throws CredentialException where a realm's certificate or key is of no use
   * @throws IOException where a file of authorities cannot be read or understood
   */
  ServedRealms(DaemonContext context) throws CredentialException, IOException {
    events = context.events();
    clock = context.clock();
    List<RealmSettings> all = context.settings().realms();
    boolean done = false;
    try {
      for (RealmSettings realm : all) {
        if (!realms.containsKey(realm.realm())) {
          open(all.stream().filter(realm::sharesCertificate).toList(), context);
        }
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
    first = services.get(new HostName(all.get(0).get(CertificateSettings.HOST)));
  }

  /** Those that show one certificate. */
  private void open(List<RealmSettings> together, DaemonContext context)
      throws CredentialException, IOException {
    RealmSettings one = together.get(0);
    TlsCredential credential = NetworkParts.credential(one, context.secrets());
    List<ServedRealm> opened = new ArrayList<>();
    for (RealmSettings settings : together) {
      ServedRealm realm = parts.add(new ServedRealm(settings, credential, context));
      realms.put(settings.realm(), realm);
      opened.add(realm);
    }
    Settings shared = context.settings();
    RequestDispatcher reception =
        new RequestDispatcher(
            opened.stream().map(ServedRealm::incoming).toList(),
            shared.get(ListenSettings.MAX_REQUESTS_PER_CONNECTION),
            shared.get(ListenSettings.IDLE_TIMEOUT),
            shared.get(ListenSettings.RELAY).map(KdcRelay::new));
    TlsService service =
        new TlsService(
            credential,
            session -> serve(reception, session),
            shared.get(ListenSettings.RELAY).isPresent());
    together.forEach(
        settings -> services.put(new HostName(settings.get(CertificateSettings.HOST)), service));
  }

  /**
   * Waits until each realm's kadmin is logged in, or cannot be. Others answer the KDCs meanwhile:
   * one of a single process that waits for an answer of these would have no ticket for kadmin.
   */
  void awaitDatabases() throws InterruptedException {
    long end = System.nanoTime();
    for (ServedRealm realm : realms.values()) {
      realm.awaitDatabase(Duration.ZERO);
      end = Math.max(end, System.nanoTime() + realm.databaseLimit().toNanos());
    }
    for (ServedRealm realm : realms.values()) {
      realm.awaitDatabase(Duration.ofNanos(end - System.nanoTime()));
    }
  }

  /** Begins to look after the keys that the databases hold. */
  void start() {
    realms.values().forEach(ServedRealm::start);
  }

  /** Exchanges with ourselves, with the certificate of the first realm. */
  WarmUp warmUp(DaemonContext context) {
    return new WarmUp(context.settings().realms().get(0), first.credential(), context);
  }

  /** Whether a KDC or another realm waits for an answer. */
  synchronized boolean hasWork() {
    return inWork > 0;
  }

  /** The answer of the realm whose KDC asks. */
  Answer answer(Question question) {
    ServedRealm realm = realms.get(question.realm());
    if (realm == null) {
      return foreign(question);
    }
    begin();
    try {
      return realm.answer(question);
    } finally {
      end();
    }
  }

  /** What an administrator may ask and order of each. */
  List<Administration> administrations() {
    return realms.values().stream().map(ServedRealm::administration).toList();
  }

  /** A KDC of a realm that has no section in the settings. */
  private Answer foreign(Question question) {
    Answer answer =
        Answer.failed(
            FailureReason.REFUSED_BY_POLICY, "realm " + question.realm() + " is not served here");
    events.happened(
        Event.of(EventType.QUESTION_ANSWERED, clock.instant(), answer.logLine(question))
            .failed(answer.failureReason()));
    return answer;
  }

  /** The state of each realm. */
  List<RealmFigures> figures() {
    return realms.values().stream().map(ServedRealm::figures).toList();
  }

  private void serve(RequestDispatcher reception, TlsSession session) throws IOException {
    begin();
    try {
      reception.serve(session);
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    inWork++;
  }

  private synchronized void end() {
    inWork--;
    notifyAll();
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

  /**
   * Closes these realms when others have taken their place and the last of what they have in work
   * is done.
   *
   * @param grace in which a handshake that has chosen one of these realms comes to its request
   * @param limit of one piece of work; whatever takes longer is ended
   */
  void retire(Duration grace, Duration limit) throws InterruptedException {
    for (ServedRealm realm : realms.values()) {
      realm.stop();
    }
    long start = System.nanoTime();
    synchronized (this) {
      long passed = 0;
      while (passed < grace.toNanos() || (inWork > 0 && passed < grace.plus(limit).toNanos())) {
        // Woken by every end of work, and at the latest when the grace is over.
        TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
        passed = System.nanoTime() - start;
      }
    }
    for (ServedRealm realm : realms.values()) {
      realm.finish(limit);
    }
    close();
  }
}
