package org.kxover.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.control.ControlClient;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.Realm;

/**
 * The status of the daemon as text, in lines of 120 columns. A line with a longer name is longer.
 */
final class StatusTable {
  private static final int WIDTH = 120;

  /** Longer names of peers get a line of their own, so that the other columns fit. */
  private static final int MAX_PEER = 26;

  private final Instant now;
  private final Optional<Realm> peer;
  private final boolean filtered;
  private final boolean read;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param filtered true if not all crossovers were asked for
   * @param read true if they were read from the database
   */
  StatusTable(Instant now, Optional<Realm> peer, boolean filtered, boolean read) {
    this.now = now;
    this.peer = peer;
    this.filtered = filtered;
    this.read = read;
  }

  private String whyEmpty(String name, Map<String, String> realm) {
    if (filtered) {
      return "No such crossover.";
    }
    if (peer.isPresent()) {
      return "No key with "
          + peer.get()
          + ": no user of "
          + name
          + " has gone there and no user has come from there, or their keys have ended.";
    }
    if (!read && !realm.containsKey("database")) {
      return "kxoverd has not listed the database yet. --read shows what it has.";
    }
    return "No crossovers: no user of "
        + name
        + " has gone to another realm and no user has come from another realm, or their keys have"
        + " ended.";
  }

  String of(ControlClient.Answer answer) {
    String gap = "";
    for (Map<String, String> realm : Items.realms(answer)) {
      out.append(gap);
      realm(answer, realm);
      gap = "\n";
    }
    return out.toString().stripTrailing();
  }

  private void realm(ControlClient.Answer answer, Map<String, String> realm) {
    String name = realm.get("realm");
    List<Map<String, String>> crossovers = Items.of(answer, "crossover", name);
    List<Map<String, String>> exchanges = Items.of(answer, "exchange", name);
    List<Map<String, String>> failures =
        Items.of(answer, "failure", name).stream()
            .sorted(Comparator.comparing((Map<String, String> one) -> text(one, "last")).reversed())
            .toList();
    List<Map<String, String>> retries =
        crossovers.stream().filter(one -> text(one, "renewal").equals("retry")).toList();
    line(
        "Realm "
            + name
            + ": "
            + count(crossovers.size(), "crossover")
            + (realm.containsKey("after") ? " and more, " : ", ")
            + count(exchanges.size(), "exchange")
            + " in progress, "
            + count(failures.size(), "recent failure"));
    keyChange(realm);
    if (crossovers.stream().anyMatch(StatusTable::isBlockOfAll)) {
      line("All other realms are blocked: \"kxover unblock --all\" ends this.");
    }
    if (crossovers.isEmpty()) {
      line("");
      paragraph(0, whyEmpty(name, realm));
    } else {
      table(crossovers);
    }
    if (realm.containsKey("after")) {
      line("");
      paragraph(0, "For the next crossovers add --after " + realm.get("after") + ".");
    }
    if (!text(realm, "unread").equals("0") && peer.isEmpty()) {
      line("");
      paragraph(
          0,
          count(number(realm, "unread"), "more principal")
              + " in the database: not read yet, as after a start, or not readable (the log"
              + " then says why).");
    }
    if (text(realm, "partial").equals("yes") && peer.isEmpty()) {
      line("");
      paragraph(
          0,
          "The database has about "
              + count(number(realm, "database"), "crossover")
              + ". Those that were used, changed or read last are here; --read shows all.");
    }
    kdcs(Items.of(answer, "kdc", name));
    exchanges(exchanges);
    retries(retries);
    failures(failures);
  }

  private static boolean isBlockOfAll(Map<String, String> crossover) {
    return text(crossover, "peer").equals(AllRealms.REALM.name())
        && text(crossover, "state").equals("blocked");
  }

  private void keyChange(Map<String, String> realm) {
    String since = ago(realm, "key_change_since");
    if (realm.containsKey("key_change_stuck")) {
      line("Change to a new key: stuck for %s at: %s", since, text(realm, "key_change"));
      paragraph(5, text(realm, "key_change_stuck"));
    } else if (realm.containsKey("key_change")) {
      line("Change to a new key, for %s: %s", since, text(realm, "key_change"));
    }
  }

  private void table(List<Map<String, String>> crossovers) {
    int width =
        crossovers.stream()
            .mapToInt(one -> text(one, "peer").length())
            .filter(length -> length <= MAX_PEER)
            .max()
            .orElse(4);
    int[] widths = {-3, -Math.max(4, width), 5, -10, -14, -14, 4, -16, -8, 4};
    line("");
    row(
        widths,
        "DIR",
        "PEER",
        "KVNO",
        "STATE",
        "ETYPES",
        "GROUP",
        "AGE",
        "TILL (UTC)",
        "RENEWAL",
        "USED");
    for (Map<String, String> one : crossovers) {
      String name = text(one, "peer");
      boolean isLong = name.length() > MAX_PEER;
      if (isLong) {
        line("%-3s  %s", text(one, "direction"), name);
      }
      row(
          widths,
          isLong ? "" : text(one, "direction"),
          isLong ? "" : name,
          text(one, "kvno"),
          text(one, "state"),
          etypes(text(one, "etypes")),
          text(one, "group"),
          one.containsKey("age") ? brief(Duration.ofSeconds(number(one, "age"))) : "",
          minute(one, "till"),
          renewal(one),
          ago(one, "last_use"));
    }
  }

