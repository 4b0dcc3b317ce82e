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
import org.kxover.dane.TestCertificate;
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
 * A realm with a zone and a certificate, but without KDC and kxoverd. Its side of an exchange uses
 * the daemon's classes, and a test can change each message.
 *
 * <pre>{@code
 * LabPeer mallory = lab.peer("M.EXAMPLE").replies(offer -> offer.kvno(0));
 * lab.start();
 * alice.kvno("-S", "HTTP", mallory.host());            // kxoverd of A asks, gets kvno 0
 * mallory.asks(b, offer -> offer.kvno(0));             // asks kxoverd of B for kvno 0
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

  public PeerIdentity identity() {
    return identity;
  }

  /** A host that DNS maps to this realm. */
  public String host() {
    return "www." + realm.dnsName();
  }

  /** Presents this chain in TLS, from {@link #start} on. */
  public LabPeer shows(TestCertificate leaf, TestCertificate... others)
      throws IOException, CredentialException {
    identity.shows(leaf, others);
    return this;
  }

  /** Publishes only these TLSA records, from the zone's next reload on. */
  public LabPeer publishes(TlsaRecord... records) {
    identity.publishes(records);
    return this;
  }

  /** Sets its clock's offset, from the next exchange on. */
  public LabPeer clockError(Duration error) {
    clockError = error;
    return this;
  }

  /** Refuses a larger clock skew than this; by default it accepts any. */
  public LabPeer skewLimit(Duration limit) {
    skewLimit = limit;
    return this;
  }

  /** Sets the key lifetime that it asks for. */
  public LabPeer keyLifetime(Duration lifetime) {
    keyLifetime = lifetime;
    return this;
  }

  /** Sets the encryption types that it asks for; by default the two of aes-sha1. */
  public LabPeer types(List<EncryptionType> wanted) {
    types = List.copyOf(wanted);
    return this;
  }

  /** Changes the offer in each KX-REP that it sends. */
  public LabPeer replies(UnaryOperator<OfferEdit> change) {
    return repliesInOctets(message -> OfferEdit.in(message, change));
  }

  /** Changes the octets of each reply that it sends. */
  public LabPeer repliesInOctets(UnaryOperator<byte[]> change) {
    onReply = change;
    return this;
  }

  /** Passes each request that it receives to the listener. */
  public LabPeer onRequest(Consumer<byte[]> listener) {
    onRequest = listener;
    return this;
  }

  /** As the service's realm, passes each agreed key to {@code database} before it replies. */
  public LabPeer writes(Consumer<Agreement> database) {
    onAgreement = database;
    return this;
  }

  /** Changes the KXOVER-KEY-INFO from which it derives its keys. */
  public LabPeer derivesFrom(UnaryOperator<byte[]> change) {
    onKeyInfo = change;
    return this;
  }

  /** Undoes the changes to replies, key derivation, lifetime and clock. */
  public LabPeer honest() {
    onReply = HONEST;
    onKeyInfo = HONEST;
    clockError = Duration.ZERO;
    skewLimit = CENTURY;
    keyLifetime = LIFETIME;
    return this;
  }

  /** Handles its connections with this handler instead, from {@link #start} on. */
  public LabPeer serves(ForeignListener.Handler handler) {
    foreign = handler;
    return this;
  }

  /** Listens at the address in its zone, and answers requests. */
  void start() throws IOException {
    InetSocketAddress own =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), identity.port());
    if (foreign != null) {
      listener = new ForeignListener(own, foreign);
      return;
    }
    listener = listenAt(own);
  }

  /** Listens at one more address, at which peers expect another realm. */
  public AutoCloseable listenAt(InetSocketAddress there) throws IOException {
    TlsListener tls = new TlsListener(there, identity.credential(), random, LIMITS, this::answer);
    tls.start();
    return tls;
  }

  private void answer(TlsSession tls) throws IOException {
    Session session = tampering(tls, onReply);
    AgreeableResponder responder =
        new AgreeableResponder(terms(), clock(), random).writes(onAgreement);
    byte[] request = session.readMessage();
    onRequest.accept(request);
    try (Agreement agreement = responder.answer(session, request)) {
      tls.readMessage();
    } catch (RefusedException e) {
      // The victim got a KRB-ERROR; tests check the victim's log.
      return;
    }
  }

  /** Asks {@code victim} for a key, without changes. */
  public Agreement asks(LabRealm victim)
      throws IOException, ExchangeException, PeerRefusedException {
    return asksInOctets(victim, HONEST);
  }

  /** Asks {@code victim} for a key that is derived without a password, if its database can. */
  public Agreement asksForDerivedKeys(LabRealm victim)
      throws IOException, ExchangeException, PeerRefusedException {
    try (TlsSession tls = connect(victim)) {
      return new Initiator(terms(), clock(), random)
          .run(new TlsExchangeSession(tls), new Realm(victim.name()), 1, Optional.empty(), true);
    }
  }

  /** Asks {@code victim} for a key with a changed offer. */
  public Agreement asks(LabRealm victim, UnaryOperator<OfferEdit> change)
      throws IOException, ExchangeException, PeerRefusedException {
    return asksInOctets(victim, message -> OfferEdit.in(message, change));
  }

  /**
   * Asks {@code victim} for the key after {@code prior}, which is mixed into the new key.
   *
   * @param onExport receives each secret that the TLS session exports, for proofs and key
   */
  public Agreement asks(LabRealm victim, PriorKey prior, Consumer<byte[]> onExport)
      throws IOException, ExchangeException, PeerRefusedException {
    try (TlsSession tls = connect(victim)) {
      Session session = new ExportReportingSession(new TlsExchangeSession(tls), onExport);
      return new Initiator(terms(), clock(), random)
          .run(session, new Realm(victim.name()), prior.kvno() + 1, Optional.of(prior));
    }
  }

  /** Asks {@code victim} for a key, with changed octets in each message. */
  public Agreement asksInOctets(LabRealm victim, UnaryOperator<byte[]> change)
      throws IOException, ExchangeException, PeerRefusedException {
    try (TlsSession tls = connect(victim)) {
      return new Initiator(terms(), clock(), random)
          .run(tampering(tls, change), new Realm(victim.name()), 1, Optional.empty());
    }
  }

  /** Opens a TLS session with the victim's kxoverd, and accepts every certificate. */
  public TlsSession connect(LabRealm victim) throws IOException {
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), victim.kxoverd().port());
    try {
      return new TlsConnector(identity.credential(), random, LIMITS)
          .connect(there, "kx." + victim.domain(), chain -> {}, LIMITS.whole());
    } catch (CertificateRefusedException e) {
      throw new IllegalStateException("the verifier accepts every certificate", e);
    }
  }

  private Session tampering(TlsSession tls, UnaryOperator<byte[]> onWrite) {
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
