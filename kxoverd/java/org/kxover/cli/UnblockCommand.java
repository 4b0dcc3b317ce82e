package org.kxover.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.blocking.RealmBlocks;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kxover unblock}: ends what {@code kxover block} began. */
@Command(
    name = "unblock",
    mixinStandardHelpOptions = true,
    description = {
      "Ends \"kxover block REALM\" or \"kxover block --all\". Tickets and keys from before the block"
          + " are good again, as far as they have not ended. A principal that was closed by hand"
          + " before the block stays closed. With --all, realms that are blocked by themselves stay"
          + " blocked."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:REALM is not blocked, or not all realms are",
      "1:failed, or all realms are still blocked; the reason is on standard error",
      "2:the command line is wrong"
    })
final class UnblockCommand extends BlockingCommand {
  UnblockCommand(SettingsFile settings, InstantSource clock) {
    super(settings, clock);
  }

  @Override
  List<RealmBlocks.Crossover> change(RealmBlocks blocks, Optional<Realm> other) throws IOException {
    return other.isPresent() ? blocks.unblock(other.get()) : blocks.unblockAll();
  }

  @Override
  int report(RealmSettings own, Optional<Realm> other, List<RealmBlocks.Crossover> found) {
    if (other.isPresent() && !names(found, RealmBlocks.State.BLOCKED).isEmpty()) {
      return failed(
          other.get()
              + " is not blocked by itself, but all realms are; \"kxover unblock --all\" ends that");
    }
    print(other.map(realm -> realm + " is not blocked.").orElse("Not all realms are blocked."));
    if (other.isPresent()) {
      found.forEach(one -> print(line(one)));
    } else {
      String blocked = names(found, RealmBlocks.State.BLOCKED);
      print(blocked.isEmpty() ? "No realm is." : "Still blocked: " + blocked);
    }
    return CommandLine.ExitCode.OK;
  }

  private static String line(RealmBlocks.Crossover one) {
    return one.name()
        + switch (one.state()) {
          case OPEN -> " is open, with its keys of before";
          case CLOSED -> " was closed by hand, and stays so (modprinc +allow_tix)";
          case BY_HAND -> " was made by hand, and is as before";
          default -> throw new IllegalStateException(one.toString());
        };
  }
}
