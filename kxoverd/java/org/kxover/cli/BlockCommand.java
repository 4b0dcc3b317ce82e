package org.kxover.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.blocking.RealmBlocks;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kxover block}: stops all tickets of another realm, or of all. */
@Command(
    name = "block",
    mixinStandardHelpOptions = true,
    description = {
      "Blocks REALM, or all other realms, until \"kxover unblock\". From its next request on, each"
          + " KDC of our realm refuses every crossover ticket of REALM, also those that are out,"
          + " and issues none. kxoverd agrees on no key with REALM. A replica does so as soon as"
          + " its copy of the database has the block.",
      "The block is in the database, and needs neither DNS nor kxoverd: krbtgt/REALM@OURS and"
          + " krbtgt/OURS@REALM get the string attribute kxover.blocked, and the flag by which the"
          + " KDC issues and takes no tickets with them (-allow_tix). It holds for REALM in every"
          + " mix of upper and lower case.",
      "With --all, first krbtgt/OURS@KXOVER-ALL.INVALID gets the attribute. The guard and kxoverd"
          + " obey it within a second, whatever --all does next: it closes one crossover after the"
          + " other, for KDCs without the guard.",
      "Tickets for services of ours that users of REALM have already stay valid until they end."
          + " Realms below REALM in DNS are other realms: deny those in peer_realms of the"
          + " settings. A trust that was made by hand is never changed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:REALM is blocked, or all realms are",
      "1:failed, or a trust with REALM was made by hand; the reason is on standard error. With --all,"
          + " trusts that were made by hand are only named there",
      "2:the command line is wrong"
    })
final class BlockCommand extends BlockingCommand {
  BlockCommand(SettingsFile settings, InstantSource clock) {
    super(settings, clock);
  }

  @Override
  List<RealmBlocks.Crossover> change(RealmBlocks blocks, Optional<Realm> other) throws IOException {
    return other.isPresent() ? blocks.block(other.get()) : blocks.blockAll();
  }

  @Override
  int report(RealmSettings own, Optional<Realm> other, List<RealmBlocks.Crossover> found) {
    List<RealmBlocks.Crossover> blocked =
        found.stream().filter(one -> one.state() == RealmBlocks.State.BLOCKED).toList();
    if (other.isPresent()) {
      blocked.forEach(one -> print(line(one, own.realm(), other.get())));
    } else {
      print("All other realms are blocked. Closed: " + blocked.size() + " crossovers.");
    }
    String byHand = names(found, RealmBlocks.State.BY_HAND);
    if (!byHand.isEmpty()) {
      int code =
          failed(byHand + " was made by hand, and is as before; to close it: modprinc -allow_tix");
      if (other.isPresent()) {
        return code;
      }
    }
    print(
        "Users from there keep their tickets for services of " + own.realm() + " until those end.");
    return CommandLine.ExitCode.OK;
  }

  private static String line(RealmBlocks.Crossover one, Realm ours, Realm other) {
    return one.name()
        + " is blocked: no KDC of "
        + ours
        + (one.role() == Role.CLIENT ? " issues a ticket to " : " accepts a ticket of ")
        + other;
  }
}
