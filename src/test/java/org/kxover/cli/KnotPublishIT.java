package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.kxover.lab.LabAuthority;
import org.kxover.lab.LabKnot;

class KnotPublishIT extends PublishContract {
  @Override
  LabAuthority server(Path place) throws IOException {
    LabKnot server = new LabKnot(place);
    server.start();
    return server;
  }
}
