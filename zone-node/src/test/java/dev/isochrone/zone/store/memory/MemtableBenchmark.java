package dev.isochrone.zone.store.memory;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a put into a memtable and a point read of it cost, with 100,000 rows in it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class MemtableBenchmark {
  private static final int ROWS = 100_000;
  private static final int STRIDE =
      7_919; // A prime: visits all rows, and neighbours never in turn.

  private static final Cuts.Entry ENTRY = new Cuts.Entry(1, Cuts.NONE);

  private final StoredKey[] keys = new StoredKey[ROWS];
  private final StoredRow row =
      new StoredRow(
          new Version(1, new Stamp(new HlcTimestamp(1L << 40), new Origin(1))),
          Bytes.wrap(new byte[150]));
  private final Memtable memtable = new Memtable(0);
  private int next;

  @Setup
  public void fill() {
    for (int i = 0; i < ROWS; i++) {
      Bytes tuple = KeyTuple.encode(Key.of(new KeyPart.Text("key-" + i)));
      keys[i] = StoredKey.row(1, new Slot(i % Slot.COUNT), tuple);
      memtable.put(keys[i], row, Optional.empty(), ENTRY);
    }
  }

  @Benchmark
  public void overwrite() {
    memtable.put(key(), row, Optional.of(row), ENTRY);
  }

  @Benchmark
  public @Nullable Object read() {
    return memtable.newest(key());
  }

  private StoredKey key() {
    next = (next + STRIDE) % ROWS;
    return keys[next];
  }
}
