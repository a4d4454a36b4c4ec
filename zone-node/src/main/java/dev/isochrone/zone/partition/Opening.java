package dev.isochrone.zone.partition;

import dev.isochrone.model.Origin;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a partition's log must have said before the first write: who it is, to whom it owes its
 * outbox, and by which rules its tables are routed. A new leader proposes what is missing; the log
 * takes each thing once.
 */
public record Opening(PartitionIdentity identity, List<Origin> peers, List<RuleInForce> rules) {
  public Opening {
    peers = List.copyOf(peers);
    rules = List.copyOf(rules);
  }

  /** What the log must say first, and whether it was seen to have. Each write asks. Any thread. */
  static final class Saying {
    private final Opening opening;
    private volatile boolean whole;

    Saying(Opening opening) {
      this.opening = opening;
    }

    Opening opening() {
      return opening;
    }

    /** What a log has said stays said. */
    boolean isDone(Ledger ledger) {
      if (!whole) {
        whole = opening.isSaid(ledger);
      }
      return whole;
    }
  }

  /** What the log has not said yet. */
  List<Command> missing(Ledger ledger) {
    List<Command> commands = new ArrayList<>();
    if (ledger.identity().isEmpty()) {
      commands.add(new Command.Init(identity, peers));
    }
    for (RuleInForce rule : rules) {
      if (!ledger.maps().rules().containsKey(rule.tableId())) {
        commands.add(new Command.Rule(rule));
      }
    }
    return commands;
  }

  /** Whether nothing is missing. */
  boolean isSaid(Ledger ledger) {
    for (RuleInForce rule : rules) {
      if (!ledger.maps().rules().containsKey(rule.tableId())) {
        return false;
      }
    }
    return ledger.identity().isPresent();
  }

  /**
   * Throws if the log is another partition's, or began with other slots or other peers: this node
   * was given the wrong directory, or the wrong disk. What a log began with does not change in this
   * release: changes would be owed to nobody, and rows of other slots not be found.
   */
  void requireSame(Ledger ledger) {
    if (ledger.identity().isEmpty()) {
      return;
    }
    PartitionIdentity known = ledger.identity().get();
    require(known.self().equals(identity.self()), known.self(), identity.self());
    require(known.equals(identity), known, identity);
    Set<Origin> owed = ledger.maps().peers().keySet();
    require(owed.equals(Set.copyOf(peers)), "peers " + owed, "peers " + peers);
  }

  private static void require(boolean same, Object known, Object given) {
    if (!same) {
      throw new IllegalStateException("the log is that of " + known + ", not of " + given);
    }
  }
}
