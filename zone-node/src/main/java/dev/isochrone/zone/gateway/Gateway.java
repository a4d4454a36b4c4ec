package dev.isochrone.zone.gateway;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Tick;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.Residency;
import dev.isochrone.placement.RowPlace;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.Command;
import dev.isochrone.zone.partition.PartitionReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes a request, finds the row's place, and serves it here or has it served where it can be. Any
 * thread; nothing here waits, and no future completes exceptionally.
 */
public final class Gateway {
  private static final Optional<Duration> FRESH = Optional.of(Duration.ZERO);

  private final Here here;
  private final Supplier<Directory> directory;
  private final HybridClock clock;
  private final Replicas replicas;
  private final Onward onward;
  private final Times times;
  private final Neighbours neighbours;
  private final AnswerHeader.Served served;
  private final Freshness freshness;
  private final LongSupplier sessionIds;

  /**
   * How the gateway keeps time.
   *
   * @param burst that in which partitions answer
   */
  public record Times(HybridClock clock, Ticker ticker, Burst burst) {}

  /** This node and its region. */
  public record Here(NodeId node, RegionEntry region) {}

  /** This node's replicas by partition. */
  public interface Replicas {
    Optional<PartitionReplica> of(int partition);
  }

  /**
   * Over what the node has; starts nothing.
   *
   * @param directory the one in force; asked at each request
   * @param sessionIds gives another number at each call, unlike those of any other node
   */
  public Gateway(
      Here here,
      Supplier<Directory> directory,
      Times times,
      Replicas replicas,
      Onward onward,
      LongSupplier sessionIds) {
    this.here = here;
    this.directory = directory;
    this.times = times;
    this.served = new AnswerHeader.Served(here.region().region(), here.node());
    this.neighbours = new Neighbours(here.region().region(), directory);
    this.clock = times.clock();
    this.replicas = replicas;
    this.onward = onward;
    this.sessionIds = sessionIds;
    this.freshness = new Freshness(here.region().region(), directory, times.clock());
  }

  /** The directory in force. */
  public Directory directory() {
    return directory.get();
  }

  /** How old this node's view of rows may be. */
  public Freshness freshness() {
    return freshness;
  }

  /**
   * Puts or deletes rows of one partition key, at their home: all of them, or none. Regions that
   * their keys leave open are filled in here, and the answer says so.
   *
   * @param limit if it is over before the write is proposed, it is refused
   */
  public CompletableFuture<Outcome<WriteAnswer>> write(WriteRequest request, TimeLimit limit) {
    return WholeKeys.of(directory(), request, hereRegion())
        .map(whole -> WholeKeys.named(whole, writeWhole(whole, limit)))
        .orElseGet(() -> writeWhole(request, limit));
  }

  private CompletableFuture<Outcome<WriteAnswer>> writeWhole(
      WriteRequest request, TimeLimit limit) {
    return locateAll(request)
        .fold(
            rows -> writeAt(rows, request, limit), refusal -> completed(Outcome.refused(refusal)));
  }

