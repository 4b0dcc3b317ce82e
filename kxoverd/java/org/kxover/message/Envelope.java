package org.kxover.message;

import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERTaggedObject;

/** The frame of KX-REQ and KX-REP around their offer. */
enum Envelope {
  KX_REQ("KX-REQ", 18),
  KX_REP("KX-REP", 19);

  private static final int PVNO = 5;
  private static final int OFFER_TAG = 2;

  private final String title;

  /** The application tag, which is also the msg-type. */
  private final int number;

  Envelope(String title, int number) {
    this.title = title;
    this.number = number;
  }

  KxOffer parse(byte[] der) throws MessageException {
    Fields fields = Der.read(title, der).application(number).fields();
    fields.required(0, "pvno").constant(PVNO);
    fields.required(1, "msg-type").constant(number);
    KxOffer offer = KxOffer.read(fields.required(OFFER_TAG, "offer"));
    fields.endOrAdditions(OFFER_TAG);
    return offer;
  }

  byte[] encode(KxOffer offer) {
    FieldWriter fields =
        new FieldWriter().add(0, PVNO).add(1, number).add(OFFER_TAG, offer.write());
    return Der.write(new DERTaggedObject(true, BERTags.APPLICATION, number, fields.sequence()));
  }
}
