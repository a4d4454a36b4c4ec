package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.local.LocalClusterConfig.Geography;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.wire.cluster.LinkOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Reads in America of rows that Europe writes, while the link between them is paused and resumed:
 * whatever a read says of its age, or promises a session, is held against what was acknowledged.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class NearReadsTest {
  private static final String KEY = "1";
  private static final long SEED = 20_261_122;
  private static final int STEPS = 400;

  @TempDir Path dir;
  private @Nullable World world;
  private @Nullable IsochroneClient inEurope;
  private @Nullable IsochroneClient inAmerica;

  /** What was acknowledged, in order: its number is its place. */
  private final List<Long> acknowledgedNanos = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    List<Zone> one = List.of(new Zone("a"));
    world =
        World.start(
            dir,
            new TreeMap<>(Map.of(EU_WEST, one, US_EAST, one)),
            List.of(pages()),
            Geography.PLAIN);
    inEurope = world.client(EU_WEST);
    inAmerica = world.client(US_EAST);
  }

  @AfterEach
  void stop() {
    world().close();
  }

  @Test
  void readNearby_neverLies_whileTheLinkIsPausedAndResumed() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Table europe = inEurope().table("pages");
    Table america = inAmerica().table("pages");
    Map<Consistency, Integer> near = new EnumMap<>(Consistency.class);
    Map<Consistency, Integer> far = new EnumMap<>(Consistency.class);
    String token = inEurope().session().token();
    int sessionSaw = -1;
    write(europe);

    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> pause(random.nextBoolean());
        case 1, 2 -> write(europe);
        case 3 -> {
          Session here = inEurope().session(token);
          here.table("pages").put(KEY, document(acknowledgedNanos.size()));
          acknowledgedNanos.add(System.nanoTime());
          sessionSaw = acknowledgedNanos.size() - 1;
          token = here.token();
        }
        case 4, 5 -> {
          Session there = inAmerica().session(token);
          ReadAnswer read = there.table("pages").get(KEY);
          token = there.token();
          assertThat(number(read))
              .as("seen before by the session")
              .isGreaterThanOrEqualTo(sessionSaw);
          sessionSaw = number(read);
          count(read, Consistency.SESSION, near, far);
        }
        default -> {
          Duration bound = Duration.ofMillis(1L << random.nextInt(13));
          // Ages are told in whole milliseconds, and so are bounds.
          long since = bound.plus(Duration.ofMillis(2)).toNanos();
          int least = acknowledgedBefore(System.nanoTime() - since);
          ReadAnswer read = america.getWithin(bound, KEY);
          assertThat(number(read)).as("within %s", bound).isGreaterThanOrEqualTo(least);
          assertThat(read.header().staleness().orElseThrow()).isLessThanOrEqualTo(bound);
          count(read, Consistency.BOUNDED_STALENESS, near, far);
        }
      }
    }

    assertThat(world().faults()).isEmpty();
    // Else nothing was shown of one of the ways.
    assertThat(near).containsKeys(Consistency.SESSION, Consistency.BOUNDED_STALENESS);
    assertThat(far).containsKeys(Consistency.SESSION, Consistency.BOUNDED_STALENESS);
  }

  @Test
  void readNearby_isRefused_ifTheCopyIsOldAndTheHomeIsGone() throws Exception {
    Table europe = inEurope().table("pages");
    Session session = inEurope().session();
    write(europe);
    IsochroneClient impatient =
        IsochroneClient.connect(
            ClientConfig.to(world().nodes(US_EAST).get(0).client().address())
                .from(US_EAST)
                .within(Duration.ofSeconds(2)));
    try (impatient) {
      Table america = impatient.table("pages");
      World.await().until(() -> america.get(KEY, Consistency.EVENTUAL).isFound());
      pause(true);
      session.table("pages").put(KEY, document(1));
      world().cluster.kill(world().leader(EU_WEST));

      Table inSession = impatient.session(session.token()).table("pages");
      assertThat(refused(() -> america.getWithin(Duration.ofMillis(1), KEY)).refusal().kind())
          .isEqualTo(RefusalKind.LATER);
      assertThat(refused(() -> inSession.get(KEY)).refusal().kind()).isEqualTo(RefusalKind.LATER);
      assertThat(number(america.get(KEY, Consistency.EVENTUAL))).isZero();
      assertThat(number(america.getWithin(Duration.ofHours(1), KEY))).isZero();
    }
  }

  @Test
  void token_thatIsNoneOrAnotherClusters_isRefused_withWhatToDo() throws Exception {
    IsochroneClient client = inEurope();
    String own = client.session().token();

    RefusedException malformed = refused(() -> client.session("new york").token());
    RefusedException cut = refused(() -> client.session(own.substring(1)).token());

    assertThat(List.of(malformed, cut))
        .allSatisfy(
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
              assertThat(refused.refusal().message()).contains("begin another session");
            });
  }

  /** What may throw a refusal. */
  private interface Asking {
    Object ask() throws RefusedException;
  }

  private static RefusedException refused(Asking asking) {
    return Objects.requireNonNull(catchThrowableOfType(RefusedException.class, () -> asking.ask()));
  }

  private void write(Table table) throws RefusedException {
    table.put(KEY, document(acknowledgedNanos.size()));
    acknowledgedNanos.add(System.nanoTime());
  }

  /** The last write that was acknowledged by then; -1: none was. */
  private int acknowledgedBefore(long nanos) {
    int last = -1;
    for (int i = 0; i < acknowledgedNanos.size(); i++) {
      if (acknowledgedNanos.get(i) - nanos <= 0) {
        last = i;
      }
    }
    return last;
  }

  private static void count(
      ReadAnswer read,
      Consistency level,
      Map<Consistency, Integer> near,
      Map<Consistency, Integer> far) {
    boolean nearby = read.header().served().region().equals(US_EAST);
    int unused = (nearby ? near : far).merge(level, 1, Integer::sum);
  }

  private void pause(boolean paused) {
    World.await()
        .ignoreExceptions()
        .until(
            () -> inEurope().order(new LinkOrder(EU_WEST, US_EAST, paused)),
            noted -> noted.size() == 1);
  }

  private World world() {
    return Objects.requireNonNull(world);
  }

  private IsochroneClient inEurope() {
    return Objects.requireNonNull(inEurope);
  }

  private IsochroneClient inAmerica() {
    return Objects.requireNonNull(inAmerica);
  }

  private static int number(ReadAnswer read) {
    Value number = read.document().map(found -> found.fields().get("n")).orElse(null);
    return number instanceof Value.Int64 found ? (int) found.value() : -1;
  }

  private static Document document(int number) {
    return Document.of(Map.of("n", new Value.Int64(number)));
  }

  private static TableSpec pages() {
    return new TableSpec(
        1,
        TableName.parse("pages"),
        List.of(new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(EU_WEST), Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }
}
