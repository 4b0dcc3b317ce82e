package org.kxover.plugin;

import static org.kxover.plugin.FakeDaemon.answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A behaviour that reads questions, and refers all to B.EXAMPLE at {@link #answerAll}. */
final class WithholdingDaemon implements FakeDaemon.Behaviour {
  private final CountDownLatch released = new CountDownLatch(1);
  private final int questions;

  /**
   * @param questions number of questions to answer; later ones are read and not answered
   */
  WithholdingDaemon(int questions) {
    this.questions = questions;
  }

  void answerAll() {
    released.countDown();
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
      released.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    // In reverse order, as the KDC must accept any order.
    for (int i = ids.size() - 1; i >= 0; i--) {
      connection.send(answer(ids.get(i), "result=referral", "realm=B.EXAMPLE"));
    }
    connection.listenOnly();
  }
}
