package dev.isochrone.cli.demo;

import dev.isochrone.client.Table;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.WriteAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Puts the cities through the public client, many at once, with a bar that tells how far it is. */
final class Loading {
  /** Requests outstanding at once: deep enough for the leaders to commit in groups. */
  static final int IN_FLIGHT = 512;

  private static final int REDRAW_MILLIS = 200;

  private Loading() {}

  /**
   * Puts all cities.
   *
   * @throws RefusedException a put was refused, or its outcome is not known; the others were still
   *     ended
   */
  static void load(Table table, List<City> cities) throws RefusedException, InterruptedException {
    Semaphore free = new Semaphore(IN_FLIGHT);
    CompletableFuture<WriteAnswer> failed = new CompletableFuture<>();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("   cities")
            .setInitialMax(cities.size())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .build()) {
      for (City city : cities) {
        if (failed.isDone()) {
          break;
        }
        free.acquire();
        CompletableFuture<WriteAnswer> unused =
            table
                .putAsync(new KeyForm.Typed(city.key()), city.document(), Condition.None.NONE)
                .whenComplete(
                    (answer, failure) -> {
                      if (failure != null) {
                        failed.completeExceptionally(failure);
                      }
                      bar.step();
                      free.release();
                    });
      }
      free.acquire(IN_FLIGHT);
    }
    rethrow(failed);
  }

  private static void rethrow(CompletableFuture<WriteAnswer> failed) throws RefusedException {
    if (!failed.isCompletedExceptionally()) {
      return;
    }
    try {
      failed.join();
    } catch (CompletionException wrapped) {
      if (wrapped.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw wrapped;
    }
  }
}
