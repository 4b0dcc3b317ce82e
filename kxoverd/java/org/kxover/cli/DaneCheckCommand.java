package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.dane.CertificateFile;
import org.kxover.dane.Dane;
import org.kxover.dane.DaneContext;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TlsaRecord;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover dane-check}: verifies a chain as the daemon does, without a running daemon. */
@Command(
    name = "dane-check",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies a certificate chain against TLSA records, as kxoverd does for its peers.",
      "Prints which record matched and at which depth (0 is the peer's own"
          + " certificate), or why no record matched. It does not read the"
          + " settings."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a record matches the chain",
      "1:no record matches the chain, or a file cannot be read",
      "2:the command line is wrong"
    })
final class DaneCheckCommand implements Callable<Integer> {
  @Option(
      names = "--tlsa",
      required = true,
      paramLabel = "RDATA",
      converter = TlsaOption.class,
      description =
          "a TLSA record as in a zone file: \"3 1 1 HEX\"; give the option once for"
              + " each record")
  private List<TlsaRecord> records;

  @Option(
      names = "--chain",
      required = true,
      paramLabel = "FILE",
      description = "a file with the peer's certificates in PEM, its own first")
  private Path chain;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "HOST",
      description = "the target of the SRV record; of several names, the certificate must have one")
  private List<String> names;

  @Option(
      names = "--realm",
      converter = RealmOption.class,
      description = "the realm that the certificate must be for (default: any)")
  private Realm realm;

  @Option(
      names = "--anchors",
      paramLabel = "FILE",
      description = "a file with root certificates in PEM, for TLSA usages 0 and 1 (default: none)")
  private Path anchors;

  @Option(
      names = "--federation",
      paramLabel = "FILE",
      description =
          "a file with root certificates in PEM; the chain must end in one of them"
              + " (default: any)")
  private Path federation;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "the time of the check, such as 2026-12-31T23:59:59Z (default: now)")
  private Instant time;

  @Spec private CommandSpec spec;

  private final Clock clock;

  DaneCheckCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    DaneVerdict verdict =
        Dane.verify(
            CertificateFile.read(chain),
            records,
            new DaneContext(
                names,
                Optional.ofNullable(realm),
                CertificateFile.readRoots(Optional.ofNullable(anchors)),
                CertificateFile.readRoots(Optional.ofNullable(federation)),
                time == null ? clock.instant() : time));
    spec.commandLine().getOut().println(line(verdict));
    return verdict.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static String line(DaneVerdict verdict) {
    return switch (verdict.status()) {
      case MATCHED -> verdict.reason() + ": " + verdict.matched().orElseThrow();
      case NO_MATCH -> "no match: " + verdict.reason();
      case UNFIT_CHAIN -> "unfit chain: " + verdict.reason();
      case NOT_FEDERATED -> "not federated: " + verdict.reason();
      case ALL_UNUSABLE -> "all unusable: " + verdict.reason();
      case NO_RECORDS -> "no records: " + verdict.reason();
    };
  }
}
