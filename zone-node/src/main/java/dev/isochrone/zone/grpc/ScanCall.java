package dev.isochrone.zone.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.zone.scan.Scan;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One scan's stream. A page is read when the stream can take it, on a thread of {@link Scans}; at
 * most one is being read. Whatever ends the stream first, its last page, a refusal, its caller or
 * the node, closes the scan, and does so when no page is being read.
 */
final class ScanCall {
  /** What a call finds in its node. */
  record Surroundings(Scans scans, Supplier<String> requestIds, RequestTally tally) {}

  private final Scans scans;
  private final RequestTally tally;
  private final ServerCallStreamObserver<ScanPage> observer;
  private final boolean packed;
  private final String requestId;
  private final long begunNanos;

  @GuardedBy("this")
  private @Nullable Scan scan;

  @GuardedBy("this")
  private boolean reading;

  @GuardedBy("this")
  private boolean ended;

  /** Why the stream must end once the page that is being read is done with. */
  @GuardedBy("this")
  private @Nullable Refusal doom;

  private ScanCall(
      Surroundings node, ScanRequest request, ServerCallStreamObserver<ScanPage> observer) {
    this.scans = node.scans();
    this.tally = node.tally();
    this.observer = observer;
    this.packed = request.getPacked();
    String said = request.getHeader().getRequestId();
    this.requestId = said.isEmpty() ? node.requestIds().get() : said;
    this.begunNanos = tally.nanos();
  }

  /** Serves a scan; on the event loop, which it leaves at once. */
  static void serve(
      Surroundings node, ScanRequest request, ServerCallStreamObserver<ScanPage> observer) {
    ScanCall call = new ScanCall(node, request, observer);
    observer.setOnReadyHandler(call::readIfWanted);
    observer.setOnCancelHandler(call::cancel);
    Outcome<dev.isochrone.model.scan.ScanRequest> asked =
        ScanWire.fromProto(request, () -> call.requestId);
    if (asked instanceof Outcome.Refused<dev.isochrone.model.scan.ScanRequest> refused) {
      call.end(refused.refusal());
    } else if (asked instanceof Outcome.Done<dev.isochrone.model.scan.ScanRequest> done) {
      var unused =
          node.scans()
              .open(done.value(), call::end)
              .whenComplete((opened, fault) -> call.opened(opened, fault));
    }
  }

  private void opened(@Nullable Outcome<Scan> outcome, @Nullable Throwable fault) {
    if (outcome instanceof Outcome.Done<Scan> done) {
      if (take(done.value())) {
        readIfWanted();
      } else {
        done.value().close();
      }
    } else if (outcome instanceof Outcome.Refused<Scan> refused) {
      end(refused.refusal());
    } else {
      fail(fault == null ? new AssertionError("no outcome") : fault);
    }
  }

  private synchronized boolean take(Scan opened) {
    if (!ended) {
      scan = opened;
    }
    return !ended;
  }

  private void readIfWanted() {
    Scan now;
    synchronized (this) {
      if (scan == null || reading || ended || !observer.isReady()) {
        return;
      }
      reading = true;
      now = scan;
    }
    if (!scans.execute(() -> read(now))) {
      read(now); // The node stops, and has said so: this only closes the scan.
    }
  }

  private void read(Scan now) {
    try {
      if (!isEnding()) {
        Outcome<dev.isochrone.model.scan.ScanPage<PackedRow>> page = now.next();
        if (page instanceof Outcome.Refused<?> refused) {
          doom(refused.refusal());
        } else if (page
            instanceof Outcome.Done<dev.isochrone.model.scan.ScanPage<PackedRow>> read) {
          observer.onNext(ScanWire.toProto(read.value(), packed));
        }
      }
      done(now);
    } catch (FormatException damaged) {
      doom(Scan.corrupt());
      done(now);
    } catch (RuntimeException | Error fault) {
      now.close();
      fail(fault);
    }
  }

  private synchronized boolean isEnding() {
    return ended || doom != null;
  }

  private synchronized void doom(Refusal why) {
    if (doom == null) {
      doom = why;
    }
  }

  /** The page was read and sent, or there was none to be read. */
  private void done(Scan now) {
    boolean cancelled;
    Refusal why;
    synchronized (this) {
      reading = false;
      cancelled = ended;
      why = doom;
      ended = cancelled || why != null || now.isOver();
    }
    if (cancelled) {
      now.close();
    } else if (why != null) {
      now.close();
      count(RequestEnd.of(why.code()));
      Answers.refuse(observer, why, requestId);
    } else if (now.isOver()) {
      now.close();
      count(RequestEnd.DONE);
      observer.onCompleted();
    } else {
      readIfWanted();
    }
  }

  /** Ends with a refusal: at once, or after the page that is being read. */
  private void end(Refusal why) {
    Scan left;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (reading) {
        doom(why);
        return;
      }
      ended = true;
      left = scan;
    }
    if (left != null) {
      left.close();
    }
    count(RequestEnd.of(why.code()));
    Answers.refuse(observer, why, requestId);
  }

  /** The caller is gone. */
  private void cancel() {
    Scan left;
    boolean first;
    synchronized (this) {
      first = !ended;
      ended = true;
      left = first && !reading ? scan : null;
    }
    if (first) {
      count(RequestEnd.CANCELLED);
    }
    if (left != null && !scans.execute(left::close)) {
      left.close();
    }
  }

  /** Once: by whoever has set {@link #ended}. */
  private void count(RequestEnd end) {
    tally.ended(RequestKind.SCAN, end, begunNanos);
  }

  private void fail(Throwable fault) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    count(RequestEnd.DEFECT);
    Answers.defect(requestId, fault);
    observer.onError(
        Status.INTERNAL
            .withDescription("a defect of the server; request " + requestId)
            .asRuntimeException());
  }
}
