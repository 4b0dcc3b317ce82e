package org.kxover.lab;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

/** Prints each step on a terminal, and how long it took. */
final class StepPrinter {
  private static final int WIDTH = 84;

  /** A step without a result. */
  interface Action {
    void run() throws Exception;
  }

  private final PrintStream out;

  StepPrinter(PrintStream out) {
    this.out = out;
  }

  void heading(String title) {
    out.println("\n== " + title);
  }

  void print(String text) {
    out.println("   " + text);
  }

  /** Prints the step's name, does the work, and prints the time that it took. */
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

  void printList(String title, List<String> lines) {
    out.println("   " + title + ":");
    lines.forEach(line -> out.println("     | " + line));
  }
}
