package dev.isochrone.cli.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting for nothing in particular: for a while between two questions, or until Ctrl-C. */
final class Pause {
  /** Never counted down: Ctrl-C ends the process itself. */
  private final CountDownLatch never = new CountDownLatch(1);

  void millis(long millis) throws InterruptedException {
    boolean unused = never.await(millis, TimeUnit.MILLISECONDS);
  }

  void forEver() throws InterruptedException {
    never.await();
  }
}
