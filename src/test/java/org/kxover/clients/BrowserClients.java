package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabUser;

/**
 * Browsers without a window, which read a page of B. A picture of each is left in {@code
 * target/clients}.
 */
@Timeout(900)
class BrowserClients {
  private static final int NT_SRV_HST = 3;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @RegisterExtension static final ClientsWorld world = WORLD;

  /**
   * The page of a refusal reads the same address again, three times, as a person does. Chromium
   * needs that: it loads the library of GSSAPI on its first refusal, and authenticates on the next
   * one.
   */
  private static final String AGAIN =
      "<!DOCTYPE html><p>who are you?</p><script>"
          + "const tried = Number(sessionStorage.tried);"
          + " if (!(tried > 2)) { sessionStorage.tried = (tried || 0) + 1;"
          + " setTimeout(() => location.reload(), 500); }"
          + "</script>";

  /** A page that says who reads it. */
  private static LabApache apache() throws Exception {
    return new LabApache(
        world.lab(),
        world.b(),
        HOST,
        List.of("Require valid-user", "Options +Includes", "SetOutputFilter INCLUDES"),
        new LabApache.More(
            List.of("include", "mime"),
            List.of(
                "TypesConfig /dev/null",
                "AddType text/html .html",
                "ErrorDocument 401 \"" + AGAIN + "\""),
            Map.of(
                "pages/who.html",
                """
                <!DOCTYPE html>
                <title>KXOVER</title>
                <body style="font: 24px sans-serif; margin: 2em">
                <h1><!--#echo var="SERVER_NAME" --></h1>
                <p>This page is in <b>B.EXAMPLE</b>, and reads it:</p>
                <p id="who"><!--#echo var="REMOTE_USER" --></p>
                """)));
  }

  private static Path picture(String browser) throws IOException {
    Path picture =
        Files.createDirectories(Path.of("target/clients"))
            .resolve(browser + ".png")
            .toAbsolutePath();
    Files.deleteIfExists(picture);
    return picture;
  }

  private static LabCommand.Output chromium(LabUser user, String url, String... more)
      throws IOException {
    Path home = Files.createTempDirectory(world.lab().folder(), "chromium-");
    List<String> words =
        new ArrayList<>(
            List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + home,
                "--no-proxy-server",
                // The C library's resolver, which the lab's names come from.
                "--disable-features=AsyncDns",
                "--auth-server-allowlist=" + HOST,
                "--window-size=700,360"));
    words.addAll(List.of(more));
    words.add(url);
    return user.program("chromium", words.toArray(String[]::new))
        .env("HOME", home.toString())
        .limit(LIMIT)
        .runToAnyEnd();
  }

  private static LabCommand.Output read(LabUser user, String url) throws IOException {
    return chromium(user, url, "--virtual-time-budget=10000", "--dump-dom");
  }

  @Test
  void chromium() throws Exception {
    String url = apache().url("who.html");
    LabUser alice = world.user("alice");

    ClientsWorld.Tries tries = world.tries(() -> read(alice, url));

    assertFalse(tries.without().text().contains("alice"), tries.without()::text);
    assertTrue(tries.with().text().contains(">alice@A.EXAMPLE</p>"), tries.with()::text);
    world.assertAsked("HTTP", NT_SRV_HST);
    Path picture = picture("chromium");
    chromium(alice, url, "--virtual-time-budget=10000", "--screenshot=" + picture);
    assertTrue(Files.size(picture) > 1000);
  }

  @Test
  void firefox() throws Exception {
    String url = apache().url("who.html");
    LabUser alice = world.user("alice");
    Path picture = picture("firefox");
    Path profile = Files.createTempDirectory(world.lab().folder(), "firefox-");
    Files.writeString(
        profile.resolve("user.js"),
        """
        user_pref("network.negotiate-auth.trusted-uris", "%1$s");
        user_pref("network.proxy.type", 0);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("toolkit.telemetry.enabled", false);
        """
            .formatted(HOST));

    ClientsWorld.Tries tries =
        world.tries(
            () ->
                alice
                    .program(
                        "firefox-esr",
                        "--headless",
                        "--profile",
                        profile.toString(),
                        "--window-size=700,360",
                        "--screenshot",
                        picture.toString(),
                        url)
                    .env("HOME", profile.toString())
                    .limit(LIMIT)
                    .runToAnyEnd());

    assertTrue(Files.size(picture) > 1000, tries.with()::text);
    assertTrue(alice.tickets().contains("HTTP/" + HOST + "@B.EXAMPLE"), alice.klist());
    world.assertAsked("HTTP", NT_SRV_HST);
  }
}
