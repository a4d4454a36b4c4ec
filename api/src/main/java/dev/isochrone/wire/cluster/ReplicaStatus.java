package dev.isochrone.wire.cluster;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One replica of a partition, as it is on its node.
 *
 * @param partition of the node's region
 * @param closed no later local write of the partition is at or below it
 * @param arrived what has come from every other origin partition
 * @param rows live rows by table and origin
 */
public record ReplicaStatus(
    int partition,
    Leadership leadership,
    Progress progress,
    HlcTimestamp closed,
    Outbox outbox,
    List<Arrived> arrived,
    List<RowCount> rows) {

  public ReplicaStatus {
    arrived = List.copyOf(arrived);
    rows = List.copyOf(rows);
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
  }

  /**
   * Who leads.
   *
   * @param leads whether this replica does
   * @param leader its port for clients, where it is known
   */
  public record Leadership(long term, boolean leads, Optional<Endpoint> leader) {}

  /**
   * How far the replica is in its log.
   *
   * @param appliedIndex the last entry applied, of {@code appliedTerm}
   * @param storedIndex up to where the store on disk has it
   */
  public record Progress(long appliedTerm, long appliedIndex, long storedIndex) {}

  /**
   * The changes still owed to other regions.
   *
   * @param last the last sequence given
   * @param trimmed every sequence up to it is gone
   */
  public record Outbox(long last, long trimmed) {}

  /**
   * How far another region's changes have come.
   *
   * @param region the origin's region
   * @param sequence applied up to it
   * @param frontier everything at or below it has arrived
   * @param lag the node's clock minus the frontier
   */
  public record Arrived(
      Region region, OriginPartition origin, long sequence, HlcTimestamp frontier, Duration lag) {}

  /** Live rows of a table whose newest version is of this region. */
  public record RowCount(TableName table, Region origin, long live) {}
}
