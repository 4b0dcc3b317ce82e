package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.Realm;

/**
 * Lets the guard only observe at first where it would stop what works: in realms of this machine
 * that other realms have come into with kxoverd's keys. Where the database notes what the guard
 * does on the realm's other KDCs, it does the same here. The lines are in a file of our own. Carry
 * this out before the guard is attached.
 */
public final class GuardModeStep implements ReversibleStep {
  private static final String SECTION = "kxover";
  private static final String RELATION = "guard";
  private static final String FILE = "kxover-guard";
  private static final String COMMENT =
      "# Made by kxover: the guard only observes in these realms, till \"--guard enforce\".";

  /** As {@link #text} writes it. */
  private static final Pattern REALM = Pattern.compile("    (\\S+) = \\{");

  private final KdcFolderStep folder;
  private final KdcProfile profile;
  private final AttachmentLines attachment;
  private final LocalKadmin kadmin;
  private final Realm realm;
  private final KdcKind kind;
  private final Optional<GuardMode> wanted;

  /**
   * @param realm that is set up
   * @param kind of this KDC in that realm
   * @param wanted what the administrator chose for it; empty to choose by the database
   */
  public GuardModeStep(
      KdcFolderStep folder,
      KdcProfile profile,
      AttachmentLines attachment,
      LocalKadmin kadmin,
      Realm realm,
      KdcKind kind,
      Optional<GuardMode> wanted) {
    this.folder = folder;
    this.profile = profile;
    this.attachment = attachment;
    this.kadmin = kadmin;
    this.realm = realm;
    this.kind = kind;
    this.wanted = wanted;
  }

  private Path file() throws IOException {
    return folder.folder().resolve(FILE);
  }

  /** What the KDC's configuration says now, of this realm or of all; empty for the default. */
  public static Optional<String> mode(KdcProfile profile, Realm realm) throws IOException {
    List<String> own = profile.values(SECTION, realm.name(), RELATION);
    return (own.isEmpty() ? profile.values(SECTION, RELATION) : own).stream().findFirst();
  }

  private boolean observes() throws IOException {
    return mode(profile, realm).equals(Optional.of(GuardMode.OBSERVE.toString()));
  }

  /** The realms in our file. */
  private Set<String> observed() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : TextFile.lines(file())) {
      Matcher name = REALM.matcher(line);
      if (name.matches()) {
        names.add(name.group(1));
      }
    }
    return names;
  }

  /** The realms that our file shall have. */
  private Set<String> next() throws IOException {
    Set<String> names = observed();
    if (wanted.isPresent()) {
      choose(wanted.get(), names);
    }
    // A guard that is attached already is as its administrator wants it.
    if (!attachment.hasGuard()) {
      for (Realm one : new LocalRealms(profile, kadmin).find()) {
        boolean isChosen = one.equals(realm) && wanted.isPresent();
        if (!isChosen && mode(profile, one).isEmpty() && observesAtFirst(one)) {
          names.add(one.name());
        }
      }
    }
    return names;
  }

  private boolean observesAtFirst(Realm one) throws IOException {
    LocalKadmin database = kadmin.of(one.name());
    Optional<String> noted = new GuardNote(one, database).read();
    for (GuardMode mode : GuardMode.values()) {
      if (noted.equals(Optional.of(mode.toString()))) {
        return mode == GuardMode.OBSERVE;
      }
    }
    List<String> comingIn = database.comingIn(one, 1);
    if (!comingIn.isEmpty() && kind != KdcKind.PRIMARY && one.equals(realm)) {
      throw new IOException(
          "users of "
              + comingIn.get(0)
              + " come in already, and the database does not note what the guard does on the other"
              + " KDCs of "
              + one
              + "; run \"kxover setup\" on the first KDC again, which notes it, or say here what"
              + " the guard does there: --guard enforce, or --guard observe (also where none of"
              + " them has the guard)");
    }
    return !comingIn.isEmpty();
  }

  /** What the guard does in this realm after {@link #carryOut}, as in kdc.conf. */
  String decided() throws IOException {
    if (next().contains(realm.name())) {
      return GuardMode.OBSERVE.toString();
    }
    return wanted.equals(Optional.of(GuardMode.ENFORCE))
        ? GuardMode.ENFORCE.toString()
        : mode(profile, realm).orElse(GuardMode.ENFORCE.toString());
  }

  private void choose(GuardMode mode, Set<String> names) throws IOException {
    List<String> others = new ArrayList<>(profile.values(SECTION, realm.name(), RELATION));
    if (names.contains(realm.name())) {
      others.remove(GuardMode.OBSERVE.toString());
    }
    if (mode == GuardMode.OBSERVE) {
      requireNone(others, mode);
      if (!observes()) {
        names.add(realm.name());
      }
    } else {
      others.addAll(profile.values(SECTION, RELATION));
      requireNone(others, mode);
      names.remove(realm.name());
    }
  }

  /** The KDC takes the first value, so ours would be without effect. */
  private void requireNone(List<String> others, GuardMode mode) throws IOException {
    if (!others.isEmpty() && !others.get(0).equals(mode.toString())) {
      throw new IOException(
          "the KDC's configuration has guard = "
              + others.get(0)
              + " in [kxover], which \"kxover\" did not write; make it guard = "
              + mode
              + " there");
    }
  }

  /** The lines that {@link #carryOut} would add; none if it has nothing to add. */
  List<String> missing() throws IOException {
    Set<String> added = next();
    added.removeAll(observed());
    return added.isEmpty() ? List.of() : text(added);
  }

  @Override
  public Optional<String> plan() throws IOException {
    Set<String> before = observed();
    Set<String> after = next();
    if (after.equals(before)) {
      return Optional.empty();
    }
    return Optional.of(
        after.isEmpty()
            ? "delete " + file() + ", so that the guard enforces"
            : "write "
                + file()
                + ", so that the guard only observes till you say \"--guard enforce\":\n  "
                + String.join("\n  ", text(after)));
  }

  private static List<String> text(Set<String> names) {
    List<String> lines = new ArrayList<>(List.of("[" + SECTION + "]"));
    for (String name : names) {
      lines.add("    " + name + " = {");
      lines.add("        " + RELATION + " = " + GuardMode.OBSERVE);
      lines.add("    }");
    }
    return lines;
  }

  @Override
  public void carryOut() throws IOException {
    Set<String> after = next();
    if (after.isEmpty()) {
      Files.deleteIfExists(file());
      return;
    }
    List<String> lines = new ArrayList<>(List.of(COMMENT));
    lines.addAll(text(after));
    TextFile.replace(file(), lines);
  }

  /** For all realms of the machine: they have the guard in common. */
  @Override
  public Optional<String> takeBackPlan() throws IOException {
    return Files.exists(file()) ? Optional.of("delete " + file()) : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    Files.deleteIfExists(file());
  }
}
