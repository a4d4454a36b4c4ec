package dev.isochrone.region.directory;

/**
 * How a region's data shall lie on its nodes.
 *
 * @param partitions how many Raft groups; 1 to 1,024
 * @param replicas of each of them, in as many zones; 1 to 7
 * @param nodes how many must have registered before partitions are placed; at least {@code
 *     replicas}, at most 1,024
 */
public record Shape(int partitions, int replicas, int nodes) {
  public static final int PARTITIONS_MAX = 1_024;
  public static final int REPLICAS_MAX = 7;
  public static final int NODES_MAX = 1_024;

  public Shape {
    if (partitions < 1 || partitions > PARTITIONS_MAX || replicas < 1 || replicas > REPLICAS_MAX) {
      throw new IllegalArgumentException(
          partitions + " partitions of " + replicas + " replicas each");
    }
    if (nodes < replicas || nodes > NODES_MAX) {
      throw new IllegalArgumentException(replicas + " replicas on " + nodes + " nodes");
    }
  }
}
