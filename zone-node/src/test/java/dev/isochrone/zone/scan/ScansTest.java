package dev.isochrone.zone.scan;

import static dev.isochrone.zone.TwoRegions.CITIES;
import static dev.isochrone.zone.scan.ScanFixture.country;
import static dev.isochrone.zone.scan.ScanFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.store.content.StoredRow;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans over a real stream, of a store that one test thread writes. */
@Timeout(120)
class ScansTest {
  private static final ScanLimits LIMITS =
      new ScanLimits(3, 2, Duration.ofSeconds(60), 100, 10_000, 50);
  private static final RequestHeader HEADER =
      new RequestHeader("r-1", Optional.empty(), false, Optional.empty());

  private ScanFixture node;

  @BeforeEach
  void open() throws Exception {
    node = ScanFixture.open(LIMITS);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void strongScan_ofAPartitionKey_givesItsRowsInOrder_withoutDeletedOnes() {
    for (long id : List.of(300, -2, 5, 70_000, 6)) {
      node.put("FR", id);
      node.put("DE", id);
    }
    node.delete("FR", 5);

    List<ScanPage<ScannedRow>> pages = pages(of(ScanRange.of(country("FR"))));

    assertThat(rows(pages).stream().map(ScannedRow::key))
        .containsExactly(key("FR", -2), key("FR", 6), key("FR", 300), key("FR", 70_000));
    assertThat(pages).hasSize(1);
    assertThat(pages.get(0).resume()).isEqualTo(Bytes.EMPTY);
    assertThat(pages.get(0).header().staleness()).contains(Duration.ZERO);
    assertThat(pages.get(0).header().home().orElseThrow().region()).isEqualTo(TwoRegions.EU);
    assertThat(pages.get(0).header().leader().orElseThrow().node()).isEqualTo(TwoRegions.SELF);
  }

  @Test
  void anyTool_getsComponentsAndFields() {
    node.put("FR", 7);
    dev.isochrone.api.v1.ScanRequest request =
        ScanWire.toProto(of(ScanRange.ALL)).toBuilder().setPacked(false).build();

    dev.isochrone.api.v1.ScanPage page = node.data().scan(request).next();

    dev.isochrone.api.v1.ScanPage.Row row = page.getRow(0);
    assertThat(row.getKey().getComponents().getComponent(1).getInt64()).isEqualTo(7);
    assertThat(row.getDocument().getFields().getFieldOrThrow("name").getString()).isEqualTo("FR7");
    assertThat(page.getHeader().getHomeRegion()).isEmpty();
  }

  /** Any range, in any pages, gone on with by any token: what the model says, once and in order. */
  @ForSeeds(60)
  void anyRange_isReadAsTheModelHasIt(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> countries = List.of("FR", "DE", "ES", "IN");
    for (int i = random.nextInt(200); i > 0; i--) {
      String country = countries.get(random.nextInt(4));
      if (random.nextInt(5) == 0) {
        node.delete(country, random.nextInt(40));
      } else {
        node.put(country, random.nextInt(40));
      }
    }
    ScanRange range =
        new ScanRange(bound(random, countries), bound(random, countries), bound(random, countries));
    List<ScannedRow> expected =
        node.model.values().stream().filter(row -> isIn(range, row.key())).toList();

    List<ScannedRow> found = new ArrayList<>();
    Optional<ResumeToken> resume = Optional.empty();
    do {
      ScanRequest request =
          new ScanRequest(
              HEADER,
              CITIES,
              range,
              Optional.of(Consistency.EVENTUAL),
              new ScanRequest.Amount(random.nextInt(3) * 20L, random.nextInt(3) * 7),
              resume);
      List<ScanPage<ScannedRow>> pages = pages(request);
      int cut = 1 + random.nextInt(pages.size());
      found.addAll(rows(pages.subList(0, cut)));
      resume = token(pages.get(cut - 1).resume());
    } while (resume.isPresent());

    assertThat(found).isEqualTo(expected);
  }

  private static Optional<Key> bound(RandomGenerator random, List<String> countries) {
    String country = countries.get(random.nextInt(countries.size()));
    return switch (random.nextInt(4)) {
      case 0 -> Optional.of(country(country));
      case 1 -> Optional.of(key(country, random.nextInt(40)));
      default -> Optional.empty();
    };
  }

  private static boolean isIn(ScanRange range, Key key) {
    Bytes tuple = KeyTuple.encode(key);
    return range.prefix().map(KeyTuple::encode).map(tuple::startsWith).orElse(true)
        && range.from().map(KeyTuple::encode).map(from -> from.compareTo(tuple) <= 0).orElse(true)
        && range.to().map(KeyTuple::encode).map(to -> tuple.compareTo(to) < 0).orElse(true);
  }

  @Test
  void pages_areBoundedByRowsAndBytes() {
    Document large = Document.of(Map.of("text", new Value.Text("x".repeat(4_000))));
    Document huge = Document.of(Map.of("text", new Value.Text("x".repeat(40_000))));
    for (int id = 0; id < 5; id++) {
      node.put("FR", id, id == 2 ? huge : large);
    }
    for (int id = 100; id < 250; id++) {
      node.put("FR", id);
    }

    List<Integer> sizes =
        pages(of(ScanRange.of(country("FR")))).stream().map(page -> page.rows().size()).toList();

    assertThat(sizes.subList(0, 3)).containsExactly(2, 1, 2 + sizes.get(2) - 2);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(155);
    assertThat(sizes).allMatch(size -> size <= 50);
  }

  @Test
  void limit_endsTheScan_withATokenOnlyIfThereIsMore() {
    for (int id = 0; id < 10; id++) {
      node.put("FR", id);
    }

    List<ScanPage<ScannedRow>> four = pages(limited(4));
    List<ScanPage<ScannedRow>> ten = pages(limited(10));

    assertThat(rows(four)).hasSize(4);
    assertThat(four.get(four.size() - 1).resume()).isNotEqualTo(Bytes.EMPTY);
    assertThat(rows(ten)).hasSize(10);
    assertThat(ten.get(ten.size() - 1).resume()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void allPagesOfAStream_areOfOnePosition_andReadAsTheyAreTaken() throws Exception {
    for (int id = 0; id < 300; id++) {
      node.put("FR", id);
    }
    List<ScannedRow> then = List.copyOf(node.model.values());
    ManualCall call = new ManualCall(node, of(ScanRange.of(country("FR"))));
    List<ScannedRow> found = new ArrayList<>(call.take().rows());
    assertThat(call.pages).isEmpty(); // None comes that was not asked for.
    for (int id = 0; id < 300; id++) {
      node.put("FR", id, ScanFixture.named("another"));
    }

    while (found.size() < 300) {
      found.addAll(call.take().rows());
    }

    assertThat(found).isEqualTo(then);
    assertThat(call.ended.get(10, TimeUnit.SECONDS).isOk()).isTrue();
  }

  @Test
  void callerWhoGoesAway_leavesNoSnapshotBehind() throws Exception {
    fill();
    ManualCall call = new ManualCall(node, of(ScanRange.ALL));
    call.take();
    assertThat(node.scans.openNow()).isEqualTo(1);

    call.call.cancel("enough", null);

    awaitNoneOpen();
  }

  @Test
  void tooManyScans_areRefused_andTheirPlacesFreedAgain() throws Exception {
    fill();
    List<ManualCall> calls = new ArrayList<>();
    for (int i = 0; i < LIMITS.openMax(); i++) {
      calls.add(new ManualCall(node, of(ScanRange.ALL)));
      calls.get(i).take();
    }

    assertThat(refusal(of(ScanRange.ALL)).code()).isEqualTo(RefusalCode.OVERLOADED);

    calls.forEach(call -> call.call.cancel("enough", null));
    awaitNoneOpen();
    assertThat(rows(pages(of(ScanRange.ALL)))).hasSize(node.model.size());
  }

  @Test
  void scanThatIsOpenForTooLong_isEnded() throws Exception {
    fill();
    ManualCall call = new ManualCall(node, of(ScanRange.ALL));
    call.take();

    node.nanos.addAndGet(LIMITS.ageMax().toNanos() + 1);
    node.scans.tick();

    assertThat(call.refusal().code()).isEqualTo(RefusalCode.OVERLOADED);
    awaitNoneOpen();
  }

  @Test
  void nodeThatStops_endsItsScans_andTakesNoMore() throws Exception {
    fill();
    ManualCall call = new ManualCall(node, of(ScanRange.ALL));
    call.take();

    node.scans.close();

    assertThat(call.refusal().code()).isEqualTo(RefusalCode.NOT_READY);
    assertThat(node.store.openSnapshots()).isZero();
    assertThat(refusal(of(ScanRange.ALL)).code()).isEqualTo(RefusalCode.NOT_READY);
  }

  @Test
  void damagedRecord_endsTheScan_withWhatCameBefore() {
    node.put("FR", 1);
    StoredKey key = node.stored(key("FR", 2));
    node.put("FR", 2);
    StoredRow row = node.store.newest(key).orElseThrow();
    byte[] damaged = row.record().toArray();
    damaged[damaged.length - 1] ^= 1;
    node.putRecord(key, new StoredRow(row.version(), Bytes.wrap(damaged)));

    assertThat(refusal(of(ScanRange.of(country("FR")))).code()).isEqualTo(RefusalCode.CORRUPT);
  }

  @Test
  void whoDoesNotLead_namesTheLeader_thoughForwardingWasAllowed() {
    node.put("FR", 1);
    node.group.leads = false;
    node.group.leader = Optional.of(new MemberId(TwoRegions.NEIGHBOUR.name()));

    Refusal refusal = refusal(of(ScanRange.of(country("FR"))));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(refusal.endpoint().orElseThrow().node()).isEqualTo(TwoRegions.NEIGHBOUR);
    assertThat(rows(pages(eventual(ScanRange.of(country("FR")))))).hasSize(1);
  }

  @Test
  void strongScan_thatNoMajorityConfirms_isRefused() {
    node.group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(refusal(of(ScanRange.of(country("FR")))).code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
    assertThat(node.scans.openNow()).isZero();
  }

  @Test
  void rowsOfAnotherHome_areScannedThere_orEventually() {
    node.put("IN", 1);

    assertThat(refusal(of(ScanRange.of(country("IN")))).code()).isEqualTo(RefusalCode.NOT_HOME);
    ScanPage<ScannedRow> here = pages(eventual(ScanRange.of(country("IN")))).get(0);
    assertThat(here.rows()).hasSize(1);
    assertThat(here.header().staleness()).isEmpty(); // Nothing was heard of that region.
    assertThat(here.header().leader()).isEmpty();
  }

  @Test
  void whatCannotBeServed_isRefusedForGood() {
    ScanRange french = ScanRange.of(country("FR"));
    ScanRange unfit = ScanRange.of(Key.of(new KeyPart.Int64(1)));
    ScanRange tooLong =
        ScanRange.ALL.from(
            Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1), new KeyPart.Int64(1)));
    assertThat(refusal(strong(ScanRange.ALL)).code()).isEqualTo(RefusalCode.NOT_SUPPORTED);
    assertThat(refusal(of(unfit)).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(of(tooLong)).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(of(ScanRange.of(country("XX")))).code()).isEqualTo(RefusalCode.NO_HOME);
    assertThat(refusal(after(french, new ResumeToken(2, french, stored(2)))).code())
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(refusal(after(french, new ResumeToken(1, ScanRange.ALL, stored(1)))).code())
        .isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void homeFoundByAnotherTruth_isRefused() {
    RequestHeader old =
        new RequestHeader(
            "r-1", Optional.empty(), true, Optional.of(new RequestHeader.RoutedBy(2, 1)));
    ScanRequest request =
        new ScanRequest(
            old, CITIES, ScanRange.ALL, Optional.empty(), ScanRequest.Amount.ALL, Optional.empty());

    assertThat(refusal(request).code()).isEqualTo(RefusalCode.RULE_CHANGED);
  }

  private void fill() {
    for (int id = 0; id < 300; id++) {
      node.put(id % 2 == 0 ? "FR" : "DE", id);
    }
  }

  private void awaitNoneOpen() {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(node.scans.openNow()).isZero();
              assertThat(node.openSnapshots()).isZero();
            });
  }

  private StoredKey stored(int table) {
    StoredKey key = node.stored(key("FR", 1));
    return StoredKey.row(table, key.slot().orElseThrow(), key.tuple());
  }

  private static ScanRequest of(ScanRange range) {
    return request(range, Optional.empty(), ScanRequest.Amount.ALL, Optional.empty());
  }

  private static ScanRequest strong(ScanRange range) {
    return request(
        range, Optional.of(Consistency.STRONG), ScanRequest.Amount.ALL, Optional.empty());
  }

  private static ScanRequest eventual(ScanRange range) {
    return request(
        range, Optional.of(Consistency.EVENTUAL), ScanRequest.Amount.ALL, Optional.empty());
  }

  private static ScanRequest limited(long rows) {
    return request(
        ScanRange.of(country("FR")),
        Optional.empty(),
        new ScanRequest.Amount(rows, 3),
        Optional.empty());
  }

  private static ScanRequest after(ScanRange range, ResumeToken token) {
    return request(range, Optional.empty(), ScanRequest.Amount.ALL, Optional.of(token));
  }

  private static ScanRequest request(
      ScanRange range,
      Optional<Consistency> consistency,
      ScanRequest.Amount amount,
      Optional<ResumeToken> resume) {
    return new ScanRequest(HEADER, CITIES, range, consistency, amount, resume);
  }

  private List<ScanPage<ScannedRow>> pages(ScanRequest request) {
    List<ScanPage<ScannedRow>> pages = new ArrayList<>();
    Iterator<dev.isochrone.api.v1.ScanPage> sent = node.pages(request);
    while (sent.hasNext()) {
      pages.add(read(sent.next()));
    }
    return pages;
  }

  private static List<ScannedRow> rows(List<ScanPage<ScannedRow>> pages) {
    return pages.stream().flatMap(page -> page.rows().stream()).toList();
  }

  private Refusal refusal(ScanRequest request) {
    return GrpcRefusals.ofRead(
        catchThrowableOfType(StatusRuntimeException.class, () -> pages(request)));
  }

  private static ScanPage<ScannedRow> read(dev.isochrone.api.v1.ScanPage page) {
    try {
      return ScanWire.fromProto(page).orThrow();
    } catch (RefusedException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private static Optional<ResumeToken> token(Bytes token) {
    try {
      return token.isEmpty() ? Optional.empty() : Optional.of(ResumeToken.decode(token));
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }

  /** A stream whose pages are asked for one by one. */
  private static final class ManualCall {
    private final BlockingQueue<dev.isochrone.api.v1.ScanPage> pages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final CompletableFuture<Metadata> trailers = new CompletableFuture<>();
    private final ClientCall<dev.isochrone.api.v1.ScanRequest, dev.isochrone.api.v1.ScanPage> call;

    ManualCall(ScanFixture node, ScanRequest request) {
      call = node.channel().newCall(DataGrpc.getScanMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(dev.isochrone.api.v1.ScanPage page) {
              pages.add(page);
            }

            @Override
            public void onClose(Status status, Metadata metadata) {
              trailers.complete(metadata);
              ended.complete(status);
            }
          },
          new Metadata());
      call.sendMessage(ScanWire.toProto(request));
      call.halfClose();
    }

    ScanPage<ScannedRow> take() throws InterruptedException {
      call.request(1);
      dev.isochrone.api.v1.@Nullable ScanPage page = pages.poll(10, TimeUnit.SECONDS);
      return read(Optional.ofNullable(page).orElseThrow());
    }

    Refusal refusal() throws Exception {
      Status status = ended.get(10, TimeUnit.SECONDS);
      return GrpcRefusals.ofRead(
          new StatusRuntimeException(status, trailers.get(10, TimeUnit.SECONDS)));
    }
  }
}
