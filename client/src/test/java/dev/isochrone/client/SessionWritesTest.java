package dev.isochrone.client;

import static dev.isochrone.client.FakeCluster.LYON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.client.FakeNode.Asked;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes that are sent again, and what servers then see. */
@Timeout(120)
class SessionWritesTest {
  private static final Document NAME = Document.of(Map.of("name", new Value.Text("Lyon")));
  private static final KeyForm LYON_KEY = new KeyForm.Text(LYON);
  private static final Refusal UNKNOWN =
      Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "the leader was lost");

  /** The log of the home: which sequences it has carried out, and how often it did anything. */
  private final Set<Long> carriedOut = ConcurrentHashMap.newKeySet();

  private final AtomicInteger effects = new AtomicInteger();

  private FakeCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = FakeCluster.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private void carryOut(Asked write) {
    if (carriedOut.add(write.header().getSequence())) {
      effects.incrementAndGet();
    }
  }

  @Test
  void writes_standInOneSession_andSayWhatIsAnswered() throws Exception {
    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      cities.put(LYON, NAME);
      cities.get(LYON);
      cities.delete(LYON);
      cities.put(LYON, NAME);
    }

    assertThat(cluster.node("eu-1").asked())
        .extracting(
            it -> it.header().getSession(),
            it -> it.header().getSequence(),
            it -> it.header().getLowestUnanswered())
        .containsExactly(
            tuple(FakeNode.SESSION, 1L, 1L),
            tuple(0L, 0L, 0L),
            tuple(FakeNode.SESSION, 2L, 2L),
            tuple(FakeNode.SESSION, 3L, 3L));
  }

  @Test
  void writeInTheHandsOfAServerThatDies_isSentAgain_andDoneOnce() throws Exception {
    cluster
        .node("eu-1")
        .always(
            it -> {
              carryOut(it);
              it.node().close();
            });
    cluster
        .node("eu-2")
        .always(
            it -> {
              carryOut(it);
              it.answer();
            });

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      WriteAnswer written = client.table("cities").put(LYON, NAME);

      assertThat(written.header().served().node()).isEqualTo(new NodeId("eu-2"));
    }
    assertThat(cluster.asked("eu-1", "eu-2")).isEqualTo(2);
    assertThat(effects).hasValue(1);
  }

  @Test
  void streamThatBreaks_withManyOnIt_losesNone_andDoublesNone() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    cluster
        .node("eu-1")
        .always(
            it -> {
              int nth = heard.incrementAndGet();
              if (nth % 3 > 0 || nth > 40) {
                carryOut(it); // Some are lost before.
              }
              if (nth == 40) {
                it.fail(Status.UNAVAILABLE);
              } else if (nth > 40) {
                it.answer();
              }
            });
    cluster.node("eu-2").always(it -> it.refuse(notLeader("eu-1")));
    cluster.node("eu-3").always(it -> it.refuse(notLeader("eu-1")));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      List<CompletableFuture<WriteAnswer>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(cities.putAsync(LYON_KEY, NAME, Condition.None.NONE));
      }
      for (CompletableFuture<WriteAnswer> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(sequencesAsked("eu-1")).hasSize(40);
    assertThat(effects).hasValue(40);
  }

  @Test
  void unknownThatAServerTells_isRepeatedUnderItsSequence() throws Exception {
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      client.table("cities").put(LYON, NAME);
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(2);
    assertThat(sequencesAsked("eu-1", "eu-2", "eu-3")).containsExactly(1L);
  }

  @Test
  void silentLeader_isNotWaitedForAllTheTime() throws Exception {
    cluster.node("eu-1").always(it -> {});

    try (IsochroneClient client =
        IsochroneClient.connect(cluster.config().within(Duration.ofSeconds(4)))) {
      WriteAnswer written = client.table("cities").put(LYON, NAME);

      assertThat(written.header().served().node()).isEqualTo(new NodeId("eu-2"));
    }
  }

  @Test
  void writeThatStaysUnknown_isTold_andItsSequenceIsDone() throws Exception {
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster.node(node).always(it -> it.refuse(UNKNOWN));
    }

    try (IsochroneClient client =
        IsochroneClient.connect(cluster.config().within(Duration.ofSeconds(3)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
      for (String node : List.of("eu-1", "eu-2", "eu-3")) {
        cluster.node(node).always(Asked::answer);
      }
      cities.put(LYON, NAME);
    }
    RequestHeader last = lastAsked().header();
    assertThat(last.getSequence()).isEqualTo(2);
    assertThat(last.getLowestUnanswered()).isEqualTo(2);
  }

  /** The leader is gone: what comes after an unknown are refusals that had no effect. */
  @Test
  void unknown_isNotForgotten_byLaterRefusals() throws Exception {
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN));
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster
          .node(node)
          .always(it -> it.refuse(Refusal.notLeader(FakeCluster.EU, Optional.empty())));
    }

    try (IsochroneClient client =
        IsochroneClient.connect(cluster.config().within(Duration.ofSeconds(3)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
  }

  @Test
  void conditionThatFailed_isTold_withTheRow() throws Exception {
    Refusal.CurrentRow now = new Refusal.CurrentRow(Optional.empty(), Optional.of(NAME));
    cluster
        .node("eu-1")
        .then(it -> it.refuse(UNKNOWN))
        .always(it -> it.refuse(Refusal.of(RefusalCode.CONDITION_FAILED, "exists").showing(now)));
    cluster.node("eu-2").always(it -> it.refuse(notLeader("eu-1")));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      assertThatThrownBy(() -> cities.put(LYON_KEY, NAME, Condition.Absent.ABSENT))
          .asInstanceOf(type(RefusedException.class))
          .extracting(refused -> refused.current().orElseThrow())
          .isEqualTo(now);
    }
  }

  @Test
  void sessionThatEnded_isReplaced_andTheWriteSentAnew() throws Exception {
    AtomicLong sessions = new AtomicLong(100);
    openingEach(() -> Outcome.done(sessions.incrementAndGet()));
    cluster
        .node("eu-1")
        .then(Asked::answer)
        .then(it -> it.refuse(Refusal.of(RefusalCode.SESSION_EXPIRED, "idle")));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      cities.put(LYON, NAME);
      cities.put(LYON, NAME);
      cities.put(LYON, NAME);
    }
    assertThat(cluster.node("eu-1").asked())
        .extracting(it -> it.header().getSession(), it -> it.header().getSequence())
        .containsExactly(tuple(101L, 1L), tuple(101L, 2L), tuple(102L, 1L), tuple(102L, 2L));
  }

  @Test
  void sessionThatEndedAfterAnUnknown_leavesItUnknown() throws Exception {
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN));
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster.node(node).always(it -> it.refuse(Refusal.of(RefusalCode.SESSION_EXPIRED, "idle")));
    }

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(2);
  }

  @Test
  void serversWithoutSessions_areWrittenTo_withoutRepeats() throws Exception {
    openingEach(() -> Outcome.refused(Refusal.of(RefusalCode.NOT_SUPPORTED, "no sessions")));
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
      cities.put(LYON, NAME);
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(2);
    assertThat(lastAsked().header().getSession()).isZero();
  }

  @Test
  void sessionThatNobodyOpensYet_isWaitedFor() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    openingEach(
        () ->
            asked.incrementAndGet() <= 7
                ? Outcome.refused(Refusal.later(RefusalCode.NOT_READY, "starts", Duration.ZERO))
                : Outcome.done(5L));

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      client.table("cities").put(LYON, NAME);
    }
    assertThat(lastAsked().header().getSession()).isEqualTo(5);
  }

  @Test
  void sessionThatNobodyOpensInTime_isWhyTheWriteIsRefused() throws Exception {
    openingEach(
        () -> Outcome.refused(Refusal.later(RefusalCode.NOT_READY, "starts", Duration.ZERO)));

    try (IsochroneClient client =
        IsochroneClient.connect(cluster.config().within(Duration.ofSeconds(3)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.NOT_READY, () -> cities.put(LYON, NAME));
      cities.get(LYON); // Reads need none.
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  /** Whether another partition knows the sequence, nobody can say. */
  @Test
  void unknownWhoseHomeMoves_staysUnknown() throws Exception {
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN)).always(it -> it.refuse(UNKNOWN));
    for (String node : List.of("eu-2", "eu-3")) {
      cluster
          .node(node)
          .always(
              it -> {
                cluster.publishHomeOfFrance(2, FakeCluster.US);
                it.refuse(Refusal.of(RefusalCode.RULE_CHANGED, "rule 2 is in force"));
              });
    }

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("us-1", "us-2")).isZero();
  }

  @Test
  void batch_isOneOperation_withTypedKeys() throws Exception {
    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      client
          .table("trips")
          .write(
              List.of(
                  RowWrite.put(new KeyForm.Text("FR/1"), NAME),
                  RowWrite.delete(new KeyForm.Text("FR/2")).onlyIf(Condition.Absent.ABSENT)));
    }
    Asked write = lastAsked();
    assertThat(write.operation().getWrite().getRowList())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.getKey().hasPacked()).isTrue());
    assertThat(write.operation().getWrite().getRow(1).getCondition().getAbsent()).isTrue();
    assertThat(write.header().getSequence()).isEqualTo(1);
  }

  @Test
  void batchThatCanBeRefusedHere_isNotSent() throws Exception {
    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table trips = client.table("trips");

      assertRefused(RefusalCode.INVALID_REQUEST, () -> trips.write(List.of()));
      assertRefused(
          RefusalCode.INVALID_REQUEST,
          () ->
              trips.write(
                  List.of(
                      RowWrite.put(new KeyForm.Text("FR/1"), NAME),
                      RowWrite.put(new KeyForm.Text("US/1"), NAME))));
      assertRefused(
          RefusalCode.INVALID_KEY,
          () ->
              trips.write(
                  List.of(
                      RowWrite.put(new KeyForm.Text("FR/1"), NAME),
                      RowWrite.put(new KeyForm.Text("FR/Lyon"), NAME))));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3", "us-1", "us-2")).isZero();
  }

  private void openingEach(Supplier<Outcome<Long>> session) {
    for (String node : List.of("eu-1", "eu-2", "eu-3", "us-1", "us-2")) {
      cluster.node(node).opening(session);
    }
  }

  private Set<Long> sequencesAsked(String... nodes) {
    Set<Long> sequences = new TreeSet<>();
    for (String node : nodes) {
      cluster.node(node).asked().forEach(it -> sequences.add(it.header().getSequence()));
    }
    return sequences;
  }

  private Asked lastAsked() {
    return List.of("eu-1", "eu-2", "eu-3").stream()
        .flatMap(node -> cluster.node(node).asked().stream())
        .filter(it -> !it.operation().hasGet())
        .max(Comparator.comparingLong(it -> it.header().getSequence()))
        .orElseThrow();
  }

  private Refusal notLeader(String leader) {
    return Refusal.notLeader(FakeCluster.EU, Optional.of(cluster.node(leader).endpoint()));
  }

  private static void assertRefused(RefusalCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(RefusedException.class))
        .extracting(refused -> refused.refusal().code())
        .isEqualTo(code);
  }
}
