package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceAdviceTest {
  @Test
  void theClassDecides() {
    assertEquals(ServiceAdvice.HTTP, ServiceAdvice.of("HTTP"));
    assertEquals(ServiceAdvice.IMAP, ServiceAdvice.of("smtp"));
    assertEquals(ServiceAdvice.OTHER, ServiceAdvice.of("gopher"));
  }

  /** doc/SERVICES.md has the same lines. */
  @ParameterizedTest
  @EnumSource(ServiceAdvice.class)
  void theDocumentSaysTheSame(ServiceAdvice advice) throws Exception {
    String text = Files.readString(Path.of("doc/SERVICES.md"));
    advice.lines().forEach(line -> assertTrue(text.contains("`" + line + "`"), line));
  }
}
