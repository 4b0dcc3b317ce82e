package org.kxover.dane;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads the operator's files of PEM certificates (RFC 7468). */
public final class CertificateFile {
  /** Several times the size of all public root certificates together. */
  private static final int MAX_OCTETS = 4 * 1024 * 1024;

  private CertificateFile() {}

  /**
   * The DER of each certificate in the file, in order; one or more.
   *
   * @throws IOException if the file cannot be read, is too large or holds no PEM certificates; the
   *     message names the file
   */
  public static List<byte[]> read(Path file) throws IOException {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MAX_OCTETS + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getClass().getSimpleName(), e);
    }
    if (text.length > MAX_OCTETS) {
      throw new IOException(file + ": larger than " + MAX_OCTETS + " octets");
    }
    List<byte[]> certificates = blocks(file, text);
    if (certificates.isEmpty()) {
      throw new IOException(file + ": holds no certificate");
    }
    for (byte[] certificate : certificates) {
      try {
        CertificateDer.subjectPublicKeyInfo(certificate);
      } catch (CertificateSyntaxException e) {
        throw new IOException(file + ": not a file of PEM certificates: " + e.getMessage(), e);
      }
    }
    return certificates;
  }

  /**
   * The contents of the CERTIFICATE blocks. The platform's own reader refuses certificates that
   * DANE-EE(3) accepts, such as one with an empty issuer.
   */
  private static List<byte[]> blocks(Path file, byte[] text) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (PemReader pem =
        new PemReader(
            new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.ISO_8859_1))) {
      for (PemObject block = pem.readPemObject(); block != null; block = pem.readPemObject()) {
        if (block.getType().equals("CERTIFICATE")) {
          contents.add(block.getContent());
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + ": not a file of PEM certificates", e);
    }
    return contents;
  }

  /**
   * The CA certificates in {@code file}; none if {@code file} is empty.
   *
   * @throws IOException as for {@link #readRoots(Path)}
   */
  public static TrustRoots readRoots(Optional<Path> file) throws IOException {
    return file.isPresent() ? readRoots(file.get()) : TrustRoots.none();
  }

  /**
   * The CA certificates in {@code file}.
   *
   * @throws IOException as for {@link #read}, and if a certificate is not strict DER
   */
  public static TrustRoots readRoots(Path file) throws IOException {
    try {
      return TrustRoots.of(read(file));
    } catch (CertificateSyntaxException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
