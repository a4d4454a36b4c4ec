package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.Operation;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.slow.SlowRequest;
import dev.isochrone.zone.tally.MessageTally;
import dev.isochrone.zone.tally.RequestEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The operations of a stream that took long. Kept until their message leaves is only what is there
 * already: where none took long, nothing is made, and no clock is read. One thread at a time.
 */
final class SlowOperations {
  private final SlowLog log;
  private final Gateway gateway;
  private final boolean forwardedHere;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Outcome<?>> outcomes = new ArrayList<>();

  /**
   * Of one stream.
   *
   * @param forwardedHere whether another node sends on what its clients asked
   */
  SlowOperations(SlowLog log, Gateway gateway, boolean forwardedHere) {
    this.log = log;
    this.gateway = gateway;
    this.forwardedHere = forwardedHere;
  }

  /** One more has ended; in the order in which they are counted. */
  void add(Operation operation, Outcome<?> outcome) {
    if (log.isOn()) {
      operations.add(operation);
      outcomes.add(outcome);
    }
  }

  /** Has the tally count, and notes what took long. */
  void count(MessageTally tally, Function<Operation, RequestId> ids) {
    tally.count(
        log.thresholdNanos(), (first, count, end, nanos) -> note(first, count, end, nanos, ids));
    operations.clear();
    outcomes.clear();
  }

  private void note(
      int first, int count, RequestEnd end, long nanos, Function<Operation, RequestId> ids) {
    for (int i = first; i < first + count; i++) {
      Operation operation = operations.get(i);
      SlowRequest.What what =
          new SlowRequest.What(
              RequestKinds.of(operation),
              operation.hasGet() ? RequestKinds.consistency(operation.getGet()) : "",
              partition(operation),
              ids.apply(operation).text());
      log.note(new SlowRequest(nanos, what, end, SlowLog.answer(outcomes.get(i), forwardedHere)));
    }
  }

  private OptionalInt partition(Operation operation) {
    return switch (operation.getOperationCase()) {
      case PUT -> of(RequestWire.fromProto(operation.getPut(), SlowOperations::anyId));
      case DELETE -> of(RequestWire.fromProto(operation.getDelete(), SlowOperations::anyId));
      case WRITE -> of(RequestWire.fromProto(operation.getWrite(), SlowOperations::anyId));
      case GET ->
          RequestWire.fromProto(operation.getGet(), SlowOperations::anyId)
              .fold(
                  read -> gateway.partition(read.table(), read.key()),
                  refusal -> OptionalInt.empty());
      case OPERATION_NOT_SET -> OptionalInt.empty();
    };
  }

  private OptionalInt of(Outcome<dev.isochrone.model.request.WriteRequest> request) {
    return request.fold(
        write -> gateway.partition(write.table(), write.rows().get(0).key()),
        refusal -> OptionalInt.empty());
  }

  private static String anyId() {
    return "slow";
  }
}
