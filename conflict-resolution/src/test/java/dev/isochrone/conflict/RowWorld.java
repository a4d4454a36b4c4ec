package dev.isochrone.conflict;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Three regions that write one row, read it here and there, and hear of each other's writes in
 * their order. Beside each context stands the slow and obvious thing: the set of all versions that
 * the writer had seen.
 */
final class RowWorld {
  static final int REGIONS = 3;

  /** What somebody read: the context that came with it, and what that stands for. */
  private record Read(CausalContext context, Set<Stamp> seen) {}

  private final ConflictPolicy policy;
  private final RandomGenerator random;
  private final OwnBounds bounds;
  private final List<Optional<SiblingSet>> rows = new ArrayList<>();
  private final List<List<SiblingSet>> outboxes = new ArrayList<>();
  private final int[][] cursors = new int[REGIONS][REGIONS];
  private final long[] walls = {50, 30, 10}; // Far apart: whose clock is ahead must not matter.
  private final List<Read> reads = new ArrayList<>();
  final Map<Stamp, RowVersion> versions = new HashMap<>();
  final Map<Stamp, Set<Stamp>> histories = new HashMap<>();

  /** All that a region has heard of, with all that is behind it. */
  private final List<Set<Stamp>> heard = new ArrayList<>();

  RowWorld(ConflictPolicy policy, RandomGenerator random, OwnBounds bounds) {
    this.policy = policy;
    this.random = random;
    this.bounds = bounds;
    for (int i = 0; i < REGIONS; i++) {
      rows.add(Optional.empty());
      outboxes.add(new ArrayList<>());
      heard.add(new HashSet<>());
    }
  }

  void step() {
    int who = random.nextInt(REGIONS);
    switch (random.nextInt(6)) {
      case 0 -> read(who);
      case 1 -> write(who, Optional.empty());
      case 2 ->
          write(
              who,
              reads.isEmpty()
                  ? Optional.of(new Read(CausalContext.EMPTY, Set.of()))
                  : Optional.of(reads.get(random.nextInt(reads.size()))));
      default -> carry(random.nextInt(REGIONS), who);
    }
  }

  private void read(int who) {
    rows.get(who).ifPresent(row -> reads.add(new Read(row.context(), behind(row))));
  }

  /** The versions of a row, and all that their writers had seen. */
  Set<Stamp> behind(SiblingSet row) {
    Set<Stamp> all = new HashSet<>(row.versions().keySet());
    row.versions().keySet().forEach(stamp -> all.addAll(historyOf(stamp)));
    return all;
  }

  Set<Stamp> historyOf(Stamp stamp) {
    return histories.getOrDefault(stamp, Set.of());
  }

  private void write(int who, Optional<Read> read) {
    walls[who] += random.nextInt(4);
    long behindAll =
        heard.get(who).stream().mapToLong(stamp -> stamp.at().millis()).max().orElse(0) + 1;
    Stamp stamp =
        new Stamp(
            HlcTimestamp.of(Math.max(walls[who], behindAll), random.nextInt(2)),
            new Origin(who + 1));
    Optional<Bytes> document =
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(Bytes.wrap(new byte[] {1, (byte) random.nextInt(256)}));
    Born born = new Born(stamp, document, new RowVersion.WrittenBy(1, 1), read.map(Read::context));
    Writing writing = Merge.write(policy, rows.get(who), born, bounds);
    if (!(writing instanceof Merged merged)) {
      return;
    }
    Set<Stamp> seen =
        read.map(Read::seen).orElseGet(() -> rows.get(who).map(this::behind).orElse(Set.of()));
    histories.put(stamp, Set.copyOf(seen));
    merged.row().versions().forEach(versions::putIfAbsent);
    heard.get(who).add(stamp);
    heard.get(who).addAll(seen);
    rows.set(who, Optional.of(merged.row()));
    outboxes.get(who).add(merged.row());
  }

  void carry(int from, int to) {
    int next = cursors[from][to];
    if (from == to || next == outboxes.get(from).size()) {
      return;
    }
    cursors[from][to] = next + 1;
    SiblingSet arriving = outboxes.get(from).get(next);
    Merged merged = (Merged) Merge.arrive(policy, rows.get(to), arriving);
    rows.set(to, Optional.of(merged.row()));
    heard.get(to).addAll(behind(arriving));
  }

  void carryAll() {
    for (int from = 0; from < REGIONS; from++) {
      for (int to = 0; to < REGIONS; to++) {
        while (from != to && cursors[from][to] < outboxes.get(from).size()) {
          carry(from, to);
        }
      }
    }
  }

  Optional<SiblingSet> row(int who) {
    return rows.get(who);
  }

  List<SiblingSet> rows() {
    return rows.stream().flatMap(Optional::stream).toList();
  }

  /** Every state that ever left a region, and those that stand. */
  List<SiblingSet> states() {
    List<SiblingSet> states = new ArrayList<>(rows());
    outboxes.forEach(states::addAll);
    return states;
  }

  /** What a region has heard of that nobody of whom it has heard had seen. */
  Set<Stamp> unseen(int who) {
    Set<Stamp> unseen = new TreeSet<>(heard.get(who));
    heard.get(who).forEach(stamp -> unseen.removeAll(historyOf(stamp)));
    return unseen;
  }

  Set<Stamp> heard(int who) {
    return heard.get(who);
  }
}
