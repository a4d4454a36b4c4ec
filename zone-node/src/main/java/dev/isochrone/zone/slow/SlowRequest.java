package dev.isochrone.zone.slow;

import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import java.util.OptionalInt;

/**
 * A request that took long.
 *
 * @param nanos from its arrival at this node to its answer
 * @param what it was
 * @param end how it ended
 * @param answer where it was answered from
 */
public record SlowRequest(long nanos, What what, RequestEnd end, Answer answer) {
  /**
   * What was asked.
   *
   * @param consistency as it was asked for; empty: a write, or the table's default
   * @param partition of the region that answers; empty: not known
   * @param requestId by which it is known everywhere
   */
  public record What(
      RequestKind kind, String consistency, OptionalInt partition, String requestId) {}

  /**
   * Where the answer came from.
   *
   * @param node empty: it was refused, and refusals do not say
   * @param forwardedHere whether another node sent it on to this one
   */
  public record Answer(String node, boolean forwardedHere) {
    /** Of what was refused, or is not known. */
    public static final Answer UNKNOWN = new Answer("", false);

    /** Of what was answered. */
    public static Answer of(AnswerHeader header, boolean forwardedHere) {
      return new Answer(header.served().node().name(), forwardedHere);
    }

    /** How many nodes passed it on, as seen from one of them; empty: not known. */
    OptionalInt hops(String self) {
      if (forwardedHere) {
        return OptionalInt.of(1);
      }
      return node.isEmpty() ? OptionalInt.empty() : OptionalInt.of(node.equals(self) ? 0 : 1);
    }
  }
}
