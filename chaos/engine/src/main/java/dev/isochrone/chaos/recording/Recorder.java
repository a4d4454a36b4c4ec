package dev.isochrone.chaos.recording;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.hlc.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what clients do, on one clock. Any thread.
 *
 * <p>The clock is read before an operation is sent, and after its answer is there. So an interval
 * may be too long, and hide a mistake, but it is never too short, which would accuse the innocent.
 */
public final class Recorder {
  private final Ticker ticker;
  private final RecorderLimits limits;

  @GuardedBy("this") private final List<Operation> operations = new ArrayList<>();

  @GuardedBy("this") private final List<FaultEvent> faults = new ArrayList<>();

  public Recorder(Ticker ticker, RecorderLimits limits) {
    this.ticker = ticker;
    this.limits = limits;
  }

  /**
   * Notes what is about to be asked. To be called before it is sent.
   *
   * @return where its end is to be noted; empty if the history is full: then it must not be sent,
   *     since an operation that nobody knows of makes every verdict void
   */
  public Optional<Asked> invoke(Client client, String key, Action action) {
    synchronized (this) {
      int index = operations.size();
      if (index >= limits.operationsMax()) {
        return Optional.empty();
      }
      operations.add(new Operation(index, client, key, action, ticker.nanos(), Ending.Open.OPEN));
      return Optional.of(new Asked(index));
    }
  }

  /** Notes that a fault begins: to be called before it is done. */
  public void faultBegins(String fault, String target) {
    note(new FaultEvent(ticker.nanos(), fault, target, /* begins= */ true));
  }

  /** Notes that a fault has ended: to be called when all is mended. */
  public void faultEnds(String fault, String target) {
    note(new FaultEvent(ticker.nanos(), fault, target, /* begins= */ false));
  }

  /** Everything so far; what has not ended is open. */
  public synchronized History history(Provenance provenance) {
    return new History(provenance, operations, faults);
  }

  private synchronized void note(FaultEvent fault) {
    if (faults.size() >= limits.faultsMax()) {
      throw new IllegalStateException("more than " + limits.faultsMax() + " faults");
    }
    faults.add(fault);
  }

  private synchronized void end(int index, Ending ending) {
    Operation operation = operations.get(index);
    if (operation.ending() != Ending.Open.OPEN) {
      throw new IllegalStateException("operation " + index + " has ended before");
    }
    operations.set(index, operation.ending(ending));
  }

  /** An operation that was asked and has not ended. One of the three is called, once. */
  public final class Asked {
    private final int index;

    private Asked(int index) {
      this.index = index;
    }

    /** It was answered. */
    public void ok(Answer answer) {
      end(index, new Ending.Ok(ticker.nanos(), answer));
    }

    /** It was refused, and has no effect. */
    public void failed(String code) {
      end(index, new Ending.Failed(ticker.nanos(), code));
    }

    /** Nobody knows. */
    public void unknown(String code) {
      end(index, new Ending.Unknown(ticker.nanos(), code));
    }
  }
}
