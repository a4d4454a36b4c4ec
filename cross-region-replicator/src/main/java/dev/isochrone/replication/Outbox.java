package dev.isochrone.replication;

/** What a partition owes its peers, as its links see it. Any thread may call. */
public interface Outbox {
  /** The last pair that apply announced. Cheap. */
  Announced announced();

  /**
   * Reads the changes above {@code from}: at least one if {@code from} is below the last; then as
   * many as fit into {@code bytesMax}, by {@code Change.bytesMax}. The slice ends at an entry's end
   * if an entry ends within it. If changes above {@code from} were trimmed, the slice begins where
   * the outbox does, and so shows the gap.
   *
   * @param from exclusive
   */
  OutboxSlice read(long from, int bytesMax);
}
