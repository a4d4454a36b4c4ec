package dev.isochrone.zone.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTallyTest {
  private static final List<RequestKind> SOME =
      List.of(RequestKind.PUT, RequestKind.GET_STRONG, RequestKind.SCAN);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private long nanos = -5; // A ticker may begin anywhere.
  private int looks;
  private final RequestTally tally =
      new RequestTally(
          () -> {
            looks++;
            return nanos;
          });

  @Test
  void everyEnd_hasAPlaceAndAWordOfItsOwn() {
    assertThat(RequestEnd.all()).hasSize(3 + RefusalCode.values().length);
    for (int i = 0; i < RequestEnd.all().size(); i++) {
      assertThat(RequestEnd.all().get(i).index()).isEqualTo(i);
    }
    assertThat(new HashSet<>(RequestEnd.all().stream().map(RequestEnd::word).toList()))
        .hasSameSizeAs(RequestEnd.all());
    for (RefusalCode code : RefusalCode.values()) {
      assertThat(RequestEnd.of(code)).hasToString(code.name());
    }
  }

  @Test
  void request_isCountedUnderItsKindAndEnd_andUnderNoOther() {
    RequestEnd late = RequestEnd.of(RefusalCode.DEADLINE_PASSED);

    tally.ended(RequestKind.PUT, late, tally.nanos());
    tally.ended(RequestKind.PUT, RequestEnd.DONE, tally.nanos());
    tally.ended(RequestKind.PUT, late, tally.nanos());

    assertThat(tally.count(RequestKind.PUT, late)).isEqualTo(2);
    assertThat(tally.count(RequestKind.PUT, RequestEnd.DONE)).isEqualTo(1);
    assertThat(tally.count(RequestKind.PUT)).isEqualTo(3);
    assertThat(Arrays.stream(RequestKind.values()).mapToLong(tally::count).sum()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1000000,0",
    "1000001,1",
    "2000000,1",
    "5000000,2",
    "10000000,3",
    "25000000,4",
    "50000000,5",
    "100000000,6",
    "250000000,7",
    "250000001,8",
    "1000000000,8",
    "1000000001,9",
    "9000000000000,9"
  })
  void time_fallsIntoTheRangeThatItEnds(long taken, int range) {
    long begun = tally.nanos();
    nanos += taken;

    tally.ended(RequestKind.SCAN, RequestEnd.DONE, begun);

    long[] counts = tally.times(RequestKind.SCAN).counts();
    assertThat(counts).hasSize(RequestTimes.BOUNDS_MILLIS.size() + 1);
    assertThat(counts[range]).isEqualTo(1);
    assertThat(LongStream.of(counts).sum()).isEqualTo(1);
    assertThat(tally.times(RequestKind.SCAN).totalNanos()).isEqualTo(taken);
    assertThat(LongStream.of(tally.times(RequestKind.PUT).counts()).sum()).isZero();
  }

  @Test
  void asked_isCountedByWhatItComesTo_afterItHas() {
    CompletableFuture<Outcome<String>> answer = new CompletableFuture<>();
    CompletableFuture<Outcome<String>> counted =
        tally.counted(RequestKind.GET_STRONG, () -> answer);
    assertThat(tally.count(RequestKind.GET_STRONG)).isZero();

    nanos += 3 * MILLI;
    answer.complete(Outcome.done("row"));

    assertThat(counted.join()).isEqualTo(Outcome.done("row"));
    assertThat(tally.count(RequestKind.GET_STRONG, RequestEnd.DONE)).isEqualTo(1);
    assertThat(tally.times(RequestKind.GET_STRONG).totalNanos()).isEqualTo(3 * MILLI);
  }

  @Test
  void asked_thatIsRefused_orFails_isCountedAsThat() {
    Refusal refusal = Refusal.of(RefusalCode.NO_HOME, "none");
    CompletableFuture<Outcome<String>> refused =
        tally.counted(
            RequestKind.PUT, () -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
    CompletableFuture<Outcome<String>> failed =
        tally.counted(
            RequestKind.PUT,
            () -> CompletableFuture.failedFuture(new IllegalStateException("planted")));

    assertThat(refused.join()).isEqualTo(Outcome.refused(refusal));
    assertThatThrownBy(failed::join).isInstanceOf(CompletionException.class);
    assertThat(tally.count(RequestKind.PUT, RequestEnd.of(RefusalCode.NO_HOME))).isEqualTo(1);
    assertThat(tally.count(RequestKind.PUT, RequestEnd.DEFECT)).isEqualTo(1);
  }

  @Test
  void operationsOfAMessage_areCountedWhenItLeaves_byOneLookAtTheClock() {
    MessageTally message = new MessageTally(tally);
    message.add(RequestKind.PUT, RequestEnd.DONE, nanos);
    message.add(RequestKind.PUT, RequestEnd.DONE, nanos);
    message.add(RequestKind.GET_LEASED, RequestEnd.DONE, nanos - MILLI);
    assertThat(tally.count(RequestKind.PUT)).isZero();
    assertThat(looks).isZero();
    nanos += MILLI;

    message.count();
    message.count();

    assertThat(looks).isEqualTo(1);
    assertThat(tally.count(RequestKind.PUT, RequestEnd.DONE)).isEqualTo(2);
    assertThat(tally.times(RequestKind.PUT).totalNanos()).isEqualTo(2 * MILLI);
    assertThat(tally.times(RequestKind.GET_LEASED).totalNanos()).isEqualTo(2 * MILLI);
  }

  @ForSeeds(100)
  void messages_ofAnyMixture_areCountedAsIfEachOperationWereCountedAlone(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RequestTally alone = new RequestTally(() -> nanos);
    MessageTally message = new MessageTally(tally);
    for (int sent = 0; sent < 5; sent++) {
      long leaves = nanos + random.nextInt(50);
      for (int i = random.nextInt(20); i > 0; i--) {
        RequestKind kind = SOME.get(random.nextInt(SOME.size()));
        RequestEnd end = RequestEnd.all().get(random.nextInt(4));
        long begun = nanos - random.nextInt(3);
        message.add(kind, end, begun);
        alone.ended(kind, end, 1, leaves - begun);
      }
      nanos = leaves;
      message.count();
    }

    for (RequestKind kind : RequestKind.values()) {
      for (RequestEnd end : RequestEnd.all()) {
        assertThat(tally.count(kind, end)).isEqualTo(alone.count(kind, end));
      }
      assertThat(tally.times(kind).totalNanos()).isEqualTo(alone.times(kind).totalNanos());
    }
  }
}
