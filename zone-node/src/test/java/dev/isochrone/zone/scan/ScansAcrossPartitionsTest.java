package dev.isochrone.zone.scan;

import static dev.isochrone.zone.TwoRegions.CITIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
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
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.zone.TwoRegions;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans over a table in a region of several partitions, of which a node has all or some. */
@Timeout(120)
class ScansAcrossPartitionsTest {
  private static final RequestHeader HEADER =
      new RequestHeader("r-1", Optional.empty(), false, Optional.empty());

  /** What one stream gave, and why it ended if it was refused. */
  private record Sent(List<ScanPage<ScannedRow>> pages, @Nullable Refusal refusal) {
    List<ScannedRow> rows() {
      return pages.stream().flatMap(page -> page.rows().stream()).toList();
    }
  }

  /**
   * Any layout, any pages, gone on with from any of them: all rows, once, in the order of slots.
   */
  @ForSeeds(25)
  void wholeTable_isReadAsTheModelHasIt(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Layout layout = AnyLayout.of(random);
    try (ScanFixture node = ScanFixture.open(ScanLimits.DEFAULT, layout, all(layout))) {
      fill(node, random);

      List<ScannedRow> found = new ArrayList<>();
      Optional<ResumeToken> resume = Optional.empty();
      do {
        Sent sent = send(node, new ScanRequest.Amount(random.nextInt(3) * 9L, 4), resume);
        assertThat(sent.refusal()).isNull();
        int cut = 1 + random.nextInt(sent.pages().size());
        sent.pages().subList(0, cut).forEach(page -> found.addAll(page.rows()));
        resume = token(sent.pages().get(cut - 1));
      } while (resume.isPresent());

      assertThat(found).isEqualTo(List.copyOf(node.model.values()));
    }
  }

  /** It gives what it has up to there, and says who goes on; a token goes on with the rest. */
  @ForSeeds(25)
  void nodeWithoutTheNextPartition_saysWhoHasIt_andNothingIsLeftOut(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Layout layout = AnyLayout.of(random);
    Set<Integer> some = all(layout);
    some.removeIf(partition -> partition > 0 && random.nextBoolean());
    try (ScanFixture node = ScanFixture.open(ScanLimits.DEFAULT, layout, some)) {
      fill(node, random);

      List<ScannedRow> found = new ArrayList<>();
      Optional<ResumeToken> resume = Optional.empty();
      while (true) {
        Sent sent = send(node, new ScanRequest.Amount(0, 3), resume);
        found.addAll(sent.rows());
        Refusal refusal = sent.refusal();
        if (refusal == null) {
          break;
        }
        assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
        assertThat(refusal.endpoint().orElseThrow().node()).isEqualTo(TwoRegions.NEIGHBOUR);
        Slot next = sent.pages().isEmpty() ? slot(resume) : slot(token(last(sent)));
        PartitionEntry missing = layout.owner(next);
        assertThat(some).doesNotContain(missing.id());
        Optional<Slot> behind = behind(missing, next);
        if (behind.isEmpty()) {
          break;
        }
        resume = Optional.of(new ResumeToken(1, ScanRange.ALL, behind.get())); // As if read there.
      }

      assertThat(found)
          .isEqualTo(
              node.model.entrySet().stream()
                  .filter(
                      row -> some.contains(layout.owner(row.getKey().slot().orElseThrow()).id()))
                  .map(row -> row.getValue())
                  .toList());
    }
  }

