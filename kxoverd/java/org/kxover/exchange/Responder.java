package org.kxover.exchange;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.NameType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.PriorKeyExtension;

/** The side that is asked: the peer's users are to reach services of this realm. */
public final class Responder {
  private static final int SALT_LENGTH = 32;

  /** Decides about a request whose syntax, times and names are in order. */
  public interface Authority {
    /**
     * Lets {@code proposal} pass, decides the kvno, and writes the key that {@code maker} makes for
     * it: when this returns, the database has it.
     *
     * @return what was written
     * @throws RefusedException where it is not to be; nothing is written then
     */
    Agreement accept(Proposal proposal, KeyMaker maker) throws RefusedException;
  }

  /**
   * Who asks for what.
   *
   * @param client the realm that the peer claims to speak for
   * @param chain the peer's certificates in DER; their key is proved, what they may do is not
   * @param proposedKvno 1 to {@value Agreement#MAX_KVNO}
   * @param prior the key that is to be mixed in; empty where none is
   * @param within how long the answer may take
   */
  public record Proposal(
      PrincipalName crossover,
      Realm client,
      List<byte[]> chain,
      int proposedKvno,
      Optional<PriorKeyName> prior,
      String peer,
      Duration within) {}

  /**
   * A key of the same crossover that the peer says to have; whether it has, the {@link KeyMaker}
   * tells.
   *
   * @param kvno 1 to {@value Agreement#MAX_KVNO}
   */
  public record PriorKeyName(int kvno, EncryptionType type) {}

  /** Derives the key once its kvno is decided. */
  public interface KeyMaker {
    /**
     * @param kvno 1 to {@value Agreement#MAX_KVNO}
     * @param prior the key that the proposal names, and none where it names none; stays the
     *     caller's
     * @throws RefusedException where the peer has not that very key
     */
    Agreement make(int kvno, Optional<PriorKey> prior) throws RefusedException;

    /** As above, for who has no prior key: what is to be mixed in is refused. */
    default Agreement make(int kvno) throws RefusedException {
      return make(kvno, Optional.empty());
    }
  }

  private final Terms terms;
  private final InstantSource clock;
  private final SecureRandom random;

