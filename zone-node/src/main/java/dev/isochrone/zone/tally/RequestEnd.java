package dev.isochrone.zone.tally;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a request ended: done, refused with a code, or neither. Each end is one object, so finding it
 * makes none.
 */
public final class RequestEnd {
  public static final RequestEnd DONE = new RequestEnd(0, "done");

  /** By a fault in the server, which its log has. */
  public static final RequestEnd DEFECT = new RequestEnd(1, "defect");

  /** A stream whose caller left before its end. */
  public static final RequestEnd CANCELLED = new RequestEnd(2, "cancelled");

  private static final Map<RefusalCode, RequestEnd> REFUSED = refused(3);

  private static final List<RequestEnd> ALL =
      Stream.concat(Stream.of(DONE, DEFECT, CANCELLED), REFUSED.values().stream()).toList();

  private final int index;
  private final String word;

  private RequestEnd(int index, String word) {
    this.index = index;
    this.word = word;
  }

  /** Every end there is, in the order of their indexes. */
  public static List<RequestEnd> all() {
    return ALL;
  }

  /** A refusal of this code; {@code OUTCOME_UNKNOWN} among them. */
  public static RequestEnd of(RefusalCode code) {
    return Objects.requireNonNull(REFUSED.get(code)); // Each code has its end.
  }

  /** Done or refused. */
  public static RequestEnd of(Outcome<?> outcome) {
    return outcome instanceof Outcome.Refused<?> refused ? of(refused.refusal().code()) : DONE;
  }

  private static Map<RefusalCode, RequestEnd> refused(int firstIndex) {
    Map<RefusalCode, RequestEnd> refused = new EnumMap<>(RefusalCode.class);
    for (RefusalCode code : RefusalCode.values()) {
      refused.put(code, new RequestEnd(firstIndex + refused.size(), code.name()));
    }
    return refused;
  }

  /** Its place in {@link #all}. */
  int index() {
    return index;
  }

  /** As monitoring calls it: {@code done}, {@code NOT_LEADER}. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
