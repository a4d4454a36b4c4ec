package dev.isochrone.cli.bench;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Carries out a plan, on one thread, and shows how far it is. */
final class Measurement implements AutoCloseable {
  static final int PRELOAD_OUTSTANDING = 128;
  private static final int REDRAW_MILLIS = 200;

  /** Equal in all measurements, so that they send equal requests. */
  private static final long SEED = 7;

  private final Rows rows;
  private final Requests requests;
  private final ClosedLoop loop;
  private final Scans scans;

  private Measurement(Rows rows, Requests requests, ClosedLoop loop, Scans scans) {
    this.rows = rows;
    this.requests = requests;
    this.loop = loop;
    this.scans = scans;
  }

  /**
   * A measurement of one table; to be closed.
   *
   * @param answerMax what the client gives each request
   * @param outstandingMax requests at once
   */
  static Measurement of(
      IsochroneClient client, String table, Setting setting, Duration answerMax, int outstandingMax)
      throws RefusedException {
    Table measured = client.table(table);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Rows rows = new Rows(setting.keys(), setting.valueBytes(), random);
    Scans scans = Scans.start(measured, client.directory(), setting.scanRows(), outstandingMax);
    return new Measurement(
        rows,
        new Requests(measured, rows, setting.consistency(), random, scans),
        new ClosedLoop(
            Ticker.system(), random, rows.count(), answerMax.plus(Duration.ofSeconds(5))),
        scans);
  }

  /**
   * What the requests are.
   *
   * @param consistency of gets
   * @param scanRows rows of a scan
   */
  record Setting(int keys, int valueBytes, Consistency consistency, int scanRows) {
    Setting {
      if (keys < 1 || valueBytes < 0) {
        throw new IllegalArgumentException(keys + " keys, values of " + valueBytes + " bytes");
      }
      if (scanRows < 1) {
        throw new IllegalArgumentException("scans of " + scanRows + " rows");
      }
    }
  }

  /**
   * Writes every row once.
   *
   * @throws RefusedException a put was refused
   */
  void preload() throws InterruptedException, RefusedException {
    Semaphore free = new Semaphore(PRELOAD_OUTSTANDING);
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    try (ProgressBar bar = bar("preload", rows.count())) {
      for (int row = 0; row < rows.count() && failed.get() == null; row++) {
        free.acquire();
        var unused =
            requests
                .put(row)
                .whenComplete(
                    (answer, failure) -> {
                      if (failure != null) {
                        failed.compareAndSet(null, failure);
                      }
                      free.release();
                    });
        bar.step();
      }
      free.acquire(PRELOAD_OUTSTANDING);
    }
    rethrow(failed.get());
  }

  /** Every workload of the plan at every depth. */
  List<Figure> run(Plan plan) throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (ProgressBar bar = bar("measure", plan.seconds())) {
      for (Workload workload : plan.workloads()) {
        Requests.Sending sending = requests.of(workload);
        run(
            bar,
            workload + " warm-up",
            sending,
            new ClosedLoop.Run(plan.deepest(), plan.warm(), Pace.AT_ONCE));
        for (int outstanding : plan.outstanding()) {
          String name = workload + " w=" + outstanding;
          run(bar, name, sending, new ClosedLoop.Run(outstanding, Plan.SETTLE, plan.pace()));
          List<Measured> runs = new ArrayList<>();
          for (int i = 0; i < plan.repeat(); i++) {
            runs.add(
                run(bar, name, sending, new ClosedLoop.Run(outstanding, plan.each(), plan.pace())));
          }
          figures.add(new Figure(workload, outstanding, runs));
        }
      }
    }
    return figures;
  }

  @Override
  public void close() {
    scans.close();
  }

  private Measured run(ProgressBar bar, String name, Requests.Sending sending, ClosedLoop.Run how)
      throws InterruptedException {
    bar.setExtraMessage(name);
    long before = bar.getCurrent();
    Measured measured =
        loop.run(
            sending, how, passed -> bar.stepTo(before + TimeUnit.NANOSECONDS.toSeconds(passed)));
    bar.stepTo(before + how.time().toSeconds());
    return measured;
  }

  private static ProgressBar bar(String name, long max) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(max)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .build();
  }

  private static void rethrow(@Nullable Throwable failed) throws RefusedException {
    Throwable cause =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    if (cause instanceof RefusedException refused) {
      throw refused;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }
}
