package org.kxover.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.PriorKeyExtension;

/**
 * What the prior key of a crossover is used for: to prove, within this TLS session, that a side has
 * it, and to be mixed into the next key. All of it is HKDF (RFC 5869) with SHA-384, the prior key
 * for the input keying material, and a value of the TLS exporter for the salt: so neither is of use
 * without the other, and nothing can be moved to another session.
 */
final class PriorKeyMixing {
  /** The exporter's context for proofs. A KXOVER-KEY-INFO begins with another octet. */
  private static final byte[] PROOF_CONTEXT = ascii("prior-key");

  private static final byte[] REQUEST = ascii("KX-REQ");
  private static final byte[] REPLY = ascii("KX-REP");

  private PriorKeyMixing() {}

  /** The request with a proof over all of it. */
  static KxOffer proveRequest(KxOffer request, PriorKey prior, Session session) {
    PriorKeyExtension blank = blank(prior);
    KxOffer unproved = with(request, blank);
    return with(unproved, blank.with(requestProof(unproved, prior, session)));
  }

  /** The reply with a proof over the request and all of the reply. */
  static KxOffer proveReply(KxOffer request, KxOffer reply, PriorKey prior, Session session) {
    PriorKeyExtension blank = blank(prior);
    KxOffer unproved = with(reply, blank);
    return with(unproved, blank.with(replyProof(request, unproved, prior, session)));
  }

  /** Whether the initiator has {@code prior}, whose kvno and etype {@code shown} has. */
  static boolean proves(PriorKeyExtension shown, KxOffer request, PriorKey prior, Session session) {
    return shown.proves(requestProof(with(request, blank(prior)), prior, session));
  }

  /** Whether the responder has {@code prior}, whose kvno and etype {@code shown} has. */
  static boolean proves(
      PriorKeyExtension shown, KxOffer request, KxOffer reply, PriorKey prior, Session session) {
    return shown.proves(replyProof(request, with(reply, blank(prior)), prior, session));
  }

  /**
   * The secret of the next key.
   *
   * @param exported what the exporter makes of {@code keyInfo}; it is wiped
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
      HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA384Digest());
      hkdf.init(new HKDFParameters(key, salt, joined(info)));
      byte[] made = new byte[length];
      hkdf.generateBytes(made, 0, length);
      return made;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static PriorKeyExtension blank(PriorKey prior) {
    return PriorKeyExtension.withoutProof(prior.kvno(), prior.key().type().number());
  }

  /** The offer with that extension in the place of one with the same oid, or behind all others. */
  private static KxOffer with(KxOffer offer, PriorKeyExtension prior) {
    List<KxExtension> extensions = new ArrayList<>(offer.extensions());
    KxExtension extension = prior.extension();
    extensions.replaceAll(e -> e.oid().equals(extension.oid()) ? extension : e);
    if (!extensions.contains(extension)) {
      extensions.add(extension);
    }
    return offer.withExtensions(extensions);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
