package org.kxover.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kxover.lab.LabKdc;

/** Mistakes at our KDC, and at kxoverd beside it. */
final class KdcMistakes {
  private final MistakesWorld world;

  KdcMistakes(MistakesWorld world) {
    this.world = world;
  }

  List<Mistake> all() {
    Path copy = world.a.folder().resolve("kxover.so");
    Path guard = world.a.folder().resolve("kxover-guard.so");
    return List.of(
        new Mistake(
            "the KDC was not restarted",
            MistakesWorld.HERE,
            () -> {
              world.replaceInProfile("kxover:", "other:");
              world.kdc().restart();
              // A KDC loads its modules, of its present profile, when it first needs them.
              world.a.user("alice").kvno("-S", "HTTP", "www.b.example");
              world.replaceInProfile("other:", "kxover:");
            },
            "KDC: process \\d+ does not ask kxoverd",
            "^restart the KDC",
            advice -> world.kdc().restart()),
        new Mistake(
            "the plugin's file is missing",
            MistakesWorld.HERE,
            () -> {
              world.replaceInProfile("kxover:" + LabKdc.PLUGIN, "kxover:" + copy);
              world.kdc().restart();
            },
            "KDC: the KDC cannot load its hostrealm module .*No such file",
            "put the file there.*then restart the KDC",
            advice -> {
              Files.copy(LabKdc.PLUGIN, copy);
              world.kdc().restart();
            }),
        new Mistake(
            "the plugin's file was replaced under the KDC",
            MistakesWorld.HERE,
            () -> {
              if (!Files.exists(copy)) {
                Files.copy(LabKdc.PLUGIN, copy);
                world.replaceInProfile("kxover:" + LabKdc.PLUGIN, "kxover:" + copy);
                world.kdc().restart();
              }
              Files.delete(copy);
              Files.copy(LabKdc.PLUGIN, copy);
            },
            "KDC: process \\d+ runs a file that was replaced since its start: .*kxover.so .deleted",
            "^restart the KDC",
            advice -> world.kdc().restart()),
        new Mistake(
            "kdc.conf does not name the plugin",
            MistakesWorld.HERE,
            () -> {
              world.replaceInProfile("kxover:", "other:");
              world.kdc().restart();
            },
            "KDC: .* has no hostrealm module kxover",
            "^run \"kxover setup --realm A.EXAMPLE\", which attaches the KDC and restarts it$",
            advice -> {
              world.replaceInProfile("other:", "kxover:");
              world.kdc().restart();
            }),
        new Mistake(
            "the KDC looks for another socket",
            MistakesWorld.HERE,
            () -> {
              world.replaceInProfile("/kdc.sock", "/elsewhere.sock");
              world.kdc().restart();
            },
            "KDC: the KDC uses the socket .*elsewhere.sock",
            "set in \\[kxover\\] of kdc.conf: socket = .*; then restart the KDC",
            advice -> {
              Path wrong = world.a.kxoverd().socket().resolveSibling("elsewhere.sock");
              world.replaceInProfile(
                  wrong.toString(), MistakesWorld.part("socket = ([^;]*);", advice));
              world.kdc().restart();
            }),
        new Mistake(
            "the KDC does not run",
            MistakesWorld.HERE,
            () -> world.kdc().stop(),
            "KDC: no krb5kdc for A.EXAMPLE runs",
            "^start it",
            advice -> world.kdc().start()),
        new Mistake(
            "kxoverd does not run",
            MistakesWorld.HERE,
            () -> world.a.kxoverd().stop(),
            "kxoverd: no kxoverd at ",
            "^start it with",
            advice -> {
              world.a.kxoverd().start();
              world.awaitKadmin();
            }),
        new Mistake(
            "the KDC's user may not ask",
            MistakesWorld.HERE,
            () -> {
              world.a.kxoverd().common("kdc", "uids", "12345").restart();
              world.awaitKadmin();
            },
            "KDC: process \\d+ does not ask kxoverd: its user, uid 0, is not permitted",
            "add 0 to uids in \\[kdc\\], and restart kxoverd",
            advice -> {
              world
                  .a
                  .kxoverd()
                  .common("kdc", "uids", "12345 " + MistakesWorld.part("add (\\d+) to", advice))
                  .restart();
              world.awaitKadmin();
            }),
        new Mistake(
            "the guard's file is missing",
            MistakesWorld.HERE,
            () -> {
              Files.writeString(
                  world.kdc().profile(),
                  Files.readString(world.kdc().profile())
                      + "[plugins]\n    kdcpolicy = {\n        module = kxover:%s\n    }\n"
                          .formatted(guard));
              world.kdc().restart();
            },
            "KDC: the KDC cannot load its kdcpolicy module .*kxover-guard.so: .*No such file",
            "put the file there.*then restart the KDC",
            advice -> {
              Files.copy(LabKdc.GUARD, guard);
              world.kdc().restart();
            }),
        new Mistake(
            "the KDC forbids what kxoverd would agree on",
            MistakesWorld.HERE,
            () ->
                Files.writeString(
                    world.kdc().profile(),
                    Files.readString(world.kdc().profile())
                        + "[libdefaults]\n    permitted_enctypes = "
                        + MistakesWorld.WITHOUT_SHA2
                        + "\n"),
            "encryption types: kxoverd would agree on .*sha384.*, which the KDC forbids",
            "set encryption_types to types that the KDC permits",
            advice -> world.a.kxoverd().set("encryption_types", MistakesWorld.WITHOUT_SHA2)));
  }
}
