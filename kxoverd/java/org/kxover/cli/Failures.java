package org.kxover.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.kxover.control.ControlException;
import picocli.CommandLine;

/** Describes exceptions in one line, for administrators. */
public final class Failures {
  private Failures() {}

  /**
   * The message of {@code e}. For a file error whose message is only the path, it adds the reason.
   */
  public static String words(Throwable e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + reason(file);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Prints one line without a stack trace, which would hide the message. */
  static int explain(Exception e, CommandLine command, CommandLine.ParseResult parseResult) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + words(e));
    return e instanceof ControlException control
        ? DaemonOption.exitCode(control)
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileAlreadyExistsException
        ? "exists already"
        : e.getClass().getSimpleName();
  }
}
