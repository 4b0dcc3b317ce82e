package org.kxover.blocking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.KerberosTime;

/**
 * Builds the requests for kadmin. No other class of this package builds any. All names are those of
 * {@link CrossoverPrincipal}, whose form needs no quotes.
 */
final class BlockRequests {
  /** By which kxoverd knows its crossovers. */
  static final String MARKER = "kxover";

  static final String BLOCKED = "kxover.blocked";

  /** In the value if the block of all realms marked the principal, and nobody blocked its realm. */
  static final String BY_ALL = " all";

  /** At the end of the value if the principal was closed before. Then it stays closed after. */
  static final String WAS_CLOSED = " closed";

  /** kxoverd sets it on principals with a key. */
  private static final String SESSION_ENCTYPES = "session_enctypes";

  /** The expiration, in UTC, of a principal that kxoverd is not done with. */
  private static final String HALF_MADE = "1970-01-02 03:04:05";

  private BlockRequests() {}

  /** True for the name of a string attribute that no administrator added. */
  static boolean isOfKxoverd(String attribute) {
    return attribute.equals(MARKER)
        || attribute.startsWith(MARKER + ".")
        || attribute.equals(SESSION_ENCTYPES);
  }

  /** Lists the crossovers, and the realm's own krbtgt. */
  static String list() {
    return "list_principals krbtgt/*";
  }

  static List<String> read(CrossoverPrincipal name) {
    return List.of("get_principal " + name, "get_strings " + name);
  }

  /**
   * The requests that are missing for a block, in an order that may stop anywhere: kxoverd and the
   * guard take a marked principal as blocked, also while it is open. A new principal looks like one
   * that kxoverd left half-made, so that after a stop nobody takes it for one made by hand. Empty
   * if none is missing.
   */
  static List<String> block(CrossoverPrincipal name, FoundPrincipal found, KerberosTime now) {
    List<String> requests = new ArrayList<>();
    if (!found.exists()) {
      requests.add(
          "add_principal -nokey -clearpolicy -expire \"" + HALF_MADE + "\" -allow_tix " + name);
    } else if (found.isByHand()) {
      return List.of();
    }
    if (!found.hasMarker()) {
      requests.add("set_string " + name + " " + MARKER + " \"1 role=" + name.role().word() + "\"");
    }
    if (!found.isMarkedAsBlocked() || found.isMarkedByAll()) {
      requests.add(mark(name, now + wasClosed(found)));
    }
    close(name, found).ifPresent(requests::add);
    return requests;
  }

  /** As {@link #block}, for a principal that is there, if all realms are blocked. */
  static List<String> blockByAll(CrossoverPrincipal name, FoundPrincipal found, KerberosTime now) {
    List<String> requests = new ArrayList<>();
    if (found.exists() && found.hasMarker()) {
      if (!found.isMarkedAsBlocked()) {
        requests.add(mark(name, now + BY_ALL + wasClosed(found)));
      }
      close(name, found).ifPresent(requests::add);
    }
    return requests;
  }

  private static String wasClosed(FoundPrincipal found) {
    boolean before =
        found.isMarkedAsBlocked()
            ? found.wasClosedBefore()
            : found.exists() && found.isClosedByHand();
    return before ? WAS_CLOSED : "";
  }

  private static String mark(CrossoverPrincipal name, String value) {
    return "set_string " + name + " " + BLOCKED + " \"" + value + "\"";
  }

  private static Optional<String> close(CrossoverPrincipal name, FoundPrincipal found) {
    return found.exists() && !found.isClosed()
        ? Optional.of("modify_principal -allow_tix " + name)
        : Optional.empty();
  }

  /**
   * The requests that end a block. A principal without a key of use was made for the block, and
   * goes. With string attributes of an administrator it stays, half-made: kxoverd gives it a key.
   *
   * @param all true if all realms are blocked, so that no principal may open
   */
  static List<String> unblock(
      CrossoverPrincipal name, FoundPrincipal found, boolean all, KerberosTime now) {
    if (found.isOnlyForABlock()) {
      return List.of("delete_principal -force " + name);
    }
    if (found.isByHand() || !found.isMarkedAsBlocked()) {
      return List.of();
    }
    if (all) {
      return found.isMarkedByAll()
          ? List.of()
          : List.of(mark(name, now + BY_ALL + wasClosed(found)));
    }
    List<String> requests = new ArrayList<>();
    if (found.isClosed() && !found.wasClosedBefore() && !found.isHalfMade()) {
      requests.add("modify_principal +allow_tix " + name);
    }
    requests.add("del_string " + name + " " + BLOCKED);
    return requests;
  }

  /**
   * As {@link #unblock} while not all realms are blocked, but deletes the principal with its keys.
   * One that an administrator closed before the block is left as it was then.
   */
  static List<String> drop(CrossoverPrincipal name, FoundPrincipal found, KerberosTime now) {
    boolean ours = found.exists() && found.hasMarker() && found.isMarkedAsBlocked();
    return ours && !found.wasClosedBefore()
        ? List.of("delete_principal -force " + name)
        : unblock(name, found, false, now);
  }

  /** As {@link #drop}, for a principal that {@link #blockByAll} closed. */
  static List<String> dropByAll(CrossoverPrincipal name, FoundPrincipal found, KerberosTime now) {
    return found.isMarkedByAll() ? drop(name, found, now) : List.of();
  }

  /** The requests that end what {@link #blockByAll} did. */
  static List<String> unblockByAll(
      CrossoverPrincipal name, FoundPrincipal found, KerberosTime now) {
    return found.isMarkedByAll() ? unblock(name, found, false, now) : List.of();
  }
}
