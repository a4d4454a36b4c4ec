package dev.isochrone.consensus.leadership;

import dev.isochrone.consensus.Confirmation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Those who wait until this member has applied up to an index. Any thread may call anything;
 * futures are completed outside the lock, on the thread that applied, timed out or closed.
 */
public final class AppliedWaiters {
  private final Timeouts timeouts;
  private final int waitersMax;

  private final Object lock = new Object();
  private final NavigableMap<Long, List<CompletableFuture<Confirmation>>> waiting = new TreeMap<>();
  private int waiters; // guarded by lock, as the map is
  private boolean closed; // guarded by lock
  private volatile long applied;
  private volatile long first = Long.MAX_VALUE; // the least index waited for

  /**
   * @param applied the last index applied so far, -1 if none
   * @param waitersMax those beyond are answered NOT_CONFIRMED at once
   */
  public AppliedWaiters(long applied, Timeouts timeouts, int waitersMax) {
    this.applied = applied;
    this.timeouts = timeouts;
    this.waitersMax = waitersMax;
  }

  /** CONFIRMED once the index is applied, NOT_CONFIRMED after the timeout. */
  public CompletableFuture<Confirmation> await(long index, Duration timeout) {
    CompletableFuture<Confirmation> answer = new CompletableFuture<>();
    synchronized (lock) {
      if (closed || (applied < index && waiters >= waitersMax)) {
        answer.complete(Confirmation.NOT_CONFIRMED);
        return answer;
      }
      if (applied >= index) {
        answer.complete(Confirmation.CONFIRMED);
        return answer;
      }
      waiting.computeIfAbsent(index, unused -> new ArrayList<>()).add(answer);
      waiters++;
      first = waiting.firstKey();
    }
    if (applied >= index) { // it was, between the look at it and the entry into the map
      release(Confirmation.CONFIRMED, applied);
    }
    Runnable takeBack = timeouts.after(timeout, () -> forget(index, answer));
    return answer.whenComplete((confirmation, unused) -> takeBack.run());
  }

  /** Everything up to the index is applied. Costs two volatile accesses while nobody waits. */
  public void advance(long index) {
    applied = index;
    if (first <= index) {
      release(Confirmation.CONFIRMED, index);
    }
  }

  /** All who wait, and all who come, get NOT_CONFIRMED. */
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    release(Confirmation.NOT_CONFIRMED, Long.MAX_VALUE);
  }

  private void release(Confirmation confirmation, long upTo) {
    List<CompletableFuture<Confirmation>> due = new ArrayList<>();
    synchronized (lock) {
      NavigableMap<Long, List<CompletableFuture<Confirmation>>> head =
          waiting.headMap(upTo, /* inclusive= */ true);
      head.values().forEach(due::addAll);
      head.clear();
      waiters -= due.size();
      first = waiting.isEmpty() ? Long.MAX_VALUE : waiting.firstKey();
    }
    due.forEach(answer -> answer.complete(confirmation));
  }

  private void forget(long index, CompletableFuture<Confirmation> answer) {
    synchronized (lock) {
      List<CompletableFuture<Confirmation>> same = waiting.get(index);
      if (same == null || !same.removeIf(waiter -> waiter == answer)) {
        return;
      }
      waiters--;
      if (same.isEmpty()) {
        waiting.remove(index);
        first = waiting.isEmpty() ? Long.MAX_VALUE : waiting.firstKey();
      }
    }
    answer.complete(Confirmation.NOT_CONFIRMED);
  }
}
