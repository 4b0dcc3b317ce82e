package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.Realm;

class RefusalTableTest {
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Instant START = Instant.parse("2026-11-30T03:00:00Z");

  private final RefusalTable table = new RefusalTable();

  private void add(String service, String client, String reason, int second) {
    table.add(new GuardRefusal(service, client, reason, true), START.plusSeconds(second));
  }

  @Test
  void theLastOneOfEachServiceTheNewestFirst() {
    add("HTTP/www.b.example@B.EXAMPLE", "alice@A.EXAMPLE", "closed", 1);
    add("imap/www.b.example@B.EXAMPLE", "alice@A.EXAMPLE", "closed", 2);
    add("HTTP/www.c.example@C.EXAMPLE", "alice@A.EXAMPLE", "closed", 3);
    add("HTTP/www.b.example@B.EXAMPLE", "bob@BANK.TEST", "lineage", 4);
    List<RefusalTable.Entry> all = table.of(B);
    assertEquals(2, all.size());
    RefusalTable.Entry first = all.get(0);
    assertEquals("bob@BANK.TEST", first.refusal().client());
    assertEquals(2, first.count());
    assertEquals(START.plusSeconds(1), first.first());
    assertEquals(START.plusSeconds(4), first.when());
    assertEquals("imap/www.b.example@B.EXAMPLE", all.get(1).refusal().service());
    assertEquals(
        Map.of(
            new RefusalTable.Kind("closed", "enforce"), 3L,
            new RefusalTable.Kind("lineage", "enforce"), 1L),
        table.counts());
  }

  @Test
  void itIsBounded() {
    for (int i = 0; i < RefusalTable.MAX_SERVICES + 10; i++) {
      add(
          "HTTP/h" + i + ".b.example@B.EXAMPLE",
          "alice@A.EXAMPLE",
          "word-" + (char) ('a' + i % 26),
          i);
    }
    assertEquals(RefusalTable.MAX_SERVICES, table.of(B).size());
    assertEquals(
        "HTTP/h10.b.example@B.EXAMPLE",
        table.of(B).get(RefusalTable.MAX_SERVICES - 1).refusal().service());
    assertEquals(
        Map.of(new RefusalTable.Kind("other", "enforce"), RefusalTable.MAX_SERVICES + 10L),
        table.counts());
  }
}
