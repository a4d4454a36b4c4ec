package dev.isochrone.zone.gateway;

import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.conflict.Answered;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import dev.isochrone.wire.conflict.ConflictQuestion;
import dev.isochrone.wire.conflict.ConflictShown;
import dev.isochrone.wire.conflict.ConflictsQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What this node's replicas know of versions that lost. Any thread; reading may block on the disk.
 */
public final class ConflictView {
  /** The most records, and about the most bytes, that a page has. */
  private static final int PAGE_MAX = 256;

  private static final int PAGE_BYTES_MAX = 2 << 20;

  /** So many are read at once: each may be as large as a row. */
  private static final int READ_AT_ONCE = 8;

  private final Gateway.Here here;
  private final Gateway gateway;
  private final HybridClock clock;
  private final IntFunction<Optional<Records>> replicas;

  /** The conflict records of one replica. */
  public interface Records {
    /**
     * A table's records, ascending by id.
     *
     * @param after those above it; empty: from the first on
     * @param max at most so many
     */
    Outcome<List<ConflictRecord>> list(int tableId, Optional<ConflictId> after, int max);

    /** The record of this name, if there is one. */
    Outcome<Optional<ConflictRecord>> find(ConflictId id);
  }

  /** Over what the node has; starts nothing. */
  public static ConflictView of(
      Gateway.Here here, Gateway gateway, HybridClock clock, Gateway.Replicas replicas) {
    return new ConflictView(
        here, gateway, clock, partition -> replicas.of(partition).map(ReplicaConflicts::new));
  }

  /**
   * Over these records; starts nothing.
   *
   * @param replicas this node's, by partition
   */
  ConflictView(
      Gateway.Here here,
      Gateway gateway,
      HybridClock clock,
      IntFunction<Optional<Records>> replicas) {
    this.here = here;
    this.gateway = gateway;
    this.clock = clock;
    this.replicas = replicas;
  }

  /**
   * A page of a table's records, from one partition. Where this node has no replica of it, the
   * refusal names a node that has.
   */
  public Outcome<ConflictPage> list(ConflictsQuestion question) {
    try {
      int table = table(question.table()).id();
      ConflictPlace from = ConflictPlace.read(question.from(), table, layout());
      int max = question.max() == 0 ? PAGE_MAX : Math.min(question.max(), PAGE_MAX);
      Read read = read(records(from.partition()), table, from.after(), max);
      List<Conflict> told = new ArrayList<>(read.page().size());
      for (ConflictRecord record : read.page()) {
        told.add(told(record));
      }
      Optional<ConflictPlace> next =
          read.hasMore()
              ? Optional.of(from.behind(read.page().get(read.page().size() - 1).id()))
              : from.nextPartition(layout());
      return Outcome.done(
          new ConflictPage(
              header(question.header()),
              told,
              next.map(place -> place.encode(table)).orElse(Bytes.EMPTY)));
    } catch (RefusedException refused) {
      return Outcome.refused(refused.refusal());
    }
  }

  /** A page's records, and whether the partition has more. */
  private record Read(List<ConflictRecord> page, boolean hasMore) {}

  private static Read read(Records records, int table, Optional<ConflictId> after, int max)
      throws RefusedException {
    List<ConflictRecord> page = new ArrayList<>();
    Optional<ConflictId> last = after;
    long bytes = 0;
    while (true) {
      List<ConflictRecord> some = records.list(table, last, READ_AT_ONCE).orThrow();
      for (ConflictRecord record : some) {
        bytes += bytesOf(record);
        if (page.size() == max || (!page.isEmpty() && bytes > PAGE_BYTES_MAX)) {
          return new Read(page, true);
        }
        page.add(record);
        last = Optional.of(record.id());
      }
      if (some.size() < READ_AT_ONCE) {
        return new Read(page, false);
      }
    }
  }

  /** The key is there twice: as such, and in the record's name. */
  private static int bytesOf(ConflictRecord record) {
    return record.loser().payload().length() + 2 * record.key().bytes().length();
  }

  /** One record, if it is here. */
  public Outcome<ConflictShown> show(ConflictQuestion question) {
    try {
      ConflictId id = ConflictPlace.readId(question.id(), table(question.table()).id());
      Optional<ConflictRecord> found =
          records(ConflictPlace.partitionOf(id, layout())).find(id).orThrow();
      return Outcome.done(
          new ConflictShown(
              header(question.header()),
              found.isEmpty() ? Optional.empty() : Optional.of(told(found.get()))));
    } catch (RefusedException refused) {
      return Outcome.refused(refused.refusal());
    }
  }

  private Layout layout() {
    return here.region().layout();
  }

  private TableSpec table(TableName name) throws RefusedException {
    Optional<TableSpec> table = gateway.directory().table(name);
    if (table.isEmpty()) {
      throw Refusal.of(RefusalCode.NO_SUCH_TABLE, "there is no table " + name).asException();
    }
    Region holding = gateway.directory().taking(table.get(), here.region().region());
    if (!holding.equals(here.region().region())) {
      throw Refusal.notHome(holding, 0).asException(); // Nothing of it may be here.
    }
    return table.get();
  }

  private Records records(int partition) throws RefusedException {
    Optional<Records> records = replicas.apply(partition);
    if (records.isEmpty()) {
      throw Refusal.notLeader(here.region().region(), holder(partition).map(NodeEntry::client))
          .asException();
    }
    return records.get();
  }

  private Optional<NodeEntry> holder(int partition) {
    PartitionEntry entry = layout().partitions().get(partition);
    return entry.replicas().stream()
        .flatMap(node -> Optional.ofNullable(here.region().nodes().get(node)).stream())
        .findFirst();
  }

  private Answered header(RequestHeader request) {
    return new Answered(
        clock.now(),
        new AnswerHeader.Served(here.region().region(), here.node()),
        request.requestId());
  }

  private Conflict told(ConflictRecord record) throws RefusedException {
    RowVersion loser = record.loser();
    try {
      Optional<Document> document =
          loser.tombstone() ? Optional.empty() : Optional.of(DocumentCodec.stored(loser.payload()));
      return new Conflict(
          ConflictPlace.encode(record.id()),
          KeyTuple.decode(record.key().tuple()),
          writing(loser.version()),
          document,
          writing(record.winner()),
          new Conflict.Policy(record.policy(), record.policyVersion()),
          record.state() == ConflictRecord.State.WITHDRAWN);
    } catch (FormatException damaged) {
      throw Refusal.of(
              RefusalCode.CORRUPT, "a stored conflict record can't be read; ask another replica")
          .asException();
    }
  }

  private Conflict.Writing writing(Version version) {
    Origin origin = version.stamp().origin();
    return new Conflict.Writing(
        version, gateway.directory().origin(origin).map(RegionEntry::region));
  }
}
