package dev.isochrone.client;

import static dev.isochrone.client.FakeCluster.EU;
import static dev.isochrone.client.FakeCluster.LYON;
import static dev.isochrone.client.FakeCluster.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.client.FakeNode.Asked;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that every region writes, and reads of a region's own truth. */
@Timeout(120)
class MultiMasterTest {
  private static final Document NAME = Document.of(Map.of("name", new Value.Text("Lyon")));
  private static final ContextToken SEEN = new ContextToken(Bytes.wrap(new byte[] {1, 2, 3}));
  private static final Refusal UNKNOWN =
      Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "the leader was lost");

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
  void write_goesToTheClientsOwnRegion_underNoEpoch() throws Exception {
    for (Region near : List.of(EU, US)) {
      try (IsochroneClient client = IsochroneClient.connect(cluster.config().from(near))) {
        client.table("visits").put(LYON, NAME);
      }
    }

    Asked inEurope = only("eu-1", "eu-2", "eu-3");
    Asked inAmerica = only("us-1", "us-2");
    assertThat(inEurope.header().getRuleVersion()).isEqualTo(1);
    assertThat(inEurope.header().getHomeEpoch()).isZero();
    assertThat(inAmerica.operation().getPut().getCausalContext()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void read_atNoSaidConsistency_leavesItToTheTable_atTheRegionsLeader() throws Exception {
    try (IsochroneClient client = connect(cluster.config().from(US))) {
      client.table("visits").get(LYON);
      client.table("cities").get(LYON);
    }

    assertThat(only("us-1", "us-2").operation().getGet().hasConsistency()).isFalse();
    assertThat(only("eu-1", "eu-2", "eu-3").operation().getGet().hasConsistency()).isFalse();
  }

  @Test
  void regionStrongRead_ofARowWithAHome_asksTheClientsRegion_andLearnsItsLeaderAlone()
      throws Exception {
    cluster
        .node("us-1")
        .always(
            it -> it.refuse(Refusal.notLeader(US, Optional.of(cluster.node("us-2").endpoint()))));

    try (IsochroneClient client = connect(cluster.config().from(US))) {
      Table cities = client.table("cities");
      cities.get(LYON, Consistency.REGION_STRONG);
      cities.get(LYON, Consistency.REGION_STRONG);
      cities.put(LYON, NAME);
    }

    assertThat(cluster.asked("us-1")).isEqualTo(1);
    assertThat(cluster.asked("us-2")).isEqualTo(2);
    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isEqualTo(1);
  }

  @Test
  void siblings_areReadWithTheirContext_andAWriteGivesItBack() throws Exception {
    Sibling ours = new Sibling(version(1, 1), Optional.of(NAME));
    Sibling theirs = new Sibling(version(2, 2), Optional.empty());
    cluster.node("eu-1").then(it -> it.answerWith(List.of(ours, theirs), SEEN));

    try (IsochroneClient client = connect(cluster.config())) {
      Table visits = client.table("visits");
      ReadAnswer read = visits.get(LYON);
      assertThat(read.siblings()).containsExactly(ours, theirs);
      assertThat(read.document()).isEmpty();
      assertThat(read.isFound()).isTrue();
      assertThat(read.documents()).containsExactly(NAME);
      ContextToken context = read.context().orElseThrow();
      visits.put(LYON, NAME, context);
      visits.delete(LYON, context);
      visits.write(
          List.of(
              RowWrite.put(new KeyForm.Text("FR/1"), NAME).having(context),
              RowWrite.put(new KeyForm.Text("FR/2"), NAME)));
    }

    ByteString token = ByteString.copyFrom(SEEN.bytes().toArray());
    List<Operation> asked =
        cluster.node("eu-1").asked().stream().map(Asked::operation).skip(1).toList();
    assertThat(asked.get(0).getPut().getCausalContext()).isEqualTo(token);
    assertThat(asked.get(1).getDelete().getCausalContext()).isEqualTo(token);
    assertThat(asked.get(2).getWrite().getRow(0).getCausalContext()).isEqualTo(token);
    assertThat(asked.get(2).getWrite().getRow(1).getCausalContext()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void unknownWrite_isAskedAgainInItsRegion_andInNoOther() throws Exception {
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster.node(node).always(it -> it.refuse(UNKNOWN));
    }

    try (IsochroneClient client = connect(cluster.config().within(Duration.ofSeconds(1)))) {
      Table visits = client.table("visits");
      assertThat(refused(() -> visits.put(LYON, NAME))).isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
    }

    assertThat(cluster.asked("eu-1", "eu-2", "eu-3")).isGreaterThan(3);
    assertThat(cluster.asked("us-1", "us-2")).isZero();
  }

  @Test
  void writeWhoseRegionMayHoldTheRowsNoMore_goesOn_underASequenceOfItsOwn() throws Exception {
    cluster.node("eu-1").then(this::isBoundToAmericaNow);

    try (IsochroneClient client = connect(cluster.config())) {
      client.table("visits").put(LYON, NAME);
    }

    Asked first = only("eu-1");
    Asked second = only("us-1", "us-2");
    assertThat(second.header().getSession()).isEqualTo(first.header().getSession());
    assertThat(second.header().getSequence()).isGreaterThan(first.header().getSequence());
  }

  @Test
  void unknownWrite_whoseRegionMayHoldTheRowsNoMore_staysUnknown() throws Exception {
    cluster.node("eu-1").then(it -> it.refuse(UNKNOWN));
    cluster.node("eu-2").then(this::isBoundToAmericaNow);

    try (IsochroneClient client = connect(cluster.config())) {
      Table visits = client.table("visits");
      assertThat(refused(() -> visits.put(LYON, NAME))).isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
    }

    assertThat(cluster.asked("us-1", "us-2")).isZero();
  }

  @Test
  void conflicts_areReadPageByPage_fromANodeOfTheRegionThatHasThem() throws Exception {
    Conflict one = conflict(1);
    Conflict two = conflict(2);
    Refusal elsewhere = Refusal.notLeader(EU, Optional.of(cluster.node("eu-3").endpoint()));
    for (String node : List.of("eu-1", "eu-2")) {
      cluster.node(node).conflicts().refuse(elsewhere);
    }
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      cluster.node(node).conflicts().add(one);
      cluster.node(node).conflicts().add(two);
    }

    try (IsochroneClient client = connect(cluster.config())) {
      Table visits = client.table("visits");
      ConflictPage first = visits.conflicts(Bytes.EMPTY, 0);
      ConflictPage second = visits.conflicts(first.next(), 0);

      assertThat(first.conflicts()).containsExactly(one);
      assertThat(second.conflicts()).containsExactly(two);
      assertThat(second.next()).isEqualTo(Bytes.EMPTY);
      assertThat(visits.conflict(two.id())).contains(two);
      assertThat(visits.conflict(Bytes.wrap(new byte[] {9}))).isEmpty();
    }
  }

  private void isBoundToAmericaNow(Asked asked) {
    cluster.bindVisits(US);
    cluster.publish(2, 2);
    asked.refuse(Refusal.of(RefusalCode.RULE_CHANGED, "the rule is version 2"));
  }

  /** The only request that came to these nodes. */
  private Asked only(String... nodes) {
    List<Asked> asked =
        List.of(nodes).stream().flatMap(node -> cluster.node(node).asked().stream()).toList();
    assertThat(asked).hasSize(1);
    return asked.get(0);
  }

  private static Conflict conflict(int number) {
    return new Conflict(
        Bytes.wrap(new byte[] {1, (byte) number}),
        Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(number)),
        new Conflict.Writing(version(number, 1), Optional.of(EU)),
        Optional.of(NAME),
        new Conflict.Writing(version(number + 5, 2), Optional.of(US)),
        new Conflict.Policy(ConflictPolicy.LWW, 1),
        number % 2 == 0);
  }

  private static Version version(long millis, int origin) {
    return new Version(0, new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin)));
  }

  private static IsochroneClient connect(ClientConfig config) throws RefusedException {
    return IsochroneClient.connect(config);
  }

  private static RefusalCode refused(ThrowingCallable request) {
    return catchThrowableOfType(RefusedException.class, request).refusal().code();
  }
}
