package org.kxover.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/** Prints a JSON document part by part, so that no more than a part is in memory. */
final class JsonStream {
  private final PrintWriter out;
  private final Deque<Character> open = new ArrayDeque<>();
  private boolean empty = true;
  private boolean named;

  JsonStream(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param bracket <code>{</code> or <code>[</code>
   */
  JsonStream begin(char bracket) {
    separate();
    out.print(bracket);
    open.push(bracket);
    empty = true;
    return this;
  }

  JsonStream end() {
    char bracket = open.pop();
    if (!empty) {
      newline();
    }
    out.print(bracket == '{' ? '}' : ']');
    empty = false;
    return this;
  }

  /** The name of the next value. */
  JsonStream name(String name) {
    separate();
    out.print(Json.of(name) + ": ");
    named = true;
    return this;
  }

  JsonStream value(Object value) {
    separate();
    out.print(Json.of(value, open.size()));
    return this;
  }

  private void separate() {
    if (!named && !open.isEmpty()) {
      out.print(empty ? "" : ",");
      newline();
    }
    named = false;
    empty = false;
  }

  private void newline() {
    out.print("\n" + "  ".repeat(open.size()));
  }
}
