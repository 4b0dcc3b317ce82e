package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.kxover.lab.LabAuthority;
import org.kxover.lab.LabPowerDns;

class PowerDnsPublishIT extends PublishContract {
  @Override
  LabAuthority server(Path place) throws IOException {
    LabPowerDns server = new LabPowerDns(place);
    server.start();
    return server;
  }
}
