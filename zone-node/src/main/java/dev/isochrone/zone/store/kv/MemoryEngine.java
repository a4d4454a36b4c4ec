package dev.isochrone.zone.store.kv;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.model.bytes.Bytes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An engine that is a few sorted maps: the model of the others, and the disk of simulations.
 *
 * <p>What it holds is immutable and replaced by each write, which therefore costs the size of the
 * stores that it touches: meant for small worlds. What was written is "durable": {@link #reopened}
 * is what a new process finds.
 */
public final class MemoryEngine implements KvEngine {
  private volatile Map<Space, NavigableMap<Bytes, Bytes>> content;
  private volatile boolean closed;

  @GuardedBy("this") private boolean fenced;

  /** An empty one. */
  public MemoryEngine() {
    this(new EnumMap<>(Space.class));
  }

  private MemoryEngine(Map<Space, NavigableMap<Bytes, Bytes>> content) {
    this.content = content;
  }

  /**
   * The engine over the same content after a restart, whether this one was closed or its process
   * crashed. From here on this one writes no more: a thread that the crash left behind cannot reach
   * the disk of the new process.
   */
  public synchronized MemoryEngine reopened() {
    fenced = true;
    closed = true;
    return new MemoryEngine(content);
  }

  @Override
  public KvSnapshot snapshot() {
    if (closed) {
      throw new StoreException(StoreException.Problem.CLOSED, "engine in memory");
    }
    return new Snapshot(content);
  }

  @Override
  public synchronized void write(KvBatch batch) {
    if (closed || fenced) {
      throw new StoreException(StoreException.Problem.CLOSED, "engine in memory");
    }
    Map<Space, NavigableMap<Bytes, Bytes>> next = new EnumMap<>(Space.class);
    next.putAll(content);
    batch.emptied().forEach(next::remove);
    Map<Space, NavigableMap<Bytes, Bytes>> touched = new EnumMap<>(Space.class);
    for (KvChange change : batch.changes()) {
      NavigableMap<Bytes, Bytes> store =
          touched.computeIfAbsent(
              change.space(), space -> new TreeMap<>(next.getOrDefault(space, new TreeMap<>())));
      if (change instanceof KvChange.Put put) {
        store.put(put.key(), put.value());
      } else if (change instanceof KvChange.Delete delete) {
        store.remove(delete.key());
      } else {
        throw new AssertionError(change);
      }
    }
    next.putAll(touched);
    content = next;
  }

  @Override
  public void close() {
    closed = true;
  }

  private static final class Snapshot implements KvSnapshot {
    private final Map<Space, NavigableMap<Bytes, Bytes>> content;

    Snapshot(Map<Space, NavigableMap<Bytes, Bytes>> content) {
      this.content = content;
    }

    @Override
    public Optional<Bytes> get(Space space, Bytes key) {
      return Optional.ofNullable(store(space).get(key));
    }

    @Override
    public Optional<KvEntry> firstAtOrAfter(Space space, Bytes key) {
      return Optional.ofNullable(store(space).ceilingEntry(key)).map(Snapshot::entry);
    }

    @Override
    public Iterator<KvEntry> from(Space space, Bytes key) {
      return store(space).tailMap(key, true).entrySet().stream().map(Snapshot::entry).iterator();
    }

    @Override
    public void close() {
      // The maps are the collector's.
    }

    private NavigableMap<Bytes, Bytes> store(Space space) {
      return content.getOrDefault(space, Collections.emptyNavigableMap());
    }

    private static KvEntry entry(Map.Entry<Bytes, Bytes> entry) {
      return new KvEntry(entry.getKey(), entry.getValue());
    }
  }
}
