package dev.isochrone.zone.store.content;

import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import java.util.Optional;

/**
 * By which rule writes to a table must have been routed: docs/formats.md, section 9.1.
 *
 * @param homeEpoch of rows whose home was never moved; 0 in multi-master tables
 * @param policy of a multi-master table, and of no other
 */
public record RuleInForce(
    int tableId,
    int ruleVersion,
    int homeEpoch,
    TableLocality locality,
    Partitioning partitioning,
    int policyVersion,
    Optional<ConflictPolicy> policy) {
  public RuleInForce {
    if (locality.isHomed() == policy.isPresent()) {
      throw new IllegalArgumentException(locality + " with policy " + policy);
    }
  }

  /** Of a table whose rows have one home each. */
  public RuleInForce(
      int tableId,
      int ruleVersion,
      int homeEpoch,
      TableLocality locality,
      Partitioning partitioning,
      int policyVersion) {
    this(tableId, ruleVersion, homeEpoch, locality, partitioning, policyVersion, Optional.empty());
  }

  /** Of a table that every region writes to. */
  public static RuleInForce multiMaster(
      int tableId, int ruleVersion, int policyVersion, ConflictPolicy policy) {
    return new RuleInForce(
        tableId,
        ruleVersion,
        /* homeEpoch= */ 0,
        TableLocality.MULTI_MASTER,
        Partitioning.HASH,
        policyVersion,
        Optional.of(policy));
  }

  /** Whether this may follow that: neither locality class nor policy changes under data. */
  public boolean mayFollow(RuleInForce that) {
    return ruleVersion > that.ruleVersion
        && locality.isHomed() == that.locality.isHomed()
        && policy.equals(that.policy);
  }
}
