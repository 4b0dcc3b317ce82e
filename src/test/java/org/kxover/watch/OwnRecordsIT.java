package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/** The gauges of what a daemon looks for by itself, in a world of two realms. */
@Timeout(300)
class OwnRecordsIT {
  private static final String OF_A = "realm=\"A.EXAMPLE\"";
  private static final String SRV = "_kerberos-tls._tcp.a.example.";

  @RegisterExtension final LabExtension world = new LabExtension();
  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE");
    a.zone().ttl(1);
    a.kxoverd().measured();
    b.kxoverd().measured();
    lab.start();
  }

  private static Double gauge(LabRealm of, String name) {
    try {
      return of.kxoverd().metrics().get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ownRecord(String realm, String record) {
    return "kxover_own_records{realm=\"" + realm + "\",record=\"" + record + "\"}";
  }

  private void awaitOwn(String record, double value) {
    String name = ownRecord("A.EXAMPLE", record);
    a.kxoverd().await(name + " is " + value, () -> Double.valueOf(value).equals(gauge(a, name)));
  }

  @Test
  void aRecordThatIsRemovedOrForgedIsSeen() throws Exception {
    for (String record : new String[] {"txt", "srv", "tlsa"}) {
      awaitOwn(record, 1);
    }
    double end = gauge(a, "kxover_own_records_signed_until_timestamp_seconds{" + OF_A + "}");
    assertTrue(end > Instant.now().plus(Duration.ofHours(1)).getEpochSecond(), end + "");

    String record =
        a.kxoverd().records().stream().filter(r -> r.startsWith(SRV)).findFirst().orElseThrow();
    a.zone().remove(SRV);
    lab.dns().reload();
    awaitOwn("srv", 0);
    assertEquals(1, gauge(a, ownRecord("A.EXAMPLE", "txt")));
    assertEquals(1, gauge(b, ownRecord("B.EXAMPLE", "srv")));
    a.kxoverd().awaitLine(0, "cannot use our records of A.EXAMPLE in DNS: SRV: absent, ");

    a.zone().add(record).ttl(1);
    lab.dns().reload();
    awaitOwn("srv", 1);

    a.zone().forge("_kerberos-tls._tcp SRV 0 0 1 kx.a.example.");
    lab.dns().reload();
    awaitOwn("srv", 0);
    assertEquals(1, gauge(a, ownRecord("A.EXAMPLE", "tlsa")));
    a.kxoverd().awaitLine(0, "cannot use our records of A.EXAMPLE in DNS: SRV: bogus, ");
  }

  @Test
  void aDatabaseThatIsChangedIsWritable() throws Exception {
    b.service("HTTP", "www.b.example");
    lab.dns().reload();
    assertEquals(0, a.user("alice").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertEquals(1, gauge(a, "kxover_database_writable{" + OF_A + "}"));
    assertTrue(gauge(a, "kxover_last_question_timestamp_seconds{" + OF_A + "}") > 0);
  }
}
