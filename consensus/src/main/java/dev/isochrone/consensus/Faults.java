package dev.isochrone.consensus;

/**
 * Told that a member stopped for good: an entry could not be applied, a state not be installed, or
 * the log's disk failed. The member serves nothing any more and calls its {@link ReplicatedState}
 * no more; a process that can't do without it should end.
 */
@FunctionalInterface
public interface Faults {
  /**
   * At most once per member, on a thread that holds nothing: closing the group from here is
   * allowed.
   */
  void stopped(GroupId group, Throwable cause);
}
