package dev.isochrone.zone.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.wire.AnswerGathering;
import dev.isochrone.wire.OperationWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.wire.StreamOpening;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.tally.MessageTally;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller's stream of operations. Its messages come on the connection's event loop; answers from
 * any thread, gathered while a burst lasts.
 *
 * <p>Bounded: with so many operations unanswered, or so much unread by the caller, no further
 * message is asked for.
 */
final class OperationStream {
  private static final Logger LOG = LoggerFactory.getLogger(OperationStream.class);

  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);
  private static final int UNANSWERED_MAX = 16_384;

  private final OperationStreams.Surroundings node;
  private final ServerCallStreamObserver<OperationAnswers> caller;
  private final Consumer<OperationStream> onEnd;
  private final Object lock = new Object();
  private final Runnable flush = this::flush;
  private final String requestId;
  private volatile StreamOpening opening = StreamOpening.NOTHING; // Set by the event loop.

  @GuardedBy("lock")
  private AnswerGathering gathering = new AnswerGathering();

  /** Of the answers that are gathered, and of those that nobody is left to take. */
  @GuardedBy("lock")
  private final MessageTally tally;

  @GuardedBy("lock")
  private final SlowOperations slow;

  @GuardedBy("lock")
  private int unanswered;

  /** Whether the next message was not asked for, and is to be. */
  @GuardedBy("lock")
  private boolean held;

  @GuardedBy("lock")
  private boolean closing;

  @GuardedBy("lock")
  private boolean over;

  OperationStream(
      OperationStreams.Surroundings node,
      ServerCallStreamObserver<OperationAnswers> caller,
      SlowOperations slow,
      RequestTally tally,
      Consumer<OperationStream> onEnd) {
    this.node = node;
    this.tally = new MessageTally(tally);
    this.slow = slow;
    this.caller = caller;
    this.requestId = node.requestIds().get();
    this.onEnd = onEnd;
    caller.disableAutoRequest();
    caller.setOnReadyHandler(this::askIfHeld);
    caller.setOnCancelHandler(this::ended);
  }

  /** The stream's own, of what has no better one. */
  private String requestId() {
    return requestId;
  }

  /** By what an operation is known: as it says, else by its caller's count, else by this stream. */
  private RequestId idOf(Operation operation) {
    String own = OperationWire.requestId(operation);
    if (!own.isEmpty()) {
      return RequestId.of(own);
    }
    boolean counted = !opening.caller().isEmpty() && operation.getRequestNumber() != 0;
    return counted
        ? new RequestId(opening.caller(), operation.getRequestNumber())
        : new RequestId(requestId, operation.getId());
  }

  /** Asks for the first message. */
  void begin() {
    caller.request(1);
  }

  /** A message; its operations are begun before this returns. */
  void receive(Operations message) {
    if (message.hasOpening()) {
      Outcome<StreamOpening> read = StreamOpening.fromProto(message.getOpening());
      if (read instanceof Outcome.Refused<StreamOpening> refused) {
        refuse(refused.refusal());
        return;
      }
      opening = ((Outcome.Done<StreamOpening>) read).value();
    }
    long arrived = node.ticker().nanos(); // For all of them: the clock is not read for each.
    boolean serve;
    synchronized (lock) {
      unanswered += message.getOperationCount();
      serve = !closing;
    }
    node.burst()
        .during(
            () -> {
              if (serve) {
                begin(message.getOperationList(), arrived);
              } else {
                Refusal stopping =
                    Refusal.later(
                        RefusalCode.NOT_READY, "the server is stopping", Duration.ofMillis(100));
                message
                    .getOperationList()
                    .forEach(operation -> refused(operation, stopping, arrived));
              }
            });
    synchronized (lock) {
      held = true;
    }
    askIfHeld();
  }

  private void begin(List<Operation> operations, long arrived) {
    List<Operation> reads = new ArrayList<>();
    List<Gateway.Asked> asked = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation.getOperationCase()) {
        case PUT ->
            write(operation, RequestWire.fromProto(operation.getPut(), this::requestId), arrived);
        case DELETE ->
            write(
                operation, RequestWire.fromProto(operation.getDelete(), this::requestId), arrived);
        case WRITE ->
            write(operation, RequestWire.fromProto(operation.getWrite(), this::requestId), arrived);
        case GET -> {
          Outcome<ReadRequest> read = RequestWire.fromProto(operation.getGet(), this::requestId);
          if (read instanceof Outcome.Done<ReadRequest> done) {
            reads.add(operation);
            ReadRequest request =
                done.value()
                    .under(OperationWire.within(opening, done.value().header(), idOf(operation)));
            asked.add(new Gateway.Asked(request, limit(operation, arrived)));
          } else {
            refused(operation, ((Outcome.Refused<ReadRequest>) read).refusal(), arrived);
          }
        }
        case OPERATION_NOT_SET ->
            refused(
                operation,
                Refusal.of(
                    RefusalCode.NOT_SUPPORTED,
                    "the operation is missing, or of a kind that this release lacks"),
                arrived);
      }
    }
    if (!asked.isEmpty()) {
      node.gateway().readAll(asked, (index, outcome) -> read(reads.get(index), outcome, arrived));
    }
  }

  private void write(Operation operation, Outcome<WriteRequest> request, long arrived) {
    if (request instanceof Outcome.Refused<WriteRequest> refused) {
      refused(operation, refused.refusal(), arrived);
      return;
    }
    WriteRequest write = ((Outcome.Done<WriteRequest>) request).value();
    RequestId id = idOf(operation);
    CompletableFuture<Outcome<WriteAnswer>> unused =
        node.gateway()
            .write(
                write.under(OperationWire.within(opening, write.header(), id)),
                limit(operation, arrived))
            .whenComplete(
                (outcome, defect) -> {
                  if (defect == null) {
                    add(
                        operation,
                        outcome,
                        arrived,
                        answers -> answers.addWrite(operation, outcome, id));
                  } else {
                    LOG.atError()
                        .setCause(defect)
                        .addKeyValue("request", id)
                        .log("request {} failed", id);
                    refused(
                        operation,
                        Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "a defect of the server"),
                        arrived);
                  }
                });
  }

  private TimeLimit limit(Operation operation, long arrived) {
    int millis = operation.getTimeoutMillis();
    boolean said = millis > 0 && millis < TIMEOUT_MAX.toMillis();
    Duration given = said ? Duration.ofMillis(millis) : TIMEOUT_MAX;
    return new TimeLimit(node.ticker(), arrived + given.toNanos());
  }

  private void read(Operation operation, Outcome<ReadAnswer> outcome, long arrived) {
    add(
        operation,
        outcome,
        arrived,
        answers -> answers.addRead(operation, outcome, idOf(operation)));
  }

  private void refused(Operation operation, Refusal refusal, long arrived) {
    add(
        operation,
        Outcome.refused(refusal),
        arrived,
        answers -> answers.addRefusal(operation, refusal, idOf(operation)));
  }

  private void add(
      Operation operation, Outcome<?> outcome, long arrived, Consumer<AnswerGathering> answer) {
    if (outcome instanceof Outcome.Refused<?> refused && LOG.isDebugEnabled()) {
      Answers.log(refused.refusal(), idOf(operation).text());
    }
    synchronized (lock) {
      answer.accept(gathering);
      tally.add(RequestKinds.of(operation), RequestEnd.of(outcome), arrived);
      slow.add(operation, outcome);
    }
    node.burst().atEnd(flush);
  }

  private void flush() {
    boolean last;
    synchronized (lock) {
      slow.count(tally, this::idOf); // Of a caller who is gone too: it was done, or refused.
      if (over || gathering.size() == 0) {
        return;
      }
      unanswered -= gathering.size();
      send(gathering.build());
      gathering = new AnswerGathering();
      last = closing && unanswered == 0 && !over;
      over |= last;
      if (last) {
        caller.onCompleted();
      }
    }
    if (last) {
      onEnd.accept(this);
    } else {
      askIfHeld();
    }
  }

  /**
   * The apply thread may be here: what is wrong with one caller's call must not end the replica.
   */
  @GuardedBy("lock")
  private void send(OperationAnswers answers) {
    try {
      caller.onNext(answers);
    } catch (RuntimeException broken) {
      LOG.warn("a caller's stream can't be answered any more", broken);
      over = true;
    }
  }

  private void askIfHeld() {
    synchronized (lock) {
      if (!held || over || unanswered >= UNANSWERED_MAX || !caller.isReady()) {
        return;
      }
      held = false;
    }
    caller.request(1);
  }

  /** Ends the stream as a whole, by a status; what is unanswered stays so. */
  void refuse(Refusal refusal) {
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      Answers.refuse(caller, refusal, /* requestId= */ "");
    }
    onEnd.accept(this);
  }

  /** The caller is done, or gone. */
  void ended() {
    close();
  }

  /** Takes no more operations, and ends the stream when those under way are answered. */
  void close() {
    boolean last;
    synchronized (lock) {
      closing = true;
      last = !over && (unanswered == 0 || caller.isCancelled());
      if (last) {
        over = true;
        if (!caller.isCancelled()) {
          caller.onCompleted();
        }
      }
    }
    if (last) {
      onEnd.accept(this);
    }
  }
}
