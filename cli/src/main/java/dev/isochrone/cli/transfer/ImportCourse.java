package dev.isochrone.cli.transfer;

import dev.isochrone.cli.transfer.format.Parsed;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an import does next: which row is sent, which line is complained of, and where it ends.
 * Pure; one thread at a time.
 *
 * <p>Lines are gone through in their order. A row waits while too much is in flight, or another one
 * of its key is: of two rows with one key the later line wins, as it would without haste. A bad
 * line takes its turn too, so that all before it is sent and, if it ends the import, nothing behind
 * it is.
 *
 * <p>What is refused for now, or has an unknown outcome, always ends the import: the next rows
 * would fare no better. What is refused for good is as bad as a bad line.
 */
final class ImportCourse {
  /** What to do about a line that can't be written. */
  enum OnError {
    STOP,
    SKIP
  }

  /** Why nothing more is sent. */
  enum Ending {
    /** All lines were gone through. */
    END_OF_FILE,
    /** A line was bad. */
    BAD_LINE,
    /** The file could not be read on. */
    UNREADABLE,
    /** The cluster refused a row, for good or for now. */
    REFUSED,
    /** Of some row nobody knows whether it was written. */
    UNKNOWN,
    /** Somebody wanted no more. */
    INTERRUPTED
  }

  /**
   * How much is in flight at once.
   *
   * @param rows at most so many
   * @param bytes of lines; a row of more goes alone
   */
  record FlightMax(int rows, long bytes) {}

  /** What to do next. */
  sealed interface Step {
    /** Send this row. */
    record Send(Parsed.Row row) implements Step {}

    /** Complain of this line. */
    record Complain(Parsed.BadLine line) implements Step {}

    /** Nothing, until something is read or answered. */
    enum Wait implements Step {
      WAIT
    }
  }

  private final FlightMax max;
  private final OnError onError;
  private final Deque<Parsed> waiting = new ArrayDeque<>();
  private final Map<Long, Parsed.Row> inFlight = new HashMap<>();
  private final Set<Key> keysInFlight = new HashSet<>();
  private final SortedMap<Region, Long> written = new TreeMap<>();
  private long bytesInFlight;
  private long read;
  private long refused;
  private long unknown;
  private long bytes;
  private long nextLine;
  private long lowestUndone = Long.MAX_VALUE;
  private boolean allRead;
  private Optional<Ending> ending = Optional.empty();
  private Optional<RefusalKind> refusal = Optional.empty();

  /**
   * Nothing was read yet.
   *
   * @param firstLine the first line that is
   */
  ImportCourse(FlightMax max, OnError onError, long firstLine) {
    this.max = max;
    this.onError = onError;
    this.nextLine = firstLine;
  }

  /** The next line of the file. */
  void read(Parsed line) {
    waiting.add(line);
  }

  /** There are no more lines. */
  void endOfFile() {
    allRead = true;
  }

  /** There are more lines, and they can't be read. */
  void unreadable() {
    allRead = true;
    end(Ending.UNREADABLE);
  }

  /** Nothing more is to be sent. */
  void interrupt() {
    if (!isOver()) {
      end(Ending.INTERRUPTED);
    }
  }

  /** A row was written, in this region's log. */
  void written(Parsed.Row row, Region home) {
    land(row);
    written.merge(home, 1L, Long::sum);
  }

  /** A row was refused, or its outcome is not known. */
  void refused(Parsed.Row row, Refusal why) {
    land(row);
    boolean isUnknown = why.kind() == RefusalKind.UNKNOWN;
    unknown += isUnknown ? 1 : 0;
    refused += isUnknown ? 0 : 1;
    boolean forGood = why.kind() == RefusalKind.NEVER || why.kind() == RefusalKind.READ_AGAIN;
    if (forGood && onError == OnError.SKIP) {
      return;
    }
    lowestUndone = Math.min(lowestUndone, row.line());
    if (refusal.isEmpty()) {
      refusal = Optional.of(why.kind());
    }
    end(isUnknown ? Ending.UNKNOWN : Ending.REFUSED);
  }

  /** What to do next; what it says is taken for done. */
  Step next() {
    Parsed first = waiting.peek();
    if (first == null || ending.isPresent()) {
      return Step.Wait.WAIT;
    } else if (first instanceof Parsed.BadLine bad) {
      pass(bad);
      refused++;
      if (onError == OnError.STOP) {
        lowestUndone = Math.min(lowestUndone, bad.line());
        end(Ending.BAD_LINE);
      }
      return new Step.Complain(bad);
    }
    Parsed.Row row = (Parsed.Row) first;
    if (!hasRoom(row)) {
      return Step.Wait.WAIT;
    }
    pass(row);
    inFlight.put(row.line(), row);
    keysInFlight.add(row.key());
    bytesInFlight += row.bytes();
    return new Step.Send(row);
  }

  /** Whether all that was sent is answered and nothing more will be sent. */
  boolean isOver() {
    return inFlight.isEmpty() && (ending.isPresent() || (allRead && waiting.isEmpty()));
  }

  /** What became of it so far. */
  ImportCount count() {
    return new ImportCount(
        read, new TreeMap<>(written), refused, unknown, bytes, ending(), refusal, resumeLine());
  }

  private Ending ending() {
    return ending.orElse(Ending.END_OF_FILE);
  }

  /** The first line that is to be gone through again, if not all of the file is done. */
  private OptionalLong resumeLine() {
    return ending.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.min(lowestUndone, nextLine));
  }

  private boolean hasRoom(Parsed.Row row) {
    return inFlight.isEmpty()
        || (inFlight.size() < max.rows()
            && bytesInFlight + row.bytes() <= max.bytes()
            && !keysInFlight.contains(row.key()));
  }

  private void pass(Parsed line) {
    waiting.remove();
    read++;
    bytes += line.bytes();
    nextLine = line.nextLine();
  }

  private void land(Parsed.Row row) {
    if (inFlight.remove(row.line()) == null) {
      throw new IllegalStateException("line " + row.line() + " is not in flight");
    }
    keysInFlight.remove(row.key());
    bytesInFlight -= row.bytes();
  }

  /** The first reason counts. */
  private void end(Ending why) {
    if (ending.isEmpty()) {
      ending = Optional.of(why);
    }
  }
}
