package org.kxover.lab;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

/** Tells on a terminal what is done, while it is done, and how long each step took. */
final class StepPrinter {
  private static final int WIDTH = 84;

  /** A step that gives nothing back. */
  interface Action {
    void run() throws Exception;
  }

  private final PrintStream out;

  StepPrinter(PrintStream out) {
    this.out = out;
  }

  void chapter(String title) {
    out.println("\n== " + title);
  }

  void say(String text) {
    out.println("   " + text);
  }

  /** Does the work, with the step's name before it and its time after it. */
  <T> T step(String name, Callable<T> work) throws Exception {
    out.print("-> " + name + " ");
    out.flush();
    long start = System.nanoTime();
    T result = work.call();
    String dots = ".".repeat(Math.max(3, WIDTH - name.length()));
    out.printf("%s %,d ms%n", dots, (System.nanoTime() - start) / 1_000_000);
    return result;
  }

  void step(String name, Action work) throws Exception {
    step(
        name,
        () -> {
          work.run();
          return null;
        });
  }

  void show(String title, List<String> lines) {
    out.println("   " + title + ":");
    lines.forEach(line -> out.println("     | " + line));
  }
}
