package org.kxover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.kxover.dane.Made;
import org.kxover.dane.TlsaRecord;
import org.kxover.exchange.AgreeableResponder;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.ExchangeException;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.OfferEdit;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Session;
import org.kxover.exchange.Terms;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.kxover.tls.TlsSession;

/**
 * A realm with a zone and a certificate, and with neither KDC nor kxoverd: its side of an exchange
 * is made of the daemon's own rooms, and does what a test tells it to.
 *
 * <pre>{@code
 * LabPeer mallory = lab.peer("M.EXAMPLE").replies(offer -> offer.kvno(0));
 * lab.start();
 * alice.kvno("-S", "HTTP", mallory.host());            // kxoverd of A asks, and hears kvno 0
 * mallory.asks(b, offer -> offer.kvno(0));             // kxoverd of B is asked for kvno 0
 * }</pre>
 */
public final class LabPeer implements AutoCloseable {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final Duration CENTURY = Duration.ofDays(36_500);
  private static final TlsLimits LIMITS =
      new TlsLimits(LIMIT, LIMIT, LIMIT, LIMIT, 64 * 1024, 16, 16);
  private static final UnaryOperator<byte[]> HONEST = UnaryOperator.identity();

  private final SecureRandom random = new SecureRandom();
  private final Realm realm;
  private final PeerIdentity identity;
  private Duration clockError = Duration.ZERO;
  private Duration skewLimit = CENTURY;
  private Duration keyLifetime = LIFETIME;
  private List<EncryptionType> types =
      List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA1_96);
  private Consumer<byte[]> onRequest = request -> {};
  private UnaryOperator<byte[]> onReply = HONEST;
  private UnaryOperator<byte[]> onKeyInfo = HONEST;
  private Consumer<Agreement> onAgreement = agreement -> {};
  private ForeignListener.Handler foreign;
  private AutoCloseable listener = () -> {};

  LabPeer(Lab lab, String name) throws Exception {
    realm = new Realm(name);
    identity = new PeerIdentity(lab, realm);
  }

  public String name() {
    return realm.name();
  }

  /** Its zone and certificates. */
  public PeerIdentity identity() {
    return identity;
  }

  /** A host that is said to be of this realm. */
  public String host() {
    return "www." + realm.dnsName();
  }

  /** Shows this chain in TLS, from {@link #start} on. */
  public LabPeer shows(Made leaf, Made... others) throws IOException, CredentialException {
    identity.shows(leaf, others);
    return this;
  }

  /** Publishes these TLSA records and no other, from the zone's next reload on. */
  public LabPeer publishes(TlsaRecord... records) {
    identity.publishes(records);
    return this;
  }

  /** Its clock is off by so much, from the next exchange on. */
  public LabPeer clockError(Duration error) {
    clockError = error;
    return this;
  }

  /** Minds when the other's clock is off by more, which it does not at first. */
  public LabPeer skewLimit(Duration limit) {
    skewLimit = limit;
    return this;
  }

  /** Wants its keys to live so long. */
  public LabPeer keyLifetime(Duration lifetime) {
    keyLifetime = lifetime;
    return this;
  }

  /** Wants its keys to be of these types, in place of the two of aes-sha1. */
  public LabPeer types(List<EncryptionType> wanted) {
    types = List.copyOf(wanted);
    return this;
  }

  /** Changes the offer of each KX-REP. */
  public LabPeer replies(UnaryOperator<OfferEdit> change) {
    return repliesInOctets(message -> OfferEdit.in(message, change));
  }

  /** Changes the octets of each answer. */
  public LabPeer repliesInOctets(UnaryOperator<byte[]> change) {
    onReply = change;
    return this;
  }

  /** Tells each request that comes in. */
  public LabPeer hears(Consumer<byte[]> listener) {
    onRequest = listener;
    return this;
  }

  /** Does this with each key that it agrees on as a service's realm, before it says so. */
  public LabPeer writes(Consumer<Agreement> database) {
    onAgreement = database;
    return this;
  }

  /** Derives its keys from a changed KXOVER-KEY-INFO. */
  public LabPeer derivesFrom(UnaryOperator<byte[]> change) {
    onKeyInfo = change;
    return this;
  }

  /** Takes back what it replies, derives its keys from and wants, and how its clock is. */
  public LabPeer honest() {
    onReply = HONEST;
    onKeyInfo = HONEST;
    clockError = Duration.ZERO;
    skewLimit = CENTURY;
    keyLifetime = LIFETIME;
    return this;
  }

  /** Serves its connections with another TLS stack, from {@link #start} on. */
  public LabPeer serves(ForeignListener.Handler handler) {
    foreign = handler;
    return this;
  }

  /** Listens where its zone says, and answers each request with a reply. */
  void start() throws IOException {
    InetSocketAddress own =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), identity.port());
    if (foreign != null) {
      listener = new ForeignListener(own, foreign);
      return;
    }
    listener = listenAt(own);
  }

  /** Listens at another address as well, for peers who look for another realm there. */
  public AutoCloseable listenAt(InetSocketAddress there) throws IOException {
    TlsListener tls = new TlsListener(there, identity.credential(), random, LIMITS, this::answer);
    tls.start();
    return tls;
  }

  private void answer(TlsSession tls) throws IOException {
    Session session = meddled(tls, onReply);
    AgreeableResponder responder =
        new AgreeableResponder(terms(), clock(), random).writes(onAgreement);
    byte[] request = session.readMessage();
    onRequest.accept(request);
    try (Agreement agreement = responder.answer(session, request)) {
      tls.readMessage();
    } catch (RefusedException e) {
      // The victim has its KRB-ERROR, and its log is what the test looks at.
      return;
    }
  }

  /** Asks {@code victim} for a key as an honest peer does. */
  public Agreement asks(LabRealm victim)
      throws IOException, ExchangeException, PeerRefusedException {
    return asksInOctets(victim, HONEST);
  }

  /** Asks {@code victim} for a key with a changed offer. */
  public Agreement asks(LabRealm victim, UnaryOperator<OfferEdit> change)
      throws IOException, ExchangeException, PeerRefusedException {
    return asksInOctets(victim, message -> OfferEdit.in(message, change));
  }

  /**
   * Asks {@code victim} for the key that follows {@code prior}, and has that mixed in.
   *
   * @param onExport hears what the TLS session alone gives, for the proofs and for the key
   */
  public Agreement asks(LabRealm victim, PriorKey prior, Consumer<byte[]> onExport)
      throws IOException, ExchangeException, PeerRefusedException {
    try (TlsSession tls = connect(victim)) {
      Session session = new ExportReportingSession(new TlsExchangeSession(tls), onExport);
      return new Initiator(terms(), clock(), random)
          .run(session, new Realm(victim.name()), prior.kvno() + 1, Optional.of(prior));
    }
  }

  /** Asks {@code victim} for a key with changed octets. */
  public Agreement asksInOctets(LabRealm victim, UnaryOperator<byte[]> change)
      throws IOException, ExchangeException, PeerRefusedException {
    try (TlsSession tls = connect(victim)) {
      return new Initiator(terms(), clock(), random)
          .run(meddled(tls, change), new Realm(victim.name()), 1, Optional.empty());
    }
  }

  /** A session with the victim's kxoverd, whoever that is. */
  public TlsSession connect(LabRealm victim) throws IOException {
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), victim.kxoverd().port());
    try {
      return new TlsConnector(identity.credential(), random, LIMITS)
          .connect(there, "kx." + victim.domain(), chain -> {}, LIMITS.whole());
    } catch (CertificateRefusedException e) {
      throw new IllegalStateException("any certificate is taken", e);
    }
  }

  private Session meddled(TlsSession tls, UnaryOperator<byte[]> onWrite) {
    return new TamperingSession(new TlsExchangeSession(tls), onWrite, onKeyInfo);
  }

  private InstantSource clock() {
    return InstantSource.offset(InstantSource.system(), clockError);
  }

  private Terms terms() {
    return new Terms(realm, types, keyLifetime, Duration.ZERO, skewLimit);
  }

  @Override
  public void close() throws Exception {
    listener.close();
  }
}
