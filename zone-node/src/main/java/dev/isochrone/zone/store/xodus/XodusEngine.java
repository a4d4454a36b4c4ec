package dev.isochrone.zone.store.xodus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.zone.store.kv.FileEngine;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;

/**
 * An engine over one Xodus environment.
 *
 * <p>A batch is one exclusive transaction, then one sync: any other transaction in the environment
 * would conflict with it, whatever its keys, and there is none but the cleaner's, which yields.
 * Snapshots are read-only transactions, which take no lock that a writer holds.
 */
public final class XodusEngine implements FileEngine {
  /** Reads take micro- to milliseconds; only an export is longer, and it fails when cut off. */
  private static final long CLOSE_WAIT_SECONDS = 10;

  private static final int CLOSING = Integer.MIN_VALUE;

  private final EnvironmentImpl environment;
  private volatile Map<Space, Store> stores;

  /** The number of open snapshots; with the sign bit set, no further one is opened. */
  private final AtomicInteger gate = new AtomicInteger();

  private final CountDownLatch drained = new CountDownLatch(1);

  @GuardedBy("this") private boolean failed;

  private XodusEngine(EnvironmentImpl environment, Map<Space, Store> stores, boolean failed) {
    this.environment = environment;
    this.stores = stores;
    this.failed = failed;
  }

  /**
   * Opens the environment, or makes it.
   *
   * @throws StoreException if the process was not started as Xodus needs it, or the environment
   *     cannot be opened, for instance because another process has it
   */
  public static XodusEngine open(XodusConfig config) {
    return open(config, /* frozen= */ false);
  }

  /**
   * Opens an environment that nobody writes to, and leaves its files as they are; only a lock file
   * comes beside them. A store that it lacks is empty.
   *
   * @throws StoreException if it cannot be opened; a write to it fails as well
   */
  public static XodusEngine openFrozen(XodusConfig config) {
    return open(config, /* frozen= */ true);
  }

  private static XodusEngine open(XodusConfig config, boolean frozen) {
    requireOpenChannels();
    try {
      Files.createDirectories(config.directory());
      EnvironmentConfig settings = settings(config);
      if (frozen) {
        settings.setEnvIsReadonly(true).setEnvReadonlyEmptyStores(true).setGcEnabled(false);
      }
      Environment environment = Environments.newInstance(config.directory().toFile(), settings);
      if (!(environment instanceof EnvironmentImpl syncable)) {
        throw new AssertionError("Xodus gave an environment that cannot be synced");
      }
      return new XodusEngine(syncable, storesOf(environment, frozen), frozen);
    } catch (IOException | RuntimeException notOpened) {
      throw new StoreException(Problem.IO, "cannot open " + config.directory(), notOpened);
    }
  }

  private static Map<Space, Store> storesOf(Environment environment, boolean frozen) {
    try {
      return frozen
          ? environment.computeInReadonlyTransaction(in -> openStores(environment, in))
          : environment.computeInExclusiveTransaction(in -> openStores(environment, in));
    } catch (RuntimeException damaged) {
      environment.close(); // Or it keeps its lock, and the files can't be put aside.
      throw damaged;
    }
  }

  /**
   * Without this an interrupted thread's commit returns success without a sync, and the environment
   * is dead from the next commit on.
   */
  private static void requireOpenChannels() {
    if (!Object.class.getModule().isOpen("sun.nio.ch", Environment.class.getModule())) {
      throw new StoreException(
          Problem.SETTING,
          "start java with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED; without it Xodus"
              + " acknowledges what it has not synced");
    }
  }

  private static EnvironmentConfig settings(XodusConfig config) {
    return new EnvironmentConfig()
        .setMemoryUsage(config.cacheBytes())
        // Each write is followed by a sync of ours: one a batch, outside of the commit's lock.
        .setLogDurableWrite(false)
        // "Clearing" an invalid log wipes the whole database.
        .setLogClearInvalid(false)
        .setLogAllowRamDisk(config.allowRamDisk())
        // The cleaner's exclusive transactions stall writers for up to a second.
        .setGcUseExclusiveTransaction(false)
        // A snapshot that outlives the wait in close() must not keep the lock file for ever.
        .setEnvCloseForcedly(true)
        .setEnvGatherStatistics(false)
        .setManagementEnabled(false);
  }

