package dev.isochrone.consensus;

/**
 * What a leader asks its group to append: bytes for the log, and whatever the proposer keeps beside
 * them to answer from.
 *
 * <p>On the member that proposed it, the same object is given to {@link ReplicatedState#onAppend}
 * and {@link ReplicatedState#apply}; all other members, and the same one after a restart or a lost
 * leadership, see the bytes alone.
 */
public interface Proposal {
  /**
   * The entry. Its content may be changed in place by {@link ReplicatedState#onAppend} and by
   * nobody else, and not after; its length never.
   */
  byte[] entry();
}
