package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a log entry asks a partition to do: docs/formats.md, section 8. */
public sealed interface Command {
  /** One result for each kind of command: adding a kind breaks every fold. */
  <R> R fold(Cases<R> cases);

  /** A case each. */
  interface Cases<R> {
    R write(Write write);

    R remote(Remote remote);

    R peerAcked(PeerAcked acked);

    R rule(Rule rule);

    R init(Init init);

    R pause(Pause pause);
  }

  /**
   * All or nothing, under one stamp.
   *
   * @param session its place in a session: if it was answered there, it is not carried out again
   * @param mutations 1 to 4,096, each of another row
   */
  record Write(Optional<SessionStep> session, List<Mutation> mutations) implements Command {
    public static final int MUTATIONS_MAX = 4_096;

    public Write {
      mutations = List.copyOf(mutations);
      if (mutations.isEmpty() || mutations.size() > MUTATIONS_MAX || hasARowTwice(mutations)) {
        throw new IllegalArgumentException(
            mutations.size() + " mutations; 1 to 4,096 are taken, each of another row");
      }
    }

    /** A write outside of any session. */
    public Write(List<Mutation> mutations) {
      this(Optional.empty(), mutations);
    }

    /**
     * The latest time of all that its writer says to have seen; {@link HlcTimestamp#MIN} if none.
     */
    public HlcTimestamp seen() {
      HlcTimestamp latest = HlcTimestamp.MIN;
      for (Mutation mutation : mutations) {
        if (mutation.context().isPresent()) {
          latest = latest.max(mutation.context().get().latest());
        }
      }
      return latest;
    }

    private static boolean hasARowTwice(List<Mutation> mutations) {
      if (mutations.size() == 1) {
        return false; // Most have one: no set for those.
      }
      Set<StoredKey> rows = new HashSet<>();
      for (Mutation mutation : mutations) {
        if (!rows.add(mutation.key())) {
          return true;
        }
      }
      return false;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.write(this);
    }
  }

  /** Changes of another region's partition. */
  record Remote(ChangeBatch batch) implements Command {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.remote(this);
    }
  }

  /** A peer has applied our outbox up to and including a sequence. */
  record PeerAcked(Origin peer, long sequence) implements Command {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.peerAcked(this);
    }
  }

  /** From here on writes to the table must be routed by this rule. */
  record Rule(RuleInForce rule) implements Command {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.rule(this);
    }
  }

  /** Who this partition is, and to whom it owes its outbox. The first command of every log. */
  record Init(PartitionIdentity identity, List<Origin> peers) implements Command {
    public Init {
      peers = List.copyOf(peers);
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.init(this);
    }
  }

  /**
   * An operator's word on the links to a peer: it stands in the log, so that whoever leads next
   * keeps to it.
   */
  record Pause(Origin peer, boolean paused) implements Command {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.pause(this);
    }
  }
}
