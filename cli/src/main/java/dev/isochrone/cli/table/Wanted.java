package dev.isochrone.cli.table;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.TablePart;
import dev.isochrone.server.config.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A table that somebody wants, before it is held against the cluster.
 *
 * @param source where it stands, for messages; empty: on the command line
 */
record Wanted(TableName name, TablePart part, String source) {
  /** All tables of a file, in its order. */
  static List<Wanted> read(Path file) throws ConfigException, InputException {
    List<Wanted> all = new ArrayList<>();
    for (Map.Entry<String, TablePart> one : YamlFile.readEach(file, TablePart.class).entrySet()) {
      all.add(new Wanted(name(one.getKey()), one.getValue().withoutId(), file + ": "));
    }
    if (all.isEmpty()) {
      throw new InputException(file + ": there is no table in it");
    }
    return all;
  }

  /** The name of a table, as a person gives it. */
  static TableName name(String text) throws InputException {
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(
          text
              + ": no table can be called so; names have a-z, 0-9 and _, begin with a letter, and"
              + " may have a namespace, as in shop.orders");
    }
  }

  /** As the cluster is to have it; the id says nothing. */
  TableSpec spec(Directory directory) throws InputException {
    requireRegionColumn();
    if (part.partitioning() != Partitioning.HASH) {
      throw new InputException(
          source
              + name
              + " is range-partitioned, which is defined and not served by this release: nobody"
              + " could write to it; take hash");
    }
    try {
      return part.spec(name, directory);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(source + unfit.getMessage());
    }
  }

  /** Where nothing is said of homes, a row's key names its home; then it must be able to. */
  private void requireRegionColumn() throws InputException {
    int partitionKey =
        part.partitionKeyColumns() == null ? part.key().size() : part.partitionKeyColumns();
    boolean named =
        part.key().stream()
            .limit(Math.max(0, partitionKey))
            .anyMatch(
                column ->
                    column.name().equals(HomeRule.REGION_COLUMN)
                        && column.type() == KeyType.STRING);
    if (part.locality() == TableLocality.REGIONAL_BY_ROW && part.home() == null && !named) {
      throw new InputException(
          source
              + name
              + " says nothing of homes, so each row's is named by the key column 'region', a"
              + " string in the partition key; the key is ("
              + part.key().stream()
                  .map(column -> column.name() + ":" + Words.of(column.type()))
                  .collect(Collectors.joining(", "))
              + "). Add it, as in --key region,id; or say where rows live, by --pinned REGION,"
              + " --by-region-column COLUMN or 'home:' in a file; or let all regions write, by"
              + " --locality multi-master");
    }
  }

  /** In what two tables of one name differ; empty: in nothing that anybody asked for. */
  static List<String> differences(TableSpec known, TableSpec wanted) {
    List<String> found = new ArrayList<>();
    note(found, "key", known.key(), wanted.key());
    note(found, "partition-key-columns", known.partitionKeyColumns(), wanted.partitionKeyColumns());
    note(found, "columns", known.columns(), wanted.columns());
    TableSpec.Placement one = known.placement();
    TableSpec.Placement other = wanted.placement();
    note(found, "locality", one.locality(), other.locality());
    note(found, "home", one.rule(), other.rule());
    note(found, "partitioning", one.partitioning(), other.partitioning());
    note(found, "policy", one.policy(), other.policy());
    note(found, "residency", one.residency(), other.residency());
    note(found, "copies", one.copies(), other.copies());
    return found;
  }

  private static void note(List<String> found, String what, Object one, Object other) {
    if (!Objects.equals(one, other)) {
      found.add(what);
    }
  }
}
