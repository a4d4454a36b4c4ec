package dev.isochrone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans against servers that follow a script. */
@Timeout(120)
class RowScanTest {
  private static final ScanRange FRANCE = ScanRange.of(Key.of(new KeyPart.Text("FR")));

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
  void rows_comeInPages_fromTheHome() throws Exception {
    scans("eu-1")
        .then(
            it -> {
              page(it, 1, true, 1, 2);
              lastPage(it, 1, 3);
            });
    try (IsochroneClient client = connect();
        RowScan scan = client.table("trips").scan(FRANCE)) {
      assertThat(ids(scan)).containsExactly(1L, 2L, 3L);
      assertThat(scan.next()).isEmpty();
      assertThat(scan.resume()).isEqualTo(Bytes.EMPTY);
      assertThat(scan.resumptions()).isZero();
      assertThat(scan.header().orElseThrow().at()).isEqualTo(HlcTimestamp.of(1, 0));
    }
    var asked = scans("eu-1").asked().get(0);
    assertThat(asked.header().noForward()).isTrue();
    assertThat(asked.header().routedBy().orElseThrow().ruleVersion()).isEqualTo(1);
    assertThat(asked.range()).isEqualTo(FRANCE);
    assertThat(asked.consistency()).isEmpty();
  }

  @Test
  void brokenStream_isGoneOnWithElsewhere_behindItsLastPage_andSaysSo() throws Exception {
    scans("eu-1")
        .then(
            it -> {
              page(it, 1, true, 1, 2);
              it.observer().onError(Status.UNAVAILABLE.asRuntimeException());
            });
    scans("eu-2").then(it -> lastPage(it, 9, 3));
    try (IsochroneClient client = connect();
        RowScan scan = client.table("trips").scan(FRANCE, ScanOptions.DEFAULT.limitedTo(10))) {
      assertThat(ids(scan)).containsExactly(1L, 2L, 3L);
      assertThat(scan.resumptions()).isEqualTo(1);
      assertThat(scan.header().orElseThrow().at()).isEqualTo(HlcTimestamp.of(9, 0));
    }
    var second = scans("eu-2").asked().get(0);
    assertThat(second.resume()).contains(token(2));
    assertThat(second.amount().rows()).isEqualTo(8);
  }

  @Test
  void streamThatEndsEarly_isGoneOnWith() throws Exception {
    scans("eu-1")
        .then(
            it -> {
              page(it, 1, true, 1);
              it.observer().onCompleted();
            });
    scans("eu-2").then(it -> lastPage(it, 2, 2));
    try (IsochroneClient client = connect();
        RowScan scan = client.table("trips").scan(FRANCE)) {
      assertThat(ids(scan)).containsExactly(1L, 2L);
    }
  }

  @Test
  void serverWithoutTheNextPartition_isLeft_forOneThatHasIt_atNoOtherPosition() throws Exception {
    for (String id : List.of("eu-1", "eu-2", "eu-3")) {
      scans(id)
          .then(
              it -> {
                if (it.request().resume().isEmpty()) {
                  page(it, 1, new ResumeToken(2, ScanRange.ALL, new Slot(9_000)).encode(), 1, 2);
                  refuse(it, Refusal.heldBy(FakeCluster.EU, cluster.node("eu-2").endpoint()));
                } else {
                  lastPage(it, 5, 3);
                }
              })
          .then(it -> lastPage(it, 5, 3));
    }
    try (IsochroneClient client = connect();
        RowScan scan = client.table("trips").scan(ScanRange.ALL)) {
      assertThat(ids(scan)).containsExactly(1L, 2L, 3L);
      assertThat(scan.resumptions()).isZero(); // No partition was read at two positions.
    }
  }

  @Test
  void redirect_isFollowed_andTheLeaderRemembered() throws Exception {
    scans("eu-1")
        .then(
            it ->
                refuse(
                    it,
                    Refusal.notLeader(
                        FakeCluster.EU, Optional.of(cluster.node("eu-3").endpoint()))));
    scans("eu-3").then(it -> lastPage(it, 1, 1)).then(it -> lastPage(it, 1, 1));
    try (IsochroneClient client = connect()) {
      for (int i = 0; i < 2; i++) {
        try (RowScan scan = client.table("trips").scan(FRANCE)) {
          assertThat(ids(scan)).containsExactly(1L);
        }
      }
    }
    assertThat(scans("eu-1").asked()).hasSize(1);
    assertThat(scans("eu-3").asked()).hasSize(2);
  }

