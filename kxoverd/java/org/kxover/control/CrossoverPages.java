package org.kxover.control;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kerberos.Realm;

/** Asks the daemon for one page of crossovers after the other. */
public final class CrossoverPages {
  private final ControlClient client;
  private final ControlRequest request;

  /**
   * @param request for the first page
   */
  public CrossoverPages(ControlClient client, ControlRequest request) {
    this.client = client;
    this.request = request;
  }

  /**
   * How the pages ended.
   *
   * @param failure what the daemon said, if it did not answer to the end
   * @param after the last realm, if there are more crossovers
   */
  public record End(Optional<ControlClient.Answer> failure, Optional<Realm> after) {}

  /** The messages that matter of one page. */
  private static final class Page implements Consumer<Map<String, String>> {
    private final Consumer<Map<String, String>> sink;
    private int count;
    private Optional<Realm> after = Optional.empty();

    Page(Consumer<Map<String, String>> sink) {
      this.sink = sink;
    }

    @Override
    public void accept(Map<String, String> item) {
      if ("crossover".equals(item.get("item"))) {
        count++;
        sink.accept(item);
      } else if ("more".equals(item.get("item"))) {
        after = Optional.of(new Realm(item.getOrDefault("after", "")));
      }
    }
  }

  private static boolean isBehind(Realm realm, Optional<Realm> last) {
    return last.filter(before -> realm.name().compareTo(before.name()) <= 0).isEmpty();
  }

  /**
   * Reads the crossovers of a local realm.
   *
   * @param limit after so many crossovers no page is asked for
   * @param sink takes each of them
   */
  public End read(Realm local, long limit, Consumer<Map<String, String>> sink)
      throws ControlException {
    ControlRequest next = request.of(local);
    long left = limit;
    // Realms follow in order, so that no answer can keep us here.
    Optional<Realm> last = Optional.empty();
    while (true) {
      Page page = new Page(sink);
      ControlClient.Answer end =
          client.ask(next.limit((int) Math.min(left, ControlRequest.MAX_LIMIT)), page);
      left -= page.count;
      if (!end.result().equals("done")) {
        return new End(Optional.of(end), Optional.empty());
      }
      if (page.after.isEmpty() || left <= 0 || !isBehind(page.after.get(), last)) {
        return new End(Optional.empty(), page.after);
      }
      last = page.after;
      next = next.after(last.get());
    }
  }
}
