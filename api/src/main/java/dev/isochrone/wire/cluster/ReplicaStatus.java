package dev.isochrone.wire.cluster;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.TableName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One replica of a partition, as it is on its node.
 *
 * @param partition of the node's region
 * @param closed no later local write of the partition is at or below it
 * @param arrived what has come from every other origin partition
 * @param rows live rows by table and origin
 * @param digest 16 bytes over all newest versions: equal on all replicas at one applied position
 */
public record ReplicaStatus(
    int partition,
    Leadership leadership,
    Progress progress,
    HlcTimestamp closed,
    Outbox outbox,
    List<Arrived> arrived,
    List<RowCount> rows,
    Storage storage,
    RowCache rowCache,
    Queue queue,
    Bytes digest) {

  public static final int DIGEST_BYTES = 16;

  public ReplicaStatus {
    arrived = List.copyOf(arrived);
    rows = List.copyOf(rows);
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
    if (digest.length() != DIGEST_BYTES) {
      throw new IllegalArgumentException("a digest of " + digest.length() + " bytes");
    }
  }

  /**
   * Who leads.
   *
   * @param leads whether this replica does
   * @param leader its port for clients, where it is known
   * @param leaderless for how long this replica has heard no leader and led nothing itself; zero if
   *     there is one
   * @param silent where this replica leads: the members that do not answer it
   */
  public record Leadership(
      long term,
      boolean leads,
      Optional<Endpoint> leader,
      Duration leaderless,
      List<Silent> silent) {
    public Leadership {
      silent = List.copyOf(silent);
    }

    /** With every member well, as far as is known. */
    public Leadership(long term, boolean leads, Optional<Endpoint> leader) {
      this(term, leads, leader, Duration.ZERO, List.of());
    }
  }

  /** A member that does not answer its leader, and for how long. */
  public record Silent(NodeId node, Duration lasted) {}

  /**
   * How far the replica is in its log.
   *
   * @param appliedIndex the last entry applied, of {@code appliedTerm}
   * @param storedIndex up to where the store on disk has it
   * @param standingStill the partition's members that this node knows to apply nothing though there
   *     is more for them: itself, or, where it leads, followers that answer
   */
  public record Progress(
      long appliedTerm, long appliedIndex, long storedIndex, List<StandingStill> standingStill) {
    public Progress {
      standingStill = List.copyOf(standingStill);
    }

    /** The longest time for which one of them has stood still; zero if none does. */
    public Duration longestStill() {
      return standingStill.stream()
          .map(StandingStill::lasted)
          .max(Comparator.naturalOrder())
          .orElse(Duration.ZERO);
    }
  }

  /** A member of the partition that stands still, and for how long. */
  public record StandingStill(NodeId node, Duration lasted) {}

  /**
   * What the replica takes of its node.
   *
   * @param logBytes of its log on the disk
   * @param diskUsedPermille how full the log's file system is; 0 if that is not known
   * @param checkpointIndex the log index of the last checkpoint; 0 if there is none
   * @param memoryBytes rows and changes in memory, and not yet in the store on disk
   */
  public record Storage(
      long logBytes, int diskUsedPermille, long checkpointIndex, long memoryBytes) {
    public Storage {
      if (logBytes < 0 || diskUsedPermille < 0 || checkpointIndex < 0 || memoryBytes < 0) {
        throw new IllegalArgumentException(
            "storage of "
                + logBytes
                + " bytes of log, "
                + diskUsedPermille
                + " permille, checkpoint "
                + checkpointIndex
                + ", "
                + memoryBytes
                + " bytes of memory");
      }
    }
  }

  /**
   * What the cache of rows did since the replica was opened.
   *
   * @param hits reads that memory did not answer and the cache did
   * @param misses reads that had to ask the store on disk
   * @param bytes what is in it now; an estimate
   */
  public record RowCache(long hits, long misses, long bytes) {
    private static final double PERMILLE = 1_000;

    public RowCache {
      if (hits < 0 || misses < 0 || bytes < 0) {
        throw new IllegalArgumentException(
            "a row cache of " + hits + " hits, " + misses + " misses, " + bytes + " bytes");
      }
    }

    /** Which part of the reads that came to it it answered; empty: none came. */
    public OptionalInt hitPermille() {
      double reads = (double) hits + misses; // Far from exact only where it does not matter.
      return reads == 0
          ? OptionalInt.empty()
          : OptionalInt.of((int) Math.round(hits / reads * PERMILLE));
    }
  }

  /**
   * What waits before the log, where this replica leads.
   *
   * @param commands that are in no entry yet: writes, and what regions tell each other
   * @param bytes of these commands, as the log has them
   * @param entriesInFlight proposed, and neither committed nor refused
   */
  public record Queue(int commands, long bytes, int entriesInFlight) {
    public Queue {
      if (commands < 0 || bytes < 0 || entriesInFlight < 0) {
        throw new IllegalArgumentException(
            "a queue of "
                + commands
                + " commands, "
                + bytes
                + " bytes, "
                + entriesInFlight
                + " entries in flight");
      }
    }
  }

  /**
   * The changes still owed to other regions.
   *
   * @param last the last sequence given
   * @param trimmed every sequence up to it is gone
   * @param links where this replica leads: one to each other region
   */
  public record Outbox(long last, long trimmed, List<Link> links) {
    public Outbox {
      links = List.copyOf(links);
    }
  }

  /**
   * A link from this partition to another region.
   *
   * @param why it does not stream, for people; empty if it does
   * @param acknowledged the peer has applied the outbox up to here
   * @param heldBack changes that residency kept from the peer, as far as this leader has counted
   */
  public record Link(
      Region peer, LinkState state, String why, long acknowledged, Behind behind, long heldBack) {
    public Link {
      if (acknowledged < 0 || heldBack < 0) {
        throw new IllegalArgumentException(
            "acknowledged " + acknowledged + ", held back " + heldBack);
      }
    }
  }

  /** What a link does. */
  public enum LinkState {
    /** The peer takes changes. */
    STREAMING,
    /** There is no stream; one will be tried again by itself. */
    WAITING,
    /** An operator wants nothing to be sent. */
    PAUSED,
    /** It can't get on until somebody has changed something. */
    PARKED
  }

  /**
   * How far behind a peer is, never less than it is in truth.
   *
   * @param lag the node's clock minus the frontier that the peer acknowledged; empty if the leader
   *     that tells has not heard of the peer yet
   * @param rows changes that the peer has not acknowledged
   * @param bytes of these changes; an estimate if they are many
   */
  public record Behind(Optional<Duration> lag, long rows, long bytes) {
    public Behind {
      if (rows < 0 || bytes < 0) {
        throw new IllegalArgumentException(rows + " rows, " + bytes + " bytes behind");
      }
    }
  }

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
