package org.kxover.dns;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/** The signing key of a zone in the lab, for an attacker who owns that zone. */
final class ZoneKey {
  private final DNSKEYRecord publicKey;
  private final PrivateKey privateKey;

  /** Reads the key files that ldns-keygen made for {@code zone} in {@code folder}. */
  ZoneKey(Path folder, String zone) throws IOException, GeneralSecurityException {
    Path privateFile;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, "K" + zone + ".+013+*.private")) {
      privateFile = found.iterator().next();
    }
    String publicFile = privateFile.toString().replaceAll("private$", "key");
    try (Master master = new Master(publicFile, Name.root, 300)) {
      publicKey = (DNSKEYRecord) master.nextRecord();
    }
    String prefix = "PrivateKey: ";
    String encoded =
        Files.readAllLines(privateFile).stream()
            .filter(line -> line.startsWith(prefix))
            .findFirst()
            .orElseThrow()
            .substring(prefix.length());
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    privateKey =
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new ECPrivateKeySpec(
                    new BigInteger(1, Base64.getDecoder().decode(encoded)),
                    curve.getParameterSpec(ECParameterSpec.class)));
  }

  RRSIGRecord sign(Record record) throws DNSSEC.DNSSECException {
    Instant now = Instant.now();
    return DNSSEC.sign(
        new RRset(record),
        publicKey,
        privateKey,
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofHours(1)));
  }
}
