package dev.isochrone.zone.gateway;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.placement.Directory;
import dev.isochrone.zone.partition.PartitionReplica;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads by a copy near the reader, if it is as new as the reader says it must be: at most so old,
 * or with all that a session has seen. What the copy has is known by closed timestamps alone, which
 * come behind the changes that they close (CORRECTNESS 2.C), so a copy may have more than is known
 * of it, and never less. Any thread; nothing here waits.
 */
final class NearReads {
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final Region here;
  private final Supplier<Directory> directory;
  private final Gateway.Replicas replicas;
  private final Freshness freshness;

  NearReads(
      Region here, Supplier<Directory> directory, Gateway.Replicas replicas, Freshness freshness) {
    this.here = here;
    this.directory = directory;
    this.replicas = replicas;
    this.freshness = freshness;
  }

  /** Reads what a replica has applied, and says how old that may be. */
  interface Reader {
    Outcome<ReadAnswer> read(PartitionReplica replica);
  }

  /**
   * What the copy here says, or why nobody would say anything to such a request; empty: there is no
   * copy here, or it is too old.
   */
  Optional<Outcome<ReadAnswer>> of(Located row, ReadRequest request, Reader reader) {
    Optional<Refusal> unfit = unfit(request);
    if (unfit.isPresent()) {
      return Optional.of(Outcome.refused(unfit.get()));
    }
    Optional<PartitionReplica> replica = replicas.of(row.partition().id());
    if (replica.isEmpty()
        || !directory.get().mayHold(row.table(), here)
        || row.isKeptFrom(here, directory.get())
        || !hasSeen(row, request, replica.get())) {
      return Optional.empty();
    }
    // The age is judged as the answer says it: between a look and the read, time would go on.
    return Optional.of(reader.read(replica.get())).filter(outcome -> isYoung(outcome, request));
  }

  /** Where there is no copy that is new enough. */
  Refusal notCaughtUp(Located row) {
    return row.isHomed()
        ? new Refusal(
            RefusalCode.NOT_CAUGHT_UP,
            "the copy in "
                + here
                + " is older than was asked for; the row's home "
                + row.home().region()
                + " has it",
            Optional.of(row.home().region()),
            row.home().epoch(),
            Duration.ZERO,
            Optional.empty())
        : Refusal.later(
            RefusalCode.STALE,
            "the copy in "
                + here
                + " is older than was asked for, and as every region writes "
                + row.table().name()
                + ", no other one is known to have more",
            AGAIN);
  }

  private Optional<Refusal> unfit(ReadRequest request) {
    Optional<SessionToken> seen = request.header().seen();
    if (isSession(request) && seen.isEmpty()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.INVALID_REQUEST,
              "header.session_token: missing; consistency session is by what it says"));
    }
    return seen.flatMap(token -> token.foreignTo(directory.get().cluster().id()));
  }

  private boolean hasSeen(Located row, ReadRequest request, PartitionReplica replica) {
    return !isSession(request)
        || freshness.covers(
            freshness.writersOf(row.table(), row.home()),
            replica,
            request.header().seen().orElseThrow().seen()); // Else it was unfit.
  }

  private static boolean isYoung(Outcome<ReadAnswer> outcome, ReadRequest request) {
    return request.stalenessMax().isEmpty()
        || outcome.fold(
            answer ->
                answer
                    .header()
                    .staleness()
                    .filter(age -> age.compareTo(request.stalenessMax().get()) <= 0)
                    .isPresent(),
            refusal -> true);
  }

  private static boolean isSession(ReadRequest request) {
    return request.consistency().filter(Consistency.SESSION::equals).isPresent();
  }
}
