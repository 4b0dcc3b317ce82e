package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabUser;

/** Programs that use a web server of B by SPNEGO. */
@Timeout(600)
class WebClients {
  private static final int NT_SRV_HST = 3;
  private static final List<String> EVERYBODY = List.of("Require valid-user");

  @RegisterExtension static final ClientsWorld world = WORLD;

  private static LabApache apache(List<String> access, LabApache.More more) throws Exception {
    return new LabApache(world.lab(), world.b(), HOST, access, more);
  }

  private static LabApache apache() throws Exception {
    return new LabApache(world.lab(), world.b(), HOST, EVERYBODY);
  }

  /** A clone and a push, by git's own protocol over HTTP. */
  @Test
  void git() throws Exception {
    LabApache apache =
        apache(
            EVERYBODY,
            new LabApache.More(
                List.of("alias", "cgi", "env"),
                List.of(
                    "ScriptAlias /git/ /usr/lib/git-core/git-http-backend/",
                    "SetEnv GIT_PROJECT_ROOT " + LabApache.FOLDER + "/repositories",
                    "SetEnv GIT_HTTP_EXPORT_ALL 1"),
                Map.of(
                    "repositories/r.git/HEAD", "ref: refs/heads/main\n",
                    "repositories/r.git/config",
                        "[core]\n\tbare = true\n\tlogAllRefUpdates = true\n",
                    "repositories/r.git/objects/.keep", "",
                    "repositories/r.git/refs/.keep", "")));
    String url = apache.url("git/r.git");
    LabUser alice = world.user("alice");
    String script =
        """
        set -e
        rm -rf one two
        git clone -q %1$s one
        cd one
        git checkout -q -b main
        echo across >file
        git add file
        git -c user.name=alice -c user.email=alice@a.example commit -q -m one
        git push -q origin main
        cd ..
        git clone -q %1$s two
        cat two/file
        """
            .formatted(url);

    ClientsWorld.Tries tries =
        world.tries(
            () ->
                alice
                    .program("sh", "-c", script)
                    .env("GIT_TERMINAL_PROMPT", "0")
                    .env("GIT_CONFIG_NOSYSTEM", "1")
                    .env("GIT_CONFIG_COUNT", "1")
                    .env("GIT_CONFIG_KEY_0", "http.emptyAuth")
                    .env("GIT_CONFIG_VALUE_0", "true")
                    .runToAnyEnd());

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    // Refused, it would ask for a password.
    assertTrue(tries.without().text().contains("could not read Username"), tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    assertTrue(tries.with().text().endsWith("across\n"), tries.with()::text);
    String log =
        Files.readString(apache.folder().resolve("repositories/r.git/logs/refs/heads/main"));
    assertTrue(log.contains(" alice@A.EXAMPLE <"), log);
    world.assertAsked("HTTP", NT_SRV_HST);
  }

  @Test
  void pythonRequestsKerberos() throws Exception {
    LabApache apache = apache();
    LabUser alice = world.user("alice");
    String script =
        """
        import requests, requests_kerberos
        answer = requests.get("%s", auth=requests_kerberos.HTTPKerberosAuth())
        print(answer.status_code, answer.headers.get("X-Remote-User"))
        """
            .formatted(apache.url());

    ClientsWorld.Tries tries =
        world.tries(() -> alice.program("/usr/bin/python3", "-c", script).runToAnyEnd());

    assertFalse(tries.without().text().contains("200 "), tries.without()::text);
    assertEquals("200 alice@A.EXAMPLE\n", tries.with().text());
    world.assertAsked("HTTP", NT_SRV_HST);
  }

  /** The web server gets alice's own ticket for her realm, and could act for her. */
  @Test
  void delegation() throws Exception {
    LabApache apache =
        apache(
            List.of(
                "Require valid-user",
                "GssapiDelegCcacheDir " + LabApache.FOLDER + "/delegated",
                "GssapiDelegCcachePerms mode:0644"),
            new LabApache.More(List.of(), List.of(), Map.of("delegated/.keep", "")));
    LabUser alice = world.user("alice");
    assertEquals(0, alice.kinit("-f").exitCode());
    Path delegated = apache.folder().resolve("delegated/alice@A.EXAMPLE");

    ClientsWorld.Tries tries = world.tries(() -> apache.get(alice, "--delegation", "always"));

    assertTrue(tries.without().text().startsWith("HTTP/1.1 401 "), tries.without()::text);
    assertTrue(tries.with().text().contains("HTTP/1.1 200 "), tries.with()::text);
    String tickets = klist(alice, delegated);
    assertTrue(tickets.contains("Default principal: alice@A.EXAMPLE"), tickets);
    assertTrue(tickets.contains("krbtgt/A.EXAMPLE@A.EXAMPLE"), tickets);
    assertTrue(tickets.matches("(?s).*Flags: F?f.*"), tickets);
    LabCommand.Output onward =
        alice
            .program("kvno", "-S", "HTTP", HOST)
            .env("KRB5CCNAME", "FILE:" + delegated)
            .runToAnyEnd();
    assertEquals(0, onward.exitCode(), onward::text);

    Files.delete(delegated);
    assertTrue(apache.get(alice).text().contains("HTTP/1.1 200 "));
    assertFalse(Files.exists(delegated), "nothing is delegated by default");
  }

  private static String klist(LabUser user, Path cache) throws IOException {
    return user.program("klist", "-f", "FILE:" + cache).run();
  }

  /** A program that has no tickets itself: gssproxy has alice's keytab, and gets them for it. */
  @Test
  void gssproxy() throws Exception {
    LabApache apache = apache();
    LabUser alice = world.user("alice");
    Path folder = Files.createTempDirectory(world.lab().folder(), "gssproxy-");
    Path keytab = folder.resolve("alice.keytab");
    world.a().kdc().kadmin("ktadd -norandkey -k " + keytab + " alice");
    Path socket = folder.resolve("socket");
    Path settings =
        Files.writeString(
            folder.resolve("gssproxy.conf"),
            """
            [gssproxy]
            [service/alice]
                socket = %s
                mechs = krb5
                cred_store = client_keytab:%s
                cred_store = ccache:FILE:%s/ccache
                cred_usage = initiate
                euid = %d
            """
                .formatted(socket, keytab, folder, (int) Files.getAttribute(folder, "unix:uid")));
    world
        .lab()
        .program(
            alice.program(
                "gssproxy", "-i", "-c", settings.toString(), "-s", folder + "/default-socket"))
        .await("listens", () -> Files.exists(socket), org.kxover.lab.Patience.LIMIT);

    ClientsWorld.Tries tries =
        world.tries(
            () ->
                alice
                    .program("curl", curl(apache.url()))
                    .env("KRB5CCNAME", "FILE:" + folder + "/none")
                    .env("GSS_USE_PROXY", "yes")
                    .env("GSSPROXY_SOCKET", socket.toString())
                    .runToAnyEnd());

    assertFalse(tries.without().text().contains("HTTP/1.1 200 "), tries.without()::text);
    assertTrue(tries.with().text().contains("X-Remote-User: alice@A.EXAMPLE"), tries.with()::text);
    world.assertAsked("HTTP", NT_SRV_HST);
  }

  /** A program that runs for long, or from cron, with a keytab in place of a password. */
  @Test
  void k5start() throws Exception {
    LabApache apache = apache();
    LabUser alice = world.user("alice");
    Path keytab = Files.createTempDirectory(world.lab().folder(), "k5start-").resolve("keytab");
    world.a().kdc().kadmin("ktadd -norandkey -k " + keytab + " alice");
    String[] command =
        ("-q -U -f " + keytab + " -- curl " + String.join(" ", curl(apache.url()))).split(" ");

    ClientsWorld.Tries tries =
        world.tries(
            () ->
                alice
                    .program("k5start", command)
                    .env("KRB5CCNAME", "FILE:" + keytab.resolveSibling("cache"))
                    .runToAnyEnd());

    assertFalse(tries.without().text().contains("HTTP/1.1 200 "), tries.without()::text);
    assertTrue(tries.with().text().contains("X-Remote-User: alice@A.EXAMPLE"), tries.with()::text);
  }

  private static String[] curl(String url) {
    return new String[] {"-q", "-s", "-i", "--noproxy", "*", "--negotiate", "-u", ":", url};
  }
}
