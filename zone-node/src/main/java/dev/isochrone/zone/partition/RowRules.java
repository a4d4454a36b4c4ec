package dev.isochrone.zone.partition;

import dev.isochrone.conflict.OwnBounds;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.zone.rows.MultiMasterRows;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.Optional;
import java.util.SortedMap;

/**
 * By what apply judges rows: the rules in force, and who the partition is.
 *
 * @param peers how many other regions there are
 */
record RowRules(SortedMap<Integer, RuleInForce> rules, PartitionIdentity identity, int peers) {
  /** The rule of the row's table. */
  Optional<RuleInForce> of(StoredKey key) {
    return Optional.ofNullable(rules.get(key.tableId()));
  }

  /** Whether changes are owed to anybody. */
  boolean hasPeers() {
    return peers > 0;
  }

  /** Rows that every region writes. */
  MultiMasterRows multiMaster() {
    return new MultiMasterRows(identity.self().origin(), OwnBounds.among(peers + 1));
  }

  /** Empty: the mutation was routed by the truth in force. */
  Optional<Refusal> refusal(Mutation mutation) {
    RuleInForce rule = rules.get(mutation.key().tableId());
    boolean routed =
        rule != null
            && rule.ruleVersion() == mutation.routedBy().ruleVersion()
            && rule.homeEpoch() == mutation.routedBy().homeEpoch();
    return routed && identity.holds(mutation.key())
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                RefusalCode.RULE_CHANGED,
                "the home was found by another rule than the one in force; fetch the directory"));
  }

  /** The version that a mutation makes. */
  Version versionAt(Mutation mutation, HlcTimestamp at) {
    return new Version(mutation.routedBy().homeEpoch(), new Stamp(at, identity.self().origin()));
  }
}
