package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.metrics.RealmState;
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
 * The realms of one daemon. A KDC's question goes to the KDC's realm. A connection from outside
 * goes to the realms that use the certificate of the requested host name (RFC 6066, SNI). After a
 * reload, realms of which nothing has changed go on in the new object.
 */
final class ServedRealms implements TlsServices, AutoCloseable {
  private static final long POLL_MILLIS = 200;
  private static final Duration GUARD_LIMIT = Duration.ofSeconds(15);

  private final Map<Realm, ServedRealm> realms = new LinkedHashMap<>();
  private final Map<Realm, RealmInputs> inputs = new HashMap<>();

  /** The realms that this object made; after {@link #takeOver} those that it closes. */
  private final Set<ServedRealm> own = new LinkedHashSet<>();

  private final Map<HostName, TlsService> services = new HashMap<>();
  private final TlsService first;
  private final Events events;
  private final InstantSource clock;
  private int inWork;

  /**
   * @param before the realms before a reload; empty at the start
   * @throws CredentialException if a realm's certificate or key is unusable
   * @throws IOException if a file of authorities cannot be read or parsed
   */
  ServedRealms(DaemonContext context, Optional<ServedRealms> before)
      throws CredentialException, IOException {
    events = context.events();
    clock = context.clock();
    List<RealmSettings> all = context.settings().realms();
    boolean done = false;
    try {
      for (RealmSettings realm : all) {
        if (!realms.containsKey(realm.realm())) {
          open(all.stream().filter(realm::sharesCertificate).toList(), context, before);
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

  /** Opens the realms that share a certificate. */
  private void open(
      List<RealmSettings> sharing, DaemonContext context, Optional<ServedRealms> before)
      throws CredentialException, IOException {
    RealmSettings one = sharing.get(0);
    for (RealmSettings settings : sharing) {
      inputs.put(settings.realm(), RealmInputs.of(settings));
    }
    TlsCredential credential = NetworkParts.credential(one, context.secrets());
    List<ServedRealm> opened = new ArrayList<>();
    for (RealmSettings settings : sharing) {
      RealmInputs present = inputs.get(settings.realm());
      Optional<ServedRealm> unchanged = before.flatMap(old -> old.madeFrom(present));
      ServedRealm realm =
          unchanged.isPresent() ? unchanged.get() : new ServedRealm(settings, credential, context);
      if (unchanged.isEmpty()) {
        own.add(realm);
      }
      realms.put(settings.realm(), realm);
      opened.add(realm);
    }
    Settings shared = context.settings();
    RequestDispatcher dispatcher =
        new RequestDispatcher(
            opened.stream().map(ServedRealm::exchanges).toList(),
            shared.get(ListenSettings.MAX_REQUESTS_PER_CONNECTION),
            shared.get(ListenSettings.IDLE_TIMEOUT),
            shared.get(ListenSettings.RELAY).map(KdcRelay::new));
    TlsService service =
        new TlsService(
            credential,
            session -> serve(dispatcher, session),
            shared.get(ListenSettings.RELAY).isPresent());
    sharing.forEach(
        settings -> services.put(new HostName(settings.get(CertificateSettings.HOST)), service));
  }

  /** The realm that is made from just that. */
  private Optional<ServedRealm> madeFrom(RealmInputs present) {
    Realm realm = present.settings().realm();
    return Optional.ofNullable(realms.get(realm)).filter(any -> present.equals(inputs.get(realm)));
  }

  /** How many realms a reload made; the others went on. */
  synchronized int made() {
    return own.size();
  }

  /** From now on this object, and not {@code before}, closes the realms that go on. */
  void takeOver(ServedRealms before) {
    List<ServedRealm> kept = before.giveAway(realms.values());
    kept.forEach(ServedRealm::goOn);
    synchronized (this) {
      own.addAll(kept);
    }
  }

  private synchronized List<ServedRealm> giveAway(Collection<ServedRealm> wanted) {
    List<ServedRealm> given = own.stream().filter(wanted::contains).toList();
    given.forEach(own::remove);
    return given;
  }

  private synchronized List<ServedRealm> own() {
    return List.copyOf(own);
  }

  /**
   * Waits until each realm's kadmin has logged in or failed. The old realms answer the KDCs
   * meanwhile. If the new ones did, a KDC with one process would wait for them, and could not give
   * their kadmin its ticket.
   */
  void awaitDatabases() throws InterruptedException {
    long end = System.nanoTime();
    for (ServedRealm realm : own()) {
      realm.awaitDatabase(Duration.ZERO);
      end = Math.max(end, System.nanoTime() + realm.databaseLimit().toNanos());
    }
    for (ServedRealm realm : own()) {
      realm.awaitDatabase(Duration.ofNanos(end - System.nanoTime()));
    }
  }

  /** Takes over what the realms before a reload know of the guard, for those that it made anew. */
  void takeGuardState(ServedRealms before) {
    List<ServedRealm> made = own();
    realms.forEach(
        (name, realm) -> {
          ServedRealm old = before.realms.get(name);
          if (old != null && made.contains(realm)) {
            realm.takeOver(old);
          }
        });
  }

  /** Begins key maintenance of all new realms, and to look for the guard in their KDCs. */
  void start() {
    new RealmStarts(own()).begin();
  }

  /** Waits until each new realm's KDCs have been tried for the guard once. */
  void awaitGuards() throws InterruptedException {
    long end = System.nanoTime() + GUARD_LIMIT.toNanos();
    for (ServedRealm realm : own()) {
      realm.awaitGuard(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  /** A KDC's connection was lost. It does not tell its realm. */
  void kdcLost() {
    realms.values().forEach(ServedRealm::kdcLost);
  }

  /** Exchanges with ourselves, with the certificate of the first realm. */
  WarmUp warmUp(DaemonContext context) {
    return new WarmUp(context.settings().realms().get(0), first.credential(), context);
  }

  /** True if a KDC or another realm waits for an answer. */
  synchronized boolean hasWork() {
    return inWork > 0;
  }

  /** Answers with the realm whose KDC asks. */
  Answer answer(Question question) {
    ServedRealm realm = realms.get(question.realm());
    if (realm == null) {
      return refuseUnknownRealm(question);
    }
    begin();
    try {
      return realm.referrals().answer(question);
    } finally {
      end();
    }
  }

  List<Administration> administrations() {
    return realms.values().stream().map(ServedRealm::administration).toList();
  }

  /** For a KDC of a realm that has no section in the settings. */
  private Answer refuseUnknownRealm(Question question) {
    Answer answer =
        Answer.failed(
            FailureReason.REFUSED_BY_POLICY, "realm " + question.realm() + " is not served here");
    events.happened(
        Event.of(EventType.QUESTION_ANSWERED, clock.instant(), answer.logLine(question))
            .failed(answer.failureReason()));
    return answer;
  }

  List<RealmState> states() {
    return realms.values().stream().map(ServedRealm::state).toList();
  }

  private void serve(RequestDispatcher dispatcher, TlsSession session) throws IOException {
    begin();
    try {
      dispatcher.serve(session);
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

  /**
   * The service for the host; the first realm's service if the client requests none of our hosts.
   */
  @Override
  public TlsService named(Optional<HostName> serverName) {
    return serverName.map(services::get).orElse(first);
  }

  /** In the name of the first realm, because nothing tells which one the peer wants. */
  @Override
  public byte[] noRoom() {
    return new KrbError(
            ErrorCode.KDC_ERR_SVC_UNAVAILABLE,
            "all connections of this kxoverd are in use; ask again",
            new KerberosTime(clock.instant()),
            realms.keySet().iterator().next())
        .encoded();
  }

  /** Closes the newest realms first. */
  @Override
  public void close() {
    ResourceStack resources = new ResourceStack();
    own().forEach(resources::add);
    resources.close();
  }

  /**
   * Closes those of these realms that do not go on, after others have replaced them and all
   * requests in work have ended.
   *
   * @param grace the time in which a TLS handshake with one of these realms leads to its request
   * @param limit for one request; a longer one is cut off
   */
  void retire(Duration grace, Duration limit) throws InterruptedException {
    for (ServedRealm realm : own()) {
      realm.stop();
    }
    long start = System.nanoTime();
    synchronized (this) {
      long passed = 0;
      while (passed < grace.toNanos() || (inWork > 0 && passed < grace.plus(limit).toNanos())) {
        // The end of each request wakes this wait. The timeout is for the end of the grace time.
        TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
        passed = System.nanoTime() - start;
      }
    }
    for (ServedRealm realm : own()) {
      realm.finish(limit);
    }
    close();
  }
}
