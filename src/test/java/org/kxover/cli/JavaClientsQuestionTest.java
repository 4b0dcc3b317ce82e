package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JavaClientsQuestionTest {
  private final List<String> asked = new ArrayList<>();
  private String said = "";

  private JavaClientsQuestion question(List<String> missing) {
    return new JavaClientsQuestion(
        question -> {
          asked.add(question);
          return Optional.of(said);
        },
        () -> missing);
  }

  @Test
  void itIsAskedWhereTheLineIsMissing() throws Exception {
    JavaClientsQuestion question = question(List.of("host_based_services = *"));
    assertTrue(question.answer(Optional.empty(), true));
    said = "No";
    assertFalse(question.answer(Optional.empty(), true));
    assertEquals(2, asked.size());
    assertTrue(question.answer(Optional.empty(), false), "with --yes");
    assertTrue(question.answer(Optional.of(true), true));
    assertFalse(question.answer(Optional.of(false), true));
    assertEquals(2, asked.size());
  }

  @Test
  void itIsNotAskedWhereTheLineIsThere() throws Exception {
    said = "no";
    assertTrue(question(List.of()).answer(Optional.empty(), true));
    assertFalse(question(List.of()).answer(Optional.of(false), true));
    assertEquals(List.of(), asked);
  }
}
