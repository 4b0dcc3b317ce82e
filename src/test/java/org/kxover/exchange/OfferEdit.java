package org.kxover.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.MessageType;
import org.kxover.message.PriorKeyExtension;

/** Builds a changed copy of an offer. */
public final class OfferEdit {
  private KerberosTime requestTime;
  private byte[] salt;
  private PrincipalName kxName;
  private long kvno;
  private List<Integer> etypes;
  private KerberosTime from;
  private KerberosTime till;
  private OptionalLong maxUses;
  private PrincipalName myName;
  private List<KxExtension> extensions;

  private OfferEdit(KxOffer offer) {
    requestTime = offer.requestTime();
    salt = offer.salt();
    kxName = offer.kxName();
    kvno = offer.kvno();
    etypes = offer.etypes();
    from = offer.from();
    till = offer.till();
    maxUses = offer.maxUses();
    myName = offer.myName();
    extensions = offer.extensions();
  }

  public OfferEdit requestTime(KerberosTime time) {
    requestTime = time;
    return this;
  }

  public OfferEdit salt(byte[] octets) {
    salt = octets;
    return this;
  }

  public OfferEdit kxName(PrincipalName name) {
    kxName = name;
    return this;
  }

  public OfferEdit kvno(long number) {
    kvno = number;
    return this;
  }

  public OfferEdit etypes(Integer... numbers) {
    etypes = List.of(numbers);
    return this;
  }

  public OfferEdit from(KerberosTime time) {
    from = time;
    return this;
  }

  public OfferEdit till(KerberosTime time) {
    till = time;
    return this;
  }

  public OfferEdit maxUses(long number) {
    maxUses = OptionalLong.of(number);
    return this;
  }

  public OfferEdit myName(PrincipalName name) {
    myName = name;
    return this;
  }

  /** Replaces the extensions with an unknown one. */
  public OfferEdit extension(boolean critical) {
    extensions = List.of(new KxExtension("1.3.6.1.4.1.99999.1", critical, new byte[] {1}));
    return this;
  }

  /** Replaces the extensions. */
  public OfferEdit extensions(KxExtension... others) {
    extensions = List.of(others);
    return this;
  }

  /** Removes the ACKNOWLEDGE extension, as a peer that does not know it never writes it. */
  public OfferEdit withoutAcknowledge() {
    extensions =
        extensions.stream().filter(e -> !e.oid().equals(AcknowledgeExtension.OID)).toList();
    return this;
  }

  /** Removes the DERIVED-KEYS extension, as a peer that does not know it never writes it. */
  public OfferEdit withoutDerivedKeys() {
    extensions =
        extensions.stream().filter(e -> !e.oid().equals(DerivedKeysExtension.OID)).toList();
    return this;
  }

  /** Adds the DERIVED-KEYS extension. */
  public OfferEdit withDerivedKeys() {
    extensions =
        Stream.concat(extensions.stream(), Stream.of(DerivedKeysExtension.extension())).toList();
    return this;
  }

  /** Changes the PRIOR-KEY extension, if there is one. */
  public OfferEdit priorKey(UnaryOperator<PriorKeyExtension> change) {
    try {
      Optional<PriorKeyExtension> shown = PriorKeyExtension.of(offer());
      if (shown.isPresent()) {
        KxExtension changed = change.apply(shown.get()).extension();
        extensions =
            extensions.stream().map(e -> e.oid().equals(changed.oid()) ? changed : e).toList();
      }
      return this;
    } catch (MessageException e) {
      throw new IllegalStateException(e);
    }
  }

  private KxOffer offer() {
    return new KxOffer(
        requestTime, salt, kxName, kvno, etypes, from, till, maxUses, myName, extensions);
  }

  /** Changes the offer of a KX-REQ or KX-REP. Returns other messages unchanged. */
  public static byte[] in(byte[] message, UnaryOperator<OfferEdit> change) {
    try {
      return switch (MessageType.of(message)) {
        case KX_REQ ->
            new KxReq(change.apply(new OfferEdit(KxReq.parseFrom(message).offer())).offer())
                .encoded();
        case KX_REP ->
            new KxRep(change.apply(new OfferEdit(KxRep.parseFrom(message).offer())).offer())
                .encoded();
        default -> message;
      };
    } catch (MessageException e) {
      throw new IllegalStateException(e);
    }
  }
}
