package dev.isochrone.zone.gateway;

import static dev.isochrone.zone.TwoRegions.CITIES;
import static dev.isochrone.zone.TwoRegions.EU;
import static dev.isochrone.zone.TwoRegions.SELF;
import static dev.isochrone.zone.TwoRegions.endpoint;
import static dev.isochrone.zone.gateway.GatewayFixture.CITY;
import static dev.isochrone.zone.gateway.GatewayFixture.LIMIT;
import static dev.isochrone.zone.gateway.GatewayFixture.LYON;
import static dev.isochrone.zone.gateway.GatewayFixture.OVER;
import static dev.isochrone.zone.gateway.GatewayFixture.batch;
import static dev.isochrone.zone.gateway.GatewayFixture.delete;
import static dev.isochrone.zone.gateway.GatewayFixture.done;
import static dev.isochrone.zone.gateway.GatewayFixture.header;
import static dev.isochrone.zone.gateway.GatewayFixture.putIf;
import static dev.isochrone.zone.gateway.GatewayFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.zone.partition.WriteLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a write comes to, where its row is at home. */
class GatewayWritesTest {
  private GatewayFixture node;

  @BeforeEach
  void open() throws IOException {
    node = GatewayFixture.open();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void put_atItsHome_isServedHere_andReadBack() {
    WriteAnswer written = done(node.write(LYON, header()));

    ReadAnswer read = done(node.read(LYON, Consistency.STRONG, header()));
    assertThat(read.document()).contains(CITY);
    assertThat(read.header().version()).isEqualTo(written.header().version()).isPresent();
    assertThat(read.header().staleness()).contains(Duration.ZERO);
    assertThat(read.header().served().node()).isEqualTo(SELF);
    assertThat(read.header().home().region()).isEqualTo(EU);
    assertThat(read.header().leader()).contains(endpoint(SELF, 7400));
    assertThat(read.header().requestId()).isEqualTo("r-1");
    assertThat(read.header().hlc())
        .isGreaterThan(written.header().version().orElseThrow().stamp().at());
    assertThat(node.onward.sent).isEmpty();
  }

  @Test
  void put_whileTheDiskIsFull_isRefusedBeforeItIsProposed_andReadsGoOn() {
    done(node.write(LYON, header()));
    LogPosition applied = node.replica.ledger().applied();
    node.diskFull = true;

    Refusal refusal = refusal(node.write(LYON, header()));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DISK_FULL);
    assertThat(refusal.retryAfter()).isPositive();
    assertThat(node.replica.ledger().applied()).isEqualTo(applied);
    assertThat(done(node.read(LYON, Consistency.STRONG, header())).document()).contains(CITY);
    node.diskFull = false;
    done(node.write(LYON, header()));
  }

  @Test
  void unmetCondition_isRefusedByTheLog() {
    done(node.write(LYON, header()));
    WriteRequest ifAbsent =
        WriteRequest.of(
            header(), CITIES, new KeyForm.Text(LYON), Optional.of(CITY), Condition.Absent.ABSENT);

    assertThat(refusal(node.gateway.write(ifAbsent, LIMIT)).code())
        .isEqualTo(RefusalCode.CONDITION_FAILED);
  }

  @Test
  void unmetCondition_showsTheRow_asItIs() {
    Version first = done(node.write(LYON, header())).header().version().orElseThrow();
    Refusal exists = refusal(node.gateway.write(putIf(LYON, Condition.Absent.ABSENT), LIMIT));
    Refusal never =
        refusal(node.gateway.write(putIf("FR/77", new Condition.IsVersion(first)), LIMIT));
    Version deleted =
        done(node.gateway.write(batch(header(), delete(LYON)), LIMIT))
            .header()
            .version()
            .orElseThrow();
    Refusal gone = refusal(node.gateway.write(putIf(LYON, new Condition.IsVersion(first)), LIMIT));

    assertThat(exists.current())
        .contains(new Refusal.CurrentRow(Optional.of(first), Optional.of(CITY)));
    assertThat(never.current())
        .contains(new Refusal.CurrentRow(Optional.empty(), Optional.empty()));
    assertThat(gone.current())
        .contains(new Refusal.CurrentRow(Optional.of(deleted), Optional.empty()));
  }

  @Test
  void writeWhoseTimeIsOver_isRefused_andHadNoEffect() {
    Refusal late = refusal(node.gateway.write(putIf(LYON, Condition.None.NONE), OVER));

    assertThat(late.code()).isEqualTo(RefusalCode.DEADLINE_PASSED);
    assertThat(done(node.read(LYON, Consistency.STRONG, header())).header().version()).isEmpty();
  }

  @Test
  void writeAboveTheLimit_isRefused_andTheLimitNamed() {
    Document big = Document.of(Map.of("b", new Value.Binary(Bytes.wrap(new byte[900_000]))));
    RowWrite[] rows = new RowWrite[3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new RowWrite(new KeyForm.Text("FR/" + i), Optional.of(big), Condition.None.NONE);
    }

    Refusal refusal = refusal(node.gateway.write(batch(header(), rows), LIMIT));

    assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_LARGE);
    assertThat(refusal.message()).contains(String.valueOf(WriteLimits.DEFAULT.writeBytesMax()));
    done(node.gateway.write(batch(header(), rows[0], rows[1]), LIMIT));
  }

  @Test
  void documentWithAnotherTypeThanDeclared_isRefused_beforeAnythingIsProposed() {
    LogPosition applied = node.replica.ledger().applied();
    Map<String, Value> fits = Map.of("name", new Value.Text("Lyon"), "people", Value.Null.NULL);
    Map<String, Value> otherType = Map.of("people", new Value.Text("many"));
    Map<String, Value> undeclared = Map.of("mayor", new Value.Text("somebody"));

    Refusal first = refusal(node.gateway.write(notes(fits, otherType), LIMIT));
    Refusal second = refusal(node.gateway.write(notes(undeclared), LIMIT));

    assertThat(first.code()).isEqualTo(RefusalCode.INVALID_DOCUMENT);
    assertThat(first.message()).startsWith("row[1]: people: ").contains("int64", "string");
    assertThat(second.code()).isEqualTo(RefusalCode.INVALID_DOCUMENT);
    assertThat(second.message()).contains("mayor (string)", "people (int64)");
    assertThat(node.replica.ledger().applied()).isEqualTo(applied);
    done(node.gateway.write(notes(fits), LIMIT));
  }

  @SafeVarargs
  private static WriteRequest notes(Map<String, Value>... documents) {
    List<RowWrite> rows = new ArrayList<>();
    for (Map<String, Value> fields : documents) {
      rows.add(RowWrite.put(new KeyForm.Text("FR/" + rows.size()), Document.of(fields)));
    }
    return new WriteRequest(header(), GatewayFixture.NOTES, rows);
  }

  @Test
  void stalledClock_takesNoWrites_andServesReads() {
    done(node.write(LYON, header()));
    node.wall -= 10_000;

    assertThat(refusal(node.write(LYON, header())).code()).isEqualTo(RefusalCode.CLOCK_STALLED);
    assertThat(done(node.read(LYON, Consistency.STRONG, header())).document()).contains(CITY);
  }
}
