package dev.isochrone.consensus;

import java.util.Optional;

/** What became of a proposal. */
public sealed interface ProposeOutcome {
  /** Committed, and applied on this member; {@link ReplicatedState#apply} has returned. */
  record Applied(LogPosition position) implements ProposeOutcome {}

  /**
   * {@link ReplicatedState#onAppend} never ran and never will: the proposal had and will have no
   * effect.
   *
   * @param leader who leads, where {@code reason} is NOT_LEADER and it is known
   */
  record Refused(Reason reason, Optional<MemberId> leader) implements ProposeOutcome {}

  /** It may have been committed, or may still be; this member can't tell. */
  record Unknown(String why) implements ProposeOutcome {}

  /** Why a proposal was not taken. */
  enum Reason {
    /** This member does not lead, or does not yet. */
    NOT_LEADER,
    /** The log's queues are full. */
    OVERLOADED,
    /** Larger than {@link GroupConfig#entryBytesMax()}. */
    TOO_LARGE,
    /** The group is closed, or closing. */
    CLOSED
  }
}
