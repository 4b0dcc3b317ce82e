package org.kxover.kdb.kadmin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.PrincipalName;

/**
 * A kadmin that reads one request after another from a pipe.
 *
 * <p>kadmin does not mark the end of a request's output. So each request is followed by a <em>sync
 * word</em>, which is not a request: kadmin flushes stdout with its prompt and then prints "Unknown
 * request" with that word on stderr. With a line editor, kadmin echoes its input on stdout, and
 * cuts long lines at the left. The start determines whether it does, and its prompt.
 *
 * <p>A password is sent only when kadmin asks for it, never in a request, so that no line editor
 * echoes or remembers it.
 */
final class KadminChild implements AutoCloseable {

  /** The output of a request. */
  record Reply(String stdout, String stderr) {}

  private static final Pattern HELLO =
      Pattern.compile(
          "(?s)(?:.*\n)?([!-9;-~]{1,64}): Unknown request \"kxsync-1\"\\."
              + "  Type \"\\?\" for a request list\\.\n");
  private static final byte[] NEWLINE = {'\n'};
  private static final int ECHO_SAMPLE = 8;

  private final KadminProcess process;
  private final long timeoutNanos;
  private final Deque<String> lines = new ArrayDeque<>();
  private long syncs;
  private String lastSync = "";
  private String program;
  private String prompt;
  private boolean echoes;

  private KadminChild(KadminProcess process, KadminSettings settings) {
    this.process = process;
    this.timeoutNanos = settings.commandTimeout().toNanos();
  }

  private interface Preparation {
    void prepare(KadminChild child) throws ChildException, InterruptedException;
  }

  /** Starts kadmin and waits until it reads requests. */
  static KadminChild start(KadminSettings settings) throws ChildException, InterruptedException {
    return start(settings, KadminProcess.MAX_OUTPUT);
  }

  /**
   * As {@link #start(KadminSettings)}.
   *
   * @param maxOutput the most octets that a request may print on stdout
   */
  static KadminChild start(KadminSettings settings, int maxOutput)
      throws ChildException, InterruptedException {
    return start(settings, maxOutput, child -> {});
  }

  /** As {@link #start(KadminSettings)}, and asks it which encryption types it knows. */
  static KadminChild start(KadminSettings settings, KnownTypes types)
      throws ChildException, InterruptedException {
    return start(settings, KadminProcess.MAX_OUTPUT, types::query);
  }

  private static KadminChild start(KadminSettings settings, int maxOutput, Preparation preparation)
      throws ChildException, InterruptedException {
    KadminChild child = new KadminChild(KadminProcess.start(settings, maxOutput), settings);
    boolean ready = false;
    try {
      child.learnPrompt();
      preparation.prepare(child);
      ready = true;
      return child;
    } catch (ChildException e) {
      // No request has been sent, whatever the reason.
      throw new ChildException(ChildException.Kind.NOT_STARTED, e.getMessage(), e);
    } finally {
      if (!ready) {
        child.kill();
      }
    }
  }

  private void learnPrompt() throws ChildException, InterruptedException {
    long deadline = deadline();
    process.send(ascii(nextSync(0) + "\n"));
    process.await(() -> HELLO.matcher(process.stderr().text()).matches(), deadline);
    Matcher hello = HELLO.matcher(process.stderr().text());
    if (!hello.matches()) {
      throw process.unusable("it printed more output before the first request");
    }
    program = hello.group(1);
    prompt = program + ":  ";
    process.await(
        () -> process.stdout().endsWith(prompt + prompt) || syncEchoed("kxsync-1"), deadline);
    echoes = !process.stdout().endsWith(prompt + prompt);
    process.wipe();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Runs {@code action} in another thread when kadmin has ended, for whatever reason. */
  void onEnd(Runnable action) {
    process.onEnd(action);
  }

  /** The free octets on the database's file system; empty if unknown. */
  OptionalLong databaseSpace() {
    return DatabaseSpace.freeOctets(process.handle());
  }

  /** Carries out a request for which kadmin asks no password. */
  Reply run(String request) throws ChildException, InterruptedException {
    String sync = nextSync(0);
    process.send(ascii(request + "\n" + sync + "\n"));
    return reply(request, sync, deadline());
  }

  /**
   * Carries out requests for which kadmin asks no password, and that fit into a pipe together.
   *
   * @return what each of them printed on stdout
   * @throws ChildException if any of them fails, or if the outputs cannot be told apart
   */
  List<String> runAll(List<String> requests) throws ChildException, InterruptedException {
    long deadline = deadline();
    String sync = nextSync(0);
    process.send(ascii(String.join("\n", requests) + "\n" + sync + "\n"));
    awaitSync(sync, deadline);
    boolean failed = !process.stderr().text().equals(unknownRequest(sync));
    // A prompt is behind each output, and behind the sync word.
    String[] parts = process.stdout().text().split(Pattern.quote(prompt), -1);
    process.wipe();
    if (failed || parts.length != requests.size() + 2) {
      throw process.unusable("it did not answer each of " + requests.size() + " requests");
    }
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      outputs.add(echoes ? withoutFirstLine(parts[i], tail(requests.get(i)) + "\n") : parts[i]);
    }
    return outputs;
  }

  private String withoutFirstLine(String output, String end) throws ChildException {
    int first = output.indexOf('\n') + 1;
    if (!output.substring(0, first).endsWith(end)) {
      throw process.unusable("it echoed another request than the one sent");
    }
    return output.substring(first);
  }

