package org.kxover.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.LabCommand;

/** Tests how the runs of MIT's tests are read and compared. {@code make test-krb5} runs them. */
class Krb5TestsTest {
  private static final Verdict PASSED = verdict(0, "");
  private static final Verdict FAILED = verdict(1, "*** Failure: kvno failed with code 1.\n");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Krb5Tests run =
      new Krb5Tests(new PrintStream(printed, true, StandardCharsets.UTF_8));

  private static Verdict verdict(int exitCode, String text) {
    return Verdict.of(new LabCommand.Output(exitCode, text));
  }

  private String lastRow() {
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void countsWhatFailsWithThePatchOnly() {
    run.compare("t_one", PASSED, FAILED, 3);
    assertEquals(1, run.differences());
    assertEquals(
        "| t_one | passed | failed: kvno failed with code 1. | 3 | **worse** |", lastRow());
  }

  @Test
  void doesNotCountWhatFailsWithBoth() {
    run.compare("t_one", FAILED, FAILED, 0);
    assertEquals("same", lastCell());
    run.compare("t_two", FAILED, PASSED, 0);
    assertEquals("differs", lastCell());
    assertEquals(0, run.differences());
  }

  @Test
  void countsAFailureOfOurOwnTest() {
    run.own(PASSED);
    assertEquals(0, run.differences());
    run.own(FAILED);
    assertEquals(1, run.differences());
  }

  private String lastCell() {
    return lastRow().replaceAll(".*\\| (.*) \\|$", "$1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          0  ; *** Success: ok                        ; passed
          0  ; *** Skipping: OTP tests: no module     ; passed, without OTP tests: no module
          1  ; *** Failure: a | b                     ; failed: a \\| b
          1  ; NameError: no x%nFor details, see: log ; failed: NameError: no x
          1  ; no words of MIT's                      ; failed: no words of MIT's
          124; *** Failure: the end of the time       ; failed: did not end in time
          """)
  void readsTheOutputOfATest(int exitCode, String text, String cell) {
    assertEquals(
        cell, verdict(exitCode, "first line\n" + text.replace("%n", "\n") + "\n").toString());
  }

  @Test
  void readsAScriptAndItsArguments() {
    assertEquals(
        Optional.of(new MitTest("tests", "../../source/src/tests/t_sn2princ.py", List.of("no"))),
        MitTest.of("tests", "../../source/src/tests/t_sn2princ.py  no"));
    assertEquals(
        Optional.empty(), MitTest.of("tests", "make[1]: Entering directory '/x/t_one.py'"));
  }

  @Test
  void namesATestByItsScript() {
    assertEquals("t_s4u", new MitTest("tests/gssapi", "./t_s4u.py", List.of()).name());
  }
}