  /**
   * Gives a session for idempotent writes, good for every partition. Nothing is kept of it here:
   * each partition begins it with its first write. Refused while the clock is stalled.
   */
  public Outcome<SessionOpening> openSession(RequestHeader request) {
    if (!(clock.tick() instanceof Tick.Issued issued)) {
      return Outcome.refused(
          Refusal.later(
              RefusalCode.CLOCK_STALLED, "the node's clock is stalled", Duration.ofMillis(100)));
    }
    long session = sessionIds.getAsLong();
    while (session == 0) {
      session = sessionIds.getAsLong();
    }
    HlcTimestamp now = issued.reading().at();
    AnswerHeader header =
        new AnswerHeader(
            now,
            served,
            new AnswerHeader.HomeOf(here.region().region(), 0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            request.id());
    return Outcome.done(new SessionOpening(header, session, now));
  }

  public Ticker ticker() {
    return times.ticker();
  }

  /** Reads one row at the asked consistency. */
  public CompletableFuture<Outcome<ReadAnswer>> read(ReadRequest request, TimeLimit limit) {
    CompletableFuture<Outcome<ReadAnswer>> answer = new CompletableFuture<>();
    readAll(List.of(new Asked(request, limit)), (index, outcome) -> answer.complete(outcome));
    return answer;
  }

  /**
   * A read.
   *
   * @param limit if it is sent on, when nobody waits for its answer any more
   */
  public record Asked(ReadRequest request, TimeLimit limit) {}

  /** Told what each of several reads came to, by its place among them; on any thread. */
  public interface Reads {
    void answered(int index, Outcome<ReadAnswer> outcome);
  }

  /**
   * Reads rows that were asked for together. Those that need a leader's confirmation share one,
   * which begins after this call; each has a time of its own.
   */
  public void readAll(List<Asked> asked, Reads reads) {
    List<Asked> together = WholeKeys.of(directory(), asked, hereRegion());
    List<Confirmable> waiting = new ArrayList<>();
    for (int i = 0; i < together.size(); i++) {
      ReadRequest request = together.get(i).request();
      Outcome<Located> located = locate(request.table(), request.key());
      if (located instanceof Outcome.Refused<Located> refused) {
        reads.answered(i, refused.as());
      } else {
        Optional<Confirmable> here =
            begin(i, ((Outcome.Done<Located>) located).value(), together.get(i), reads);
        here.ifPresent(waiting::add);
      }
    }
    // One partition and one level as a rule, so one round.
    while (!waiting.isEmpty()) {
      Confirmable first = waiting.get(0);
      List<Confirmable> round = new ArrayList<>(waiting.size());
      waiting.removeIf(read -> read.isConfirmedWith(first) && round.add(read));
      confirm(first, round, reads);
    }
  }

  /** A read at the leader here, that waits for its confirmation. */
  private record Confirmable(
      int index, Located row, ReadRequest request, PartitionReplica replica) {
    boolean isConfirmedWith(Confirmable other) {
      return replica == other.replica && level() == other.level();
    }

    Consistency level() {
      return request.consistencyIn(row.table());
    }
  }

  private void confirm(Confirmable first, List<Confirmable> round, Reads reads) {
    var unused =
        first
            .replica()
            .confirm(first.level())
            .thenAccept(
                refusal ->
                    times.burst().during(() -> round.forEach(read -> serve(read, refusal, reads))));
  }

  private void serve(Confirmable read, Optional<Refusal> unconfirmed, Reads reads) {
    reads.answered(
        read.index(),
        unconfirmed.isPresent()
            ? Outcome.refused(unconfirmed.get())
            : read(read.row(), read.request(), read.replica(), /* confirmed= */ true));
  }

  /** The row's place; for people and tools. */
  public Outcome<RowPlace> where(TableName table, KeyForm key) {
    return locate(table, key).map(Located::place);
  }

  /** The partition of a row, in the region that answers for it; empty: there is none. */
  public OptionalInt partition(TableName table, KeyForm key) {
    return locate(table, key)
        .fold(row -> OptionalInt.of(row.partition().id()), refusal -> OptionalInt.empty());
  }

  /** The leader of one of this region's partitions, as this node knows. */
  public Optional<NodeEntry> leader(int partition) {
    Optional<PartitionReplica> replica = replicas.of(partition);
    Optional<MemberId> leader = replica.isPresent() ? replica.get().leader() : Optional.empty();
    return leader.isPresent() ? neighbours.of(leader.get()) : Optional.empty();
  }

  private CompletableFuture<Outcome<WriteAnswer>> writeAt(
      List<Located> rows, WriteRequest request, TimeLimit limit) {
    Located first = rows.get(0);
    List<RowPlace> places = places(rows);
    Optional<Refusal> refusal = WriteCommands.unfit(first.table(), places, request);
    if (refusal.isEmpty()) {
      refusal = first.otherRoute(request.header());
    }
    if (refusal.isPresent()) {
      return completed(Outcome.refused(refusal.get()));
    }
    Region taking = first.home().region();
    Optional<PartitionReplica> replica = leading(first, taking);
    if (replica.isEmpty()) {
      return request.header().noForward()
          ? completed(Outcome.refused(elsewhere(first, taking)))
          : onward.write(target(first, taking), request, limit);
    }
    Outcome<Command.Write> command = WriteCommands.of(first.table(), places, request);
    if (command instanceof Outcome.Refused<Command.Write> refused) {
      return completed(refused.as());
    }
    return replica
        .get()
        .write(((Outcome.Done<Command.Write>) command).value(), limit)
        .thenApply(outcome -> outcome.map(version -> written(first, request, version)));
  }

  private WriteAnswer written(Located row, WriteRequest request, Version version) {
    return new WriteAnswer(header(row, request.header(), Optional.of(version), FRESH));
  }

  /** The places of all rows of a write, or why one of them has none. */
  private Outcome<List<Located>> locateAll(WriteRequest request) {
    List<RowWrite> rows = request.rows();
    List<Located> located = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Outcome<Located> row = locate(request.table(), rows.get(i).key());
      if (row instanceof Outcome.Refused<Located> refused) {
        return Outcome.refused(WriteCommands.inRow(i, request, refused.refusal()));
      }
      located.add(((Outcome.Done<Located>) row).value());
    }
    return Outcome.done(located);
  }

