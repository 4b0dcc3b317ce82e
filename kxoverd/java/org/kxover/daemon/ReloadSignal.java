package org.kxover.daemon;

import java.lang.reflect.Proxy;

/**
 * Handles SIGHUP. Java only offers {@code sun.misc.Signal}, and the compiler warns of it. This
 * class therefore uses it by reflection, and is its only user.
 */
final class ReloadSignal {
  private ReloadSignal() {}

  /**
   * Runs {@code reaction} on its own thread at each SIGHUP.
   *
   * @return false if the process was started with SIGHUP ignored, as {@code nohup} does it: Java
   *     then goes on to ignore the signal
   * @throws ReflectiveOperationException if this Java cannot handle signals
   */
  static boolean on(Runnable reaction) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object listener =
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
    Object earlier =
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
    return earlier != handler.getField("SIG_IGN").get(null);
  }
}
