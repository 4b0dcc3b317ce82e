package org.kxover.build;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.eclipse.aether.RepositoryEvent;
import org.eclipse.aether.RepositoryEvent.EventType;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.WorkspaceRepository;

/**
 * Ends Maven when a library or a plugin is not the one that this project has checked. Maven tells
 * it of each file, from the local repository or from the network, before it uses the file.
 *
 * <p>The Makefile compiles this class against Maven's own libraries and gives it to Maven as an
 * extension. It works with Maven 3.8, which lacks the trusted checksums of Maven 3.9, and with 3.9.
 *
 * <p>The system property {@code kxover.checksums} names the list, in the format of sha256sum, with
 * paths in a repository. POM files are not listed: no code comes from them, and what a changed one
 * would add is not in the list. With {@code kxover.checksums.record} this class checks nothing, and
 * adds a line for each file to the list of that name. A Maven that does not load this class checks
 * nothing. So the class makes an empty file with the name in {@code kxover.checksums.loaded}.
 */
@Named
@Singleton
public final class CheckedArtifacts extends AbstractEventSpy {
  private final String list = System.getProperty("kxover.checksums");
  private final String record = System.getProperty("kxover.checksums.record");
  private final Set<String> seen = new HashSet<>();
  private Map<String, String> expected;

  @Override
  public void init(Context context) throws IOException {
    String loaded = System.getProperty("kxover.checksums.loaded");
    if (loaded != null) {
      Files.write(Path.of(loaded), new byte[0]);
    }
  }

  @Override
  public void onEvent(Object event) {
    if (event instanceof RepositoryEvent
        && ((RepositoryEvent) event).getType() == EventType.ARTIFACT_RESOLVED) {
      resolved((RepositoryEvent) event);
    }
  }

  private synchronized void resolved(RepositoryEvent event) {
    Artifact artifact = event.getArtifact();
    if (event.getFile() == null
        || artifact.getExtension().equals("pom")
        || event.getRepository() instanceof WorkspaceRepository) {
      return;
    }
    String path =
        event.getSession().getLocalRepositoryManager().getPathForLocalArtifact(artifact);
    if (!seen.add(path)) {
      return;
    }
    try {
      String digest = sha256(event.getFile().toPath());
      if (record != null) {
        Files.writeString(
            Path.of(record),
            digest + "  " + path + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } else {
        check(path, digest, event.getFile().toPath());
      }
    } catch (IOException | RuntimeException e) {
      end("cannot check " + event.getFile() + ": " + e);
    }
  }

  private void check(String path, String digest, Path file) throws IOException {
    if (expected == null) {
      expected = read(Path.of(list));
    }
    String wanted = expected.get(path);
    if (wanted == null) {
      end(
          file
              + " is not in "
              + list
              + ".\nIf you changed pom.xml, run \"make checksums\" and read the difference.");
    } else if (!wanted.equals(digest)) {
      end(
          "SHA-256 of "
              + file
              + "\nis   "
              + digest
              + ",\nnot  "
              + wanted
              + " as in "
              + list
              + ".\nDelete the file, and let Maven fetch it again. If it is still another one, do not"
              + " build: tell the developers.");
    }
  }

  private static Map<String, String> read(Path list) throws IOException {
    Map<String, String> digests = new HashMap<>();
    for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      String[] parts = line.split("  ", 2);
      digests.put(parts[1], parts[0]);
    }
    return digests;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] octets = new byte[65536];
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        digest.update(octets, 0, n);
      }
      return String.format("%064x", new BigInteger(1, digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Maven passes over exceptions of its extensions here, so the process ends here. */
  private static void end(String reason) {
    System.err.println("\n" + reason);
    System.err.flush();
    Runtime.getRuntime().halt(1);
  }
}
