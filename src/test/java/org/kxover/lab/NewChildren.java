package org.kxover.lab;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The child processes that this JVM has started since this object was made. Children of tests that
 * ran before in this JVM do not count.
 */
public final class NewChildren {
  private final Set<ProcessHandle> others =
      ProcessHandle.current().children().collect(Collectors.toSet());

  /** The new children that run now. */
  public List<ProcessHandle> running() {
    return ProcessHandle.current().children().filter(child -> !others.contains(child)).toList();
  }

  /** The new child that runs {@code program}. */
  public ProcessHandle of(String program) {
    return running().stream()
        .filter(child -> child.info().command().orElse("").endsWith("/" + program))
        .findAny()
        .orElseThrow();
  }
}
