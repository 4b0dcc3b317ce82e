package org.kxover.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kxover.kerberos.Printable;

/**
 * How far the change to a new key is. The timer's command writes it into a file beside the
 * certificate, and the daemon reads it for its status and metrics. It contains no secret.
 *
 * @param step a word for what is done next
 * @param since when that step began
 * @param stuck why the step cannot be done; empty if all is well
 */
public record RollProgress(String step, Instant since, Optional<String> stuck) {
  private static final int MAX_OCTETS = 4096;
  private static final int MAX_REASON = 500;

  private static Path file(Path certificate) {
    return certificate.resolveSibling(certificate.getFileName() + ".roll");
  }

  /** Reads the file beside a certificate; empty if it is not there, or does not have this form. */
  public static Optional<RollProgress> read(Path certificate) {
    try {
      Path file = file(certificate);
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_OCTETS) {
        return Optional.empty();
      }
      Map<String, String> fields = new HashMap<>();
      for (String line : Files.readString(file, StandardCharsets.US_ASCII).split("\n", -1)) {
        String[] parts = line.split("=", 2);
        fields.put(parts[0], parts[parts.length - 1]);
      }
      return Optional.of(
          new RollProgress(
              Printable.line(fields.getOrDefault("step", "unknown"), MAX_REASON),
              Instant.parse(fields.getOrDefault("since", "")),
              Optional.ofNullable(fields.get("stuck"))
                  .map(reason -> Printable.line(reason, MAX_REASON))));
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Writes the file beside a certificate. All users may read it. */
  public void write(Path certificate) throws IOException {
    Path file = file(certificate);
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(
        next,
        "step="
            + step
            + "\nsince="
            + since
            + stuck.map(reason -> "\nstuck=" + Printable.line(reason, MAX_REASON)).orElse("")
            + "\n");
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes the file, after the last step. */
  public static void delete(Path certificate) throws IOException {
    Files.deleteIfExists(file(certificate));
  }
}
