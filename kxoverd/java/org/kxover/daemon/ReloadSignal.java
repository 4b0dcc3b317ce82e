package org.kxover.daemon;

import java.lang.reflect.Proxy;

/**
 * SIGHUP. Java has no word for it but {@code sun.misc.Signal}, which the compiler warns of; this is
 * the one place that uses it, and it does so by name.
 */
final class ReloadSignal {
  private ReloadSignal() {}

  /**
   * Has {@code reaction} run on a thread of its own each time that the signal comes.
   *
   * @throws ReflectiveOperationException where this Java has no signals to handle
   */
  static void on(Runnable reaction) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object reacting =
        Proxy.newProxyInstance(
            ReloadSignal.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() != Object.class) {
                reaction.run();
                return null;
              }
              return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "on SIGHUP";
              };
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reacting);
  }
}
