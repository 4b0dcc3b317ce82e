package org.kxover.exchange;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KrbError;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.MessageType;

/** The side that asks: its users are to reach services of the peer's realm. */
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

  /**
   * Asks the peer of {@code session}, whom the caller knows to speak for {@code service}.
   *
   * @param proposedKvno 1 to {@value Agreement#MAX_KVNO}; the peer decides
   * @return what both agreed, in which the peer has already written its key
   * @throws PeerRefusedException where the peer answered with a KRB-ERROR
   * @throws ExchangeException where its answer is not what the request asked for
   */
  public Agreement run(Session session, Realm service, int proposedKvno)
      throws IOException, ExchangeException, PeerRefusedException {
    KxOffer request = offer(service, proposedKvno);
    session.writeMessage(new KxReq(request).encoded());
    byte[] answer = session.readMessage();
    try {
      if (MessageType.of(answer) == MessageType.KRB_ERROR) {
        throw new PeerRefusedException(KrbError.parseFrom(answer));
      }
      KxOffer reply = KxRep.parseFrom(answer).offer();
      List<EncryptionType> types = check(request, reply, service);
      return Derivation.agree(request, reply, types, session);
    } catch (MessageException e) {
      throw new ExchangeException("the reply is malformed: " + e.getMessage());
    }
  }

  private KxOffer offer(Realm service, int proposedKvno) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    KerberosTime now = new KerberosTime(clock.instant());
    return new KxOffer(
        now,
        salt,
        PrincipalName.crossover(service, terms.realm()),
        proposedKvno,
        Derivation.rising(terms.encryptionTypes()),
        now,
        now.plus(terms.keyLifetime()),
        OptionalLong.empty(),
        PrincipalName.ticketGrantingService(terms.realm()),
        List.of());
  }

  private List<EncryptionType> check(KxOffer request, KxOffer reply, Realm service)
      throws ExchangeException {
    require(reply.requestTime().equals(request.requestTime()), "request-time is another request's");
    require(reply.kxName().equals(request.kxName()), "kx-name is " + reply.kxName());
    require(
        reply.myName().equals(PrincipalName.ticketGrantingService(service)),
        "my-name is " + reply.myName());
    require(
        reply.kvno() >= 1 && reply.kvno() <= Agreement.MAX_KVNO,
        "kvno " + reply.kvno() + " is not 1 to " + Agreement.MAX_KVNO);
    require(reply.maxUses().isEmpty(), "max-uses was not asked for");
    for (KxExtension extension : reply.extensions()) {
      require(!extension.critical(), "critical extension " + extension.oid() + " is not known");
    }
    KerberosTime from = Derivation.from(request, reply);
    KerberosTime till = Derivation.till(request, reply);
    KerberosTime now = new KerberosTime(clock.instant());
    require(!from.isAfter(now.plus(terms.clockSkew())), "from is too far ahead: " + from);
    require(
        Derivation.lasts(request, reply, now, terms.leastLifetime()),
        "till " + till + " leaves less than " + terms.leastLifetime());
    List<EncryptionType> types = Derivation.common(terms.encryptionTypes(), reply.etypes());
    require(
        !types.isEmpty() && types.size() == reply.etypes().size(),
        "etypes " + reply.etypes() + " are not among those offered");
    return types;
  }

  private static void require(boolean condition, String otherwise) throws ExchangeException {
    if (!condition) {
      throw new ExchangeException("the reply does not fit the request: " + otherwise);
    }
  }
}