  private static List<RowPlace> places(List<Located> rows) {
    List<RowPlace> places = new ArrayList<>(rows.size());
    for (Located row : rows) {
      places.add(row.place());
    }
    return places;
  }

  /** Answers the read, or sends it on, or says that it waits for a confirmation. */
  private Optional<Confirmable> begin(int index, Located row, Asked asked, Reads reads) {
    ReadRequest request = asked.request();
    Consistency level = request.consistencyIn(row.table());
    switch (level) {
      case EVENTUAL -> {
        if (row.isKeptFrom(hereRegion(), directory())) {
          return beginAt(row.home().region(), index, row, asked, reads);
        }
        reads.answered(index, readHere(row, request));
        return Optional.empty();
      }
      case STRONG, LEASED -> {
        if (row.isHomed()) {
          return beginAt(row.home().region(), index, row, asked, reads);
        }
        reads.answered(index, Outcome.refused(noSingleHome(row.table(), level)));
        return Optional.empty();
      }
      case REGION_STRONG -> {
        Region taking = directory().taking(row.table(), row.home().region(), hereRegion());
        return beginAt(taking, index, row, asked, reads);
      }
      case BOUNDED_STALENESS, SESSION, REGIONS -> {
        reads.answered(
            index,
            Outcome.refused(
                Refusal.of(
                    RefusalCode.NOT_SUPPORTED,
                    "this release reads with consistency strong, leased, region-strong or"
                        + " eventual, not "
                        + level)));
        return Optional.empty();
      }
    }
    throw new AssertionError(level);
  }

  /** The same for a read at the leader of the row's partition in one region. */
  private Optional<Confirmable> beginAt(
      Region region, int index, Located row, Asked asked, Reads reads) {
    ReadRequest request = asked.request();
    Optional<PartitionReplica> replica = leading(row, region);
    if (replica.isPresent()) {
      return Optional.of(new Confirmable(index, row, request, replica.get()));
    } else if (request.header().noForward()) {
      reads.answered(index, Outcome.refused(elsewhere(row, region)));
    } else {
      var unused =
          onward
              .read(target(row, region), request, asked.limit())
              .thenAccept(outcome -> reads.answered(index, outcome));
    }
    return Optional.empty();
  }