  public Responder(Terms terms, InstantSource clock, SecureRandom random) {
    this.terms = terms;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Answers one request: with KX-REP where {@code authority} has written the key, otherwise with a
   * KRB-ERROR.
   *
   * @return what was agreed and written; the caller closes it
   * @throws RefusedException after the peer was told, where it could be
   * @throws IOException where the key is written, and the peer could not be told
   */
  public Agreement answer(Session session, byte[] request, Authority authority)
      throws IOException, RefusedException {
    try {
      return accept(session, request, authority);
    } catch (RefusedException e) {
      tell(session, e, e);
      throw e;
    } catch (RuntimeException e) {
      // A fault of ours: the peer is told that much, and our log has the rest.
      tell(session, new RefusedException(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, "internal error"), e);
      throw e;
    }
  }

  /** A peer that does not stay to hear a refusal must not hide it from our own log. */
  private void tell(Session session, RefusedException refusal, Exception thrown) {
    try {
      session.writeMessage(refusal(refusal));
    } catch (IOException e) {
      thrown.addSuppressed(e);
    }
  }

  private Agreement accept(Session session, byte[] message, Authority authority)
      throws IOException, RefusedException {
    if (session.peerChain().isEmpty()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, "a crossover key wants a client certificate");
    }
    KxOffer request;
    try {
      request = KxReq.parseFrom(message).offer();
    } catch (MessageException e) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "the request is malformed: " + e.getMessage());
    }
    Realm client = checkNames(request);
    checkTimes(request);
    List<EncryptionType> types = Derivation.common(terms.encryptionTypes().get(), request.etypes());
    if (types.isEmpty()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_ETYPE_NOSUPP,
          "none of the etypes " + request.etypes() + " is used here");
    }
    checkRest(request);
    Optional<PriorKeyClaim> claim = PriorKeyClaim.of(request);

    KxOffer[] reply = new KxOffer[1];
    Agreement agreement =
        authority.accept(
            new Proposal(
                request.kxName(),
                client,
                session.peerChain(),
                Math.toIntExact(request.kvno()),
                claim.map(PriorKeyClaim::name),
                session.peerName(),
                session.timeToAnswer()),
            (kvno, own) -> {
              PriorKeyClaim.check(claim, own, session);
              KxOffer plain = reply(request, types, kvno);
              reply[0] =
                  own.isPresent()
                      ? PriorKeyMixing.proveReply(request, plain, own.get(), session)
                      : plain;
              return Derivation.agree(request, reply[0], types, own, session);
            });
    try {
      session.writeMessage(new KxRep(reply[0]).encoded());
    } catch (IOException | RuntimeException e) {
      // The key is written and the peer will not hear of it: it expires unused.
      agreement.close();
      throw e;
    }
    return agreement;
  }

  private Realm checkNames(KxOffer request) throws RefusedException {
    PrincipalName name = request.kxName();
    Realm client = name.realm();
    if (!name.isTicketGrantingService() || name.nameType() != NameType.NT_SRV_INST) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "kx-name is not krbtgt/SERVICE@CLIENT: " + quote(name));
    }
    if (!name.equals(PrincipalName.crossover(terms.realm(), client))) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_WRONG_REALM,
          "this is the KDC of " + terms.realm() + ", asked for " + quote(name));
    }
    if (!request.myName().equals(PrincipalName.ticketGrantingService(client))) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC,
          "my-name " + quote(request.myName()) + " is not the client realm's of " + quote(name));
    }
    if (client.sameDomain(terms.realm())) {
      throw new RefusedException(ErrorCode.KRB_ERR_GENERIC, "a realm does not cross to itself");
    }
    return client;
  }

  private void checkTimes(KxOffer request) throws RefusedException {
    KerberosTime now = new KerberosTime(clock.instant());
    KerberosTime sent = request.requestTime();
    if (sent.isBefore(now.minus(terms.clockSkew())) || sent.isAfter(now.plus(terms.clockSkew()))) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_SKEW, "request-time is " + sent + " where it is " + now);
    }
    if (!request.from().isBefore(request.till())) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC,
          "from " + request.from() + " is not before till " + request.till());
    }
    if (request.from().isAfter(now.plus(terms.clockSkew()))) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY, "from " + request.from() + " is too far ahead");
    }
    if (!Derivation.lasts(request, request, now, terms.leastLifetime())) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY,
          "till " + request.till() + " leaves less than " + terms.leastLifetime());
    }
  }

  private static void checkRest(KxOffer request) throws RefusedException {
    if (request.kvno() < 1 || request.kvno() > Agreement.MAX_KVNO) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC,
          "kvno " + request.kvno() + " is not 1 to " + Agreement.MAX_KVNO);
    }
    if (request.maxUses().isPresent()) {
      throw new RefusedException(ErrorCode.KDC_ERR_POLICY, "max-uses cannot be kept here");
    }
    for (KxExtension extension : request.extensions()) {
      if (extension.critical() && !extension.oid().equals(PriorKeyExtension.OID)) {
        throw new RefusedException(
            ErrorCode.KRB_ERR_GENERIC, "critical extension " + extension.oid() + " is not known");
      }
    }
  }

  private KxOffer reply(KxOffer request, List<EncryptionType> types, int kvno) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    KerberosTime now = new KerberosTime(clock.instant());
    return new KxOffer(
        request.requestTime(),
        salt,
        request.kxName(),
        kvno,
        Derivation.rising(types),
        now,
        now.plus(terms.keyLifetime()),
        OptionalLong.empty(),
        PrincipalName.ticketGrantingService(terms.realm()),
        List.of());
  }

  private byte[] refusal(RefusedException e) {
    return new KrbError(
            e.errorCode(),
            Printable.line(e.textForPeer(), 200),
            new KerberosTime(clock.instant()),
            terms.realm())
        .encoded();
  }

  private static String quote(PrincipalName name) {
    return Printable.quote(name.toString());
  }
}
