package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;

/**
 * The machine of a KDC of the lab, on which {@code kxover setup} runs. There is no systemd: a
 * program of the test notes what it has to restart, and waits till the test has done it.
 */
final class SetupMachine implements AutoCloseable {
  /** Restarts or stops a program of the lab. */
  interface Act {
    void run() throws IOException;
  }

  private final LabRealm site;
  private final String host;
  private final Path program;
  private final Path restarts;
  private final Path wanted;
  private final Map<String, Act> acts = new ConcurrentHashMap<>();
  private final ExecutorService restarter = Executors.newSingleThreadExecutor();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CompletableFuture<Void> restarting;

  /**
   * @param host of its kxoverd
   */
  SetupMachine(LabRealm site, String host) throws IOException {
    this.site = site;
    this.host = host;
    restarts = site.folder().resolve("restarts");
    wanted = site.folder().resolve("wanted");
    program = Files.writeString(site.folder().resolve("restart"), text());
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    on("restart krb5kdc", site.kdc()::restart);
    restarting = CompletableFuture.runAsync(this::restartWhenWanted, restarter);
  }

  private String text() {
    return """
        #!/bin/sh
        echo "$*" >>%1$s
        echo "$*" >%2$s.new
        mv %2$s.new %2$s
        for i in $(seq 600); do [ -e %2$s ] || exit 0; sleep 0.1; done
        exit 1
        """
        .formatted(restarts, wanted);
  }

  /** What to do when the program gets these two words. Without that, it does nothing. */
  SetupMachine on(String words, Act act) {
    acts.put(words, act);
    return this;
  }

  private void restartWhenWanted() {
    try {
      while (!ended.get()) {
        if (Files.exists(wanted)) {
          acts.getOrDefault(Files.readString(wanted).strip(), () -> {}).run();
          Files.delete(wanted);
        }
        Thread.sleep(50);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a KDC without the guard, and not one with the guard switched off. */
  static void forgetGuard(LabRealm realm) throws IOException {
    Path profile = realm.kdc().profile();
    Files.writeString(profile, Files.readString(profile).replace("    guard = off\n", ""));
  }

  /** Runs {@code kxover setup}. */
  LabCommand.Output setup(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--host", host));
    words.addAll(Arrays.asList(more));
    return setupAnyHost(words.toArray(String[]::new));
  }

  /** As {@link #setup}, without the name of the host. */
  LabCommand.Output setupAnyHost(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("setup", "--realm", site.name()));
    words.addAll(List.of("--kadmin-local", site.kdc().kadminCommand()));
    words.addAll(List.of("--restart", program.toString(), "--wait", "0"));
    words.addAll(List.of("--modules", LabKdc.PLUGIN.getParent().toString()));
    words.addAll(Arrays.asList(more));
    return site.kxoverd()
        .kxover(words.toArray(String[]::new))
        .env(
            Map.of(
                "KRB5_CONFIG", site.kdc().config().toString(),
                "KRB5_KDC_PROFILE", site.kdc().profile().toString(),
                "PATH", "/usr/sbin:/usr/bin:/sbin:/bin:" + LabKdc.PLUGIN.getParent()))
        .runToAnyEnd();
  }

  /** What the program was told, since the last call. */
  List<String> restarted() throws IOException {
    if (!Files.exists(restarts)) {
      return List.of();
    }
    List<String> told = Files.readAllLines(restarts);
    Files.delete(restarts);
    return told;
  }

  Path settings() {
    return site.folder().resolve("kxoverd.conf");
  }

  /** The contents of the files that the set-up may change. */
  Map<String, String> files(Path... more) throws IOException {
    List<Path> all = new ArrayList<>(List.of(site.kdc().profile(), settings()));
    all.addAll(Arrays.asList(more));
    Map<String, String> contents = new TreeMap<>();
    for (Path file : all) {
      contents.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
    }
    return contents;
  }

  /** True if the KDC's process has this file in its memory. */
  boolean kdcHas(String file) throws IOException {
    return Files.readString(Path.of("/proc/" + site.kdc().pid() + "/maps")).contains(file);
  }

  @Override
  public void close() {
    ended.set(true);
    restarter.shutdown();
    restarting.join();
  }
}
