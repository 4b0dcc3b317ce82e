package org.kxover.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kxover.kerberos.Realm;

/** The processes of krb5kdc on this machine that serve a realm, as {@code /proc} shows them. */
final class KdcProcesses {
  private static final String PROGRAM = "krb5kdc";
  private static final String DELETED = " (deleted)";
  private static final int MAX_OCTETS = 64 << 20;

  /** What a KDC with the patch has as text, the default path of the socket. */
  private static final String PATCH_MARK = "/run/kxover/kdc.sock";

  private final Realm realm;
  private final Optional<Path> profile;

  /**
   * A process that answers requests: with workers, one of them.
   *
   * @param program its file
   * @param replaced true if the file was deleted or replaced since the start
   * @param start when it was started; empty if that is not known
   */
  record Kdc(long pid, Path program, boolean replaced, Optional<Instant> start) {
    /** A KDC with the patch asks kxoverd itself. */
    boolean isPatched() {
      try {
        Path file = Path.of("/proc", Long.toString(pid), "exe");
        return Files.size(file) < MAX_OCTETS
            && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .contains(PATCH_MARK);
      } catch (IOException e) {
        return false;
      }
    }

    /** The file of a library in the process whose path ends so, with a mark if it was deleted. */
    Optional<String> library(String name) {
      try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
        return lines
            .filter(line -> line.contains("/" + name))
            .map(line -> line.substring(line.indexOf('/')))
            .findFirst();
      } catch (IOException | java.io.UncheckedIOException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * @param profile the KDC's kdc.conf
   */
  KdcProcesses(Realm realm, Optional<Path> profile) {
    this.realm = realm;
    this.profile = profile;
  }

  /** The KDC processes that answer requests, without their supervisors. */
  List<Kdc> find() {
    List<ProcessHandle> all =
        ProcessHandle.allProcesses()
            .filter(process -> PROGRAM.equals(read(process.pid(), "comm").strip()))
            .filter(process -> serves(process.pid()))
            .toList();
    List<Long> parents =
        all.stream().flatMap(one -> one.parent().stream()).map(ProcessHandle::pid).toList();
    return all.stream().filter(one -> !parents.contains(one.pid())).map(KdcProcesses::kdc).toList();
  }

  private static Kdc kdc(ProcessHandle process) {
    try {
      String program =
          Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "exe")).toString();
      boolean replaced = program.endsWith(DELETED);
      return new Kdc(
          process.pid(),
          Path.of(replaced ? program.substring(0, program.length() - DELETED.length()) : program),
          replaced,
          process.info().startInstant());
    } catch (IOException e) {
      // Another user's process.
      return new Kdc(process.pid(), Path.of(PROGRAM), false, process.info().startInstant());
    }
  }

  /** True if the process has the same configuration, and its options name no other realms. */
  private boolean serves(long pid) {
    Map<String, String> environment =
        words(pid, "environ").stream()
            .filter(word -> word.indexOf('=') > 0)
            .collect(
                Collectors.toMap(
                    word -> word.substring(0, word.indexOf('=')),
                    word -> word.substring(word.indexOf('=') + 1),
                    (first, second) -> first));
    if (!KdcEnvironment.find(environment).equals(profile)) {
      return false;
    }
    List<String> arguments = words(pid, "cmdline");
    List<String> realms =
        IntStream.range(0, arguments.size() - 1)
            .filter(i -> arguments.get(i).equals("-r"))
            .mapToObj(i -> arguments.get(i + 1))
            .toList();
    return realms.isEmpty() || realms.contains(realm.name());
  }

  private static List<String> words(long pid, String file) {
    return Arrays.asList(read(pid, file).split("\0", -1));
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
