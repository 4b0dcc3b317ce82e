package org.kxover.check;

import java.util.List;

/** Mistakes of the other realm, or on the way to it. */
final class TheirMistakes {
  private final MistakesWorld world;

  TheirMistakes(MistakesWorld world) {
    this.world = world;
  }

  List<Mistake> all() {
    String target = "www.b.example";
    String theirs = "the administrators of that realm must do this: ";
    String kx = "kx.b.example \\(127.0.0.1:\\d+\\): ";
    String tlsa =
        world.b.kxoverd().records().stream()
            .filter(one -> one.contains(" TLSA "))
            .findFirst()
            .get();
    String other = tlsa.replace(world.b.kxoverd().tlsa(), "00".repeat(32));
    return List.of(
        new Mistake(
            "their DS record is stale",
            target,
            () -> world.reload(() -> world.zoneOfB.staleDelegation()),
            "_kerberos.www.b.example TXT: bogus",
            theirs + "put the DS record of the zone's present key into example\\. .its DS record",
            advice -> world.reload(() -> world.zoneOfB.signed())),
        new Mistake(
            "their signatures have expired",
            target,
            () -> world.reload(() -> world.zoneOfB.expired()),
            "_kerberos.www.b.example TXT: bogus",
            theirs + "sign b.example. again.*its signatures expired at 2020-02-01",
            advice -> world.reload(() -> world.zoneOfB.signed())),
        new Mistake(
            "their zone is not signed",
            target,
            () -> world.reload(() -> world.zoneOfB.unsigned()),
            "_kerberos.www.b.example TXT: insecure",
            theirs + "sign b.example., and put its DS record into example\\.",
            advice -> world.reload(() -> world.zoneOfB.signed())),
        new Mistake(
            "their zone is signed with opt-out",
            "new.b.example",
            () -> world.reload(() -> world.zoneOfB.optOut()),
            "_kerberos.new.b.example TXT: insecure",
            theirs + "publish the record, or sign b.example. without opt-out",
            advice ->
                world.reload(
                    () -> {
                      world.zoneOfB.add("new A 127.0.0.1");
                      world.zoneOfB.add("_kerberos.new TXT \"B.EXAMPLE\"");
                    })),
        new Mistake(
            "our policy refuses the realm",
            target,
            () -> world.a.kxoverd().set("peer_realms", "deny b.example"),
            "policy: .*peer_realms",
            "see roles and peer_realms",
            advice -> world.a.kxoverd().unset("peer_realms")),
        new Mistake(
            "our policy refuses their address",
            target,
            () -> world.a.kxoverd().set("allowed_networks", "192.0.2.0/24"),
            kx + "the policy does not allow this address",
            "see allowed_networks in the settings",
            advice -> world.a.kxoverd().set("allowed_networks", "127.0.0.0/8")),
        new Mistake(
            "their TLSA record is that of another key",
            target,
            () ->
                world.reload(
                    () -> {
                      world.zoneOfB.remove(tlsa);
                      world.zoneOfB.add(other);
                    }),
            kx + "its certificate does not match its TLSA records: .*0000",
            "on that server, publish the records that \"kxover dns\" prints there",
            advice ->
                world.reload(
                    () -> {
                      world.zoneOfB.remove(other);
                      world.zoneOfB.add(tlsa);
                    })),
        new Mistake(
            "their kxoverd does not run",
            target,
            () -> world.b.kxoverd().stop(),
            kx + ".*refused",
            "the administrators of that realm must start kxoverd",
            advice -> world.b.kxoverd().start()),
        new Mistake(
            "they have no test service",
            target,
            () -> world.b.kdc().kadmin("delprinc -force kxover/kx.b.example"),
            "crossing: our KDC gave krbtgt/B.EXAMPLE@A.EXAMPLE, but there is no ticket for .*kxover/kx",
            "the administrators of that realm make it with \"kxover setup\"",
            advice -> world.b.kdc().kadmin("addprinc -randkey kxover/kx.b.example")));
  }
}
