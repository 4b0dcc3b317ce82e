package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.LabCommand;

/** The shares of the places for parked requests. Runs the patch's C code without a KDC. */
class PlacesIT {
  private static final String TAKEN = "taken";
  private static final String OF_CLIENT = "TOO_MANY_QUESTIONS_OF_CLIENT";
  private static final String OF_NETWORK = "TOO_MANY_QUESTIONS_OF_NETWORK";
  private static final String FULL = "TOO_MANY_QUESTIONS";

  @TempDir static Path folder;
  private static String driver;

  @BeforeAll
  static void build() throws Exception {
    driver = new NativeBuild(folder).placesDriver().toString();
  }

  private static List<String> run(Stream<String> commands) throws Exception {
    String input = String.join("\n", commands.toList()) + "\n";
    return new LabCommand(folder, driver).input(input).run().lines().toList();
  }

  private static long taken(List<String> results) {
    return results.stream().filter(TAKEN::equals).count();
  }

  private static String last(List<String> results) {
    return results.get(results.size() - 1);
  }

  /** So many requests, each of its own client unless {@code client} is given. */
  private static Stream<String> take(int count, String client, String address, String protocol) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "take %s %s %s"
                    .formatted(
                        client.isEmpty() ? "c" + i + "@A" + address : client,
                        address.replace("%", Integer.toString(i % 250 + 1)),
                        protocol));
  }

  /** What others still get beside a client or a network that takes all that it can. */
  @ParameterizedTest
  @CsvSource({
    "alice@A, 10.0.0.%, udp, 32, TOO_MANY_QUESTIONS_OF_CLIENT",
    "alice@A, 10.0.0.%, tcp, 4, TOO_MANY_QUESTIONS_OF_CLIENT",
    "'', 10.0.0.1, udp, 64, TOO_MANY_QUESTIONS_OF_NETWORK",
    "'', 10.0.0.1, tcp, 8, TOO_MANY_QUESTIONS_OF_NETWORK",
    "'', 2001:db8:0:a0::%, udp, 64, TOO_MANY_QUESTIONS_OF_NETWORK",
    "'', 2001:db8:0:a0::%, tcp, 8, TOO_MANY_QUESTIONS_OF_NETWORK",
    "'', ::ffff:10.0.0.1, tcp, 8, TOO_MANY_QUESTIONS_OF_NETWORK"
  })
  void shares(String client, String address, String protocol, int share, String refusal)
      throws Exception {
    Stream<String> other = Stream.of("take bob@A 10.9.9.9 " + protocol);
    List<String> results = run(Stream.concat(take(500, client, address, protocol), other));
    assertEquals(share + 1, taken(results));
    assertEquals(refusal, results.get(share));
    assertEquals(TAKEN, last(results));
  }

  /** A site has a /56, and can use any address in it. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:a00::1, 2001:db8:0:aff:ffff::1, true",
    "2001:db8:0:a00::1, 2001:db8:0:b00::1, false",
    "2001:db8:0:a00::1, 2001:db8:1:a00::1, false",
    "10.0.0.1, ::ffff:10.0.0.1, true",
    "10.0.0.1, ::ffff:10.0.0.2, false",
    "10.0.0.1, 10.0.0.2, false",
    "::10.0.0.1, 10.0.0.1, false"
  })
  void networks(String one, String other, boolean same) throws Exception {
    List<String> results =
        run(Stream.concat(take(8, "", one, "tcp"), Stream.of("take bob@A " + other + " tcp")));
    assertEquals(same ? OF_NETWORK : TAKEN, last(results));
  }

  @Test
  void tcpAndOthersFillOnlyTheirOwnPlaces() throws Exception {
    Stream<String> udp = take(500, "", "10.0.%.1", "udp");
    Stream<String> tcp = take(40, "", "10.1.%.1", "tcp");
    List<String> results = run(Stream.concat(udp, tcp));
    assertEquals(482, taken(results.subList(0, 500)));
    assertEquals(30, taken(results.subList(500, 540)));
    assertEquals(FULL, results.get(499));
    assertEquals(FULL, last(results));
  }

  @Test
  void aClosedConnectionFreesItsPlaceButNotItsShare() throws Exception {
    Stream<String> closing =
        IntStream.range(0, 40).boxed().flatMap(i -> Stream.of("take a@A 10.0.0.1 tcp", "close"));
    assertEquals(List.of(OF_CLIENT), run(closing).stream().skip(32).distinct().toList());
    Stream<String> leaving =
        IntStream.range(0, 99).boxed().flatMap(i -> Stream.of("take a@A 10.0.0.1 tcp", "leave"));
    assertEquals(99, taken(run(leaving)));
  }
}
