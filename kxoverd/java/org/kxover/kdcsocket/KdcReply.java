package org.kxover.kdcsocket;

import java.nio.charset.StandardCharsets;
import org.kxover.kerberos.Printable;
import org.kxover.referral.Answer;

/** The answer to the request with that id. */
record KdcReply(String id, Answer answer) {
  private static final int MAX_REASON = 400;

  /** The message in ASCII, with the empty line that ends it. */
  byte[] encoded() {
    StringBuilder text = new StringBuilder("kxover=1\nid=").append(id);
    text.append("\nresult=").append(answer.result());
    answer
        .realm()
        .ifPresent(
            realm ->
                text.append("\nrealm=")
                    .append(realm)
                    .append("\nttl=")
                    .append(answer.ttl().toSeconds()));
    if (!answer.reason().isEmpty()) {
      text.append("\nreason=").append(Printable.line(answer.reason(), MAX_REASON));
    }
    return text.append("\n\n").toString().getBytes(StandardCharsets.US_ASCII);
  }
}
