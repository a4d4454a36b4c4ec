package dev.isochrone.cli.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C does not end the process at once: it asks for an end, and waits until
 * the command has said what became of its work.
 */
final class Interrupts implements AutoCloseable {
  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread hook;

  private Interrupts(Runnable stop, long secondsMax) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              await(secondsMax);
            },
            "interrupted");
  }

  /**
   * From now on.
   *
   * @param stop asks for the end; on a thread of its own
   * @param secondsMax how long the process waits for it
   */
  static Interrupts open(Runnable stop, long secondsMax) {
    Interrupts interrupts = new Interrupts(stop, secondsMax);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  private void await(long secondsMax) {
    try {
      boolean unused = said.await(secondsMax, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    said.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      return; // The hook has just been let go.
    }
  }
}
