package org.kxover.clients;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.kerby.kerberos.kerb.ccache.Credential;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.kerby.kerberos.kerb.type.ticket.SgtTicket;

/**
 * A program of its own that gets a ticket with Apache Kerby, by the tickets and the settings of the
 * user who runs it. The ticket replaces the user's tickets.
 */
final class KerbyClient {
  private KerbyClient() {}

  /**
   * @param arguments the realm of the user, and the service
   */
  public static void main(String[] arguments) throws Exception {
    KrbClient client = new KrbClient();
    client.setKdcRealm(arguments[0]);
    client.init();
    File cache = new File(System.getenv("KRB5CCNAME").replaceFirst("^FILE:", ""));
    Credential login =
        client.resolveCredCache(cache).getCredentials().stream()
            .filter(one -> one.getServerName().getName().startsWith("krbtgt/"))
            .findFirst()
            .orElseThrow();
    SgtTicket ticket = client.requestSgt(client.getTgtTicketFromCredential(login), arguments[1]);
    // In a new file, as Kerby fails to write the settings that MIT's programs keep among tickets.
    File own = new File(cache + ".kerby");
    client.storeTicket(ticket, own);
    Files.move(own.toPath(), cache.toPath(), StandardCopyOption.REPLACE_EXISTING);
    System.out.println("got a ticket for " + ticket.getEncKdcRepPart().getSname().getName());
  }
}
