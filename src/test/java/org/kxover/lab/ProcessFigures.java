package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Resource usage of a process at one moment (proc(5)).
 *
 * @param descriptors open files
 * @param residentKb resident memory in kB
 */
public record ProcessFigures(long descriptors, long threads, long residentKb) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  /**
   * @throws IOException also if the process has ended
   */
  public static ProcessFigures of(long pid) throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    String status = Files.readString(proc.resolve("status"));
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      return new ProcessFigures(open.count(), number(status, "Threads"), number(status, "VmRSS"));
    }
  }

  /** The live heap of a JVM in kB; jcmd runs a full collection first. */
  public static long liveHeapKb(Path folder, long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String text = new LabCommand(folder, jcmd, Long.toString(pid), "GC.class_histogram").run();
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IOException("no total in the output of jcmd: " + text);
    }
    return Long.parseLong(total.group(1)) / 1024;
  }

  private static long number(String status, String name) throws IOException {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)").matcher(status);
    if (!line.find()) {
      throw new IOException("no " + name + " in " + status);
    }
    return Long.parseLong(line.group(1));
  }
}
