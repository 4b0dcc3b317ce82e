package org.kxover.setup;

import java.io.IOException;
import java.util.List;

/** How a KDC comes to ask kxoverd and to have the guard: by a file of ours, or by its own lines. */
public final class KdcAttachment {
  private final KdcFolderStep folder;
  private final AttachmentLines lines;
  private final boolean wanted;
  private final boolean possible;
  private final List<String> missing;

  /**
   * @param wanted false if the administrator adds the lines
   * @throws IOException if the KDC's configuration cannot be read, or contradicts that of kxoverd
   */
  public KdcAttachment(KdcFolderStep folder, AttachmentLines lines, boolean wanted)
      throws IOException {
    this.folder = folder;
    this.lines = lines;
    this.wanted = wanted;
    this.possible = folder.isPossible();
    this.missing = lines.missing();
  }

  /** The steps that write our file; none if no line is missing, or if somebody has to add them. */
  public List<Step> steps() {
    return wanted && possible && !missing.isEmpty()
        ? List.of(folder, new KdcFileStep(folder, "", "kxoverd and the guard", lines))
        : List.of();
  }

  /** The lines that the administrator has to add to kdc.conf; none if the steps write them. */
  public List<String> byHand() {
    return steps().isEmpty() ? missing : List.of();
  }

  /** Why {@link #byHand} has lines. */
  public String whyByHand() {
    return wanted ? "kdc.conf cannot be written here" : "kdc.conf stays as it is";
  }
}