  @Test
  void eventualScan_goesToTheCallersRegion() throws Exception {
    for (String id : List.of("us-1", "us-2")) {
      scans(id).then(it -> lastPage(it, 1, 1));
    }
    try (IsochroneClient client = IsochroneClient.connect(cluster.config().from(FakeCluster.US));
        RowScan scan =
            client
                .table("trips")
                .scan(ScanRange.ALL, ScanOptions.DEFAULT.with(Consistency.EVENTUAL))) {
      assertThat(ids(scan)).containsExactly(1L);
    }
    assertThat(scans("eu-1").asked()).isEmpty();
  }

  @Test
  void refusalForGood_isTold_andSoIsAnUnfitRange() throws Exception {
    scans("eu-1").then(it -> refuse(it, Refusal.of(RefusalCode.NOT_SUPPORTED, "not so")));
    try (IsochroneClient client = connect()) {
      assertThat(refusal(client.table("trips").scan(FRANCE))).isEqualTo(RefusalCode.NOT_SUPPORTED);
      assertThat(refusal(client.table("trips").scan(ScanRange.of(Key.of(new KeyPart.Int64(1))))))
          .isEqualTo(RefusalCode.INVALID_KEY);
    }
  }

  @Test
  void silentServer_isLeft_inHalfTheTime() throws Exception {
    scans("eu-1").then(it -> {});
    scans("eu-2").then(it -> lastPage(it, 1, 1));
    try (IsochroneClient client =
            IsochroneClient.connect(cluster.config().within(Duration.ofSeconds(3)));
        RowScan scan = client.table("trips").scan(FRANCE)) {
      assertThat(ids(scan)).containsExactly(1L);
    }
  }

  @Test
  void limit_endsTheScan_thoughTheServerHasMore() throws Exception {
    scans("eu-1").then(it -> page(it, 1, true, 1, 2));
    try (IsochroneClient client = connect();
        RowScan scan = client.table("trips").scan(FRANCE, ScanOptions.DEFAULT.limitedTo(2))) {
      assertThat(ids(scan)).containsExactly(1L, 2L);
      assertThat(scan.resume()).isEqualTo(token(2).encode());
    }
  }

  private IsochroneClient connect() throws RefusedException {
    return IsochroneClient.connect(cluster.config());
  }

  private static RefusalCode refusal(RowScan scan) {
    try (scan) {
      return catchThrowableOfType(RefusedException.class, scan::next).refusal().code();
    }
  }

  private static List<Long> ids(RowScan scan) throws RefusedException {
    List<Long> ids = new ArrayList<>();
    for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
      ids.add(((KeyPart.Int64) row.get().key().parts().get(1)).value());
    }
    return ids;
  }

  private static void refuse(FakeScans.Stream stream, Refusal refusal) {
    stream
        .observer()
        .onError(GrpcRefusals.toStatus(refusal, stream.request().header().requestId()));
  }

  private FakeScans scans(String node) {
    return cluster.node(node).scans();
  }

  /** After it the stream ends, as the server wishes. */
  private static void lastPage(FakeScans.Stream stream, long at, long... ids) {
    page(stream, at, /* more= */ false, ids);
    stream.observer().onCompleted();
  }

  private static void page(FakeScans.Stream stream, long at, boolean more, long... ids) {
    page(stream, at, more ? token(ids[ids.length - 1]).encode() : Bytes.EMPTY, ids);
  }

  private static void page(FakeScans.Stream stream, long at, Bytes token, long... ids) {
    List<PackedRow> rows = new ArrayList<>();
    for (long id : ids) {
      rows.add(row(id));
    }
    ScanHeader header =
        new ScanHeader(
            HlcTimestamp.of(at, 0),
            new AnswerHeader.Served(new Region("eu-west"), new NodeId("eu-1")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            stream.request().header().requestId());
    try {
      stream.observer().onNext(ScanWire.toProto(new ScanPage<>(header, rows, token), true));
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private static PackedRow row(long id) {
    try {
      return new PackedRow(
          KeyTuple.encode(key(id)),
          DocumentCodec.encode(Document.of(Map.of("name", new Value.Text("city")))),
          new Version(1, new Stamp(HlcTimestamp.of(id, 0), new Origin(1))));
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private static ResumeToken token(long id) {
    return new ResumeToken(2, FRANCE, StoredKey.row(2, new Slot(7), KeyTuple.encode(key(id))));
  }

  private static Key key(long id) {
    return Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(id));
  }
}
