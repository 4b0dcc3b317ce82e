package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Lists the classes that kxoverd uses from its start to the end of a crossing, on both sides, for
 * the archive of classes that an installed one starts with. Run by {@code make deb}.
 */
public final class ClassList {
  private ClassList() {}

  /**
   * @param args the file to write
   */
  public static void main(String[] args) throws Exception {
    Set<String> lines = new LinkedHashSet<>();
    try (Lab lab = new Lab()) {
      try {
        cross(lab, lines);
      } catch (IOException | RuntimeException e) {
        System.err.println(lab.logs());
        throw e;
      }
    }
    Files.write(Path.of(args[0]), lines);
  }

  private static void cross(Lab lab, Set<String> lines) throws Exception {
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    Path listOfA = lab.folder().resolve("a.classlist");
    Path listOfB = lab.folder().resolve("b.classlist");
    a.kxoverd().java("-XX:DumpLoadedClassList=" + listOfA);
    b.kxoverd().java("-XX:DumpLoadedClassList=" + listOfB);
    lab.start();
    LabCommand.Output ticket = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    if (ticket.exitCode() != 0) {
      throw new IOException("no crossing: " + ticket.text());
    }
    a.kxoverd().stop();
    b.kxoverd().stop();
    // Those of the side that waited, and what the other has beside them.
    lines.addAll(Files.readAllLines(listOfA));
    lines.addAll(Files.readAllLines(listOfB));
  }
}
