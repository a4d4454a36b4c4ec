package dev.isochrone.model.table;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a table is.
 *
 * @param id never reused; at least 1
 * @param key the primary key's components, 1 to 16
 * @param partitionKeyColumns how many of the first of them decide placement
 * @param columns declared columns; none: any document
 * @param versions what is written beside rows, so that a later reader knows by which schema, policy
 *     and rule
 */
public record TableSpec(
    int id,
    TableName name,
    List<KeyColumn> key,
    int partitionKeyColumns,
    List<Column> columns,
    Placement placement,
    Versions versions) {

  public static final int KEY_COLUMNS_MAX = 16;

  /**
   * Who may write the rows, where they live, and how they are spread in a region.
   *
   * @param policy of a multi-master table, and of no other
   * @param residency the domain that the rows never leave; empty: they may be anywhere
   * @param copies how many of the regions that may have a row have it
   */
  public record Placement(
      TableLocality locality,
      HomeRule rule,
      Partitioning partitioning,
      Optional<ConflictPolicy> policy,
      Optional<DomainName> residency,
      Copies copies) {
    public Placement {
      boolean oneRegion =
          locality == TableLocality.REGIONAL_BY_TABLE || locality == TableLocality.GLOBAL;
      if (oneRegion && !(rule instanceof HomeRule.Pinned)) {
        throw new IllegalArgumentException(locality + " needs one region for all rows");
      }
      if (locality.isHomed() == rule instanceof HomeRule.Everywhere) {
        throw new IllegalArgumentException(
            "every region is the home in multi-master tables, and in no others");
      }
      if (locality.isHomed() == policy.isPresent()) {
        throw new IllegalArgumentException(
            "multi-master tables have a conflict policy, and no others do");
      }
      if (!locality.isHomed() && !copies.isAll()) {
        throw new IllegalArgumentException(
            "every region writes the rows of a multi-master table, so all have copies");
      }
    }

    /** With a copy in every region that may have one. */
    public Placement(
        TableLocality locality,
        HomeRule rule,
        Partitioning partitioning,
        Optional<ConflictPolicy> policy,
        Optional<DomainName> residency) {
      this(locality, rule, partitioning, policy, residency, Copies.ALL);
    }

    /** Of a table whose rows have one home each, and may be copied anywhere. */
    public Placement(TableLocality locality, HomeRule rule, Partitioning partitioning) {
      this(locality, rule, partitioning, Optional.empty(), Optional.empty());
    }

    /** Of a table that every region writes to. */
    public static Placement multiMaster(ConflictPolicy policy) {
      return new Placement(
          TableLocality.MULTI_MASTER,
          HomeRule.Everywhere.EVERYWHERE,
          Partitioning.HASH,
          Optional.of(policy),
          Optional.empty());
    }

    /** The same, bound to a domain. */
    public Placement within(DomainName domain) {
      return new Placement(locality, rule, partitioning, policy, Optional.of(domain), copies);
    }

    /** The same, with so many copies. */
    public Placement with(Copies other) {
      return new Placement(locality, rule, partitioning, policy, residency, other);
    }
  }

  /**
   * The versions in force, each from 1.
   *
   * @param rule counts the changes of the home rule
   * @param schema counts the changes of the columns
   * @param policy counts the changes of the conflict policy
   */
  public record Versions(int rule, int schema, int policy) {
    public static final Versions FIRST = new Versions(1, 1, 1);

    public Versions {
      if (rule < 1 || schema < 1 || policy < 1) {
        throw new IllegalArgumentException(
            "versions count from 1: " + rule + ", " + schema + ", " + policy);
      }
    }
  }

  public TableSpec {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    if (id < 1) {
      throw new IllegalArgumentException("table id " + id);
    }
    if (key.isEmpty() || key.size() > KEY_COLUMNS_MAX) {
      throw new IllegalArgumentException(
          name + " has " + key.size() + " key columns, not 1 to " + KEY_COLUMNS_MAX);
    }
    if (partitionKeyColumns < 1 || partitionKeyColumns > key.size()) {
      throw new IllegalArgumentException(
          name
              + ": the first "
              + partitionKeyColumns
              + " of "
              + key.size()
              + " key columns can't decide placement");
    }
    requireDistinct(name, key, columns);
    for (KeyColumn column : placement.rule().columns()) {
      requireInPartitionKey(name, key.subList(0, partitionKeyColumns), column);
    }
  }

  /** The partition key's columns. */
  public List<KeyColumn> partitionKey() {
    return key.subList(0, partitionKeyColumns);
  }

  private static void requireDistinct(TableName table, List<KeyColumn> key, List<Column> columns) {
    Set<String> seen = new HashSet<>();
    key.forEach(column -> require(seen.add(column.name()), table, column.name() + " twice"));
    columns.forEach(column -> require(seen.add(column.name()), table, column.name() + " twice"));
  }

  /** All rows of a partition key have one home: that makes an atomic batch of them possible. */
  private static void requireInPartitionKey(
      TableName table, List<KeyColumn> partitionKey, KeyColumn column) {
    require(
        partitionKey.contains(column),
        table,
        "the home rule asks for a column "
            + column.name()
            + " of type "
            + column.type()
            + " in the partition key, which is "
            + partitionKey.stream().map(one -> one.name() + " (" + one.type() + ")").toList());
  }

  private static void require(boolean holds, TableName table, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(table + ": " + otherwise);
    }
  }
}
