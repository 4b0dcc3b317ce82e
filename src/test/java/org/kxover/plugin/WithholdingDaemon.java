package org.kxover.plugin;

import static org.kxover.plugin.FakeDaemon.answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The behaviour of a daemon that reads every question, and refers to B.EXAMPLE when it is let. */
final class WithholdingDaemon implements FakeDaemon.Behaviour {
  private final CountDownLatch let = new CountDownLatch(1);
  private final int questions;

  /**
   * @param questions to read; what comes later is read and not answered
   */
  WithholdingDaemon(int questions) {
    this.questions = questions;
  }

  void answerAll() {
    let.countDown();
  }

  @Override
  public void serve(FakeDaemon.Connection connection) throws IOException {
    List<String> ids = new ArrayList<>();
    while (ids.size() < questions) {
      FakeDaemon.Request request = connection.read();
      if (request == null) {
        return;
      }
      ids.add(request.id());
    }
    try {
      let.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    // The last first: answers come in any order.
    for (int i = ids.size() - 1; i >= 0; i--) {
      connection.send(answer(ids.get(i), "result=referral", "realm=B.EXAMPLE"));
    }
    connection.listenOnly();
  }
}
