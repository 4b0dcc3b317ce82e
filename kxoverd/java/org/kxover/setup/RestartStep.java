package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Restarts a program after a change of what it reads when it starts. */
public final class RestartStep implements ReversibleStep {
  /** The files that a program reads, which earlier steps may write. */
  public interface Files {
    List<Path> all() throws IOException;
  }

  private final Services services;
  private final Services.Program program;
  private final List<? extends Step> before;
  private final Files files;

  /**
   * @param before the steps whose changes the program has to read
   * @param files that the program reads
   */
  public RestartStep(
      Services services, Services.Program program, List<? extends Step> before, Files files) {
    this.services = services;
    this.program = program;
    this.before = List.copyOf(before);
    this.files = files;
  }

  @Override
  public Optional<String> plan() throws IOException {
    for (Step step : before) {
      if (step.plan().isPresent()) {
        return Optional.of(services.describe(program));
      }
    }
    return services.isStale(program, new ArrayList<>(files.all()))
        ? Optional.of(services.describe(program))
        : Optional.empty();
  }

  @Override
  public void carryOut() throws IOException {
    services.restart(program);
  }

  /** kxoverd stops before its files go. The others go on. */
  @Override
  public Optional<String> takeBackPlan() {
    return program == Services.Program.KXOVERD ? Optional.of("stop kxoverd") : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    if (program == Services.Program.KXOVERD) {
      services.stop(program);
    }
  }
}
