package org.kxover.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** Reads a private key and its certificates from a file under a passphrase (PKCS#12, RFC 7292). */
final class Pkcs12File {
  private static final int MAX_FILE = 128 * 1024;
  private static final int MAX_PASSPHRASE = 1024;

  private Pkcs12File() {}

  /**
   * The contents of the file.
   *
   * @param chainDer leaf first
   */
  record Contents(List<byte[]> chainDer, AsymmetricKeyParameter privateKey) {}

  /**
   * Reads the file.
   *
   * @param passphraseFile the passphrase is its first line, in UTF-8
   * @param secrets checks that other users cannot read the files
   * @throws CredentialException if a file cannot be read or is open to other users, the passphrase
   *     is wrong, or there is not exactly one key
   */
  static Contents read(Path file, Path passphraseFile, SecretFiles secrets)
      throws CredentialException {
    secrets.requirePrivate(file);
    secrets.requirePrivate(passphraseFile);
    char[] passphrase = passphrase(passphraseFile);
    byte[] octets = octets(file, MAX_FILE);
    try (InputStream in = new ByteArrayInputStream(octets)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, passphrase);
      List<String> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          keys.add(alias);
        }
      }
      if (keys.size() != 1) {
        throw new CredentialException(
            file + " holds " + keys.size() + " private keys, but must hold exactly one");
      }
      List<byte[]> chain = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(keys.get(0))) {
        chain.add(certificate.getEncoded());
      }
      return new Contents(chain, key(store.getKey(keys.get(0), passphrase)));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Without the cause: the message of a parser may quote key material.
      throw new CredentialException(
          file + " is not a well-formed PKCS#12 file, or has another passphrase");
    } finally {
      Arrays.fill(passphrase, '\0');
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static AsymmetricKeyParameter key(Key key) throws IOException {
    byte[] encoded = key.getEncoded();
    try {
      return PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static char[] passphrase(Path file) throws CredentialException {
    byte[] octets = octets(file, MAX_PASSPHRASE);
    try {
      int end = 0;
      while (end < octets.length && octets[end] != '\n' && octets[end] != '\r') {
        end++;
      }
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets, 0, end));
      char[] passphrase = new char[text.remaining()];
      text.get(passphrase);
      Arrays.fill(text.array(), '\0');
      return passphrase;
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte[] octets(Path file, int most) throws CredentialException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        Arrays.fill(octets, (byte) 0);
        throw new CredentialException(file + " is larger than " + most + " octets");
      }
      return octets;
    } catch (IOException e) {
      throw new CredentialException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }
}
