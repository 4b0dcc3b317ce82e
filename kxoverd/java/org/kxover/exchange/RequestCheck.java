package org.kxover.exchange;

import java.util.List;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.NameType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.MessageException;
import org.kxover.message.PriorKeyExtension;

/** Checks a request before this side spends any work on it. */
final class RequestCheck {
  private RequestCheck() {}

  /**
   * Checks that the request is for services of {@code own}, and that both its names have one client
   * realm.
   */
  static void checkNames(KxOffer request, Realm own) throws RefusedException {
    PrincipalName name = request.kxName();
    Realm client = name.realm();
    if (!name.isTicketGrantingService() || name.nameType() != NameType.NT_SRV_INST) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "kx-name is not krbtgt/SERVICE@CLIENT: " + quote(name));
    }
    if (!name.equals(PrincipalName.crossover(own, client))) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_WRONG_REALM,
          "this is the KDC of " + own + ", asked for " + quote(name));
    }
    if (!request.myName().equals(PrincipalName.ticketGrantingService(client))) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC,
          "my-name "
              + quote(request.myName())
              + " is not the name of the client realm of "
              + quote(name));
    }
    if (client.sameDomain(own)) {
      throw new RefusedException(ErrorCode.KRB_ERR_GENERIC, "a realm does not cross to itself");
    }
  }

  /**
   * Checks that the request was sent about {@code now}, and that its key starts soon and lasts long
   * enough.
   */
  static void checkTimes(KxOffer request, Terms terms, KerberosTime now) throws RefusedException {
    KerberosTime sent = request.requestTime();
    if (sent.isBefore(now.minus(terms.clockSkew())) || sent.isAfter(now.plus(terms.clockSkew()))) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_SKEW,
          "request-time is " + sent + ", but the clock here is at " + now);
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
    if (!Derivation.lastsLongEnough(request, request, now, terms.leastLifetime())) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY,
          "till " + request.till() + " leaves less than " + terms.leastLifetime());
    }
  }

  /**
   * The types that both sides use, in ascending order of numbers; at least one.
   *
   * @param own the types that our KDC can use
   */
  static List<EncryptionType> commonTypes(KxOffer request, List<EncryptionType> own)
      throws RefusedException {
    if (own.isEmpty()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_SVC_UNAVAILABLE,
          "our KDC can use no encryption type at present; ask again",
          "our KDC can use none of encryption_types; \"kxover check\" says why");
    }
    List<EncryptionType> common = Derivation.common(own, request.etypes());
    if (common.isEmpty()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_ETYPE_NOSUPP,
          "no common encryption type: asked for "
              + request.etypes()
              + ", used here "
              + Derivation.sortedNumbers(own)
              + "; one realm must allow another (encryption_types, permitted_enctypes)");
    }
    return common;
  }

  /** Checks the kvno, and that the request uses no unsupported feature. */
  static void checkKvnoAndExtensions(KxOffer request) throws RefusedException {
    if (request.kvno() < 1 || request.kvno() > Agreement.MAX_KVNO) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC,
          "kvno " + request.kvno() + " is not 1 to " + Agreement.MAX_KVNO);
    }
    if (request.maxUses().isPresent()) {
      throw new RefusedException(ErrorCode.KDC_ERR_POLICY, "max-uses is not supported");
    }
    for (KxExtension extension : request.extensions()) {
      if (extension.critical() && !isKnown(extension.oid())) {
        throw new RefusedException(
            ErrorCode.KRB_ERR_GENERIC,
            "critical extension " + extension.oid() + " is not known; a later version may know it");
      }
    }
    try {
      AcknowledgeExtension.check(request);
      DerivedKeysExtension.check(request);
    } catch (MessageException e) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "an extension is malformed: " + e.getMessage());
    }
  }

  private static boolean isKnown(String oid) {
    return oid.equals(PriorKeyExtension.OID)
        || oid.equals(AcknowledgeExtension.OID)
        || oid.equals(DerivedKeysExtension.OID);
  }

  private static String quote(PrincipalName name) {
    return Printable.quote(name.toString());
  }
}
