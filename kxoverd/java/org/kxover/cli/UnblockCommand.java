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
import picocli.CommandLine.Option;

/** {@code kxover unblock}: ends what {@code kxover block} began. */
@Command(
    name = "unblock",
    mixinStandardHelpOptions = true,
    description = {
      "Ends \"kxover block REALM\" or \"kxover block --all\". Tickets and keys from before the"
          + " block are good again, as far as they have not ended. A principal that was closed by"
          + " hand before the block stays closed. With --all, realms that are blocked by themselves"
          + " stay blocked.",
      "With --drop, keys from before the block are deleted, and are good at no moment. The next"
          + " request agrees on a new key. Users of REALM with a crossover ticket from before are"
          + " refused, until REALM also deletes its key or renews it. Use this if somebody else may"
          + " have the keys."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:REALM is not blocked, or not all realms are",
      "1:failed, or all realms are still blocked; the reason is on standard error",
      "2:the command line is wrong"
    })
final class UnblockCommand extends BlockingCommand {
  @Option(
      names = "--drop",
      description = "delete the keys from before the block, except those made or closed by hand")
  private boolean drop;

  UnblockCommand(SettingsFile settings, InstantSource clock) {
    super(settings, clock);
  }

  @Override
  List<RealmBlocks.Crossover> change(RealmBlocks blocks, Optional<Realm> other) throws IOException {
    if (drop) {
      return other.isPresent() ? blocks.drop(other.get()) : blocks.dropAll();
    }
    return other.isPresent() ? blocks.unblock(other.get()) : blocks.unblockAll();
  }

  @Override
  int report(RealmSettings own, Optional<Realm> other, List<RealmBlocks.Crossover> found) {
    if (other.isPresent() && !names(found, RealmBlocks.State.BLOCKED).isEmpty()) {
      return failed(
          other.get()
              + " is not blocked by itself, but all realms are; \"kxover unblock --all\" ends"
              + " that");
    }
    print(other.map(realm -> realm + " is not blocked.").orElse("Not all realms are blocked."));
    if (other.isPresent()) {
      found.forEach(one -> print(line(one)));
    } else {
      String blocked = names(found, RealmBlocks.State.BLOCKED);
      print(blocked.isEmpty() ? "No realm is." : "Still blocked: " + blocked);
      String closed = names(found, RealmBlocks.State.CLOSED);
      if (!closed.isEmpty()) {
        print("Closed by hand, and still so, with all keys: " + closed);
      }
    }
    if (drop) {
      print("The keys from before the block are deleted.");
    }
    return CommandLine.ExitCode.OK;
  }

  private String line(RealmBlocks.Crossover one) {
    return one.name()
        + switch (one.state()) {
          case OPEN ->
              drop
                  ? " is open: it was not blocked, or has a new key"
                  : " is open, with its keys of before";
          case CLOSED -> " was closed by hand, and stays so (modprinc +allow_tix)";
          case BY_HAND -> " was made by hand, and is as before";
          default -> throw new IllegalStateException(one.toString());
        };
  }
}
