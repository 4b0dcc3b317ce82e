package org.kxover.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kxover.control.ControlClient;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the result of an order. */
final class OrderOutput {
  private OrderOutput() {}

  /**
   * @return the exit code
   */
  static int print(CommandSpec spec, ControlClient.Answer answer, boolean json) {
    boolean done = answer.result().equals("done");
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("result", answer.result());
      object.put("text", answer.text());
      if (!answer.items().isEmpty()) {
        object.put("dropped", Items.json(answer.items()));
      }
      spec.commandLine().getOut().println(Json.of(object));
    } else {
      for (Map<String, String> item : answer.items()) {
        spec.commandLine()
            .getOut()
            .println(item.get("principal") + ": " + item.getOrDefault("outcome", ""));
      }
      if (done && answer.items().isEmpty()) {
        spec.commandLine().getOut().println(answer.text());
      } else if (!done) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + answer.text());
      }
    }
    return DaemonOption.exitCode(answer);
  }
}
