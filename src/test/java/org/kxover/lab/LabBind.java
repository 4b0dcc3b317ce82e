package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;

/** BIND's named, which signs by its dnssec-policy. It also serves local.example for its own key. */
public final class LabBind extends LabAuthority {
  private static final String CONFIGURATION =
      """
      include "%1$s/kxover.key";
      options {
          directory "%1$s";
          listen-on port %2$d { 127.0.0.1; };
          listen-on-v6 port %2$d { ::1; };
          pid-file "%1$s/named.pid";
          session-keyfile "%1$s/session.key";
          recursion no;
          dnssec-validation no;
      };
      controls { };
      zone "a.example" {
          type primary;
          file "%1$s/a.example.zone";
          dnssec-policy default;
          update-policy {
              grant kxover. name _kerberos.a.example. TXT;
              grant kxover. name _kerberos-tls._tcp.a.example. SRV;
          };
      };
      zone "hosts.example" {
          type primary;
          file "%1$s/hosts.example.zone";
          dnssec-policy default;
          update-policy {
              grant kxover. name _4088._tcp.kx.hosts.example. TLSA;
          };
      };
      zone "local.example" {
          type primary;
          file "%1$s/local.example.zone";
          update-policy local;
      };
      """;

  public LabBind(Path folder) throws IOException {
    super(folder);
    write(
        "local.example.zone",
        """
        $ORIGIN local.example.
        @ 300 IN SOA ns hostmaster 1 3600 600 86400 60
        @ 300 IN NS ns
        ns 300 IN A 127.0.0.1
        """);
  }

  /** The key that named makes for programs on this machine. */
  public Path sessionKey() {
    return folder().resolve("session.key");
  }

  @Override
  String ready() {
    return "all zones loaded";
  }

  @Override
  LabCommand program() throws IOException {
    Path file = write("named.conf", CONFIGURATION.formatted(folder(), port()));
    return new LabCommand(folder(), "named", "-g", "-c", file.toString());
  }
}
