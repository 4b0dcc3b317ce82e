package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void isTheMessageOrTheKind() {
    assertEquals("cable is cut", FailureText.of(new IOException("cable is cut")));
    assertEquals("EOFException", FailureText.of(new EOFException()));
  }
}
