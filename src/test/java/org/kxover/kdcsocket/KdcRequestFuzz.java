package org.kxover.kdcsocket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.localsocket.Message;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;
import org.kxover.referral.Question;

/** Octets from the KDC's socket: a sequence of requests, each refused or parsed to a question. */
public final class KdcRequestFuzz {
  private static final int MAX_MESSAGE =
      (MessageReader.MAX_LINE + 1) * (MessageReader.MAX_LINES + 1);

  private KdcRequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] octets) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(octets);
    MessageReader reader = new MessageReader(in);
    try {
      int before = in.available();
      for (Optional<Message> next = reader.read(); next.isPresent(); next = reader.read()) {
        int length = next.get().lines().stream().mapToInt(String::length).sum();
        if (length > MAX_MESSAGE || length > before) {
          throw new AssertionError("a message of " + length);
        }
        take(next.get());
        before = in.available();
      }
    } catch (SocketProtocolException e) {
      // It ends the connection.
    }
  }

  private static void take(Message message) {
    try {
      KdcRequest request = KdcRequest.parse(message.validLines());
      if (!KdcRequest.idOf(message).equals(Optional.of(request.id()))) {
        throw new AssertionError("the answer would have another id: " + request);
      }
      Question question = Question.parse(request.realm(), request.service(), request.client());
      if (request.client().isPresent() && !hasRealm(request.client().get())) {
        throw new AssertionError("a client without its realm: " + request);
      }
      if (question.host().isPresent() == question.target().isPresent()) {
        throw new AssertionError("a question for a host and a realm, or for none: " + question);
      }
    } catch (SocketProtocolException | KerberosSyntaxException e) {
      // The KDC gets the error, and the next request is read.
    }
  }

  private static boolean hasRealm(ClientName client) {
    return !client.realm().isEmpty() && client.text().endsWith("@" + client.realm());
  }
}
