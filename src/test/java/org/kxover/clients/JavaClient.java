package org.kxover.clients;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A program of its own that reads a page as Java does it, with the tickets of the user who runs it.
 * It prints the status and whom the server saw.
 */
final class JavaClient {
  private JavaClient() {}

  /**
   * @param arguments {@code HttpURLConnection}, which authenticates by itself, or {@code JGSS},
   *     whose token HttpClient sends, as that class knows no SPNEGO; then the URL
   */
  public static void main(String[] arguments) throws Exception {
    URI page = new URI(arguments[1]);
    System.out.println(arguments[0].equals("JGSS") ? byToken(page) : byConnection(page));
  }

  private static String byConnection(URI page) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    return connection.getResponseCode() + " " + connection.getHeaderField("X-Remote-User");
  }

  private static String byToken(URI page) throws IOException, GSSException, InterruptedException {
    GSSManager manager = GSSManager.getInstance();
    GSSName service = manager.createName("HTTP@" + page.getHost(), GSSName.NT_HOSTBASED_SERVICE);
    GSSContext context =
        manager.createContext(service, new Oid("1.3.6.1.5.5.2"), null, GSSContext.DEFAULT_LIFETIME);
    byte[] token = context.initSecContext(new byte[0], 0, 0);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page)
                    .header(
                        "Authorization", "Negotiate " + Base64.getEncoder().encodeToString(token))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.headers().firstValue("X-Remote-User").orElse("null");
  }
}
