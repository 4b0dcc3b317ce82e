package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads and writes the blocks of a PEM file (RFC 7468). It uses only octets, never a String, so
 * that a private key can be wiped from memory.
 */
final class Pem {
  private static final int MAX_FILE = 128 * 1024;
  private static final int MAX_BLOCKS = 16;
  private static final int LINE = 64;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** A block: its label, and its decoded contents. */
  record Block(String label, byte[] der) {}

  private Pem() {}

  /**
   * Reads the blocks. It ignores text between and around them.
   *
   * @throws CredentialException if the file cannot be read, is too large or is not PEM
   */
  static List<Block> read(Path file) throws CredentialException {
    byte[] text = new byte[0];
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MAX_FILE + 1);
      if (text.length > MAX_FILE) {
        throw new CredentialException(file + " is larger than " + MAX_FILE + " octets");
      }
      return parse(text);
    } catch (AccessDeniedException e) {
      throw new CredentialException(
          "cannot read " + file + ": permission denied; run this as root", e);
    } catch (IOException e) {
      throw new CredentialException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    } catch (IllegalArgumentException e) {
      // Without the cause: the message of a decoder may quote key material.
      throw new CredentialException(file + " is not PEM");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Encodes {@code der} as a block with lines of 64 characters. */
  static byte[] write(String label, byte[] der) {
    byte[] base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(der);
    byte[] head = ascii(BEGIN + label + DASHES + "\n");
    byte[] tail = ascii("\n" + END + label + DASHES + "\n");
    byte[] out = Arrays.copyOf(head, head.length + base64.length + tail.length);
    System.arraycopy(base64, 0, out, head.length, base64.length);
    System.arraycopy(tail, 0, out, head.length + base64.length, tail.length);
    Arrays.fill(base64, (byte) 0);
    return out;
  }

  private static List<Block> parse(byte[] text) {
    List<Block> blocks = new ArrayList<>();
    int from = 0;
    while ((from = find(text, ascii(BEGIN), from)) >= 0) {
      int labelAt = from + BEGIN.length();
      int labelEnd = find(text, ascii(DASHES), labelAt);
      if (labelEnd < 0 || labelEnd - labelAt > LINE || blocks.size() == MAX_BLOCKS) {
        throw new IllegalArgumentException("no label, or too many blocks");
      }
      String label = new String(text, labelAt, labelEnd - labelAt, StandardCharsets.ISO_8859_1);
      int bodyAt = labelEnd + DASHES.length();
      int bodyEnd = find(text, ascii(END + label + DASHES), bodyAt);
      if (bodyEnd < 0) {
        throw new IllegalArgumentException("no end");
      }
      byte[] body = Arrays.copyOfRange(text, bodyAt, bodyEnd);
      try {
        blocks.add(new Block(label, Base64.getMimeDecoder().decode(body)));
      } finally {
        Arrays.fill(body, (byte) 0);
      }
      from = bodyEnd;
    }
    return blocks;
  }

  private static int find(byte[] text, byte[] wanted, int from) {
    for (int at = from; at <= text.length - wanted.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
