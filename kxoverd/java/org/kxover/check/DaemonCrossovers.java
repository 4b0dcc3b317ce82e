package org.kxover.check;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.config.ControlSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.control.CrossoverPages;
import org.kxover.kerberos.Realm;

/**
 * The crossovers of one local realm, of which there can be any number. The running kxoverd is asked
 * for those with one realm, or for one page after the other.
 */
final class DaemonCrossovers {
  private final ControlClient client;
  private final Realm local;

  DaemonCrossovers(Settings settings, RealmSettings realm) {
    this.client =
        new ControlClient(
            settings.get(ControlSettings.SOCKET), settings.get(ControlSettings.TIMEOUT));
    this.local = realm.realm();
  }

  /**
   * The items about the crossovers with one realm, which kxoverd reads from the database.
   *
   * @throws IOException if kxoverd does not answer, or cannot read the database
   */
  List<Map<String, String>> with(Realm peer) throws IOException {
    try {
      ControlClient.Answer answer =
          client.ask(ControlRequest.status(Optional.of(local), Optional.of(peer), false));
      if (!answer.result().equals("done")) {
        throw new IOException(answer.text());
      }
      return answer.items().stream()
          .filter(item -> "crossover".equals(item.get("item")))
          .filter(item -> peer.name().equals(item.get("peer")))
          .toList();
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Gives the items about all crossovers that kxoverd remembers, by the names of the realms. The
   * database is not read for them.
   *
   * @throws IOException if kxoverd does not answer to the end
   */
  void remembered(Consumer<Map<String, String>> sink) throws IOException {
    try {
      Optional<ControlClient.Answer> failure =
          new CrossoverPages(
                  client, ControlRequest.status(Optional.of(local), Optional.empty(), false))
              .read(local, Long.MAX_VALUE, sink)
              .failure();
      if (failure.isPresent()) {
        throw new IOException(failure.get().text());
      }
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
