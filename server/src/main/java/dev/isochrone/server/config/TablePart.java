package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table, as a cluster's file has it.
 *
 * @param id never reused; from 1
 * @param partitionKeyColumns how many of the first key columns decide placement; absent: all
 * @param columns declared columns; absent: any document
 */
public record TablePart(
    Integer id,
    List<KeyPart> key,
    @Nullable Integer partitionKeyColumns,
    @Nullable List<ColumnPart> columns,
    TableLocality locality,
    Home home,
    Partitioning partitioning) {

  /** A component of the key. */
  public record KeyPart(String name, KeyType type) {
    public KeyPart {
      required(name, "name");
      required(type, "type");
    }
  }

  /** A declared column. */
  public record ColumnPart(String name, ValueType type) {
    public ColumnPart {
      required(name, "name");
      required(type, "type");
    }
  }

  /** Where rows live: one of the two. */
  public record Home(@Nullable String pinned, @Nullable ByValue byValue) {
    public Home {
      if ((pinned == null) == (byValue == null)) {
        throw new IllegalArgumentException("a home is either 'pinned' or 'by-value'");
      }
    }

    static Home of(HomeRule rule) {
      if (rule instanceof HomeRule.Pinned all) {
        return new Home(all.region().name(), null);
      } else if (rule instanceof HomeRule.ByValue each) {
        SortedMap<String, String> regions = new TreeMap<>();
        each.regions().forEach((value, region) -> regions.put(value, region.name()));
        return new Home(null, new ByValue(each.column(), regions));
      }
      throw new AssertionError(rule);
    }

    HomeRule rule() {
      if (byValue != null) {
        SortedMap<String, Region> homes = new TreeMap<>();
        byValue.regions().forEach((value, region) -> homes.put(value, new Region(region)));
        return new HomeRule.ByValue(byValue.column(), homes);
      }
      return new HomeRule.Pinned(new Region(required(pinned, "pinned")));
    }
  }

  /**
   * A key column names the region.
   *
   * @param regions from the column's value
   */
  public record ByValue(String column, SortedMap<String, String> regions) {
    public ByValue {
      required(column, "column");
      regions = Collections.unmodifiableSortedMap(new TreeMap<>(required(regions, "regions")));
    }
  }

  public TablePart {
    required(id, "id");
    key = List.copyOf(required(key, "key"));
    columns = columns == null ? null : List.copyOf(columns);
    required(locality, "locality");
    required(home, "home");
    required(partitioning, "partitioning");
  }

  static TablePart of(TableSpec table) {
    return new TablePart(
        table.id(),
        table.key().stream().map(column -> new KeyPart(column.name(), column.type())).toList(),
        table.partitionKeyColumns(),
        table.columns().isEmpty()
            ? null
            : table.columns().stream()
                .map(column -> new ColumnPart(column.name(), column.type()))
                .toList(),
        table.placement().locality(),
        Home.of(table.placement().rule()),
        table.placement().partitioning());
  }

  TableSpec spec(TableName name) {
    return new TableSpec(
        id,
        name,
        key.stream().map(part -> new KeyColumn(part.name(), part.type())).toList(),
        partitionKeyColumns == null ? key.size() : partitionKeyColumns,
        columns == null
            ? List.of()
            : columns.stream().map(part -> new Column(part.name(), part.type())).toList(),
        new TableSpec.Placement(locality, home.rule(), partitioning),
        TableSpec.Versions.FIRST);
  }
}
