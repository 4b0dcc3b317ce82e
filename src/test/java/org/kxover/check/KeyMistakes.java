package org.kxover.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Mistakes with a key that there is already. */
final class KeyMistakes {
  private final MistakesWorld world;

  KeyMistakes(MistakesWorld world) {
    this.world = world;
  }

  /** The key with B.EXAMPLE is from the first check of all, with all types. */
  List<Mistake> all() {
    Path config = world.a.folder().resolve("kadmin-client.conf");
    return List.of(
        new Mistake(
            "the KDC forbids a type of a key that there is",
            "www.b.example",
            () ->
                Files.writeString(
                    config,
                    Files.readString(config)
                        + "[libdefaults]\n    permitted_enctypes = "
                        + MistakesWorld.WITHOUT_SHA2
                        + "\n"),
            "keys: krbtgt/B.EXAMPLE@A.EXAMPLE has keys of types that the KDC forbids now: .*sha384",
            "^run \"kxover renew B.EXAMPLE\"$",
            advice -> world.a.kxoverd().kxover("renew", "B.EXAMPLE").run()));
  }
}
