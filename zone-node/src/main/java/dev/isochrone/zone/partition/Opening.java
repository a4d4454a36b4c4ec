package dev.isochrone.zone.partition;

import dev.isochrone.model.Origin;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.List;

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

  /** Whether nothing is missing. Each write asks. */
  boolean isSaid(Ledger ledger) {
    for (RuleInForce rule : rules) {
      if (!ledger.maps().rules().containsKey(rule.tableId())) {
        return false;
      }
    }
    return ledger.identity().isPresent();
  }

  /**
   * Throws if the log is another partition's: this node was given the wrong directory, or the wrong
   * disk.
   */
  void requireSame(Ledger ledger) {
    ledger
        .identity()
        .filter(known -> !known.self().equals(identity.self()))
        .ifPresent(
            other -> {
              throw new IllegalStateException(
                  "the log is that of " + other.self() + ", not of " + identity.self());
            });
  }
}
