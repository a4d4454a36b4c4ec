package dev.isochrone.cli.transfer;

import dev.isochrone.cli.transfer.ImportCourse.Step;
import dev.isochrone.cli.transfer.format.Parsed;
import dev.isochrone.cli.transfer.format.RowSource;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusedException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries out an {@link ImportCourse}: the thread that calls {@link #run} owns it. Another thread
 * reads ahead, so that a slow standard input does not keep what is in flight from being counted.
 */
final class Load {
  /** Read and not sent: so much that senders never wait for the disk. */
  private static final int READ_AHEAD_KIB_MAX = 16 << 10;

  /** What a row costs beside its line, as KiB: its key, its document, its place in queues. */
  private static final int ROW_KIB = 16;

  private static final int EVENTS_MAX = 1 << 16;

  private static final long LOOK_MILLIS = 100;

  /** Sends a row; the future ends with the region whose log has it, or a refusal. */
  @FunctionalInterface
  interface Sink {
    CompletableFuture<Region> put(Key key, Document document);
  }

  /** Is told on the thread that runs. */
  interface Listener {
    /** A line that was not sent. */
    void bad(Parsed.BadLine line);

    /** A row that was refused, or nobody knows. */
    void refused(Parsed.Row row, Refusal why);

    /** From time to time. */
    void at(ImportCount count);
  }

  /** What the owning thread learns from others. */
  private sealed interface Event {
    record Read(Parsed line) implements Event {}

    record EndOfFile(Optional<IOException> broken) implements Event {}

    record Answered(Parsed.Row row, @Nullable Region home, @Nullable Throwable failure)
        implements Event {}

    record Defect(Throwable why) implements Event {}
  }

  private final ImportCourse course;
  private final RowSource rows;
  private final Sink sink;
  private final Listener listener;

  /** Never full: what is read ahead and in flight is far less. */
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(EVENTS_MAX);

  private final Semaphore readAhead = new Semaphore(READ_AHEAD_KIB_MAX);
  private volatile boolean interrupted;

  Load(ImportCourse course, RowSource rows, Sink sink, Listener listener) {
    this.course = course;
    this.rows = rows;
    this.sink = sink;
    this.listener = listener;
  }

  /** Sends nothing more; {@link #run} ends when all that was sent is answered. Any thread. */
  void interrupt() {
    interrupted = true;
  }

  /**
   * Goes through the file to its end, or to whatever ends it.
   *
   * @return why the file could not be read on, if that is the case
   */
  Optional<IOException> run() throws InterruptedException {
    Thread reader = new Thread(this::readAll, "import-reader");
    reader.setDaemon(true);
    reader.start();
    Optional<IOException> broken = Optional.empty();
    try {
      while (!course.isOver()) {
        Event event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        for (; event != null; event = events.poll()) {
          if (event instanceof Event.EndOfFile end) {
            broken = end.broken();
          }
          learn(event);
        }
        if (interrupted) {
          course.interrupt();
        }
        carryOn();
        listener.at(course.count());
      }
      return broken;
    } finally {
      reader.interrupt();
    }
  }

  private void learn(Event event) {
    if (event instanceof Event.Read read) {
      course.read(read.line());
    } else if (event instanceof Event.EndOfFile end) {
      if (end.broken().isPresent()) {
        course.unreadable();
      } else {
        course.endOfFile();
      }
    } else if (event instanceof Event.Answered answered) {
      settle(answered);
    } else if (event instanceof Event.Defect defect) {
      throw new IllegalStateException(defect.why());
    } else {
      throw new AssertionError(event);
    }
  }

  private void settle(Event.Answered answered) {
    if (answered.home() != null) {
      course.written(answered.row(), answered.home());
      return;
    }
    Throwable failure = answered.failure();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof RefusedException refused)) {
      throw new IllegalStateException(cause);
    }
    course.refused(answered.row(), refused.refusal());
    listener.refused(answered.row(), refused.refusal());
  }

  private void carryOn() {
    for (Step step = course.next(); step != Step.Wait.WAIT; step = course.next()) {
      if (step instanceof Step.Send send) {
        readAhead.release(cost(send.row()));
        send(send.row());
      } else if (step instanceof Step.Complain complain) {
        readAhead.release(cost(complain.line()));
        listener.bad(complain.line());
      } else {
        throw new AssertionError(step);
      }
    }
  }

  private void send(Parsed.Row row) {
    CompletableFuture<Region> unused =
        sink.put(row.key(), row.document())
            .whenComplete((home, failure) -> events.add(new Event.Answered(row, home, failure)));
  }

  private void readAll() {
    try {
      for (Optional<Parsed> line = rows.next(); line.isPresent(); line = rows.next()) {
        readAhead.acquire(cost(line.get()));
        events.add(new Event.Read(line.get()));
      }
      events.add(new Event.EndOfFile(Optional.empty()));
    } catch (IOException broken) {
      events.add(new Event.EndOfFile(Optional.of(broken)));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt(); // Nobody wants more.
    } catch (RuntimeException | Error defect) {
      events.add(new Event.Defect(defect));
    }
  }

  private static int cost(Parsed line) {
    return Math.min(READ_AHEAD_KIB_MAX, ROW_KIB + (line.bytes() >> 10));
  }
}
