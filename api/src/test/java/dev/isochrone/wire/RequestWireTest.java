package dev.isochrone.wire;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.Condition;
import dev.isochrone.api.v1.Consistency.Level;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.api.v1.WriteConcern;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.testing.ForSeeds;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RequestWireTest {
  @ForSeeds
  void put_comesBackAsItWas(long seed) throws RefusedException {
    WriteRequest put = put(new Samples(seed));

    assertThat(
            RequestWire.fromProto(RequestWire.toPut(put).orThrow(), RequestWireTest::noId)
                .orThrow())
        .isEqualTo(put);
  }

  @ForSeeds
  void delete_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    WriteRequest delete =
        WriteRequest.of(
            samples.header(),
            samples.tableName(),
            samples.keyForm(),
            Optional.empty(),
            samples.condition());

    assertThat(RequestWire.fromProto(RequestWire.toDelete(delete), RequestWireTest::noId).orThrow())
        .isEqualTo(delete);
  }

  @ForSeeds
  void get_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    ReadRequest get = samples.read();

    assertThat(RequestWire.fromProto(RequestWire.toGet(get), RequestWireTest::noId).orThrow())
        .isEqualTo(get);
  }

  @Test
  void getThatSaysHowNewItMustBe_saysItWhole_orIsRefused() {
    assertGetRefused(
        "consistency.staleness_max_millis",
        get -> get.getConsistencyBuilder().setLevel(Level.BOUNDED_STALENESS));
    assertGetRefused(
        "consistency.staleness_max_millis",
        get -> get.getConsistencyBuilder().setLevel(Level.STRONG).setStalenessMaxMillis(1));
    assertGetRefused(
        "consistency.staleness_max_millis",
        get ->
            get.getConsistencyBuilder()
                .setLevel(Level.BOUNDED_STALENESS)
                .setStalenessMaxMillis(Long.MAX_VALUE));
    assertGetRefused(
        "header.session_token",
        get -> get.getHeaderBuilder().setSessionToken(ByteString.copyFromUtf8("new york")));
  }

  private static void assertGetRefused(String field, Consumer<GetRequest.Builder> change) {
    Samples samples = new Samples(7);
    GetRequest.Builder get =
        RequestWire.toGet(
            new ReadRequest(
                samples.header(), samples.tableName(), samples.keyForm(), Consistency.EVENTUAL))
            .toBuilder();
    change.accept(get);

    assertRefused(
        RequestWire.fromProto(get.build(), RequestWireTest::noId),
        RefusalCode.INVALID_REQUEST,
        field);
  }

  @Test
  void putAndDelete_areNotTakenForEachOther() {
    WriteRequest put = put(new Samples(1));
    WriteRequest delete =
        WriteRequest.of(
            put.header(),
            put.table(),
            put.rows().get(0).key(),
            Optional.empty(),
            put.rows().get(0).condition());

    assertThatThrownBy(() -> RequestWire.toDelete(put))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RequestWire.toPut(delete))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requestWithoutAnId_isGivenOne() throws RefusedException {
    Outcome<WriteRequest> read = changed(put -> put.getHeaderBuilder().clearRequestId());

    assertThat(read.orThrow().header().requestId()).isEqualTo("given");
  }

  @Test
  void consistencyNotSaid_isLeftToTheTable() throws RefusedException {
    Samples samples = new Samples(1);
    GetRequest get =
        GetRequest.newBuilder()
            .setTable("cities")
            .setKey(KeyWire.toProto(samples.keyForm()))
            .build();

    ReadRequest read = RequestWire.fromProto(get, () -> "given").orThrow();

    assertThat(read.consistency()).isEmpty();
    assertThat(RequestWire.fromProto(RequestWire.toGet(read), () -> "given").orThrow())
        .isEqualTo(read);
  }

  @Test
  void causalContext_isTakenAsItIs_andNoLargerThanItCanBe() throws RefusedException {
    ByteString token = ByteString.copyFromUtf8("opaque here");

    assertThat(changed(put -> put.setCausalContext(token)).orThrow().rows().get(0).context())
        .contains(new ContextToken(Bytes.wrap(token.toByteArray())));
    assertMalformed(
        "causal_context",
        put -> put.setCausalContext(ByteString.copyFrom(new byte[ContextToken.BYTES_MAX + 1])));
  }

  @Test
  void malformedField_isNamed() {
    assertMalformed("header.request_id", header(header -> header.setRequestId("no spaces")));
    assertMalformed("header.caller_region", header(header -> header.setCallerRegion("EU")));
    assertMalformed("header.rule_version", header(header -> header.setRuleVersion(-1)));
    assertMalformed("header.home_epoch", header(header -> header.setHomeEpoch(-1)));
    assertMalformed(
        "header.rule_version", header(header -> header.setRuleVersion(0).setHomeEpoch(1)));
    assertMalformed("table", PutRequest.Builder::clearTable);
    assertMalformed("table", put -> put.setTable("Cities!"));
    assertMalformed("key", PutRequest.Builder::clearKey);
    assertMalformed("document", PutRequest.Builder::clearDocument);
    assertMalformed(
        "condition.absent", put -> put.setCondition(Condition.newBuilder().setAbsent(false)));
    assertMalformed(
        "condition.version",
        put -> put.setCondition(Condition.newBuilder().setVersion(ByteString.EMPTY)));
  }

  @Test
  void sessionStep_thatContradictsItself_isMalformed() {
    assertMalformed("header.session", header(header -> header.setSession(1).setSequence(0)));
    assertMalformed("header.sequence", header(header -> header.setSession(0).setSequence(1)));
    assertMalformed(
        "header.session",
        header(header -> header.setSession(1).setSequence(3).setLowestUnanswered(4)));
  }

  @Test
  void promiseOfALaterRelease_isRefused_notForgotten() {
    assertUnsupported("header.table_id", header(header -> header.setTableId(1)));
    assertUnsupported(
        "header.session_token",
        header(header -> header.setSessionToken(ByteString.copyFromUtf8("x"))));
    assertUnsupported(
        "header.principal", header(header -> header.setPrincipal(ByteString.copyFromUtf8("x"))));
    assertUnsupported(
        "concern",
        put -> put.setConcern(WriteConcern.newBuilder().setRegions(WriteConcern.Regions.ALL)));
    assertUnsupported(
        "concern",
        put ->
            put.setConcern(
                WriteConcern.newBuilder().setRegions(WriteConcern.Regions.COUNT).setCount(2)));
  }

  @Test
  void concernForTheHomeAlone_isTaken() {
    Outcome<WriteRequest> read =
        changed(
            put ->
                put.setConcern(
                    WriteConcern.newBuilder().setRegions(WriteConcern.Regions.COUNT).setCount(1)));

    assertThat(read).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void levelOfANewerRelease_isRefused() {
    GetRequest.Builder get =
        GetRequest.newBuilder()
            .setTable("cities")
            .setKey(KeyWire.toProto(new Samples(1).keyForm()));
    get.getConsistencyBuilder().setLevelValue(99);

    assertRefused(
        RequestWire.fromProto(get.build(), () -> "given"),
        RefusalCode.INVALID_REQUEST,
        "consistency.level");
  }

  /** No id at all, so that a request which needs one is refused. */
  private static String noId() {
    return "";
  }

  private static WriteRequest put(Samples samples) {
    return WriteRequest.of(
        samples.header(),
        samples.tableName(),
        samples.keyForm(),
        Optional.of(samples.document()),
        samples.condition());
  }

  private static void assertMalformed(String field, Consumer<PutRequest.Builder> change) {
    assertRefused(changed(change), RefusalCode.INVALID_REQUEST, field);
  }

  private static void assertUnsupported(String field, Consumer<PutRequest.Builder> change) {
    assertRefused(changed(change), RefusalCode.NOT_SUPPORTED, field);
  }

  private static Consumer<PutRequest.Builder> header(Consumer<RequestHeader.Builder> change) {
    return put -> change.accept(put.getHeaderBuilder());
  }

  private static Outcome<WriteRequest> changed(Consumer<PutRequest.Builder> change) {
    PutRequest.Builder put =
        RequestWire.toPut(put(new Samples(1)))
            .fold(
                PutRequest::toBuilder,
                refusal -> {
                  throw new AssertionError(refusal);
                });
    change.accept(put);
    return RequestWire.fromProto(put.build(), () -> "given");
  }
}