  /** What is asked of all regions at once, and no region can promise for the others. */
  public static Refusal noSingleHome(TableSpec table, Consistency asked) {
    return Refusal.of(
        RefusalCode.NO_SINGLE_HOME,
        asked
            + " is one home's to promise, and the rows of "
            + table.name()
            + " are written in every region; region-strong is the strongest there");
  }

  private Outcome<ReadAnswer> readHere(Located row, ReadRequest request) {
    Optional<Refusal> notResident = notResident(row.table());
    if (notResident.isPresent()) {
      return Outcome.refused(
          notResident.get()); // That there is no copy is not that there is no row.
    }
    Optional<PartitionReplica> replica = replicas.of(row.partition().id());
    return replica.isEmpty()
        ? Outcome.refused(Refusal.notLeader(hereRegion(), Optional.empty()))
        : read(row, request, replica.get(), /* confirmed= */ false);
  }

  private Outcome<ReadAnswer> read(
      Located row, ReadRequest request, PartitionReplica replica, boolean confirmed) {
    // The staleness is taken first: what arrives between the two only makes the row newer than
    // said.
    Optional<Duration> staleness =
        freshness.age(freshness.writersOf(row.table(), row.home()), replica, confirmed);
    return RowReadings.of(row.table(), row.place().key(), replica)
        .map(found -> found.under(header(row, request.header(), found.version(), staleness)));
  }

  /** Why this region must not have a copy of the table's rows; empty: it may. */
  public Optional<Refusal> notResident(TableSpec table) {
    Region region = here.region().region();
    return directory().mayHold(table, region)
        ? Optional.empty()
        : Optional.of(Residency.of(this::directory).of(table.id(), region).refusal(region));
  }

  private Outcome<Located> locate(TableName name, KeyForm form) {
    Directory inForce = directory();
    Optional<TableSpec> table = inForce.table(name);
    if (table.isEmpty()) {
      return Outcome.refused(Refusal.of(RefusalCode.NO_SUCH_TABLE, "there is no table " + name));
    }
    return form.in(table.get())
        .fold(
            key ->
                Placement.place(
                    inForce, table.get(), key, inForce.taking(table.get(), hereRegion())),
            Outcome::<RowPlace>refused)
        .map(place -> new Located(table.get(), place, here.region().layout().owner(place.slot())));
  }

  private Region hereRegion() {
    return here.region().region();
  }

  /** This node's replica of the row, if it leads the row's partition in this region. */
  private Optional<PartitionReplica> leading(Located row, Region region) {
    return region.equals(hereRegion())
        ? replicas.of(row.partition().id()).filter(PartitionReplica::leads)
        : Optional.empty();
  }

  private Refusal elsewhere(Located row, Region region) {
    return region.equals(hereRegion())
        ? Refusal.notLeader(region, leader(row.partition().id()).map(NodeEntry::client))
        : Refusal.notHome(region, row.home().epoch());
  }

  private Onward.Target target(Located row, Region region) {
    int partition =
        directory()
            .region(region)
            .orElseThrow() // The directory was checked: every home is one of its regions.
            .layout()
            .owner(row.place().slot())
            .id();
    return new Onward.Target(region, partition);
  }

  private AnswerHeader header(
      Located row, RequestHeader request, Optional<Version> version, Optional<Duration> staleness) {
    Optional<Endpoint> leader =
        row.home().region().equals(hereRegion())
            ? leader(row.partition().id()).map(NodeEntry::client)
            : Optional.empty();
    return new AnswerHeader(
        reading(),
        served,
        new AnswerHeader.HomeOf(row.home().region(), row.home().epoch()),
        version,
        staleness,
        leader,
        request.id());
  }

  /** A stalled clock still answers reads: with the last thing it showed. */
  private HlcTimestamp reading() {
    return clock.tick() instanceof Tick.Issued issued ? issued.reading().at() : clock.latest();
  }

  private static <T> CompletableFuture<Outcome<T>> completed(Outcome<T> outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
