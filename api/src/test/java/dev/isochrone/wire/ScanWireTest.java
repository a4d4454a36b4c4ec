package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.model.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScanWireTest {
  private static final Key LYON = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_996_944));
  private static final Key FRANCE = LYON.prefix(1);
  private static final Document CITY = Document.of(Map.of("name", new Value.Text("Lyon")));
  private static final Version VERSION =
      new Version(1, new Stamp(HlcTimestamp.of(5, 0), new Origin(2)));
  private static final ScanHeader HEADER =
      new ScanHeader(
          HlcTimestamp.of(7, 1),
          new AnswerHeader.Served(new Region("eu-west"), new NodeId("eu-west-a")),
          Optional.of(new AnswerHeader.HomeOf(new Region("eu-west"), 1)),
          Optional.of(Duration.ofMillis(12)),
          Optional.empty(),
          "r-1");

  @Test
  void request_comesBackAsItWas() {
    ScanRange range = ScanRange.of(FRANCE).from(LYON);
    StoredKey last = StoredKey.row(7, new Slot(3), KeyTuple.encode(LYON));
    ScanRequest full =
        request(range, Optional.of(Consistency.EVENTUAL), new ScanRequest.Amount(9, 4))
            .after(new ResumeToken(7, range, last));
    ScanRequest least = request(ScanRange.ALL, Optional.empty(), ScanRequest.Amount.ALL).request();

    assertThat(there(full)).isEqualTo(full);
    assertThat(there(least)).isEqualTo(least);
  }

  @Test
  void boundsWithoutComponents_areNone() {
    dev.isochrone.api.v1.ScanRequest.Builder scan =
        dev.isochrone.api.v1.ScanRequest.newBuilder().setTable("cities");
    scan.getPrefixBuilder();
    scan.getFromBuilder();

    assertThat(done(ScanWire.fromProto(scan.build(), () -> "r-1")).range())
        .isEqualTo(ScanRange.ALL);
  }

  @Test
  void tokenThatIsNone_isRefused() {
    dev.isochrone.api.v1.ScanRequest scan =
        dev.isochrone.api.v1.ScanRequest.newBuilder()
            .setTable("cities")
            .setResumeToken(ByteString.copyFromUtf8("\1nonsense"))
            .build();

    Outcome<ScanRequest> read = ScanWire.fromProto(scan, () -> "r-1");

    assertThat(read)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
              assertThat(refused.refusal().message()).startsWith("resume_token");
            });
  }

  @Test
  void page_comesBackAsItWas_packedOrNot() throws Exception {
    PackedRow packed = new PackedRow(KeyTuple.encode(LYON), DocumentCodec.encode(CITY), VERSION);
    Bytes token = Bytes.wrap(new byte[] {1, 2, 3});
    ScanPage<PackedRow> page = new ScanPage<>(HEADER, List.of(packed), token);
    ScanPage<ScannedRow> expected =
        new ScanPage<>(HEADER, List.of(new ScannedRow(LYON, CITY, VERSION)), token);

    assertThat(done(ScanWire.fromProto(ScanWire.toProto(page, true)))).isEqualTo(expected);
    assertThat(done(ScanWire.fromProto(ScanWire.toProto(page, false)))).isEqualTo(expected);
  }

  @Test
  void rowWithSiblings_comesBackAsItWas_packedOrNot() throws Exception {
    Version older = new Version(0, new Stamp(HlcTimestamp.of(1, 0), new Origin(1)));
    Version newer = new Version(0, new Stamp(HlcTimestamp.of(2, 0), new Origin(2)));
    PackedRow packed =
        new PackedRow(
            KeyTuple.encode(LYON),
            Bytes.EMPTY,
            newer,
            List.of(
                new PackedRow.PackedSibling(older, Optional.of(DocumentCodec.encode(CITY))),
                new PackedRow.PackedSibling(newer, Optional.empty())));
    ScannedRow expected =
        new ScannedRow(
            LYON,
            Optional.empty(),
            newer,
            List.of(new Sibling(older, Optional.of(CITY)), new Sibling(newer, Optional.empty())));
    ScanPage<PackedRow> page = new ScanPage<>(HEADER, List.of(packed), Bytes.EMPTY);

    assertThat(done(ScanWire.fromProto(ScanWire.toProto(page, true))).rows())
        .containsExactly(expected);
    assertThat(done(ScanWire.fromProto(ScanWire.toProto(page, false))).rows())
        .containsExactly(expected);
  }

  @Test
  void pageOfSeveralHomes_namesNone() throws Exception {
    ScanHeader several =
        new ScanHeader(
            HEADER.at(),
            HEADER.served(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            HEADER.requestId());
    ScanPage<PackedRow> page = new ScanPage<>(several, List.of(), Bytes.EMPTY);

    assertThat(done(ScanWire.fromProto(ScanWire.toProto(page, true))).header()).isEqualTo(several);
  }

  /** A request that may yet get a token. */
  private record Asked(ScanRequest request) {
    ScanRequest after(ResumeToken token) {
      return new ScanRequest(
          request.header(),
          request.table(),
          request.range(),
          request.consistency(),
          request.amount(),
          Optional.of(token));
    }
  }

  private static Asked request(
      ScanRange range, Optional<Consistency> consistency, ScanRequest.Amount amount) {
    return new Asked(
        new ScanRequest(
            new RequestHeader("r-1", Optional.empty(), false, Optional.empty()),
            TableName.parse("cities"),
            range,
            consistency,
            amount,
            Optional.empty()));
  }

  private static ScanRequest there(ScanRequest request) {
    return done(ScanWire.fromProto(ScanWire.toProto(request), () -> "none"));
  }

  private static <T> T done(Outcome<T> outcome) {
    return outcome.fold(
        value -> value,
        refusal -> {
          throw new AssertionError(refusal.message());
        });
  }
}
