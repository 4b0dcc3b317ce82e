package org.kxover.lab;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Starts a program, and sends SIGINT to it if the JVM ends before this is closed. */
final class Interrupter implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;

  private final Thread hook = new Thread(this::interrupt);
  private final boolean wanted;
  private Process process;
  private boolean ending;

  /**
   * @param wanted false if the program may go on after the JVM
   * @throws IOException if the JVM ends already
   */
  Interrupter(boolean wanted) throws IOException {
    this.wanted = wanted;
    if (!wanted) {
      return;
    }
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      throw new IOException("the JVM ends", e);
    }
  }

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ending) {
      throw new IOException("the JVM ends");
    }
    process = builder.start();
    return process;
  }

  /** True once the JVM ends. */
  synchronized boolean isEnding() {
    return ending;
  }

  private synchronized void interrupt() {
    ending = true;
    if (process == null || !process.isAlive()) {
      return;
    }
    try {
      // Process knows SIGTERM and SIGKILL only.
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      System.err.println("process " + process.pid() + " was not interrupted: " + e);
    }
  }

  @Override
  public void close() {
    if (wanted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The hook runs, and needs nothing from here.
        return;
      }
    }
  }
}
