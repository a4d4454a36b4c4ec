package dev.isochrone.wire;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.AnswerHeader;

/**
 * What the answers of one message have in common, read once for all of them.
 *
 * @param header or why it can't be read, which holds for every answer of the message
 */
public record SharedHeader(Outcome<AnswerHeader> header) {
  /** Of a message's header; total. */
  public static SharedHeader of(dev.isochrone.api.v1.AnswerHeader header) {
    return new SharedHeader(FieldPath.total(() -> AnswerHeaderWire.read(header)));
  }
}
