package dev.isochrone.zone.store.content;

import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;

/**
 * By which rule writes to a table must have been routed: docs/formats.md, section 9.1.
 *
 * @param homeEpoch of rows whose home was never moved
 */
public record RuleInForce(
    int tableId,
    int ruleVersion,
    int homeEpoch,
    TableLocality locality,
    Partitioning partitioning,
    int policyVersion) {}
