package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/** The lines of kdc.conf by which a KDC asks kxoverd, and has the guard. */
public final class AttachmentLines implements KdcFileStep.Lines {
  /** Our modules have this name in kdc.conf. */
  private static final String MODULE = "kxover:";

  private final KdcProfile profile;
  private final Realm realm;
  private final Path socket;
  private final KdcBinary kdc;
  private final Optional<Path> modules;

  /**
   * @param socket of kxoverd
   * @param modules the folder of both modules; empty if they are in libkrb5's own folders
   */
  public AttachmentLines(
      KdcProfile profile, Realm realm, Path socket, KdcBinary kdc, Optional<Path> modules) {
    this.profile = profile;
    this.realm = realm;
    this.socket = socket;
    this.kdc = kdc;
    this.modules = modules;
  }

  @Override
  public List<String> missing() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> sockets = sockets();
    if (sockets.isEmpty()) {
      lines.addAll(List.of("[kxover]", "    socket = " + socket));
      if (kdc.patched()) {
        // A KDC with the patch does not wait, so the question may take longer.
        lines.add("    time_budget = 10000");
      }
    } else if (!sockets.get(0).equals(socket.toString())) {
      throw new IOException(
          "the KDC's configuration has socket = "
              + sockets.get(0)
              + " in [kxover], but kxoverd listens on "
              + socket
              + "; make kdc.conf and [kdc] socket in kxoverd.conf the same");
    }
    List<String> plugins = new ArrayList<>();
    if (!kdc.patched() && !isLoaded("hostrealm")) {
      plugins.addAll(
          List.of(
              "    hostrealm = {",
              "        module = " + module("hostrealm", "kxover.so"),
              "        enable_only = profile",
              "        enable_only = kxover",
              "    }"));
    }
    if (!kdc.hasGuard() && !isLoaded("kdcpolicy")) {
      plugins.addAll(
          List.of(
              "    kdcpolicy = {",
              "        module = " + module("kdcpolicy", "kxover-guard.so"),
              "    }"));
    }
    if (!plugins.isEmpty()) {
      lines.add("[plugins]");
      lines.addAll(plugins);
    }
    return lines;
  }

  private List<String> sockets() throws IOException {
    List<String> sockets = new ArrayList<>(profile.values("kxover", realm.name(), "socket"));
    sockets.addAll(profile.values("kxover", "socket"));
    return sockets;
  }

  /** True if the configuration attaches the guard, wherever that is. */
  boolean hasGuard() throws IOException {
    // A guard in the program itself begins with the settings.
    return isLoaded("kdcpolicy") || (kdc.hasGuard() && !sockets().isEmpty());
  }

  private boolean isLoaded(String kind) throws IOException {
    return profile.values("plugins", kind, "module").stream()
        .anyMatch(value -> value.startsWith(MODULE));
  }

  private String module(String kind, String file) {
    return MODULE
        + modules.map(folder -> folder.resolve(file).toString()).orElse(kind + "/" + file);
  }
}
