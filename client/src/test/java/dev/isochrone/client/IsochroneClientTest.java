package dev.isochrone.client;

import static dev.isochrone.client.FakeCluster.LYON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.isochrone.client.FakeNode.Asked;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.wire.grpc.Address;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IsochroneClientTest {
  private static final Document NAME = Document.of(Map.of("name", new Value.Text("Lyon")));
  private static final KeyForm LYON_KEY = new KeyForm.Text(LYON);

  private FakeCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = FakeCluster.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void put_goesToTheHomeRegion_withoutForwarding_sayingHowItGotThere() throws Exception {
    try (IsochroneClient client = connect(cluster.config())) {
      client.table("cities").put(LYON, NAME);
    }

    assertThat(cluster.asked("us-1", "us-2")).isZero();
    Asked put = cluster.node("eu-1").asked().get(0);
    assertThat(put.header().getNoForward()).isTrue();
    assertThat(put.header().getRuleVersion()).isEqualTo(1);
    assertThat(put.header().getHomeEpoch()).isEqualTo(1);
    assertThat(put.header().getCallerRegion()).isEmpty();
  }

  @Test
  void redirect_isFollowed_andRemembered() throws Exception {
    cluster.node("eu-1").always(it -> it.refuse(notLeader("eu-2")));

    try (IsochroneClient client = connect(cluster.config())) {
      Table cities = client.table("cities");
      WriteAnswer written = cities.put(LYON, NAME);
      cities.put(LYON, NAME);
      cities.get(LYON);

      assertThat(written.header().served().node()).isEqualTo(new NodeId("eu-2"));
    }
    assertThat(cluster.asked("eu-1")).isEqualTo(1);
    assertThat(cluster.asked("eu-2")).isEqualTo(3);
    assertThat(cluster.asked("eu-3")).isZero();
  }

  @Test
  void leaderNamedByAnAnswer_isRemembered() throws Exception {
    cluster.node("eu-1").then(it -> it.answerNaming(Optional.of(cluster.node("eu-3").endpoint())));

    try (IsochroneClient client = connect(cluster.config())) {
      Table cities = client.table("cities");
      cities.get(LYON);
      cities.put(LYON, NAME);
    }
    assertThat(cluster.asked("eu-1")).isEqualTo(1);
    assertThat(cluster.asked("eu-3")).isEqualTo(1);
  }

  @Test
  void redirectLoop_ends_withTheRefusal() throws Exception {
    cluster.node("eu-1").always(it -> it.refuse(notLeader("eu-2")));
    cluster.node("eu-2").always(it -> it.refuse(notLeader("eu-1")));

    try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(2)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.NOT_LEADER, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1", "eu-2")).isBetween(8, 60);
  }

  @Test
  void later_isTriedAgain_untilItIsDone() throws Exception {
    cluster
        .node("eu-1")
        .then(it -> it.refuse(Refusal.later(RefusalCode.OVERLOADED, "full", Duration.ZERO)))
        .then(it -> it.refuse(Refusal.later(RefusalCode.WROTE_TOO_LATE, "late", Duration.ZERO)));

    try (IsochroneClient client = connect(cluster.config())) {
      client.table("cities").put(LYON, NAME);
    }
    assertThat(cluster.asked("eu-1")).isEqualTo(3);
    assertThat(cluster.asked("eu-2", "eu-3")).isZero();
  }

  @Test
  void later_isTriedAgain_untilTheTimeIsOver_thenToldAsItIs() throws Exception {
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster
          .node(node)
          .always(it -> it.refuse(Refusal.notLeader(FakeCluster.EU, Optional.empty())));
    }

    try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(2)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.NO_LEADER, () -> cities.put(LYON, NAME));
    }
    // Rounds of three, 200 ms apart, as the servers ask.
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isBetween(6, 30);
  }

  @Test
  void unknown_isTold_andNeverSentAgain() throws Exception {
    cluster
        .node("eu-1")
        .always(it -> it.refuse(Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "the leader was lost")));

    try (IsochroneClient client = connect(cluster.config().withoutSessions())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  @Test
  void writeThatFailsWithoutSayingWhy_isUnknown_andNeverSentAgain() throws Exception {
    cluster.node("eu-1").always(it -> it.fail(Status.UNAVAILABLE));

    try (IsochroneClient client = connect(cluster.config().withoutSessions())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.delete(LYON));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  @Test
  void writeInTheHandsOfAServerThatDies_isUnknown() throws Exception {
    cluster.node("eu-1").always(it -> it.node().close());

    try (IsochroneClient client = connect(cluster.config().withoutSessions())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  @Test
  void writeThatIsNotAnsweredInTime_isUnknown() throws Exception {
    cluster.node("eu-1").always(it -> {});

    try (IsochroneClient client =
        connect(cluster.config().withoutSessions().within(Duration.ofSeconds(1)))) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.OUTCOME_UNKNOWN, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  @Test
  void readInTheHandsOfAServerThatDies_isAskedOfAnother() throws Exception {
    cluster.node("eu-1").always(it -> it.node().close());

    try (IsochroneClient client = connect(cluster.config())) {
      assertThat(client.table("cities").get(LYON).header().served().node())
          .isEqualTo(new NodeId("eu-2"));
    }
  }

  @Test
  void readThatIsNotAnswered_isAskedOfAnother_inHalfTheTime() throws Exception {
    cluster.node("eu-1").always(it -> {});

    try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(3)))) {
      assertThat(client.table("cities").get(LYON).header().served().node())
          .isEqualTo(new NodeId("eu-2"));
    }
  }

  @Test
  void nodeThatRefusesConnections_isPassedOver_byWritesToo() throws Exception {
    try (IsochroneClient client = connect(cluster.config())) {
      cluster.node("eu-1").close();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !listens(cluster.node("eu-1")));

      WriteAnswer written = client.table("cities").put(LYON, NAME);

      assertThat(written.header().served().node()).isEqualTo(new NodeId("eu-2"));
    }
  }

  /** A machine that hangs takes connections and says nothing. The write never left for it. */
  @Test
  void nodeThatHangs_isPassedOver_byWritesToo() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      cluster.move("eu-1", hanging.getLocalPort());
      cluster.publish(2, 1);

      try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(4)))) {
        WriteAnswer written = client.table("cities").put(LYON, NAME);

        assertThat(written.header().served().node()).isEqualTo(new NodeId("eu-2"));
      }
    }
  }

  @Test
  void homeThatIsGone_isUnreachable_andEventualReadsGoOn() throws Exception {
    try (IsochroneClient client = connect(cluster.configBy("us-1").within(Duration.ofSeconds(2)))) {
      crash("eu-1", "eu-2", "eu-3");
      Table cities = client.table("cities");

      assertRefused(RefusalCode.HOME_UNREACHABLE, () -> cities.put(LYON, NAME));
      assertThat(cities.get(LYON, Consistency.EVENTUAL).header().served().region())
          .isEqualTo(FakeCluster.US);
    }
  }

  @Test
  void eventualReads_stayInTheCallersRegion_andAreSpread() throws Exception {
    try (IsochroneClient client = connect(cluster.config().from(FakeCluster.US))) {
      Table cities = client.table("cities");
      for (int i = 0; i < 10; i++) {
        assertThat(cities.get(LYON, Consistency.EVENTUAL).header().served().region())
            .isEqualTo(FakeCluster.US);
      }
    }
    assertThat(cluster.asked("us-1")).isEqualTo(5);
    assertThat(cluster.asked("us-2")).isEqualTo(5);
    assertThat(cluster.node("us-1").asked().get(0).header().getCallerRegion()).isEqualTo("us-east");
  }

  @Test
  void eventualReads_goElsewhere_whenTheCallersRegionIsGone() throws Exception {
    try (IsochroneClient client = connect(cluster.config().from(FakeCluster.US))) {
      crash("us-1", "us-2");

      assertThat(client.table("cities").get(LYON, Consistency.EVENTUAL).header().served().region())
          .isEqualTo(FakeCluster.EU);
    }
  }

  @Test
  void changedRule_isFetched_andTheRequestSentByIt() throws Exception {
    cluster
        .node("eu-1")
        .then(
            it -> {
              cluster.publish(2, 7);
              it.refuse(Refusal.of(RefusalCode.RULE_CHANGED, "rule 7 is in force"));
            });

    try (IsochroneClient client = connect(cluster.config())) {
      client.table("cities").put(LYON, NAME);

      assertThat(client.directory().version()).isEqualTo(2);
    }
    assertThat(cluster.node("eu-1").asked())
        .extracting(it -> it.header().getRuleVersion())
        .containsExactly(1, 7);
  }

  @Test
  void changedRuleThatNobodyTells_isTold() throws Exception {
    cluster
        .node("eu-1")
        .always(it -> it.refuse(Refusal.of(RefusalCode.RULE_CHANGED, "rule 7 is in force")));

    try (IsochroneClient client = connect(cluster.config())) {
      Table cities = client.table("cities");
      assertRefused(RefusalCode.RULE_CHANGED, () -> cities.put(LYON, NAME));
    }
    assertThat(cluster.asked("eu-1")).isEqualTo(2);
  }

  @Test
  void whatCanBeRefusedHere_isNotSent() throws Exception {
    try (IsochroneClient client = connect(cluster.config())) {
      Table cities = client.table("cities");

      assertRefused(RefusalCode.NO_SUCH_TABLE, () -> client.table("towns"));
      assertRefused(RefusalCode.NO_SUCH_TABLE, () -> client.table("Not a name"));
      assertRefused(RefusalCode.INVALID_KEY, () -> cities.get("FR/Lyon"));
      assertRefused(RefusalCode.NO_HOME, () -> cities.get("XX/1"));
      assertRefused(
          RefusalCode.INVALID_DOCUMENT,
          () -> cities.put(LYON, Document.of(Map.of("", Value.Null.NULL))));
    }
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3", "us-1", "us-2")).isZero();
  }

  @Test
  void requestsBeyondTheBound_areRefused_orWait() throws Exception {
    CompletableFuture<Asked> first = new CompletableFuture<>();
    cluster.node("eu-1").then(first::complete);

    try (IsochroneClient client = connect(cluster.config().atOnce(1))) {
      Table cities = client.table("cities");
      CompletableFuture<WriteAnswer> inFlight =
          cities.putAsync(LYON_KEY, NAME, Condition.None.NONE);
      first.get(20, TimeUnit.SECONDS);

      CompletableFuture<WriteAnswer> beyond = cities.putAsync(LYON_KEY, NAME, Condition.None.NONE);
      CompletableFuture<WriteAnswer> waiting = new CompletableFuture<>();
      Thread blocking = new Thread(() -> complete(waiting, () -> cities.put(LYON, NAME)));
      blocking.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> blocking.getState() == Thread.State.TIMED_WAITING);

      assertThat(refusal(beyond).code()).isEqualTo(RefusalCode.OVERLOADED);
      assertThat(cluster.asked("eu-1")).isEqualTo(1);
      first.get().answer();
      inFlight.get(20, TimeUnit.SECONDS);
      waiting.get(20, TimeUnit.SECONDS);
    }
    assertThat(cluster.asked("eu-1")).isEqualTo(2);
  }

  @Test
  void close_endsWhatIsUnderWay_sayingWhatIsKnownOfIt() throws Exception {
    CompletableFuture<Asked> sent = new CompletableFuture<>();
    cluster
        .node("eu-1")
        .then(
            it -> it.refuse(Refusal.later(RefusalCode.OVERLOADED, "full", Duration.ofSeconds(15))))
        .then(sent::complete);

    IsochroneClient client = connect(cluster.config());
    Table cities = client.table("cities");
    CompletableFuture<WriteAnswer> pausing = cities.putAsync(LYON_KEY, NAME, Condition.None.NONE);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> cluster.asked("eu-1") == 1);
    CompletableFuture<WriteAnswer> underWay = cities.putAsync(LYON_KEY, NAME, Condition.None.NONE);
    sent.get(20, TimeUnit.SECONDS);
    client.close();

    assertThat(refusal(pausing).code()).isEqualTo(RefusalCode.OVERLOADED);
    assertThat(refusal(underWay).code()).isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
  }

  @Test
  void connect_takesTheFirstEndpointThatAnswers() throws Exception {
    ClientConfig config =
        ClientConfig.to(
            new Address("127.0.0.1", freePort()).toString(),
            Address.of(cluster.node("us-1").endpoint()).toString());

    try (IsochroneClient client = connect(config)) {
      assertThat(client.directory()).isEqualTo(cluster.directoryNow());
      // Nobody said where the caller is, so it is where the node is that answered.
      assertThat(client.table("cities").get(LYON, Consistency.EVENTUAL).header().served().region())
          .isEqualTo(FakeCluster.US);
    }
  }

  @Test
  void connect_isRefused_whenNobodyAnswers() throws Exception {
    ClientConfig config = ClientConfig.to(new Address("127.0.0.1", freePort()).toString());

    assertRefused(RefusalCode.HOME_UNREACHABLE, () -> connect(config).close());
  }

  @Test
  void status_namesWhoDidNotAnswer() throws Exception {
    try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(5)))) {
      crash("us-2");

      var status = client.status();

      assertThat(status.keySet())
          .extracting(NodeId::name)
          .containsExactly("eu-1", "eu-2", "eu-3", "us-1", "us-2");
      assertThat(status.get(new NodeId("eu-2"))).isInstanceOf(Outcome.Done.class);
      assertThat(status.get(new NodeId("us-2"))).isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void where_isAskedOfANearNode() throws Exception {
    try (IsochroneClient client = connect(cluster.config().from(FakeCluster.US))) {
      assertThat(client.table("cities").where(LYON).home().region())
          .isEqualTo(FakeCluster.US); // A fake says its own.
    }
  }

  @Test
  void futures_endWithTheRefusalItself() throws Exception {
    try (IsochroneClient client = connect(cluster.config())) {
      CompletableFuture<Throwable> seen = new CompletableFuture<>();
      var unused =
          client
              .table("cities")
              .getAsync(new KeyForm.Text("XX/1"), Consistency.STRONG)
              .whenComplete((answer, failure) -> seen.complete(failure));

      assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(RefusedException.class);
    }
  }

  private static IsochroneClient connect(ClientConfig config) throws RefusedException {
    return IsochroneClient.connect(config);
  }

  private Refusal notLeader(String leader) {
    Region region = FakeCluster.EU;
    return Refusal.notLeader(region, Optional.of(cluster.node(leader).endpoint()));
  }

  private static void assertRefused(RefusalCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(RefusedException.class))
        .extracting(refused -> refused.refusal().code())
        .isEqualTo(code);
  }

  private static Refusal refusal(CompletableFuture<?> future) throws Exception {
    try {
      throw new AssertionError("answered: " + future.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RefusedException refused) {
        return refused.refusal();
      }
      throw failed;
    }
  }

  /** A call that may be refused. */
  private interface Call<V> {
    V call() throws RefusedException;
  }

  private static <V> void complete(CompletableFuture<V> future, Call<V> call) {
    try {
      future.complete(call.call());
    } catch (RefusedException refused) {
      future.completeExceptionally(refused);
    }
  }

  /** Until nobody listens there; connections that a client has already may live a moment longer. */
  private void crash(String... nodes) {
    for (String node : nodes) {
      cluster.node(node).close();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !listens(cluster.node(node)));
    }
  }

  private static boolean listens(FakeNode node) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.endpoint().port())) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
