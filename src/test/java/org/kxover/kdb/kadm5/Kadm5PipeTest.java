package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Kadm5PipeTest {

  @Test
  void runsOfAnyLengthAreReadInOrder() throws Exception {
    byte[] all = new byte[100_000];
    new Random(1).nextBytes(all);
    // Gives a few octets at a time, as a pipe may.
    InputStream few =
        new ByteArrayInputStream(all) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 777));
          }
        };
    try (Kadm5Pipe pipe = new Kadm5Pipe(few)) {
      int done = 0;
      for (int length = 0; done + length <= all.length; length = length * 3 + 1) {
        assertArrayEquals(Arrays.copyOfRange(all, done, done + length), pipe.read(length));
        done += length;
      }
      assertThrows(EOFException.class, () -> pipe.read(all.length));
    }
  }

  /** Otherwise the buffer of Java's stream would keep keys. */
  @Test
  void theBufferOfTheStreamStaysEmpty() throws Exception {
    class Watched extends BufferedInputStream {
      Watched(byte[] all) {
        super(new ByteArrayInputStream(all));
      }

      int buffered() {
        return count;
      }
    }
    try (Watched stream = new Watched(new byte[20_000]);
        Kadm5Pipe pipe = new Kadm5Pipe(stream)) {
      pipe.read(4);
      pipe.read(9_000);
      assertEquals(0, stream.buffered());
      assertTrue(stream.available() > 0);
    }
  }
}
