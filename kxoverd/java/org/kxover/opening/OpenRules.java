package org.kxover.opening;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.config.RealmRule;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;

/**
 * To whom a service is open: the value of its string attribute {@code kxover.open}. It is a list of
 * rules as in the setting {@code peer_realms}, with commas between them. The first rule that
 * matches a user's realm decides, and a realm that matches no rule is denied. The word {@code
 * anonymous} among them lets anonymous users in.
 */
public record OpenRules(List<RealmRule> rules, boolean anonymous) {
  private static final String ANONYMOUS = "anonymous";
  private static final int MAX_LENGTH = 500;

  public OpenRules {
    rules = List.copyOf(rules);
  }

  /** Parses the value of the attribute, or of the option {@code --to}. */
  public static OpenRules parse(String text) throws KerberosSyntaxException {
    if (text.length() > MAX_LENGTH) {
      throw new KerberosSyntaxException("the rules have more than " + MAX_LENGTH + " characters");
    }
    Set<RealmRule> rules = new LinkedHashSet<>();
    boolean anonymous = false;
    boolean all = false;
    for (String part : text.strip().split("\\s*,\\s*", -1)) {
      if (part.equals(ANONYMOUS)) {
        anonymous = true;
        continue;
      }
      RealmRule rule =
          RealmRule.parse(part)
              .orElseThrow(
                  () ->
                      new KerberosSyntaxException(
                          Printable.quote(part)
                              + " is no rule; a list of rules is such as: deny *.bad.example,"
                              + " allow *"));
      if (all) {
        throw new KerberosSyntaxException(
            "the rule \"" + rule + "\" is after a rule for all realms, and would never apply");
      }
      all = rule.isForAll();
      rules.add(rule);
    }
    return new OpenRules(new ArrayList<>(rules), anonymous);
  }

  /** True if no rule allows anybody, whatever his realm. */
  public boolean isForNobody() {
    return rules.stream().noneMatch(RealmRule::allow);
  }

  /** A copy that lets anonymous users in too. */
  public OpenRules withAnonymous() {
    return new OpenRules(rules, true);
  }

  /** The value of the attribute. */
  @Override
  public String toString() {
    return Stream.concat(
            anonymous ? Stream.of(ANONYMOUS) : Stream.empty(),
            rules.stream().map(RealmRule::toString))
        .collect(Collectors.joining(", "));
  }
}
