package org.kxover.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A way to change DNS.
 *
 * @param program of the administrator; empty unless the way is a program
 */
public record PublishMethod(Way way, Optional<Path> program) {
  /** The ways to change DNS. */
  public enum Way {
    /** nsupdate with a key in a file. */
    KEY,
    /** nsupdate with the key that BIND makes for this machine. */
    LOCAL,
    /** nsupdate with a Kerberos ticket. */
    GSS,
    /** A program of the administrator's. */
    PROGRAM
  }

  private static final Map<String, Way> WORDS =
      Map.of("key", Way.KEY, "local", Way.LOCAL, "gss", Way.GSS);

  static final Type<PublishMethod> TYPE =
      Type.of("key, local, gss or the absolute path of a program", PublishMethod::parse);

  /** A way that needs no program. */
  public static PublishMethod of(Way way) {
    return new PublishMethod(way, Optional.empty());
  }

  /** A program of the administrator's. */
  public static PublishMethod of(Path program) {
    return new PublishMethod(Way.PROGRAM, Optional.of(program));
  }

  private static Optional<PublishMethod> parse(String text) {
    return text.startsWith("/") && text.indexOf('\0') < 0
        ? Optional.of(of(Path.of(text)))
        : Optional.ofNullable(WORDS.get(text)).map(PublishMethod::of);
  }
}
