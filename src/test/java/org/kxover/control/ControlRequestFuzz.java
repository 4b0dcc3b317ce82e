package org.kxover.control;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;

/** Octets from the control socket: a request is parsed completely, or refused. */
public final class ControlRequestFuzz {
  private ControlRequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] octets) throws IOException {
    try {
      Optional<List<String>> lines =
          new MessageReader(new ByteArrayInputStream(octets)).readValid();
      if (lines.isPresent()) {
        ControlRequest request = ControlRequest.parse(lines.get());
        MessageReader written = new MessageReader(new ByteArrayInputStream(request.encoded()));
        if (!ControlRequest.parse(written.readValid().orElseThrow()).equals(request)) {
          throw new AssertionError("what was written is read as something else: " + request);
        }
      }
    } catch (SocketProtocolException e) {
      // It ends the connection.
    }
  }
}
