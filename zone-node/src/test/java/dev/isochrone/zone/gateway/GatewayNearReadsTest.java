package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.TwoRegions.ASIA;
import static dev.isochrone.zone.TwoRegions.CITIES;
import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.DELHI;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.VISITS;
import static dev.isochrone.zone.gateway.GatewayFixture.closedIn;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.table.TableName;
import dev.isochrone.testing.ForSeeds;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that say how new the copy near them must be. This node is of Europe. */
class GatewayNearReadsTest {
  private static final Origin OF_ASIA = new Origin(2);

  private GatewayFixture node;

  @BeforeEach
  void open() throws IOException {
    node = GatewayFixture.open();
  }

  @AfterEach
  void close() {
    node.close();
  }

  /** Against a model that knows two numbers: what the clock says, and what has arrived. */
  @ForSeeds
  void readNearby_isServedByACopyThatIsNewEnough_andByNoOther(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long arrived = 0;
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(3)) {
        case 0 -> node.wall += random.nextInt(400);
        case 1 -> {
          arrived = Math.max(arrived, node.wall - random.nextInt(300));
          node.replica.receive(closedIn(OF_ASIA, arrived)).join();
        }
        default -> {
          if (random.nextBoolean()) {
            long bound = 1L + random.nextInt(500);
            boolean young = arrived > 0 && node.clock().now().millis() - arrived <= bound;
            assertServed(young, within(bound, DELHI, header()), arrived);
          } else {
            long seen = Math.max(1, node.wall - random.nextInt(300));
            assertServed(seen <= arrived, seeing(seen, DELHI, header()), arrived);
          }
        }
      }
    }
  }

  private void assertServed(
      boolean here, CompletableFuture<Outcome<ReadAnswer>> read, long arrived) {
    int sent = node.onward.sent.size();
    node.onward.sent.clear();
    ReadAnswer answer = done(read);
    assertThat(sent).as("sent on").isEqualTo(here ? 0 : 1);
    if (here) {
      long age = node.clock().now().millis() - arrived;
      assertThat(answer.header().staleness()).contains(Duration.ofMillis(age));
    }
  }

  @Test
  void copyThatIsTooOld_refusesTheCallerWhoWantsNoForwarding_andNamesTheHome() {
    node.replica.receive(closedIn(OF_ASIA, node.wall - 50)).join();
    node.wall += 200;

    Refusal old = refusal(within(249, DELHI, header().withoutForwarding()));
    ReadAnswer young = done(within(250, DELHI, header().withoutForwarding()));

    assertThat(old.code()).isEqualTo(RefusalCode.NOT_CAUGHT_UP);
    assertThat(old.region()).contains(ASIA);
    assertThat(young.header().staleness()).contains(Duration.ofMillis(250));
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void copyOfWhichNothingIsKnown_isTooOldForAnyBound() {
    assertThat(refusal(within(1_000_000_000, DELHI, header().withoutForwarding())).code())
        .isEqualTo(RefusalCode.NOT_CAUGHT_UP);
    assertThat(refusal(seeing(1, DELHI, header().withoutForwarding())).code())
        .isEqualTo(RefusalCode.NOT_CAUGHT_UP);
  }

  @Test
  void home_hasWhateverIsAskedFor_onceItIsConfirmed() {
    done(node.write(LYON, header()));
    node.wall += 700;

    ReadAnswer bounded = done(within(1, LYON, header().withoutForwarding()));
    ReadAnswer later = done(seeing(1, node.wall + 60_000, LYON));
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(bounded.document()).contains(CITY);
    assertThat(bounded.header().staleness()).contains(Duration.ZERO);
    assertThat(later.document()).contains(CITY);
    assertThat(refusal(within(1, LYON, header())).code()).isEqualTo(RefusalCode.NOT_CONFIRMED);
    assertThat(done(within(700, LYON, header())).document())
        .as("young enough without asking anybody")
        .contains(CITY);
  }

  @Test
  void ownWrite_isSeen_withoutAConfirmation() {
    Version written = done(node.write(LYON, header())).header().version().orElseThrow();
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    RequestHeader seen = header().having(token().with(written));

    assertThat(done(read(Consistency.SESSION, CITIES, LYON, seen)).document()).contains(CITY);
  }

  @Test
  void rowThatEveryRegionWrites_isWaitedFor_andNotLookedForElsewhere() {
    Refusal lacking =
        refusal(read(Consistency.SESSION, VISITS, "7", header().having(seenOfAsia(node.wall))));
    node.replica.receive(closedIn(OF_ASIA, node.wall)).join();

    assertThat(lacking.code()).isEqualTo(RefusalCode.STALE);
    assertThat(lacking.retryAfter()).isPositive();
    assertThat(
            done(read(Consistency.SESSION, VISITS, "7", header().having(seenOfAsia(node.wall))))
                .isFound())
        .isFalse();
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void sessionWithoutToken_orWithAnotherClusters_isRefused() {
    SessionToken foreign =
        SessionToken.nothingOf(new ClusterId("ffffffffffffffffffffffffffffffff"));

    Refusal none = refusal(read(Consistency.SESSION, CITIES, LYON, header()));
    Refusal other = refusal(read(Consistency.SESSION, CITIES, LYON, header().having(foreign)));

    assertThat(none.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(none.message()).contains("session_token");
    assertThat(other.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(other.message()).contains("another cluster");
  }

  private CompletableFuture<Outcome<ReadAnswer>> within(
      long millis, String key, RequestHeader header) {
    return node.gateway.read(
        ReadRequest.within(Duration.ofMillis(millis), header, CITIES, new KeyForm.Text(key)),
        LIMIT);
  }

  private CompletableFuture<Outcome<ReadAnswer>> seeing(
      long millis, String key, RequestHeader header) {
    return read(Consistency.SESSION, CITIES, key, header.having(seenOfAsia(millis)));
  }

  /** Of another origin than the row's, which does not matter to it; or of its own future. */
  private CompletableFuture<Outcome<ReadAnswer>> seeing(int origin, long millis, String key) {
    return read(
        Consistency.SESSION, CITIES, key, header().having(seen(new Origin(origin), millis)));
  }

  private CompletableFuture<Outcome<ReadAnswer>> read(
      Consistency level, TableName table, String key, RequestHeader header) {
    return node.gateway.read(new ReadRequest(header, table, new KeyForm.Text(key), level), LIMIT);
  }

  private SessionToken seenOfAsia(long millis) {
    return seen(OF_ASIA, millis);
  }

  private SessionToken seen(Origin origin, long millis) {
    return token().with(new Version(1, new Stamp(HlcTimestamp.of(millis, 0), origin)));
  }

  private SessionToken token() {
    return SessionToken.nothingOf(node.gateway.directory().cluster().id());
  }
}
