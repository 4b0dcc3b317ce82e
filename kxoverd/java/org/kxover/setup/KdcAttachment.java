package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How a KDC comes to ask kxoverd and to have the guard: by files of ours, or by its own lines. */
public final class KdcAttachment {
  private final boolean wanted;
  private final boolean possible;
  private final boolean isDone;
  private final List<String> missing;
  private final List<Step> steps;

  /**
   * @param mode comes first, so that the guard never does more than it shall
   * @param wanted false if the administrator adds the lines
   * @throws IOException if the KDC's configuration cannot be read, or contradicts that of kxoverd
   */
  public KdcAttachment(
      KdcFolderStep folder, AttachmentLines lines, GuardModeStep mode, boolean wanted)
      throws IOException {
    this.wanted = wanted;
    this.possible = folder.isPossible();
    this.missing = new ArrayList<>(lines.missing());
    missing.addAll(mode.missing());
    this.isDone = missing.isEmpty() && mode.plan().isEmpty();
    this.steps = List.of(folder, mode, new KdcFileStep(folder, "", "kxoverd and the guard", lines));
  }

  /** The steps that write our files; none if nothing is missing, or if somebody has to add it. */
  public List<Step> steps() {
    return wanted && possible && !isDone ? steps : List.of();
  }

  /** The lines that the administrator has to add to kdc.conf; none if the steps write them. */
  public List<String> byHand() {
    return steps().isEmpty() ? List.copyOf(missing) : List.of();
  }

  /** Why {@link #byHand} has lines. */
  public String whyByHand() {
    return wanted ? "kdc.conf cannot be written here" : "kdc.conf stays as it is";
  }
}
