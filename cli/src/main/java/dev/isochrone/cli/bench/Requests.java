package dev.isochrone.cli.bench;

import dev.isochrone.client.Table;
import dev.isochrone.model.Version;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.WriteAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes and sends the requests of a workload. One thread sends. */
final class Requests {
  /** One request on the row of this number. */
  @FunctionalInterface
  interface Sending {
    CompletableFuture<?> send(int row);
  }

  private final Table table;
  private final Rows rows;
  private final Consistency consistency;
  private final RandomGenerator random;
  private final Scans scans;

  /** The version of the last write that was acknowledged; absent after one that was not. */
  private final AtomicReferenceArray<@Nullable Version> versions;

  private long sent; // picks documents; touched by the sending thread alone

  Requests(Table table, Rows rows, Consistency consistency, RandomGenerator random, Scans scans) {
    this.table = table;
    this.rows = rows;
    this.consistency = consistency;
    this.random = random;
    this.scans = scans;
    this.versions = new AtomicReferenceArray<>(rows.count());
  }

  Sending of(Workload workload) {
    return switch (workload) {
      case PUT -> this::put;
      case GET -> this::get;
      case MIX -> row -> random.nextBoolean() ? put(row) : get(row);
      case CONDITIONAL_PUT -> this::putIfUnchanged;
      case SCAN -> row -> scans.behind(rows.key(row).key());
    };
  }

  CompletableFuture<WriteAnswer> put(int row) {
    return table.putAsync(rows.key(row), rows.document(sent++), Condition.None.NONE);
  }

  private CompletableFuture<?> get(int row) {
    return table.getAsync(rows.key(row), consistency);
  }

  private CompletableFuture<WriteAnswer> putIfUnchanged(int row) {
    Version last = versions.get(row);
    Condition condition = last == null ? Condition.None.NONE : new Condition.IsVersion(last);
    return table
        .putAsync(rows.key(row), rows.document(sent++), condition)
        .whenComplete(
            (answer, failure) ->
                versions.set(row, answer == null ? null : answer.header().version().orElse(null)));
  }
}
