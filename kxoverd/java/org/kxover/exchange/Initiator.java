package org.kxover.exchange;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.KrbError;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.MessageType;
import org.kxover.message.PriorKeyExtension;

/** The client role: asks for a key with which its users reach services of the peer's realm. */
public final class Initiator {
  private static final int SALT_LENGTH = 32;

  private final Terms terms;
  private final InstantSource clock;
  private final SecureRandom random;

  public Initiator(Terms terms, InstantSource clock, SecureRandom random) {
    this.terms = terms;
    this.clock = clock;
    this.random = random;
  }

  /** As the method below, for a database that takes passwords only. */
  public Agreement run(Session session, Realm service, int proposedKvno, Optional<PriorKey> prior)
      throws IOException, ExchangeException, PeerRefusedException {
    return run(session, service, proposedKvno, prior, false);
  }

  /**
   * Asks the peer of {@code session} for a key. The caller must have verified that the peer is a
   * server of {@code service}.
   *
   * @param proposedKvno 1 to {@value Agreement#MAX_KVNO}; the peer decides
   * @param prior the prior key to mix into the new key, which the peer must do or refuse. The
   *     caller keeps it and must wipe it
   * @param takesKeys true if our database takes keys; the peer decides whether the two derive keys
   *     or make a password
   * @return the agreement; the peer has already written the key. Send its acknowledgement, if it
   *     has one, in this session after the key is written
   * @throws PeerRefusedException if the peer answered with a KRB-ERROR
   * @throws ExchangeException if the answer is malformed, or does not fit the request
   */
  public Agreement run(
      Session session, Realm service, int proposedKvno, Optional<PriorKey> prior, boolean takesKeys)
      throws IOException, ExchangeException, PeerRefusedException {
    // Read once: what our KDC permits may change before the answer comes.
    List<EncryptionType> own = terms.encryptionTypes().get();
    KxOffer plain = offer(service, proposedKvno, own, takesKeys);
    KxOffer request =
        prior.isPresent() ? PriorKeyMixing.proveRequest(plain, prior.get(), session) : plain;
    session.writeMessage(new KxReq(request).encoded());
    byte[] answer = session.readMessage();
    try {
      if (MessageType.of(answer) == MessageType.KRB_ERROR) {
        throw new PeerRefusedException(KrbError.parseFrom(answer));
      }
      KxOffer reply = KxRep.parseFrom(answer).offer();
      List<EncryptionType> types = check(request, reply, service, own);
      checkPrior(request, reply, prior, session);
      AcknowledgeExtension.check(reply);
      checkDerivedKeys(request, reply);
      return Derivation.agree(request, reply, types, prior, session);
    } catch (MessageException e) {
      throw new ExchangeException("the reply is malformed: " + e.getMessage());
    }
  }

  private KxOffer offer(
      Realm service, int proposedKvno, List<EncryptionType> own, boolean takesKeys) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    KerberosTime now = new KerberosTime(clock.instant());
    return new KxOffer(
        now,
        salt,
        PrincipalName.crossover(service, terms.realm()),
        proposedKvno,
        Derivation.sortedNumbers(own),
        now,
        now.plus(terms.keyLifetime()),
        OptionalLong.empty(),
        PrincipalName.ticketGrantingService(terms.realm()),
        OfferedExtensions.ofRequest(takesKeys));
  }

  private List<EncryptionType> check(
      KxOffer request, KxOffer reply, Realm service, List<EncryptionType> own)
      throws ExchangeException {
    require(
        reply.requestTime().equals(request.requestTime()),
        "request-time differs from the request's");
    require(reply.kxName().equals(request.kxName()), "kx-name is " + reply.kxName());
    require(
        reply.myName().equals(PrincipalName.ticketGrantingService(service)),
        "my-name is " + reply.myName());
    require(
        reply.kvno() >= 1 && reply.kvno() <= Agreement.MAX_KVNO,
        "kvno " + reply.kvno() + " is not 1 to " + Agreement.MAX_KVNO);
    require(reply.maxUses().isEmpty(), "max-uses was not asked for");
    for (KxExtension extension : reply.extensions()) {
      require(
          !extension.critical() || extension.oid().equals(PriorKeyExtension.OID),
          "critical extension " + extension.oid() + " is not known; a later version may know it");
    }
    KerberosTime from = Derivation.from(request, reply);
    KerberosTime till = Derivation.till(request, reply);
    KerberosTime now = new KerberosTime(clock.instant());
    require(!from.isAfter(now.plus(terms.clockSkew())), "from is too far ahead: " + from);
    require(
        Derivation.lastsLongEnough(request, reply, now, terms.leastLifetime()),
        "till " + till + " leaves less than " + terms.leastLifetime());
    List<EncryptionType> types = Derivation.common(own, reply.etypes());
    require(
        !types.isEmpty()
            && types.size() == reply.etypes().size()
            && request.etypes().containsAll(reply.etypes()),
        "etypes " + reply.etypes() + " are not among those offered");
    return types;
  }

  /** Checks that the peer mixes in the prior key, and proves to have it. */
  private static void checkPrior(
      KxOffer request, KxOffer reply, Optional<PriorKey> prior, Session session)
      throws ExchangeException, MessageException {
    Optional<PriorKeyExtension> shown = PriorKeyExtension.of(reply);
    if (prior.isEmpty()) {
      require(shown.isEmpty(), "a prior key was not asked for");
      return;
    }
    require(shown.isPresent(), "the prior key is not mixed in");
    PriorKey own = prior.get();
    require(
        shown.get().kvno() == own.kvno() && shown.get().etype() == own.key().type().number(),
        "it mixes in another prior key: " + shown.get());
    require(
        PriorKeyMixing.verifyReply(shown.get(), request, reply, own, session),
        "the peer has another key with kvno " + own.kvno());
  }

  /** Checks that the peer derives keys only if we asked for it. */
  private static void checkDerivedKeys(KxOffer request, KxOffer reply)
      throws ExchangeException, MessageException {
    DerivedKeysExtension.check(reply);
    require(
        DerivedKeysExtension.isIn(request) || !DerivedKeysExtension.isIn(reply),
        "derived keys were not asked for");
  }

  private static void require(boolean condition, String otherwise) throws ExchangeException {
    if (!condition) {
      throw new ExchangeException("the reply does not fit the request: " + otherwise);
    }
  }
}
