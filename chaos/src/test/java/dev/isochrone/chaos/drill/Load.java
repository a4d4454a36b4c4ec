package dev.isochrone.chaos.drill;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that put rows of their own and increment shared counters, one request after the other,
 * until they are told to stop. What they did is written down; it grows from round to round.
 */
final class Load {
  static final List<String> COUNTERS = List.of("counter-0", "counter-1");

  private static final int CLIENTS = 4;

  private final Queue<History.Write> writes = new ConcurrentLinkedQueue<>();
  private final Queue<History.Increment> increments = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> defects = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  void start(IsochroneClient client) throws RefusedException {
    Table table = client.table("bench");
    stopped = false;
    for (int i = 0; i < CLIENTS; i++) {
      String counter = COUNTERS.get(i % COUNTERS.size());
      Thread thread = new Thread(() -> run(table, counter), "load-" + i);
      thread.setUncaughtExceptionHandler((ended, defect) -> defects.add(defect));
      thread.start();
      threads.add(thread);
    }
  }

  /** Each client ends its request, and then itself. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }

  /** Writes that were acknowledged, of all rounds. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** What must not happen to a client; empty if all is well. */
  Queue<Throwable> defects() {
    return defects;
  }

  /** After a stop: all that was done in all rounds. */
  History history() {
    return new History(List.copyOf(writes), List.copyOf(increments));
  }

  private void run(Table table, String counter) {
    while (!stopped) {
      long number = numbers.incrementAndGet();
      String row = "row-" + number;
      writes.add(new History.Write(row, number, put(table, row, number, Condition.None.NONE)));
      increment(table, counter);
    }
  }

  private void increment(Table table, String counter) {
    ReadAnswer read;
    try {
      read = table.get(new KeyForm.Text(counter), Consistency.STRONG);
    } catch (RefusedException notNow) {
      return; // Nothing was tried.
    }
    long value = read.document().map(Load::number).orElse(0L);
    Condition unchanged =
        read.header()
            .version()
            .<Condition>map(Condition.IsVersion::new)
            .orElse(Condition.Absent.ABSENT);
    increments.add(new History.Increment(counter, put(table, counter, value + 1, unchanged)));
  }

  private Fate put(Table table, String row, long value, Condition condition) {
    try {
      var unused =
          table.put(
              new KeyForm.Text(row),
              Document.of(Map.of("number", new Value.Int64(value))),
              condition);
      acknowledged.incrementAndGet();
      return Fate.ACKNOWLEDGED;
    } catch (RefusedException refused) {
      return Fate.of(refused.refusal().kind());
    }
  }

  static long number(Document document) {
    return document.fields().get("number") instanceof Value.Int64 number ? number.value() : -1;
  }
}
