package org.kxover.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.kxover.base.Comparables;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.KxAck;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxoverKeyInfo;
import org.kxover.message.PriorKeyExtension;

/** Derives the key from two offers, in equal steps on both sides. */
final class Derivation {
  private static final byte[] ACKNOWLEDGEMENT = Hkdf.ascii("KX-ACK");

  private Derivation() {}

  static KerberosTime from(KxOffer request, KxOffer reply) {
    return Comparables.max(request.from(), reply.from());
  }

  static KerberosTime till(KxOffer request, KxOffer reply) {
    return Comparables.min(request.till(), reply.till());
  }

  /** The types of {@code own} that {@code offered} contains, in ascending order of numbers. */
  static List<EncryptionType> common(List<EncryptionType> own, List<Integer> offered) {
    return own.stream().filter(type -> offered.contains(type.number())).sorted().toList();
  }

  /** The numbers of {@code types} in ascending order, as KX-OFFER requires. */
  static List<Integer> sortedNumbers(List<EncryptionType> types) {
    return types.stream().map(EncryptionType::number).sorted().toList();
  }

  /**
   * True if the key is valid for {@code least} after {@code now}, or after its start if that is
   * later.
   */
  static boolean lastsLongEnough(KxOffer request, KxOffer reply, KerberosTime now, Duration least) {
    KerberosTime start = Comparables.max(from(request, reply), now);
    return !till(request, reply).isBefore(start.plus(least));
  }

  /**
   * Derives the key with the TLS exporter. The exporter's context has names, lifetime, kvno and
   * both salts, so the key is bound to all of them.
   *
   * <p>Where both offers have DERIVED-KEYS, no password is made.
   *
   * @param prior the prior key to mix in, which both sides have proved to have; empty for none
   */
  static Agreement agree(
      KxOffer request,
      KxOffer reply,
      List<EncryptionType> encryptionTypes,
      Optional<PriorKey> prior,
      Session session) {
    KerberosTime from = from(request, reply);
    KerberosTime till = till(request, reply);
    boolean derived = DerivedKeysExtension.isIn(request) && DerivedKeysExtension.isIn(reply);
    KxoverKeyInfo info =
        new KxoverKeyInfo(
            request.kxName(),
            request.myName(),
            reply.myName(),
            from,
            till,
            OptionalLong.empty(),
            reply.kvno(),
            request.salt(),
            reply.salt(),
            extensionInfo(request, prior.isPresent(), derived));
    byte[] context = info.encoded();
    byte[] secret = session.exportSecret(context, CrossoverPassword.SECRET_LENGTH);
    if (prior.isPresent()) {
      secret = PriorKeyMixing.mix(secret, prior.get(), context);
    }
    Optional<KxAck> acknowledgement =
        AcknowledgeExtension.isIn(request) && AcknowledgeExtension.isIn(reply)
            ? Optional.of(acknowledgement(request, reply, secret, context))
            : Optional.empty();
    return new Agreement(
        request.kxName(),
        Math.toIntExact(reply.kvno()),
        encryptionTypes,
        from,
        till,
        prior.isPresent() ? OptionalInt.of(prior.get().kvno()) : OptionalInt.empty(),
        session.namedGroup(),
        session.peerName(),
        derived
            ? DerivedKeys.ofSecret(secret, encryptionTypes)
            : CrossoverPassword.ofSecret(secret),
        acknowledgement);
  }

  /** The proof is made of the secret, so both can compare it after they have wiped the secret. */
  private static KxAck acknowledgement(
      KxOffer request, KxOffer reply, byte[] secret, byte[] keyInfo) {
    return new KxAck(
        request.kxName(),
        reply.kvno(),
        Hkdf.derive(null, secret, KxAck.PROOF_LENGTH, ACKNOWLEDGEMENT, keyInfo));
  }

  /** The request's PRIOR-KEY first, and DERIVED-KEYS after it, whatever the order of the offers. */
  private static List<KxExtension> extensionInfo(KxOffer request, boolean prior, boolean derived) {
    List<KxExtension> extensions = new ArrayList<>();
    if (prior) {
      request.extensions().stream()
          .filter(extension -> extension.oid().equals(PriorKeyExtension.OID))
          .forEach(extensions::add);
    }
    if (derived) {
      extensions.add(DerivedKeysExtension.extension());
    }
    return extensions;
  }
}
