package org.kxover.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.PriorKeyExtension;

/**
 * Uses the prior key of a crossover in two ways: to prove within a TLS session that a side has it,
 * and to mix it into the next key. Both use HKDF (RFC 5869) with SHA-384. The prior key is the
 * input keying material, and a value of the TLS exporter is the salt. So an attacker needs both,
 * and a proof is valid in one session only.
 */
final class PriorKeyMixing {
  /**
   * The exporter's context for proofs. It cannot collide with KXOVER-KEY-INFO, whose first octet
   * differs.
   */
  private static final byte[] PROOF_CONTEXT = Hkdf.ascii("prior-key");

  private static final byte[] REQUEST = Hkdf.ascii("KX-REQ");
  private static final byte[] REPLY = Hkdf.ascii("KX-REP");

  private PriorKeyMixing() {}

  /** Adds a proof over the whole request. */
  static KxOffer proveRequest(KxOffer request, PriorKey prior, Session session) {
    PriorKeyExtension blank = blank(prior);
    KxOffer unproved = with(request, blank);
    return with(unproved, blank.withProof(requestProof(unproved, prior, session)));
  }

  /** Adds to the reply a proof over the request and the whole reply. */
  static KxOffer proveReply(KxOffer request, KxOffer reply, PriorKey prior, Session session) {
    PriorKeyExtension blank = blank(prior);
    KxOffer unproved = with(reply, blank);
    return with(unproved, blank.withProof(replyProof(request, unproved, prior, session)));
  }

  /**
   * True if {@code shown} proves that the initiator has {@code prior}. Both must have one kvno and
   * etype.
   */
  static boolean verifyRequest(
      PriorKeyExtension shown, KxOffer request, PriorKey prior, Session session) {
    return shown.hasProof(requestProof(with(request, blank(prior)), prior, session));
  }

  /**
   * True if {@code shown} proves that the responder has {@code prior}. Both must have one kvno and
   * etype.
   */
  static boolean verifyReply(
      PriorKeyExtension shown, KxOffer request, KxOffer reply, PriorKey prior, Session session) {
    return shown.hasProof(replyProof(request, with(reply, blank(prior)), prior, session));
  }

  /**
   * Derives the secret of the next key.
   *
   * @param exported the exporter's value for {@code keyInfo}; it is wiped
   */
  static byte[] mix(byte[] exported, PriorKey prior, byte[] keyInfo) {
    try {
      return hkdf(exported, prior, CrossoverPassword.SECRET_LENGTH, keyInfo);
    } finally {
      Arrays.fill(exported, (byte) 0);
    }
  }

  private static byte[] requestProof(KxOffer unproved, PriorKey prior, Session session) {
    return proof(prior, session, REQUEST, unproved.encoded());
  }

  private static byte[] replyProof(
      KxOffer request, KxOffer unproved, PriorKey prior, Session session) {
    return proof(prior, session, REPLY, request.encoded(), unproved.encoded());
  }

  private static byte[] proof(PriorKey prior, Session session, byte[]... info) {
    int length = PriorKeyExtension.PROOF_LENGTH;
    byte[] salt = session.exportSecret(PROOF_CONTEXT, length);
    try {
      return hkdf(salt, prior, length, info);
    } finally {
      Arrays.fill(salt, (byte) 0);
    }
  }

  private static byte[] hkdf(byte[] salt, PriorKey prior, int length, byte[]... info) {
    byte[] key = prior.key().octets();
    try {
      return Hkdf.derive(salt, key, length, info);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static PriorKeyExtension blank(PriorKey prior) {
    return PriorKeyExtension.withoutProof(prior.kvno(), prior.key().type().number());
  }

  /** Replaces the offer's extension with this oid, or appends it. */
  private static KxOffer with(KxOffer offer, PriorKeyExtension prior) {
    List<KxExtension> extensions = new ArrayList<>(offer.extensions());
    KxExtension extension = prior.extension();
    extensions.replaceAll(e -> e.oid().equals(extension.oid()) ? extension : e);
    if (!extensions.contains(extension)) {
      extensions.add(extension);
    }
    return offer.withExtensions(extensions);
  }
}
