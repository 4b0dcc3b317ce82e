package org.kxover.dane;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.operator.ContentSigner;

/** Takes the issuer out of a certificate. Bouncy Castle's builder does not make one without. */
final class IssuerRemoval {
  /** After version, serialNumber and signature. */
  private static final int ISSUER = 3;

  private IssuerRemoval() {}

  static byte[] of(byte[] der, ContentSigner signer) throws IOException {
    ASN1Sequence fields = ASN1Sequence.getInstance(ASN1Sequence.getInstance(der).getObjectAt(0));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    for (int i = 0; i < fields.size(); i++) {
      changed.add(i == ISSUER ? new DERSequence() : fields.getObjectAt(i));
    }
    DERSequence tbs = new DERSequence(changed);
    signer.getOutputStream().write(tbs.getEncoded(ASN1Encoding.DER));
    return new DERSequence(
            new ASN1Encodable[] {
              tbs, signer.getAlgorithmIdentifier(), new DERBitString(signer.getSignature())
            })
        .getEncoded(ASN1Encoding.DER);
  }
}