  /**
   * Adds a line of cells. A format string would be parsed anew for each of a thousand lines.
   *
   * @param widths negative for a cell that begins at the left
   */
  private void row(int[] widths, String... cells) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String gap = " ".repeat(Math.max(0, Math.abs(widths[i]) - cells[i].length()));
      row.append(i == 0 ? "" : "  ");
      row.append(widths[i] < 0 ? cells[i] + gap : gap + cells[i]);
    }
    out.append(row.toString().stripTrailing()).append('\n');
  }

  private static String etypes(String list) {
    if (list.isEmpty()) {
      return "";
    }
    String[] names = list.split(",", -1);
    String strongest = names[0];
    for (String name : names) {
      strongest = strength(name) > strength(strongest) ? name : strongest;
    }
    // MIT Kerberos accepts these aliases too.
    String alias =
        strongest
            .replace("-cts-hmac-sha1-96", "-sha1")
            .replace("-cts-hmac-sha384-192", "-sha2")
            .replace("-cts-hmac-sha256-128", "-sha2");
    return names.length == 1 ? alias : alias + " +" + (names.length - 1);
  }

  private static int strength(String name) {
    return (name.startsWith("aes256") ? 2 : 0) + (name.endsWith("sha1-96") ? 0 : 1);
  }

  private String renewal(Map<String, String> one) {
    return switch (text(one, "renewal")) {
      case "planned", "retry" ->
          time(one, "renewal_at")
              .map(at -> at.isAfter(now) ? "in " + brief(Duration.between(now, at)) : "due")
              .orElse("");
      case "in work" -> "in work";
      case "by peer" -> "by peer";
      case "too late" -> "next use";
      case "not planned" -> "-";
      default -> "";
    };
  }

  private void kdcs(List<Map<String, String>> kdcs) {
    heading("The guard:", kdcs);
    for (Map<String, String> one : kdcs) {
      line("%-9s  %s, %s ago", text(one, "guard"), text(one, "kdc"), ago(one, "seen"));
      if (!text(one, "guard").equals("guarded")) {
        paragraph(11, text(one, "reason"));
      }
    }
  }

  private void exchanges(List<Map<String, String>> exchanges) {
    heading("Exchanges in progress:", exchanges);
    for (Map<String, String> one : exchanges) {
      line(
          "%-3s  %s, for %s",
          text(one, "direction"), text(one, "peer"), brief(Duration.ofSeconds(number(one, "age"))));
    }
  }

  private void retries(List<Map<String, String>> retries) {
    heading("Renewals that will be retried:", retries);
    for (Map<String, String> one : retries) {
      line(
          "%-3s  %s, kvno %s: failed %s, next try %s",
          text(one, "direction"),
          text(one, "peer"),
          text(one, "kvno"),
          count(number(one, "attempts"), "time"),
          renewal(one));
      paragraph(5, text(one, "reason"));
    }
  }

  private void failures(List<Map<String, String>> failures) {
    heading("Recent failures:", failures);
    for (Map<String, String> one : failures) {
      line(
          "%-3s  %s, %s, %s ago",
          text(one, "direction"),
          one.getOrDefault("peer", "an unknown realm"),
          count(number(one, "count"), "time"),
          ago(one, "last"));
      paragraph(5, text(one, "reason"));
    }
  }

  private void heading(String heading, List<?> what) {
    if (!what.isEmpty()) {
      line("");
      line(heading);
    }
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String text(Map<String, String> item, String name) {
    return item.getOrDefault(name, "");
  }

  private static long number(Map<String, String> item, String name) {
    String text = text(item, name);
    return Items.NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
  }

  private static Optional<Instant> time(Map<String, String> item, String name) {
    try {
      return Optional.of(Instant.parse(text(item, name)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String minute(Map<String, String> item, String name) {
    return time(item, name)
        .map(at -> text(item, name).substring(0, 16).replace('T', ' '))
        .orElse("");
  }

  private String ago(Map<String, String> item, String name) {
    return time(item, name).map(at -> brief(Duration.between(at, now))).orElse("");
  }

  /** Rounded down to one unit. */
  private static String brief(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String format, Object... values) {
    out.append((values.length == 0 ? format : String.format(format, values)).stripTrailing())
        .append('\n');
  }

  /** Breaks text between words into lines of at most the width. A longer word is cut. */
  private void paragraph(int indent, String text) {
    List<String> lines = new ArrayList<>();
    int room = WIDTH - indent;
    String left = text;
    while (left.length() > room) {
      int space = left.lastIndexOf(' ', room);
      int end = space > 0 ? space : room;
      lines.add(left.substring(0, end));
      left = left.substring(end).strip();
    }
    lines.add(left);
    lines.forEach(one -> out.append(" ".repeat(indent)).append(one).append('\n'));
  }
}
