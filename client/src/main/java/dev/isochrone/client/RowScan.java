package dev.isochrone.client;

import dev.isochrone.client.ScanStream.Event;
import dev.isochrone.client.course.Course;
import dev.isochrone.client.course.Step;
import dev.isochrone.client.route.Replicas;
import dev.isochrone.client.route.ScanRoute;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.GrpcRefusals;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a scan, fetched as they are taken.
 *
 * <p>All rows that one server sent of a partition were read at one position of its log. A scan over
 * a table comes to the partitions of one region in the order of their slots, and goes to another
 * server for those that one has no copy of. A stream that breaks is gone on with at another server,
 * behind the last page that arrived, so no row is given twice; but that is another position, and
 * {@link #header} and {@link #resumptions} say so.
 *
 * <p>One thread at a time; {@link #next} blocks. To be closed: the server keeps old versions for it
 * meanwhile.
 */
public final class RowScan implements AutoCloseable {
  private final Dispatcher dispatcher;
  private final Scanned scanned;
  private final ScanOptions options;
  private final Duration timeout;
  private final String requestId;
  private final CountDownLatch never = new CountDownLatch(1);

  private @Nullable ScanStream stream;
  private @Nullable Endpoint server;
  private @Nullable ScanRoute route;
  private @Nullable Course course;
  private @Nullable ScanPage<ScannedRow> page;
  private int taken;
  private Bytes token;
  private long received;
  private boolean over;
  private boolean fresh = true;
  private int resumptions;

  /** What is scanned. */
  record Scanned(TableName table, ScanRange range) {}

  /**
   * Nothing is sent before the first row is asked for.
   *
   * @param timeout within which each page must come
   */
  RowScan(Dispatcher dispatcher, Scanned scanned, ScanOptions options, Duration timeout) {
    this.dispatcher = dispatcher;
    this.scanned = scanned;
    this.options = options;
    this.timeout = timeout;
    this.requestId = dispatcher.requestIds().get();
    this.token = options.resume();
  }

  /**
   * The next row; empty when there are no more, or the limit is reached.
   *
   * @throws RefusedException the last refusal, if no page came within the client's timeout, or the
   *     scan will never be served
   */
  public Optional<ScannedRow> next() throws RefusedException {
    while (page == null || taken == page.rows().size()) {
      if (page != null) {
        token = page.resume();
      }
      if (over) {
        return Optional.empty();
      }
      page = fetch();
      taken = 0;
    }
    return Optional.of(page.rows().get(taken++));
  }

  /** What the server said of the page that the last row was in; empty before the first one. */
  public Optional<ScanHeader> header() {
    return Optional.ofNullable(page).map(ScanPage::header);
  }

  /** How often the scan went on within a partition at another position, so far. */
  public int resumptions() {
    return resumptions;
  }

  /**
   * A token to go on behind the last page of which all rows were taken, also from another process;
   * once {@link #next} is empty, empty if there are no more rows.
   */
  public Bytes resume() {
    return token;
  }

  /** Ends the scan; a second call does nothing. */
  @Override
  public void close() {
    over = true;
    leave();
  }

  private void leave() {
    if (stream != null) {
      stream.cancel();
      stream = null;
    }
  }

  private ScanPage<ScannedRow> fetch() throws RefusedException {
    TimeLimit limit = dispatcher.limit(timeout);
    Refusal last =
        Refusal.later(RefusalCode.HOME_UNREACHABLE, "there was no time to ask", Duration.ZERO);
    try {
      while (true) {
        if (stream == null) {
          perform(course().start(), limit);
        }
        Outcome<ScanPage<ScannedRow>> outcome = take(limit, last);
        if (outcome instanceof Outcome.Done<ScanPage<ScannedRow>> done) {
          return accept(done.value());
        }
        last = ((Outcome.Refused<ScanPage<ScannedRow>>) outcome).refusal();
        if (isServedOnward(last)) {
          leave(); // The way goes on from where the last page had come to.
        } else {
          turnElsewhere(last, limit);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      leave();
      throw Refusal.later(RefusalCode.HOME_UNREACHABLE, "interrupted", Duration.ZERO).asException();
    }
  }

  /** Whether the server has sent all that it has, and the next partition is not on it. */
  private boolean isServedOnward(Refusal refusal) {
    return refusal.code() == RefusalCode.NOT_LEADER && !fresh && home().isEmpty();
  }

  /** The next page of the stream, or why it does not come. */
  private Outcome<ScanPage<ScannedRow>> take(TimeLimit limit, Refusal last)
      throws InterruptedException, RefusedException {
    Duration left = limit.left();
    if (left.isNegative() || left.isZero() || stream == null) {
      leave();
      throw last.asException();
    }
    // Half of it for this server, so that there is time for another one.
    @Nullable Event event = stream.next(left.dividedBy(2).plusNanos(1));
    if (event instanceof Event.Page sent) {
      return ScanWire.fromProto(sent.page());
    } else if (event instanceof Event.Failed failed) {
      return Outcome.refused(GrpcRefusals.ofRead(failed.why()));
    }
    return Outcome.refused(
        Refusal.later(
            RefusalCode.HOME_UNREACHABLE,
            event == null ? "the server sent nothing in time" : "the stream ended early",
            Duration.ZERO));
  }

  private ScanPage<ScannedRow> accept(ScanPage<ScannedRow> next) {
    course = null; // The next trouble has all tries anew.
    resumptions += fresh && page != null && !endsAPartition(page) ? 1 : 0;
    fresh = false;
    received += next.rows().size();
    over = next.resume().isEmpty() || (options.limit() > 0 && received >= options.limit());
    home().ifPresent(home -> next.header().leader().ifPresent(leader -> home.learn(leader)));
    if (over) {
      leave();
    }
    return next;
  }

  /** No row of what comes behind such a page was read before, so at no other position either. */
  private static boolean endsAPartition(ScanPage<ScannedRow> page) {
    return resumeToken(page.resume())
        .fold(
            token -> token.filter(it -> it.reached() instanceof ResumeToken.At).isPresent(),
            unfit -> false);
  }

  private void turnElsewhere(Refusal refusal, TimeLimit limit)
      throws InterruptedException, RefusedException {
    leave();
    learn(refusal);
    if (refusal.kind() == RefusalKind.NEVER) {
      throw refusal.asException();
    }
    perform(course().refused(refusal), limit);
  }

  private void perform(Step step, TimeLimit limit) throws InterruptedException, RefusedException {
    if (step instanceof Step.Ask ask) {
      open(ask.server());
    } else if (step instanceof Step.AskLater later) {
      if (later.pause().compareTo(limit.left()) >= 0) {
        throw later.refusal().asExceptionOf(requestId);
      }
      boolean unused = never.await(later.pause().toNanos(), TimeUnit.NANOSECONDS);
      open(later.server());
    } else if (step instanceof Step.FetchDirectory fetch) {
      fetchDirectory(fetch, limit);
    } else if (step instanceof Step.GiveUp giveUp) {
      throw giveUp.refusal().asExceptionOf(requestId);
    } else {
      throw new AssertionError(step);
    }
  }

  private void fetchDirectory(Step.FetchDirectory fetch, TimeLimit limit)
      throws InterruptedException, RefusedException {
    try {
      var unused =
          dispatcher
              .directories()
              .fetch(Address.of(fetch.likely()), limit)
              .get(Math.max(1, limit.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException notFetched) {
      throw fetch.refusal().asException();
    }
    route = route();
    perform(course().startAnew(route.candidates()), limit);
  }

  private Course course() throws RefusedException {
    if (course == null) {
      route = route();
      course = dispatcher.course(route.candidates(), /* repeatable= */ false);
    }
    return course;
  }

  private ScanRoute route() throws RefusedException {
    return ScanRoute.find(
            dispatcher.directories().routes(),
            scanned.table(),
            scanned.range(),
            options.consistency(),
            resumption().orThrow().flatMap(ResumeToken::slot).orElse(Slot.FIRST),
            dispatcher.turns())
        .orThrow();
  }

  private void open(Endpoint endpoint) throws RefusedException {
    server = endpoint;
    fresh = true;
    stream =
        ScanStream.open(dispatcher.channels().to(endpoint), ScanWire.toProto(request(route())));
  }

  private ScanRequest request(ScanRoute by) throws RefusedException {
    Optional<ResumeToken> resume = resumption().orThrow();
    long left = options.limit() == 0 ? 0 : options.limit() - received;
    return new ScanRequest(
        new RequestHeader(
            requestId,
            dispatcher.callerRegion(),
            /* noForward= */ true,
            Optional.of(by.routedBy())),
        scanned.table(),
        scanned.range(),
        options.consistency(),
        new ScanRequest.Amount(left, options.pageRows()),
        resume);
  }

  /** Behind the last page that arrived. */
  private Outcome<Optional<ResumeToken>> resumption() {
    return resumeToken(page == null ? token : page.resume());
  }

  /** The token, if it is one. */
  private static Outcome<Optional<ResumeToken>> resumeToken(Bytes resume) {
    try {
      return Outcome.done(
          resume.isEmpty() ? Optional.empty() : Optional.of(ResumeToken.decode(resume)));
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(RefusalCode.INVALID_REQUEST, "not a resume token of this release"));
    }
  }

  /** The partition whose leader is asked; empty if any replica will do. */
  private Optional<Replicas> home() {
    return Optional.ofNullable(route).flatMap(ScanRoute::home);
  }

  private void learn(Refusal refusal) {
    Endpoint asked = server;
    Optional<Replicas> home = home();
    if (home.isEmpty() || asked == null) {
      return; // Who serves near says nothing about who leads.
    }
    switch (refusal.code()) {
      case NOT_LEADER -> {
        home.get().doubt(asked);
        refusal.endpoint().ifPresent(leader -> home.get().learn(leader));
      }
      case NO_LEADER, NOT_READY, NOT_CONFIRMED, HOME_UNREACHABLE -> home.get().doubt(asked);
      default -> {}
    }
  }
}
