package org.kxover.lab;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A {@code kdb5_util load} that has begun and does not end, as it reads its dump from a pipe. In
 * LMDB all other writers wait for it, and readers see the database as it was before.
 */
public final class EndlessLoad implements AutoCloseable {
  /** More than a pipe and the program's buffer hold. */
  private static final int MORE_THAN_BUFFERS = 256 * 1024;

  private final LabProcess load;
  private final OutputStream pipe;

  /**
   * Returns when the load has begun.
   *
   * @param folder gets the pipe
   * @param dump of the database
   * @param command loads that file
   */
  public EndlessLoad(Path folder, byte[] dump, Function<Path, LabCommand> command)
      throws IOException {
    Path file = Files.createTempFile(folder, "load-", ".dump");
    Files.delete(file);
    new LabCommand(folder, "mkfifo", file.toString()).run();
    load = command.apply(file).start();
    // Waits until the program has opened it.
    pipe = new FileOutputStream(file.toFile());
    pipe.write(dump);
    byte[] principal = lastLine(dump);
    for (int written = 0; written < MORE_THAN_BUFFERS; written += principal.length) {
      pipe.write(principal);
    }
  }

  private static byte[] lastLine(byte[] dump) {
    int begin = dump.length - 1;
    while (dump[begin - 1] != '\n') {
      begin--;
    }
    return Arrays.copyOfRange(dump, begin, dump.length);
  }

  /** Waits until that program waits for this one, which has the mutex of LMDB's writers. */
  public void awaitWaiting(ProcessHandle writer) {
    Path waits = Path.of("/proc", Long.toString(writer.pid()), "wchan");
    load.await(
        "stops the writer",
        () -> {
          try {
            return Files.readString(waits).contains("futex");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Patience.LIMIT);
  }

  /** Ends the dump, so that the database becomes what was loaded. */
  public void finish() throws IOException {
    pipe.close();
    int code = load.awaitEnd(Patience.LIMIT);
    if (code != 0) {
      throw new IOException("kdb5_util ended with " + code + ": " + load.log());
    }
  }

  /**
   * Kills the program, and the database is as before. At the end of its input it would promote what
   * it has read.
   */
  @Override
  public void close() throws IOException {
    load.kill();
    pipe.close();
  }
}
