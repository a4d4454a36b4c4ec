package dev.isochrone.server.directory;

import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;

/**
 * A directory as a region's controllers gave it out.
 *
 * @param region whose controllers; its nodes have their Raft endpoints in it
 * @param globalVersion of the directory that all regions share, of which it was made
 * @param regionVersion of the region's own, likewise
 */
public record DirectoryCopy(
    Directory directory, Region region, long globalVersion, long regionVersion) {
  public DirectoryCopy {
    if (globalVersion < 1 || regionVersion < 1) {
      throw new IllegalArgumentException(
          "versions " + globalVersion + " and " + regionVersion + " of a directory");
    }
  }

  /**
   * Whether this one is newer in one version and older in none. Two copies of two controllers may
   * be such that neither is: each then waits for one that is newer than both.
   */
  public boolean supersedes(DirectoryCopy that) {
    boolean older = globalVersion < that.globalVersion || regionVersion < that.regionVersion;
    boolean newer = globalVersion > that.globalVersion || regionVersion > that.regionVersion;
    return isOfTheSame(that) && newer && !older;
  }

  /** Whether both are of one region of one cluster. */
  public boolean isOfTheSame(DirectoryCopy that) {
    return directory.cluster().id().equals(that.directory.cluster().id())
        && region.equals(that.region);
  }
}
