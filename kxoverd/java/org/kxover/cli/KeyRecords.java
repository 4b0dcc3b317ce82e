package org.kxover.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.publish.OwnRecords;
import org.kxover.setup.CertificateRoll;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;

/**
 * The TLSA records of a realm's keys: the one in use, and in a change also the next or the old one.
 *
 * @param withOld false at the end of a change, when the old one is to be removed
 */
record KeyRecords(Clock clock, boolean withOld) implements OwnRecords.Keys {
  @Override
  public Map<String, String> of(RealmSettings realm) throws IOException {
    try {
      Map<String, String> records = new LinkedHashMap<>();
      records.put(
          data(NetworkParts.credential(realm)),
          "The key of its certificate: DANE-EE(3) SPKI(1) SHA2-256(1).");
      if (realm.get(CertificateSettings.PASSPHRASE_FILE).isPresent()) {
        return records;
      }
      CertificateRoll roll = new CertificateRoll(List.of(realm), clock);
      if (roll.hasBegun()) {
        records.put(
            data(roll.next()),
            "The next key, for \"kxover cert roll\". Publish both until the next key is in use.");
      } else if (withOld && roll.hasTakenOver()) {
        records.putIfAbsent(
            data(roll.old()),
            "The old key. Publish both until \"kxover cert roll\" says to remove it.");
      }
      return records;
    } catch (CredentialException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The data of the record of a key. */
  static String data(TlsCredential credential) {
    return KxCertificate.tlsaRecord(credential.chainDer().get(0)).toString();
  }
}
