package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Cause;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * An outbox as plain as can be: a list of changes, each with its entry's closed timestamp. Shared
 * by simulations, in one thread, and by tests with real ones; hence the lock.
 */
public final class ModelOutbox implements Outbox {
  private record Kept(Change change, HlcTimestamp closed, boolean lastOfEntry) {}

  private final Origin origin;
  private final int tables;
  private final List<Kept> kept = new ArrayList<>(); // the change with sequence n at n - 1
  private Announced announced = Announced.NOTHING;
  private long trimmed;

  public ModelOutbox(Origin origin) {
    this(origin, 0);
  }

  /**
   * With rows of several tables, from 1, in any slot; of no table: one row, in slot 0 of table 1.
   */
  public ModelOutbox(Origin origin, int tables) {
    this.origin = origin;
    this.tables = tables;
  }

  /** An entry with so many changes; 0 is a CLOSE. */
  public synchronized void append(int changes, RandomGenerator random) {
    HlcTimestamp at = announced.closed().plus(1 + random.nextInt(5));
    HlcTimestamp closed = at.plus(Math.max(0, changes - 1));
    for (int i = 0; i < changes; i++) {
      Change change = change(kept.size() + 1, key(random), at.plus(i), random.nextInt(60));
      kept.add(new Kept(change, closed, i == changes - 1));
    }
    announced = new Announced(kept.size(), closed);
  }

  public synchronized void trim(long acknowledged) {
    trimmed = Math.max(trimmed, acknowledged);
  }

  @Override
  public synchronized Announced announced() {
    return announced;
  }

  @Override
  public synchronized OutboxSlice read(long from, int bytesMax) {
    long begin = Math.max(from, trimmed);
    List<Kept> fitting = new ArrayList<>();
    int bytes = 0;
    for (Kept next : kept.subList((int) begin, kept.size())) {
      bytes += next.change().bytesMax();
      if (!fitting.isEmpty() && bytes > bytesMax) {
        break;
      }
      fitting.add(next);
    }
    int whole = fitting.size();
    while (whole > 0 && !fitting.get(whole - 1).lastOfEntry()) {
      whole--;
    }
    boolean inside = whole == 0 && !fitting.isEmpty();
    List<Kept> slice = inside ? fitting : fitting.subList(0, whole);
    return new OutboxSlice(
        begin,
        begin + slice.size(),
        inside,
        inside || slice.isEmpty() ? HlcTimestamp.MIN : slice.get(whole - 1).closed(),
        slice.stream().map(Kept::change).toList());
  }

  /** How many changes belong to an entry that is closed at or below the timestamp. */
  public synchronized long changesClosedAt(HlcTimestamp closed) {
    return kept.stream().filter(change -> change.closed().compareTo(closed) <= 0).count();
  }

  public synchronized List<Change> upTo(long sequence) {
    return kept.subList(0, (int) sequence).stream().map(Kept::change).toList();
  }

  private StoredKey key(RandomGenerator random) {
    Bytes tuple = Bytes.wrap(new byte[] {0x14});
    return tables == 0
        ? StoredKey.row(1, new Slot(0), tuple)
        : StoredKey.row(1 + random.nextInt(tables), new Slot(random.nextInt(Slot.COUNT)), tuple);
  }

  private Change change(long sequence, StoredKey key, HlcTimestamp at, int payloadBytes) {
    RowVersion row =
        new RowVersion(
            new Version(1, new Stamp(at, origin)),
            false,
            new RowVersion.WrittenBy(1, 1),
            new RowVersion.CauseOf(Cause.WRITE, Bytes.EMPTY),
            new CausalContext(new TreeMap<>()),
            Bytes.wrap(new byte[payloadBytes]));
    return new Change(sequence, key, RecordCodec.encode(key, row));
  }
}