  @Test
  void callerWhoGoesAway_inAnyPartition_leavesNoSnapshotBehind() throws Exception {
    Layout layout =
        TwoRegions.layout(
            List.of(
                List.of(new SlotRange(0, 4_999)),
                List.of(new SlotRange(5_000, 9_999)),
                List.of(new SlotRange(10_000, 16_383))));
    try (ScanFixture node = ScanFixture.open(ScanLimits.DEFAULT, layout, all(layout))) {
      for (int i = 0; i < 120; i++) {
        node.put(List.of("FR", "DE", "ES", "IN").get(i % 4), i);
      }
      for (int pages = 1; pages < 40; pages += 13) {
        Context.CancellableContext caller = Context.current().withCancellation();
        int wanted = pages;
        caller.run(
            () -> {
              Iterator<dev.isochrone.api.v1.ScanPage> sent =
                  node.pages(request(new ScanRequest.Amount(0, 3), Optional.empty()));
              for (int i = 0; i < wanted; i++) {
                assertThat(sent.next().getRowCount()).isPositive();
              }
            });
        assertThat(node.scans.openNow()).isEqualTo(1);

        caller.cancel(null);

        Awaitility.await().until(() -> node.scans.openNow() == 0 && node.openSnapshots() == 0);
      }
    }
  }

  @Test
  void emptyTable_isOneEmptyPage_withoutAToken() throws Exception {
    Layout layout =
        TwoRegions.layout(
            List.of(List.of(new SlotRange(0, 99)), List.of(new SlotRange(100, 16_383))));
    try (ScanFixture node = ScanFixture.open(ScanLimits.DEFAULT, layout, all(layout))) {
      Sent sent = send(node, ScanRequest.Amount.ALL, Optional.empty());

      assertThat(sent.pages()).hasSize(1);
      assertThat(sent.rows()).isEmpty();
      assertThat(token(sent.pages().get(0))).isEmpty();
    }
  }

  private static void fill(ScanFixture node, RandomGenerator random) {
    List<String> countries = List.of("FR", "DE", "ES", "IN");
    for (int i = random.nextInt(80); i > 0; i--) {
      String country = countries.get(random.nextInt(4));
      if (random.nextInt(5) == 0) {
        node.delete(country, random.nextInt(20));
      } else {
        node.put(country, random.nextInt(20));
      }
    }
  }

  private static Set<Integer> all(Layout layout) {
    return layout.partitions().stream().map(PartitionEntry::id).collect(Collectors.toSet());
  }

  private static ScanPage<ScannedRow> last(Sent sent) {
    return sent.pages().get(sent.pages().size() - 1);
  }

  private static Slot slot(Optional<ResumeToken> token) {
    return token.flatMap(ResumeToken::slot).orElse(Slot.FIRST);
  }

  /** The first slot behind the piece of a partition's slots in which this one lies. */
  private static Optional<Slot> behind(PartitionEntry partition, Slot slot) {
    int last = slot.number();
    while (last < Slot.COUNT && owns(partition, last)) {
      last++;
    }
    return last == Slot.COUNT ? Optional.empty() : Optional.of(new Slot(last));
  }

  private static boolean owns(PartitionEntry partition, int slot) {
    return partition.slots().stream().anyMatch(range -> range.contains(new Slot(slot)));
  }

  private static Sent send(
      ScanFixture node, ScanRequest.Amount amount, Optional<ResumeToken> resume) {
    ScanRequest request = request(amount, resume);
    List<ScanPage<ScannedRow>> pages = new ArrayList<>();
    try {
      Iterator<dev.isochrone.api.v1.ScanPage> sent = node.pages(request);
      while (sent.hasNext()) {
        pages.add(ScanWire.fromProto(sent.next()).orThrow());
      }
      return new Sent(pages, null);
    } catch (StatusRuntimeException refused) {
      return new Sent(pages, GrpcRefusals.ofRead(refused));
    } catch (RefusedException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private static ScanRequest request(ScanRequest.Amount amount, Optional<ResumeToken> resume) {
    return new ScanRequest(
        HEADER, CITIES, ScanRange.ALL, Optional.of(Consistency.EVENTUAL), amount, resume);
  }

  private static Optional<ResumeToken> token(ScanPage<ScannedRow> page) {
    try {
      return page.resume().isEmpty()
          ? Optional.empty()
          : Optional.of(ResumeToken.decode(page.resume()));
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }
}
