package dev.isochrone.wire;

import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.WriteAnswer;
import org.jspecify.annotations.Nullable;

/** The answers of one message of a stream while they come together. One thread at a time. */
public final class AnswerGathering {
  private final OperationAnswers.Builder message = OperationAnswers.newBuilder();
  private @Nullable AnswerHeader shared;
  private HlcTimestamp hlc = HlcTimestamp.MIN;

  /**
   * Adds what became of a put, a delete or a write, as the operation's kind has it.
   *
   * @param id of the request, for a refusal
   */
  public void addWrite(Operation of, Outcome<WriteAnswer> outcome, RequestId id) {
    if (outcome instanceof Outcome.Done<WriteAnswer> done) {
      dev.isochrone.api.v1.AnswerHeader own = own(done.value().header());
      OperationAnswer.Builder answer = OperationAnswer.newBuilder().setId(of.getId());
      if (of.hasPut()) {
        answer.setPut(AnswerWire.toPut(done.value(), own));
      } else if (of.hasDelete()) {
        answer.setDelete(AnswerWire.toDelete(done.value(), own));
      } else {
        answer.setWrite(AnswerWire.toWrite(done.value(), own));
      }
      message.addAnswer(answer);
    } else {
      addRefusal(of, ((Outcome.Refused<WriteAnswer>) outcome).refusal(), id);
    }
  }

  /** Adds what a get found. */
  public void addRead(Operation of, Outcome<ReadAnswer> outcome, RequestId id) {
    if (outcome instanceof Outcome.Done<ReadAnswer> done) {
      message.addAnswer(
          OperationAnswer.newBuilder()
              .setId(of.getId())
              .setGet(
                  AnswerWire.toGet(
                      done.value(), of.getGet().getPacked(), own(done.value().header()))));
    } else {
      addRefusal(of, ((Outcome.Refused<ReadAnswer>) outcome).refusal(), id);
    }
  }

  /** Adds that it was refused. */
  public void addRefusal(Operation of, Refusal refusal, RequestId id) {
    message.addAnswer(
        OperationAnswer.newBuilder()
            .setId(of.getId())
            .setRefused(RefusalWire.toProto(refusal, id.text())));
  }

  public int size() {
    return message.getAnswerCount();
  }

  /** The message. */
  public OperationAnswers build() {
    if (shared != null) {
      message.setHeader(AnswerHeaderWire.shared(shared, hlc));
    }
    return message.build();
  }

  private dev.isochrone.api.v1.AnswerHeader own(AnswerHeader header) {
    if (shared == null) {
      shared = header;
    }
    hlc = hlc.max(header.hlc());
    return AnswerHeaderWire.own(header, shared);
  }
}
