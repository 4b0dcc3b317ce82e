package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabKnot;
import org.kxover.lab.LabMachine;
import org.kxover.lab.LabPage;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;
import org.xbill.DNS.Type;

/**
 * A.EXAMPLE of the page, with kadmind and a name server of its own, and B.EXAMPLE. What the name
 * server has goes on to the lab's signed zone with {@link #publish}.
 */
final class RunbookWorld implements AutoCloseable {
  final LabRealm a;
  final LabRealm b;
  private final Lab lab;
  private final LabPage page = new LabPage("doc/RUNBOOKS.md");
  private final LabMachine machine;
  private final LabKadmind kadmind;
  private final LabKnot knot;
  private final String keyOwner;
  private List<String> published;

  RunbookWorld(Lab lab) throws Exception {
    this.lab = lab;
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example").service("HTTP", "in.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "in.b.example");
    keyOwner = "_" + a.kxoverd().port() + "._tcp.kx";
    kadmind = new LabKadmind(lab, a);
    knot =
        new LabKnot(
            a.folder().resolve("knot"),
            "a.example",
            "_kerberos, _kerberos.kx, _kerberos-tls._tcp, " + keyOwner);
    a.kxoverd().common("publish", "server", "127.0.0.1:" + knot.port());
    Path keys =
        Files.createDirectory(
            a.folder().resolve("dns"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.copy(knot.keyFile(), keys.resolve("a.example.key"), StandardCopyOption.COPY_ATTRIBUTES);
    machine = new LabMachine(a, b);
    machine.nsupdate(knot.port());
    machine.unit("krb5-admin-server", this::kadmind).unit("kadmind", this::kadmind);
    // "kxover setup" publishes this record for its test service.
    a.zone().add("_kerberos.kx TXT \"A.EXAMPLE\"");
    lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    machine.setupOptions("--bogus-name", "www.forged.example", "--wait", "60");
    knot.start();
    kadmind.start();
    lab.start();
    a.kxoverd().awaitLines("kadmin is ready", 1, Patience.LIMIT);
    machine.run("kxover dns publish");
    published = knot.records(keyOwner + ".a.example", Type.TLSA);
  }

  private void kadmind(String verb) throws IOException {
    if (!verb.equals("start")) {
      kadmind.stop();
    }
    if (!verb.equals("stop")) {
      kadmind.start();
    }
  }

  /** After the lab has forgotten what was before. */
  void begin() throws IOException {
    publish();
  }

  /** Follows some of the page's blocks of commands. */
  void follow(String heading, int from, int to) throws IOException {
    List<LabPage.Step> steps = page.steps(heading);
    machine.follow(steps.subList(from, to));
  }

  /**
   * Lets all resolvers have the TLSA records of the name server, and the other realm, too, as at
   * the end of their TTL.
   *
   * @return their data
   */
  List<String> publish() throws IOException {
    List<String> data = knot.records(keyOwner + ".a.example", Type.TLSA);
    if (!data.equals(published)) {
      a.zone().remove(keyOwner + ".a.example.");
      data.forEach(one -> a.zone().add(keyOwner + ".a.example. 60 IN TLSA " + one));
      lab.dns().reload();
      b.kxoverd().restart();
      published = data;
    }
    return data;
  }

  /** What somebody who has the zone does: another key in place of ours. */
  void replaceRecord(String data) throws IOException {
    machine.run(
        """
        nsupdate -k %s <<END
        update delete %2$s.a.example. TLSA
        update add %2$s.a.example. 60 TLSA 3 1 1 %3$s
        send
        END
        """
            .formatted(a.folder().resolve("dns/a.example.key"), keyOwner, data));
    publish();
  }

  /** Follows the page, and has another machine with another address in between. */
  void move() throws IOException {
    String address = "127.0.0.1:" + a.kxoverd().port();
    Path root = Files.createTempDirectory("kxover-root-");
    List<String> moved =
        Stream.of(
                "krb5.conf",
                "kdc.conf",
                "kadmind.conf",
                "kadmin-client.conf",
                "kadm5.acl",
                "krb5kdc/stash",
                "kx.crt",
                "kx.key",
                "kadmin.keytab",
                "kxoverd.conf",
                "dns")
            .map(file -> a.folder().resolve(file).toString())
            .toList();
    machine.name("/etc/krb5.conf /etc/krb5kdc /etc/kxover", String.join(" ", moved));
    machine.name("/root/", root + "/");
    follow("Moving to another machine", 0, 1);
    for (String file : moved) {
      machine.run("rm -r " + file);
    }
    machine.run("rm " + a.folder() + "/krb5kdc/principal*");
    follow("Moving to another machine", 1, 2);
    Path settings = a.folder().resolve("kxoverd.conf");
    String before = Files.readString(settings);
    Files.writeString(settings, before.replace(address, address.replace("0.1:", "0.2:")));
    machine.run("systemctl restart kxoverd");
    a.zone().remove("kx A 127.0.0.1").add("kx A 127.0.0.2");
    lab.dns().reload();
    // As at the end of the TTL.
    b.kxoverd().restart();
    follow("Moving to another machine", 2, 4);
    Files.delete(root);
    Files.writeString(settings, before);
  }

  /** After a move: the address of before. */
  void moveBack() throws IOException {
    a.zone().remove("kx A 127.0.0.2").add("kx A 127.0.0.1");
    lab.dns().reload();
    machine.run("systemctl restart kxoverd");
    b.kxoverd().restart();
  }

  /** Leaves the ports and the files of the lab, in a section for any realm. */
  void loseFolder() throws IOException {
    machine.meanwhile(this::publish);
    Path settings = a.folder().resolve("kxoverd.conf");
    List<String> lines =
        Files.readAllLines(settings).stream()
            .map(line -> line.equals("[realm A.EXAMPLE]") ? "[realm *]" : line)
            .filter(line -> !line.matches("(host|kadmin) = .*"))
            .toList();
    Files.write(settings, lines);
    for (String lost : List.of("kx.crt", "kx.key", "kadmin.keytab", "dns/published")) {
      Files.delete(a.folder().resolve(lost));
    }
  }

  /** A key that nobody stole, with its record. */
  void newKey() throws IOException {
    machine.follow(page.steps("A stolen TLS key").subList(0, 3));
    publish();
  }

  /** What the page asks of the other realm. */
  void dropAtB() throws IOException {
    b.kxoverd().kxover("drop", "A.EXAMPLE", "--yes").run();
    b.kdc().restart();
  }

  /** The first request may come before kxoverd has logged in at kadmind again. */
  static void assertServed(LabUser user, String host) throws IOException {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    LabCommand.Output output = user.kvno("-S", "HTTP", host);
    while (output.exitCode() != 0 && System.nanoTime() < end) {
      output = user.kvno("-S", "HTTP", host);
    }
    assertEquals(0, output.exitCode(), output::text);
  }

  static void assertRefused(LabUser user, String host) throws IOException {
    LabCommand.Output output = user.kvnoAside("-S", "HTTP", host);
    assertNotEquals(0, output.exitCode(), output::text);
  }

  @Override
  public void close() {
    knot.close();
  }
}