  /**
   * Begins a request whose output may be longer than memory allows, and whose lines {@link
   * #nextLine} reads. The child takes no other request after it.
   */
  void begin(String request) throws ChildException, InterruptedException {
    lastSync = nextSync(0);
    process.stdout().expectLines();
    process.send(ascii(request + "\n" + lastSync + "\n"));
    if (echoes
        && !nextOutput(deadline()).filter(line -> line.endsWith(tail(request))).isPresent()) {
      throw process.unusable("it echoed another request than the one sent");
    }
  }

  /**
   * The next line of the output; empty at the end of the request.
   *
   * @param patience for the child's next line, as a multiple of the usual time limit
   */
  Optional<String> nextLine(int patience) throws ChildException, InterruptedException {
    long deadline = System.nanoTime() + patience * timeoutNanos;
    Optional<String> line = nextOutput(deadline);
    if (line.isPresent() && !(echoes && line.get().startsWith(prompt))) {
      return line;
    }
    process.await(this::isAtEnd, deadline);
    if (!lines.isEmpty() || !process.stdout().text().equals(endOfOutput())) {
      throw process.unusable("the last line of its output is incomplete");
    }
    return Optional.empty();
  }

  private String endOfOutput() {
    return echoes ? prompt : prompt + prompt;
  }

  private boolean isAtEnd() {
    return isSynced(lastSync) && process.stdout().endsWith(endOfOutput());
  }

  private Optional<String> nextOutput(long deadline) throws ChildException, InterruptedException {
    if (lines.isEmpty()) {
      process.await(() -> process.stdout().hasLine() || isAtEnd(), deadline);
      lines.addAll(process.stdout().takeLines());
    }
    return Optional.ofNullable(lines.poll());
  }

  /** What the request of {@link #begin} printed on stderr, after its last line. */
  String errors() {
    String stderr = process.stderr().text();
    return stderr.substring(0, stderr.length() - unknownRequest(lastSync).length());
  }

  private boolean isSynced(String sync) {
    return process.stderr().endsWith(unknownRequest(sync));
  }

  /**
   * Carries out a request for which kadmin asks twice for the password of {@code principal}. If
   * kadmin refuses the request before it asks, the password is not sent, and the reply has the
   * reason.
   */
  Reply run(String request, PrincipalName principal, byte[] password)
      throws ChildException, InterruptedException {
    long deadline = deadline();
    String enter = "Enter password for principal \"" + principal + "\": ";
    String again = "Re-enter password for principal \"" + principal + "\": ";
    process.send(ascii(request + "\n"));
    process.await(
        () -> process.stdout().endsWith(enter) || process.stdout().endsWith(prompt), deadline);
    boolean asked = process.stdout().endsWith(enter);
    if (asked) {
      process.sendSecret(password, NEWLINE);
      process.await(() -> process.stdout().endsWith("\n" + again), deadline);
      process.sendSecret(password, NEWLINE);
      process.await(() -> process.stdout().endsWith(prompt), deadline);
    }
    // The pipe's buffer in this JVM still holds the password: a longer sync word overwrites it.
    String sync = nextSync(password.length);
    process.send(ascii(sync + "\n"));
    awaitSync(sync, deadline);
    if (process.stdout().contains(password) || process.stderr().contains(password)) {
      throw process.unusable("it printed the password; its output is not shown");
    }
    Reply reply = reply(request, sync, deadline);
    return asked
        ? new Reply(cutStart(reply.stdout(), enter + "\n" + again + "\n"), reply.stderr())
        : reply;
  }

  private Reply reply(String request, String sync, long deadline)
      throws ChildException, InterruptedException {
    awaitSync(sync, deadline);
    String stderr = process.stderr().text();
    String stdout = process.stdout().text();
    process.wipe();
    stderr = stderr.substring(0, stderr.length() - unknownRequest(sync).length());
    return new Reply(echoes ? withoutEcho(stdout, request) : withoutPrompts(stdout), stderr);
  }

  private void awaitSync(String sync, long deadline) throws ChildException, InterruptedException {
    process.await(
        () ->
            isSynced(sync)
                && (echoes ? syncEchoed(sync) : process.stdout().endsWith(prompt + prompt)),
        deadline);
  }

  private String unknownRequest(String sync) {
    return program + ": Unknown request \"" + sync + "\".  Type \"?\" for a request list.\n";
  }

  private boolean syncEchoed(String sync) {
    return process.stdout().endsWith(tail(sync) + "\n" + prompt);
  }

  private String withoutPrompts(String stdout) {
    return stdout.substring(0, stdout.length() - 2 * prompt.length());
  }

  /** Removes the echoed request at the start, and the sync word between prompts at the end. */
  private String withoutEcho(String stdout, String request) throws ChildException {
    String lines = stdout.substring(0, stdout.length() - prompt.length() - 1);
    int lastLine = lines.lastIndexOf('\n') + 1;
    if (lastLine == 0 || !lines.startsWith(prompt, lastLine)) {
      throw process.unusable("its prompt is not at the end of its output");
    }
    int firstEnd = lines.indexOf('\n');
    if (!lines.substring(0, firstEnd).endsWith(tail(request))) {
      throw process.unusable("it echoed another request than the one sent");
    }
    return lines.substring(firstEnd + 1, lastLine);
  }

  private String cutStart(String text, String start) throws ChildException {
    if (!text.startsWith(start)) {
      throw process.unusable("it did not ask for the password as expected");
    }
    return text.substring(start.length());
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - ECHO_SAMPLE));
  }

  private String nextSync(int longerThan) {
    syncs++;
    return "kxsync-" + (longerThan > 0 ? "x".repeat(longerThan) + "-" : "") + syncs;
  }

  private long deadline() {
    return System.nanoTime() + timeoutNanos;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
