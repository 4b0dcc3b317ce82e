package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the messages with vectors that independent code has written. */
class VectorsTest {
  static List<Vector> accepted() {
    return Vector.accepted();
  }

  static List<Vector> refused() {
    return Vector.all().stream().filter(v -> !v.isAccepted()).toList();
  }

  @Test
  void noVectorIsMissing() {
    assertEquals(57, accepted().size());
    assertEquals(206, refused().size());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptedMessageHasTheDeclaredFields(Vector vector) throws Exception {
    assertEquals(vector.lines(), vector.parse().lines());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptedMessageIsReencodedAsDeclared(Vector vector) throws Exception {
    Message message = vector.parse();
    Message again = Message.parse(vector.type(), message.encoded());
    assertEquals(message.value(), again.value());
    assertEquals(message.value().hashCode(), again.value().hashCode());
    if (vector.encodedAgain().equals("same")) {
      assertArrayEquals(vector.der(), message.encoded());
    } else {
      assertEquals("without additions", vector.encodedAgain());
      assertFalse(Arrays.equals(vector.der(), message.encoded()));
      assertArrayEquals(message.encoded(), again.encoded());
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void errorNamesTheDeclaredField(Vector vector) {
    MessageException refusal = assertThrows(MessageException.class, vector::parse);
    String text = refusal.getMessage();
    assertTrue(text.startsWith(vector.expect()), text);
    assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), text);
  }
}
