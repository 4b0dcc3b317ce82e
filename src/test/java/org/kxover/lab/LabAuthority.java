package org.kxover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/**
 * A name server that signs and serves zones, and lets one key change three names of them by DNS
 * UPDATE: those of the realm A.EXAMPLE in a.example, and of its host kx.hosts.example.
 */
public abstract class LabAuthority implements AutoCloseable {
  /** The zones. */
  static final List<String> ZONES = List.of("a.example", "hosts.example");

  private static final String ZONE =
      """
      $ORIGIN %1$s.
      @ 300 IN SOA ns.%1$s. hostmaster.%1$s. 1 3600 600 86400 60
      @ 300 IN NS ns.%1$s.
      ns 300 IN A 127.0.0.1
      kx 300 IN A 127.0.0.1
      """;

  /** Records of a second server of the realm, and of another program at our host. */
  private static final List<String> OTHERS =
      List.of(
          "_kerberos-tls._tcp 300 IN SRV 0 0 4088 kx2.a.example.\n",
          "_4088._tcp.kx 300 IN TLSA 3 1 1 " + "ab".repeat(32) + "\n");

  private final Path folder;
  private final int port = Ports.free();
  private final String secret =
      Base64.getEncoder()
          .encodeToString("a secret of thirty-two octets ..".getBytes(StandardCharsets.US_ASCII));
  private LabProcess process;

  LabAuthority(Path folder) throws IOException {
    this(folder, ZONES, OTHERS);
  }

  /**
   * @param zones their names
   * @param records the text of further records of each zone
   */
  LabAuthority(Path folder, List<String> zones, List<String> records) throws IOException {
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    for (int i = 0; i < zones.size(); i++) {
      write(zones.get(i) + ".zone", ZONE.formatted(zones.get(i)) + records.get(i));
    }
    Files.setPosixFilePermissions(
        write("kxover.key", key()), PosixFilePermissions.fromString("rw-------"));
  }

  /** The program, after its files are written. */
  abstract LabCommand program() throws IOException;

  /** Words of its log when it serves its zones. */
  abstract String ready();

  /** Starts it, and waits until it answers. */
  public void start() throws IOException {
    process = program().start().awaitLine(ready(), Patience.LIMIT).awaitPort(port, Patience.LIMIT);
  }

  final Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String key() {
    return "key \"kxover.\" { algorithm hmac-sha256; secret \"" + secret + "\"; };\n";
  }

  final String secret() {
    return secret;
  }

  /** The folder of its files. */
  public final Path folder() {
    return folder;
  }

  public final int port() {
    return port;
  }

  /** The file of the key that may change our names. */
  public final Path keyFile() {
    return folder.resolve("kxover.key");
  }

  public final InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * What it has at a name, as in a zone file.
   *
   * @param type of the records, such as {@link org.xbill.DNS.Type#TLSA}
   */
  public final List<String> records(String owner, int type) throws IOException {
    Record question = Record.newRecord(Name.fromString(owner + "."), type, DClass.IN);
    return new SimpleResolver(address())
        .send(Message.newQuery(question)).getSection(Section.ANSWER).stream()
            .map(record -> record.rdataToString().toLowerCase(Locale.ROOT))
            .toList();
  }

  @Override
  public final void close() {
    if (process != null) {
      process.close();
    }
  }
}
