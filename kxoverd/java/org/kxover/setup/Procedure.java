package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Steps in their order. Each is looked at first, and is carried out only if it is not done. They
 * are taken back in the reverse order.
 */
public final class Procedure {
  /**
   * A step with its name, which is one word.
   *
   * @param shared true if other realms of this machine need it too
   */
  public record Part(String name, ReversibleStep step, boolean shared) {
    /** Is in the list from the beginning of a run until the step is done. */
    private String unfinished() {
      return Procedure.unfinished(name);
    }
  }

  /** A part, and what it would do, in words. */
  public record Task(Part part, String plan) {}

  private final List<Part> parts;
  private final MadeList made;
  private final Set<String> remote;

  /**
   * @param remote names of steps that change what other machines have, too
   */
  public Procedure(List<Part> parts, MadeList made, Set<String> remote) {
    this.parts = List.copyOf(parts);
    this.made = made;
    this.remote = new HashSet<>(remote);
    remote.forEach(name -> this.remote.add(unfinished(name)));
  }

  /**
   * What is still to do.
   *
   * @throws IOException if a step cannot be done; nothing was changed
   */
  public List<Task> toDo() throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (Part part : parts) {
      Optional<String> plan = part.step().plan();
      if (plan.isEmpty() && made.has(part.unfinished())) {
        // Such as a restart, after a change that an earlier run has made.
        plan = Optional.of("finish the step \"" + part.name() + "\" of an earlier run");
      }
      plan.ifPresent(text -> tasks.add(new Task(part, text)));
    }
    return tasks;
  }

  private static String unfinished(String name) {
    return name + "-unfinished";
  }

  /** The names of the steps that are done already. */
  public List<String> done(List<Task> toDo) {
    return parts.stream()
        .filter(part -> toDo.stream().noneMatch(task -> task.part().equals(part)))
        .map(Part::name)
        .toList();
  }

  /**
   * Carries out the tasks, and notes each of them before.
   *
   * @param progress gets the name of each step that is done
   * @throws IOException if one failed; those before it are done, and a second run goes on with it
   */
  public void carryOut(List<Task> tasks, Consumer<String> progress) throws IOException {
    for (Task task : tasks) {
      made.add(task.part().unfinished());
    }
    for (Task task : tasks) {
      String name = task.part().name();
      made.add(name);
      try {
        task.part().step().carryOut();
      } catch (IOException e) {
        throw new IOException("the step \"" + name + "\" failed: " + words(e), e);
      }
      made.remove(task.part().unfinished());
      progress.accept(name);
    }
  }

  /** A file error's message is the path only. */
  private static String words(IOException e) {
    return e instanceof java.nio.file.FileSystemException ? e.toString() : e.getMessage();
  }

  /**
   * What can be taken back of what was made, the last step first.
   *
   * @param unlisted true if this is all that is there, whoever made it
   */
  public List<Task> toTakeBack(boolean unlisted) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (Part part : reversed()) {
      if ((unlisted || made.has(part.name())) && !isNeededByOthers(part)) {
        Optional<String> plan = part.step().takeBackPlan();
        plan.ifPresent(text -> tasks.add(new Task(part, text)));
      }
    }
    return tasks;
  }

  /**
   * What is there and stays, in words: somebody else made it, or other realms need it.
   *
   * @param unlisted as in {@link #toTakeBack}
   */
  public List<String> toLeave(boolean unlisted) throws IOException {
    List<String> left = new ArrayList<>();
    for (Part part : reversed()) {
      if (part.step().takeBackPlan().isEmpty()) {
        continue;
      }
      if (!unlisted && !made.has(part.name())) {
        left.add(
            part.name() + ": \"kxover setup\" did not make it, or the list is lost (--unlisted)");
      } else if (isNeededByOthers(part)) {
        left.add(part.name() + ": another realm of this machine needs it");
      }
    }
    return left;
  }

  private boolean isNeededByOthers(Part part) throws IOException {
    return part.shared() && made.hasOtherRealms(remote);
  }

  private List<Part> reversed() {
    List<Part> reversed = new ArrayList<>(parts);
    Collections.reverse(reversed);
    return reversed;
  }

  /**
   * Takes back the tasks, and forgets all that was made for this realm.
   *
   * @param progress gets the name of each step that was taken back
   */
  public void takeBack(List<Task> tasks, Consumer<String> progress) throws IOException {
    for (Task task : tasks) {
      task.part().step().takeBack();
      progress.accept(task.part().name());
    }
    for (Part part : parts) {
      made.remove(part.name());
      made.remove(part.unfinished());
    }
  }
}
