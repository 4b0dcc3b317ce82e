package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** The cases of one suite. */
interface Suite {
  /** As in the tables of doc/CONFORMANCE.md. */
  String title();

  /** The Debian source package that has the cases. */
  String sourcePackage();

  /**
   * Runs all cases.
   *
   * @param folder with the unpacked files of the source package
   */
  List<Comparison> run(Path folder) throws IOException, GeneralSecurityException;
}
