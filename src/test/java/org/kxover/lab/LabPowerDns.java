package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PowerDNS with SQLite, live signing, and a policy for updates in Lua. */
public final class LabPowerDns extends LabAuthority {
  private static final Path SCHEMA =
      Path.of("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql");

  private static final String CONFIGURATION =
      """
      launch=gsqlite3
      gsqlite3-database=%1$s/pdns.sqlite3
      gsqlite3-dnssec=yes
      local-address=127.0.0.1
      local-port=%2$d
      socket-dir=%1$s
      dnsupdate=yes
      allow-dnsupdate-from=127.0.0.0/8
      lua-dnsupdate-policy-script=%1$s/policy.lua
      cache-ttl=0
      query-cache-ttl=0
      negquery-cache-ttl=0
      default-soa-edit=INCEPTION-INCREMENT
      """;

  private static final String POLICY =
      """
      local allowed = {
          ["_kerberos.a.example."] = pdns.TXT,
          ["_kerberos-tls._tcp.a.example."] = pdns.SRV,
          ["_4088._tcp.kx.hosts.example."] = pdns.TLSA,
      }
      function updatepolicy(input)
          return input:getTsigName():toString() == "kxover."
              and allowed[input:getQName():toString():lower()] == input:getQType()
      end
      """;

  public LabPowerDns(Path folder) throws IOException {
    super(folder);
  }

  @Override
  String ready() {
    return "ready to distribute questions";
  }

  @Override
  LabCommand program() throws IOException {
    write("pdns.conf", CONFIGURATION.formatted(folder(), port()));
    write("policy.lua", POLICY);
    new LabCommand(folder(), "sqlite3", folder().resolve("pdns.sqlite3").toString())
        .input(Files.readString(SCHEMA))
        .run();
    pdnsutil("import-tsig-key", "kxover", "hmac-sha256", secret());
    for (String zone : ZONES) {
      pdnsutil("load-zone", zone, folder().resolve(zone + ".zone").toString());
      pdnsutil("secure-zone", zone);
      pdnsutil("set-meta", zone, "TSIG-ALLOW-DNSUPDATE", "kxover");
    }
    return new LabCommand(
        folder(),
        "pdns_server",
        "--config-dir=" + folder(),
        "--daemon=no",
        "--guardian=no",
        "--disable-syslog");
  }

  private void pdnsutil(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("--config-dir=" + folder()));
    all.addAll(List.of(words));
    new LabCommand(folder(), "pdnsutil", all.toArray(String[]::new)).run();
  }
}
