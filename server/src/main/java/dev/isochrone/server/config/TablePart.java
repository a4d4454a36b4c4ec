package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table, as a cluster's file has it, or the file of a table that is to be made.
 *
 * @param id never reused; from 1. Only the file of a cluster without controllers gives ids, and
 *     must; a table that is to be made has none
 * @param partitionKeyColumns how many of the first key columns decide placement; absent: all
 * @param columns declared columns; absent: any document
 * @param home absent: the key column {@code region} names it; of multi-master tables, which have no
 *     home, it must be absent
 * @param policy of multi-master tables, and of no others
 * @param residency the domain that the rows never leave; absent: they may be anywhere
 * @param copies {@code all}, {@code none}, or how many regions beside its home have a row; absent:
 *     all
 */
public record TablePart(
    @Nullable Integer id,
    List<KeyPart> key,
    @Nullable Integer partitionKeyColumns,
    @Nullable List<ColumnPart> columns,
    TableLocality locality,
    @Nullable HomePart home,
    Partitioning partitioning,
    @Nullable ConflictPolicy policy,
    @Nullable String residency,
    @Nullable String copies) {

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

  public TablePart {
    key = List.copyOf(required(key, "key"));
    columns = columns == null ? null : List.copyOf(columns);
    required(locality, "locality");
    required(partitioning, "partitioning");
    requireFit(locality, home, policy);
    require(
        locality != TableLocality.MULTI_MASTER || copies == null || copies.equals("all"),
        "every region writes the rows of a multi-master table: 'copies' can only be all");
  }

  private static void requireFit(
      TableLocality locality, @Nullable HomePart home, @Nullable ConflictPolicy policy) {
    switch (locality) {
      case MULTI_MASTER -> {
        require(home == null, "a multi-master table is written in every region: it has no 'home'");
        require(policy != null, "a multi-master table needs a 'policy': lww or vector");
      }
      case REGIONAL_BY_TABLE, GLOBAL ->
          require(
              home != null && home.pinned() != null,
              "a table of this locality is at home in one region: home: {pinned: REGION}");
      case REGIONAL_BY_ROW -> {}
    }
    require(
        locality == TableLocality.MULTI_MASTER || policy == null,
        "a 'policy' is for tables of the locality multi-master: no other has conflicts");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What a file must say for this table. */
  public static TablePart of(TableSpec table) {
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
        HomePart.of(table.placement().rule()),
        table.placement().partitioning(),
        table.placement().policy().orElse(null),
        table.placement().residency().map(DomainName::name).orElse(null),
        table.placement().copies().isAll() ? null : table.placement().copies().toString());
  }

  /** The same, of no particular table: what is said to make another one like it. */
  public TablePart withoutId() {
    return new TablePart(
        null,
        key,
        partitionKeyColumns,
        columns,
        locality,
        home,
        partitioning,
        policy,
        residency,
        copies);
  }

  /**
   * The table that is to be made; its id is 1 and says nothing, unless one is given here.
   *
   * @param directory says where regions lie, for homes by location
   * @throws IllegalArgumentException what is said contradicts itself; the message says where
   */
  public TableSpec spec(TableName name, Directory directory) {
    return spec(name, directory.regions(), directory.domains());
  }

  TableSpec spec(
      TableName name,
      SortedMap<Region, RegionEntry> regions,
      SortedMap<DomainName, ResidencyDomain> domains) {
    List<KeyColumn> keyColumns =
        key.stream().map(part -> new KeyColumn(part.name(), part.type())).toList();
    return new TableSpec(
        id == null ? 1 : id,
        name,
        keyColumns,
        partitionKeyColumns == null ? key.size() : partitionKeyColumns,
        columns == null
            ? List.of()
            : columns.stream().map(part -> new Column(part.name(), part.type())).toList(),
        new TableSpec.Placement(
            locality,
            rule(keyColumns, places(regions, domains)),
            partitioning,
            Optional.ofNullable(policy),
            Optional.ofNullable(residency).map(DomainName::new),
            copies == null ? Copies.ALL : Copies.parse(copies)),
        TableSpec.Versions.FIRST);
  }

  /**
   * Where those of the regions lie that may hold the table. Of a domain that is not known there are
   * none; the directory says so, and which there are.
   */
  private SortedMap<Region, Coordinates> places(
      Map<Region, RegionEntry> regions, Map<DomainName, ResidencyDomain> domains) {
    SortedMap<Region, Coordinates> places = new TreeMap<>();
    regions.forEach(
        (region, entry) -> entry.coordinates().ifPresent(place -> places.put(region, place)));
    Optional.ofNullable(residency)
        .map(name -> domains.get(new DomainName(name)))
        .ifPresent(domain -> places.keySet().retainAll(domain.regions()));
    return places;
  }

  private HomeRule rule(List<KeyColumn> keyColumns, SortedMap<Region, Coordinates> places) {
    if (home != null) {
      return home.rule(keyColumns, places);
    }
    return locality == TableLocality.MULTI_MASTER
        ? HomeRule.Everywhere.EVERYWHERE
        : new HomeRule.ByRegionColumn(HomeRule.REGION_COLUMN);
  }
}
