package dev.isochrone.cli.bench;

import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scans of the measured table: so many rows behind a given one, in the order in which the table is
 * stored. A row of this table is a partition key of its own, so what is more than a row is scanned
 * eventually, at any node.
 *
 * <p>The client's scans block, so each that is outstanding has a thread, made when it is first
 * needed.
 */
final class Scans implements AutoCloseable {
  private final Table table;
  private final Directory directory;
  private final TableSpec spec;
  private final int scanRows;
  private final ThreadPoolExecutor threads;

  /**
   * What a scan found.
   *
   * @param rows fewer than asked for, where the table ended
   */
  record Scanned(int rows) {}

  private Scans(Table table, Directory directory, int scanRows, ThreadPoolExecutor threads) {
    this.table = table;
    this.directory = directory;
    this.spec = directory.table(table.name()).orElseThrow();
    this.scanRows = scanRows;
    this.threads = threads;
  }

  /**
   * To be closed.
   *
   * @param directory has the table
   * @param scanRows rows of a scan, at most
   * @param outstandingMax scans at once
   */
  static Scans start(Table table, Directory directory, int scanRows, int outstandingMax) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            outstandingMax,
            outstandingMax,
            /* keepAliveTime= */ 0,
            TimeUnit.SECONDS,
            // A scan is answered, and the next one sent, a moment before its thread is free.
            new ArrayBlockingQueue<>(outstandingMax),
            task -> {
              Thread thread = new Thread(task, "scan-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    return new Scans(table, directory, scanRows, threads);
  }

  /** Scans the rows behind this one. */
  CompletableFuture<Scanned> behind(Key row) {
    CompletableFuture<Scanned> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            answer.complete(new Scanned(scan(row)));
          } catch (RefusedException | RuntimeException failed) {
            answer.completeExceptionally(failed);
          }
        });
    return answer;
  }

  private int scan(Key row) throws RefusedException {
    ResumeToken behind =
        new ResumeToken(
            spec.id(), ScanRange.ALL, Placement.place(directory, spec, row).orThrow().key());
    ScanOptions options =
        ScanOptions.DEFAULT.with(Consistency.EVENTUAL).limitedTo(scanRows).after(behind.encode());
    int rows = 0;
    try (RowScan scan = table.scan(ScanRange.ALL, options)) {
      while (scan.next().isPresent()) {
        rows++;
      }
    }
    return rows;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
