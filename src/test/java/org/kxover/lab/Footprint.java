package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds at this moment.
 *
 * @param residentKb resident memory, in units of 1,024 octets
 */
public record Footprint(long fileDescriptors, long threads, long residentKb) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  /**
   * @throws IOException where there is no such process any more
   */
  public static Footprint of(long pid) throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    long open;
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      open = files.count();
    }
    String status = Files.readString(proc.resolve("status"));
    return new Footprint(open, number(status, "Threads"), number(status, "VmRSS"));
  }

  private static long number(String status, String name) throws IOException {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)").matcher(status);
    if (!line.find()) {
      throw new IOException("no " + name + " in " + status);
    }
    return Long.parseLong(line.group(1));
  }

  /**
   * What is alive in the heap of a Java process after a full collection, which jcmd has done for
   * its list.
   *
   * @param folder for what jcmd says
   * @return in units of 1,024 octets
   */
  public static long liveHeapKb(Path folder, long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String text = new LabCommand(folder, jcmd, Long.toString(pid), "GC.class_histogram").run();
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IOException("jcmd has no total: " + text);
    }
    return Long.parseLong(total.group(1)) / 1024;
  }
}