  private static Map<Space, Store> openStores(Environment environment, Transaction in) {
    Map<Space, Store> stores = new EnumMap<>(Space.class);
    for (Space space : Space.values()) {
      // Prefixing stores are Patricia tries: written and read several times faster than B-trees.
      stores.put(
          space,
          environment.openStore(
              space.storeName(), StoreConfig.WITHOUT_DUPLICATES_WITH_PREFIXING, in));
    }
    return stores;
  }

  @Override
  public KvSnapshot snapshot() {
    if (gate.incrementAndGet() < 0) {
      leave();
      throw new StoreException(Problem.CLOSED, "engine");
    }
    try {
      return new XodusSnapshot(environment.beginReadonlyTransaction(), stores, this::leave);
    } catch (RuntimeException notBegun) {
      leave();
      throw new StoreException(Problem.IO, "cannot begin a snapshot", notBegun);
    }
  }

  private void leave() {
    if (gate.decrementAndGet() == CLOSING) {
      drained.countDown();
    }
  }

  @Override
  public synchronized void write(KvBatch batch) {
    if (failed || gate.get() < 0) {
      throw new StoreException(Problem.CLOSED, "engine");
    }
    failed =
        true; // Until the sync has returned: whatever is thrown on the way, nothing is retried.
    try {
      Map<Space, Store> now = environment.computeInExclusiveTransaction(in -> perform(batch, in));
      environment.flushAndSync();
      stores = now;
    } catch (RuntimeException notDurable) {
      throw new StoreException(Problem.IO, "a batch could not be written and synced", notDurable);
    }
    if (!environment.isOpen()) {
      // Xodus skips the sync of a closed environment in silence.
      throw new StoreException(Problem.IO, "the environment closed itself during a write");
    }
    failed = false;
  }

  private Map<Space, Store> perform(KvBatch batch, Transaction in) {
    for (Space space : batch.emptied()) {
      environment.truncateStore(space.storeName(), in);
    }
    // An emptied store is a new one under the old name.
    Map<Space, Store> into = batch.emptied().isEmpty() ? stores : openStores(environment, in);
    for (KvChange change : batch.changes()) {
      Store store = XodusSnapshot.store(into, change.space());
      ArrayByteIterable key = new ArrayByteIterable(change.key().shared());
      if (change instanceof KvChange.Put put) {
        store.put(in, key, new ArrayByteIterable(put.value().shared()));
      } else if (change instanceof KvChange.Delete) {
        store.delete(in, key);
      } else {
        throw new AssertionError(change);
      }
    }
    return into;
  }

  /**
   * The exclusive transaction keeps the cleaner from writing; what it removes meanwhile is dead.
   */
  @Override
  public synchronized void standStill(FilesCopy copy) throws IOException {
    if (failed || gate.get() < 0) {
      throw new StoreException(Problem.CLOSED, "engine");
    }
    Transaction still = environment.beginExclusiveTransaction();
    try {
      sync();
      List<Path> files = logFiles(Path.of(environment.getLocation()));
      int last = files.size() - 1;
      copy.take(files.subList(0, last), files.get(last));
    } finally {
      still.abort();
    }
  }

  private synchronized void sync() {
    failed = true; // Until it has returned.
    try {
      environment.flushAndSync();
    } catch (RuntimeException notDurable) {
      throw new StoreException(Problem.IO, "the environment could not be synced", notDurable);
    }
    failed = false;
  }

  /** The files of an environment, in the order of its log: their names are addresses. */
  private static List<Path> logFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".xd"))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  @Override
  public void close() {
    int before = gate.getAndUpdate(open -> open | CLOSING);
    if (before < 0) {
      return;
    }
    if (before == 0) {
      drained.countDown();
    }
    awaitReaders();
    closeEnvironment();
  }

  private synchronized void closeEnvironment() {
    try {
      environment.close();
    } catch (RuntimeException notClosed) {
      throw new StoreException(Problem.IO, "cannot close the environment", notClosed);
    }
  }

  private void awaitReaders() {
    try {
      // Readers that are still there after this get exceptions, not old data.
      boolean unused = drained.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
