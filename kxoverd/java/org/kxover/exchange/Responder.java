package org.kxover.exchange;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;

/**
 * The service role: makes a key with which the peer's users reach services of this realm.
 *
 * <p>The caller reads a KX-REQ, calls {@link #validate}, decides about the proposal, calls {@link
 * #reply}, writes the key, and finally sends the reply. If a step throws {@link RefusedException},
 * the caller sends {@link #refusal}.
 */
public final class Responder {
  private static final int SALT_LENGTH = 32;

  private final Terms terms;
  private final InstantSource clock;
  private final SecureRandom random;

  public Responder(Terms terms, InstantSource clock, SecureRandom random) {
    this.terms = terms;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Checks a request against the terms of this side, without any lookup.
   *
   * @throws RefusedException if a check fails; the message names it
   */
  public Proposal validate(Session session, KxReq message) throws RefusedException {
    List<byte[]> chain = session.peerChain();
    if (chain.isEmpty()) {
      throw noCertificate();
    }
    KxOffer request = message.offer();
    RequestCheck.checkNames(request, terms.realm());
    RequestCheck.checkTimes(request, terms, now());
    List<EncryptionType> types = RequestCheck.commonTypes(request, terms.encryptionTypes().get());
    RequestCheck.checkKvnoAndExtensions(request);
    Optional<PriorKeyClaim> prior = PriorKeyClaim.of(request);
    return new Proposal(request, types, prior, chain, session.peerName(), session.timeToAnswer());
  }

  /** The refusal of a message that is not a KX-REQ. */
  public static RefusedException malformed(Session session, MessageException e) {
    return session.peerChain().isEmpty()
        ? noCertificate()
        : new RefusedException(
            ErrorCode.KRB_ERR_GENERIC, "the request is malformed: " + e.getMessage());
  }

  private static RefusedException noCertificate() {
    return new RefusedException(
        ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, "a client certificate is required");
  }

  /** As the method below, for a database that takes passwords only. */
  public Reply reply(Session session, Proposal proposal, int kvno, Optional<PriorKey> own)
      throws RefusedException {
    return reply(session, proposal, kvno, own, false);
  }

  /**
   * Derives the key, and creates the reply message.
   *
   * @param session the session of the proposal
   * @param kvno the kvno of the key, 1 to {@value Agreement#MAX_KVNO}
   * @param own this side's copy of the prior key that the proposal names; empty if it names none.
   *     The caller keeps it and must wipe it
   * @param takesKeys true if our database takes keys for this crossover; otherwise, or if the peer
   *     does not ask for keys, the two make a password
   * @throws RefusedException if the peer does not prove to have that key
   */
  public Reply reply(
      Session session, Proposal proposal, int kvno, Optional<PriorKey> own, boolean takesKeys)
      throws RefusedException {
    PriorKeyClaim.check(proposal, own, session);
    KxOffer request = proposal.offer();
    KxOffer plain = offer(proposal, kvno, takesKeys);
    KxOffer reply =
        own.isPresent() ? PriorKeyMixing.proveReply(request, plain, own.get(), session) : plain;
    KxRep message = new KxRep(reply);
    return new Reply(
        message, Derivation.agree(request, reply, proposal.encryptionTypes(), own, session));
  }

  private KxOffer offer(Proposal proposal, int kvno, boolean takesKeys) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    KerberosTime now = now();
    return new KxOffer(
        proposal.offer().requestTime(),
        salt,
        proposal.crossover(),
        kvno,
        Derivation.sortedNumbers(proposal.encryptionTypes()),
        now,
        now.plus(terms.keyLifetime()),
        OptionalLong.empty(),
        PrincipalName.ticketGrantingService(terms.realm()),
        OfferedExtensions.ofReply(proposal.offer(), takesKeys));
  }

  /** The KRB-ERROR for the peer: the error code and the text for the peer, without the reason. */
  public KrbError refusal(RefusedException e) {
    return new KrbError(e.errorCode(), Printable.line(e.textForPeer(), 200), now(), terms.realm());
  }

  private KerberosTime now() {
    return new KerberosTime(clock.instant());
  }
}
