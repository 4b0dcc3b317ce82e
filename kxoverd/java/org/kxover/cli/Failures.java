package org.kxover.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.kxover.control.ControlException;
import picocli.CommandLine;

/** What went wrong, in a line for whoever can mend it. */
public final class Failures {
  private Failures() {}

  /** The message of {@code e}; of a file's trouble, which Java tells by the class alone, too. */
  public static String words(Throwable e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + trouble(file);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** What a user can mend is told in a line; a stack trace would hide it. */
  static int explain(Exception e, CommandLine command, CommandLine.ParseResult parseResult) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + words(e));
    return e instanceof ControlException control
        ? DaemonOption.exitCode(control)
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static String trouble(FileSystemException e) {
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
