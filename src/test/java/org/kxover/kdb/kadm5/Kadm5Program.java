package org.kxover.kdb.kadm5;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.kxover.kdb.kadmin.TestKdb;

/** The program itself, and requests for it that kxoverd never sends. */
final class Kadm5Program implements AutoCloseable {
  private final TestKdb kdb;
  private final Path stderr;
  private Process process;

  /**
   * @param stderr the file for what it says there
   */
  Kadm5Program(TestKdb kdb, Path stderr) throws IOException {
    this.kdb = kdb;
    this.stderr = stderr;
    start();
  }

  /** The fields of a request. */
  static final class Fields {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);

    Fields(String kind) throws IOException {
      out.writeBytes(kind);
    }

    char kind() {
      return (char) octets.toByteArray()[0];
    }

    Fields text(String text) throws IOException {
      byte[] field = text.getBytes(StandardCharsets.ISO_8859_1);
      out.writeShort(field.length);
      out.write(field);
      return this;
    }

    Fields octet(int value) throws IOException {
      out.write(value);
      return this;
    }

    Fields number(int value) throws IOException {
      out.writeInt(value);
      return this;
    }
  }

  /** Starts it once more, after its end. */
  void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(kdb.kadm5().command());
    builder.environment().putAll(kdb.kadm5().environment());
    builder.redirectError(stderr.toFile());
    process = builder.start();
  }

  Process process() {
    return process;
  }

  void send(Fields fields) throws IOException {
    DataOutputStream out = new DataOutputStream(process.getOutputStream());
    out.writeInt(fields.octets.size());
    out.write(fields.octets.toByteArray());
    out.flush();
  }

  Kadm5Reply ask(Fields fields) throws Exception {
    send(fields);
    return reply();
  }

  Kadm5Reply reply() throws Exception {
    DataInputStream in = new DataInputStream(process.getInputStream());
    byte[] octets = new byte[in.readInt()];
    in.readFully(octets);
    return new Kadm5Reply(octets);
  }

  static Fields about(char kind, char role, String peer) throws IOException {
    return new Fields(String.valueOf(kind)).octet(role).text(peer);
  }

  /** Every kind of request about a crossover, with fields that fit. */
  static List<Fields> requests(char role, String peer) throws IOException {
    return List.of(
        about('g', role, peer),
        about('s', role, peer),
        about('k', role, peer).number(1).number(18),
        write(role, peer, true, 1, "kxover"),
        write(role, peer, false, 1, "kxover"),
        about('S', role, peer).text("kxover.used").text("20261123140500Z"),
        about('D', role, peer).text("kxover.1"),
        about('Y', role, peer),
        about('U', role, peer).number(2),
        about('X', role, peer),
        about('c', role, peer),
        about('+', role, peer).number(5),
        about('!', role, peer),
        about('-', role, peer));
  }

  /** Writes one key of that kvno, and sets those string attributes. */
  static Fields write(int role, String peer, boolean isNew, int kvno, String... strings)
      throws IOException {
    Fields fields =
        head(role, peer, isNew, false, kvno).octet(0).octet(1).number(18).text("k".repeat(32));
    return strings(fields, strings);
  }

  static Fields head(int role, String peer, boolean isNew, boolean keepOld, int kvno)
      throws IOException {
    return about('W', (char) role, peer)
        .octet(isNew ? 1 : 0)
        .number(36000)
        .number(97446)
        .octet(keepOld ? 1 : 0)
        .number(kvno);
  }

  static Fields strings(Fields fields, String... names) throws IOException {
    fields.octet(names.length);
    for (String name : names) {
      fields.text(name).text("1 role=service");
    }
    return fields;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
