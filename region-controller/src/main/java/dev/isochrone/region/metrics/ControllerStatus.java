package dev.isochrone.region.metrics;

import dev.isochrone.model.Region;
import java.util.List;

/**
 * A controller, as it sees itself.
 *
 * @param votes the groups that it is a member of
 * @param known the directories as it knows them: the global one, be it a mirror, and its region's
 */
public record ControllerStatus(Region region, List<Vote> votes, Known known) {
  public ControllerStatus {
    votes = List.copyOf(votes);
  }

  /**
   * A member of a directory's group.
   *
   * @param directory {@code region} or {@code global}
   * @param leaderKnown whether it leads, or knows who does
   * @param appliedIndex the last log entry applied; -1 if none
   * @param logBytes of its log on the disk
   */
  public record Vote(
      String directory,
      boolean leads,
      boolean leaderKnown,
      long term,
      long appliedIndex,
      long logBytes) {}

  /**
   * What is in the directories.
   *
   * @param globalVersion 0 before there is a cluster
   * @param regionVersion 0 before the region is bound to it
   */
  public record Known(long globalVersion, long regionVersion, int nodes, int regions, int tables) {}
}
