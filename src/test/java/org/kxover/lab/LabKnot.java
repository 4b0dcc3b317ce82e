package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Knot DNS with automatic signing. */
public final class LabKnot extends LabAuthority {
  private static final String CONFIGURATION =
      """
      server:
          rundir: %1$s/run
          listen: 127.0.0.1@%2$d
      database:
          storage: %1$s/db
      log:
        - target: stderr
          any: info
      key:
        - id: kxover.
          algorithm: hmac-sha256
          secret: %3$s
      """;

  private static final String ACL =
      """
        - id: %1$s
          key: kxover.
          action: update
          update-type: [TXT, SRV, TLSA]
          update-owner: name
          update-owner-match: equal
          update-owner-name: [%2$s]
      """;

  private static final String TEMPLATE =
      """
      template:
        - id: default
          storage: %1$s
          dnssec-signing: on
      """;

  private static final String ZONE =
      """
        - domain: %1$s
          file: %1$s.zone
          acl: %1$s
      """;

  private final Map<String, String> allowed;

  /** With the zones and names of {@link LabAuthority}. */
  public LabKnot(Path folder) throws IOException {
    super(folder);
    allowed =
        Map.of(
            "a.example", "_kerberos, _kerberos-tls._tcp",
            "hosts.example", "_4088._tcp.kx");
    prepare();
  }

  /**
   * With one zone that has none of our records yet.
   *
   * @param names that may be changed, relative to the zone, with commas between them
   */
  public LabKnot(Path folder, String zone, String names) throws IOException {
    super(folder, List.of(zone), List.of(""));
    allowed = Map.of(zone, names);
    prepare();
  }

  private void prepare() throws IOException {
    Files.createDirectories(folder().resolve("run"));
    Files.createDirectories(folder().resolve("db"));
  }

  @Override
  String ready() {
    return "server started";
  }

  @Override
  LabCommand program() throws IOException {
    // Knot wants what it refers to first.
    StringBuilder text = new StringBuilder(CONFIGURATION.formatted(folder(), port(), secret()));
    text.append("acl:\n");
    allowed.forEach((zone, names) -> text.append(ACL.formatted(zone, names)));
    text.append(TEMPLATE.formatted(folder())).append("zone:\n");
    allowed.keySet().forEach(zone -> text.append(ZONE.formatted(zone)));
    Path file = write("knot.conf", text.toString());
    return new LabCommand(folder(), "knotd", "-c", file.toString());
  }
}
