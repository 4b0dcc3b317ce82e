package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The programs that run on a KDC's machine, as its service manager has them. */
public interface Services {
  /** A program that runs all the time. */
  enum Program {
    KDC("krb5kdc"),
    KADMIND("kadmind"),
    KXOVERD("kxoverd");

    private final String title;

    Program(String title) {
      this.title = title;
    }

    /** Its name, as people know it. */
    public String title() {
      return title;
    }
  }

  /** True if it has not read these files as they are now, or does not run. */
  boolean isStale(Program program, List<Path> files) throws IOException;

  /** What {@link #restart} does, in words. */
  String describe(Program program);

  /**
   * Restarts it, or starts it. It then also starts with the machine.
   *
   * @throws IOException if it does not run then; the message says where the reason is
   */
  void restart(Program program) throws IOException;

  /** Stops it. It then does not start with the machine either. */
  void stop(Program program) throws IOException;
}
