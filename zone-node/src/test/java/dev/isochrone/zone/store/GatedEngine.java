package dev.isochrone.zone.store;

import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** An engine whose disk is slow, or fails, as a test wishes. */
final class GatedEngine implements KvEngine {
  private static final int OPEN = 1 << 30;

  private final KvEngine engine;
  private final Semaphore permits = new Semaphore(OPEN);
  private final List<KvBatch> written = new ArrayList<>();
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable Runnable beforeSnapshot;
  private volatile @Nullable Runnable afterSnapshot;

  GatedEngine(KvEngine engine) {
    this.engine = engine;
  }

  /** From now on writes wait. */
  void hold() {
    permits.drainPermits();
  }

  boolean hasWaitingWrite() {
    return permits.hasQueuedThreads();
  }

  /** Lets one write through. */
  void letOne() {
    permits.release();
  }

  /** Writes wait no more. */
  void open() {
    permits.drainPermits();
    permits.release(OPEN);
  }

  /** The next write, and each after it, fails without effect. */
  void fail() {
    failure = new StoreException(StoreException.Problem.IO, "the test's disk");
  }

  /** The next reader that turns to the engine is overtaken by this. */
  void beforeNextSnapshot(Runnable overtaking) {
    beforeSnapshot = overtaking;
  }

  /** The next reader that has its snapshot is overtaken by this before it reads. */
  void afterNextSnapshot(Runnable overtaking) {
    afterSnapshot = overtaking;
  }

  synchronized List<KvBatch> written() {
    return List.copyOf(written);
  }

  @Override
  public KvSnapshot snapshot() {
    Runnable overtaking = beforeSnapshot;
    beforeSnapshot = null;
    if (overtaking != null) {
      overtaking.run();
    }
    KvSnapshot snapshot = engine.snapshot();
    Runnable after = afterSnapshot;
    afterSnapshot = null;
    if (after != null) {
      after.run();
    }
    return snapshot;
  }

  @Override
  public void write(KvBatch batch) {
    permits.acquireUninterruptibly();
    RuntimeException now = failure;
    if (now != null) {
      throw now;
    }
    engine.write(batch);
    synchronized (this) {
      written.add(batch);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
