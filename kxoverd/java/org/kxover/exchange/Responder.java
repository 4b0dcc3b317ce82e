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
 * The side that is asked: the peer's users are to reach services of this realm.
 *
 * <p>The caller reads a KX-REQ, has it validated, decides about the proposal, has the reply made,
 * writes its key, and sends it last. A {@link RefusedException} of any step is told with {@link
 * #refusal}.
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
   * Holds a request against what this side brings to an exchange; nothing is looked up for that.
   *
   * @throws RefusedException naming what is not in order
   */
  public Proposal validate(Session session, KxReq message) throws RefusedException {
    List<byte[]> chain = session.peerChain();
    if (chain.isEmpty()) {
      throw noCertificate();
    }
    KxOffer request = message.offer();
    RequestCheck.names(request, terms.realm());
    RequestCheck.times(request, terms, now());
    List<EncryptionType> types = Derivation.common(terms.encryptionTypes().get(), request.etypes());
    if (types.isEmpty()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_ETYPE_NOSUPP,
          "none of the etypes " + request.etypes() + " is used here");
    }
    RequestCheck.kvnoAndExtensions(request);
    Optional<PriorKeyClaim> prior = PriorKeyClaim.of(request);
    return new Proposal(request, types, prior, chain, session.peerName(), session.timeToAnswer());
  }

  /** The refusal of a message that is no KX-REQ. */
  public static RefusedException malformed(Session session, MessageException e) {
    return session.peerChain().isEmpty()
        ? noCertificate()
        : new RefusedException(
            ErrorCode.KRB_ERR_GENERIC, "the request is malformed: " + e.getMessage());
  }

  private static RefusedException noCertificate() {
    return new RefusedException(
        ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, "a crossover key wants a client certificate");
  }

  /**
   * Makes the key, and the message that tells of it.
   *
   * @param session the one that the proposal came in
   * @param kvno of the key, 1 to {@value Agreement#MAX_KVNO}
   * @param own this side's key that the proposal names, and none where it names none; stays the
   *     caller's
   * @throws RefusedException where the peer has not that very key
   */
  public Reply reply(Session session, Proposal proposal, int kvno, Optional<PriorKey> own)
      throws RefusedException {
    PriorKeyClaim.check(proposal, own, session);
    KxOffer request = proposal.offer();
    KxOffer plain = offer(proposal, kvno);
    KxOffer reply =
        own.isPresent() ? PriorKeyMixing.proveReply(request, plain, own.get(), session) : plain;
    KxRep message = new KxRep(reply);
    return new Reply(
        message, Derivation.agree(request, reply, proposal.encryptionTypes(), own, session));
  }

  private KxOffer offer(Proposal proposal, int kvno) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    KerberosTime now = now();
    return new KxOffer(
        proposal.offer().requestTime(),
        salt,
        proposal.crossover(),
        kvno,
        Derivation.rising(proposal.encryptionTypes()),
        now,
        now.plus(terms.keyLifetime()),
        OptionalLong.empty(),
        PrincipalName.ticketGrantingService(terms.realm()),
        List.of());
  }

  /** What the peer is told of a refusal: its code and the text for the peer, and no more. */
  public KrbError refusal(RefusedException e) {
    return new KrbError(e.errorCode(), Printable.line(e.textForPeer(), 200), now(), terms.realm());
  }

  private KerberosTime now() {
    return new KerberosTime(clock.instant());
  }
}
