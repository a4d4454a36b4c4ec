package dev.isochrone.cli.table;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.server.config.HomePart;
import dev.isochrone.server.config.TablePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A table as the command line says it; what needs a map of values is said in a file. */
final class TableFlags {
  @Option(
      names = "--key",
      paramLabel = "COLUMN[:TYPE]",
      split = ",",
      description = {
        "The key's columns: string (default), int64, bool, bytes, uuid or timestamp,",
        "as in region,id:int64."
      })
  private List<String> key = List.of();

  @Option(
      names = "--partition-key-columns",
      paramLabel = "N",
      description = "How many of the first key columns decide where a row is (default: all).")
  private @Nullable Integer partitionKeyColumns;

  @Option(
      names = "--columns",
      paramLabel = "COLUMN[:TYPE]",
      split = ",",
      description = {
        "Declared columns: string (default), int64, double, decimal, bool, bytes, uuid,",
        "timestamp, list or map. Without, rows are any document."
      })
  private List<String> columns = List.of();

  @Option(
      names = "--locality",
      paramLabel = "LOCALITY",
      converter = Words.Localities.class,
      description = {
        "regional-by-row: each row has its home; regional-by-table: one home for all;",
        "global: so, and meant to be read everywhere; multi-master: all regions write",
        "(default: regional-by-row, with --pinned regional-by-table, with --policy multi-master)."
      })
  private @Nullable TableLocality locality;

  @Option(names = "--pinned", paramLabel = "REGION", description = "The home of all rows.")
  private @Nullable String pinned;

  @Option(
      names = "--by-region-column",
      paramLabel = "COLUMN",
      description = "The key column that names a row's home (default: region).")
  private @Nullable String byRegionColumn;

  @Option(
      names = "--by-hash",
      paramLabel = "REGION=WEIGHT",
      split = ",",
      description = "Homes by the hash of the partition key, as in eu-west=2,us-east=1.")
  private Map<String, Integer> byHash = Map.of();

  @Option(
      names = "--policy",
      paramLabel = "lww|vector",
      converter = Words.Policies.class,
      description = {
        "What becomes of concurrent writes to a multi-master row: lww, the last one stays and",
        "the others are recorded (default); vector, all stay until they are settled."
      })
  private @Nullable ConflictPolicy policy;

  @Option(
      names = "--residency",
      paramLabel = "DOMAIN",
      description = "The residency domain that rows never leave (default: they may be anywhere).")
  private @Nullable String residency;

  @Option(
      names = "--copies",
      paramLabel = "all|none|N",
      description = {
        "How many regions beside its home have a copy of a row, the nearest first (default: all",
        "that may have one)."
      })
  private @Nullable String copies;

  @Option(
      names = "--partitioning",
      paramLabel = "hash|range",
      converter = Words.Partitionings.class,
      description = {
        "How rows are spread over the partitions of a region (default: hash); range is defined, and",
        "not served by this release."
      })
  private @Nullable Partitioning partitioning;

  /** Whether nothing is said. */
  boolean isEmpty() {
    return key.isEmpty()
        && columns.isEmpty()
        && byHash.isEmpty()
        && partitionKeyColumns == null
        && locality == null
        && pinned == null
        && byRegionColumn == null
        && policy == null
        && residency == null
        && copies == null
        && partitioning == null;
  }

  /** What is said, with what follows from it. */
  TablePart part() throws InputException {
    if (key.isEmpty()) {
      throw new InputException("--key is missing: the key's columns, as in --key region,id:int64");
    }
    TableLocality where = locality();
    try {
      return new TablePart(
          null,
          keyParts(),
          partitionKeyColumns,
          columns.isEmpty() ? null : columnParts(),
          where,
          home(),
          partitioning == null ? Partitioning.HASH : partitioning,
          where == TableLocality.MULTI_MASTER && policy == null ? ConflictPolicy.LWW : policy,
          residency,
          copies);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(String.valueOf(unfit.getMessage()));
    }
  }

  private TableLocality locality() {
    if (locality != null) {
      return locality;
    } else if (policy != null) {
      return TableLocality.MULTI_MASTER;
    }
    return pinned == null ? TableLocality.REGIONAL_BY_ROW : TableLocality.REGIONAL_BY_TABLE;
  }

  /** Absent: what follows from the locality. */
  private @Nullable HomePart home() {
    return pinned == null && byRegionColumn == null && byHash.isEmpty()
        ? null
        : new HomePart(
            pinned,
            byRegionColumn,
            null,
            byHash.isEmpty() ? null : new TreeMap<>(byHash),
            null,
            null);
  }

  private List<TablePart.KeyPart> keyParts() throws InputException {
    List<TablePart.KeyPart> parts = new ArrayList<>();
    for (String text : key) {
      KeyColumn column = ColumnText.key("--key", text);
      parts.add(new TablePart.KeyPart(column.name(), column.type()));
    }
    return parts;
  }

  private List<TablePart.ColumnPart> columnParts() throws InputException {
    List<TablePart.ColumnPart> parts = new ArrayList<>();
    for (String text : columns) {
      Column column = ColumnText.column("--columns", text);
      parts.add(new TablePart.ColumnPart(column.name(), column.type()));
    }
    return parts;
  }
}
