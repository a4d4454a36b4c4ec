package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.server.config.TablePart;
import dev.isochrone.server.config.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** A table as it is printed. */
final class PrintedTable {
  private PrintedTable() {}

  /** What {@code table create -f} takes. */
  static String yaml(TableSpec table) {
    return YamlFile.text(Map.of(table.name().toString(), TablePart.of(table).withoutId()));
  }

  /** For eyes. */
  static List<Map.Entry<String, String>> lines(
      Directory directory, TableSpec table, LiveRows live) {
    TableSpec.Placement placement = table.placement();
    SortedSet<Region> homes = directory.homes(table);
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("table", table.name().toString()));
    lines.add(Map.entry("id", Integer.toString(table.id())));
    lines.add(Map.entry("key", key(table.key())));
    lines.add(Map.entry("partition key", key(table.partitionKey())));
    lines.add(Map.entry("columns", columns(table)));
    lines.add(Map.entry("locality", Words.of(placement.locality())));
    lines.add(Map.entry("home", Words.of(placement.rule())));
    placement.policy().ifPresent(policy -> lines.add(Map.entry("policy", Words.of(policy))));
    lines.add(Map.entry("partitioning", Words.of(placement.partitioning())));
    placement
        .residency()
        .ifPresent(domain -> lines.add(Map.entry("residency", domain(domain, directory))));
    lines.add(Map.entry("copies", placement.copies().toString()));
    lines.add(
        Map.entry(
            "rows", live.total(table.name(), homes) + ": " + live.byHome(table.name(), homes)));
    return lines;
  }

  /** For programs. */
  static ObjectNode json(Directory directory, TableSpec table, LiveRows live) {
    ObjectNode json = DocumentJson.object();
    json.put("table", table.name().toString()).put("id", table.id());
    ArrayNode key = json.putArray("key");
    table
        .key()
        .forEach(
            column ->
                key.addObject().put("name", column.name()).put("type", Words.of(column.type())));
    json.put("partition_key_columns", table.partitionKeyColumns());
    ArrayNode columns = json.putArray("columns");
    table
        .columns()
        .forEach(
            column ->
                columns
                    .addObject()
                    .put("name", column.name())
                    .put("type", Words.of(column.type())));
    placement(json, table);
    live.addTo(json, table.name(), directory.homes(table));
    return json;
  }

  /** Adds where rows live, and who writes them. */
  static void placement(ObjectNode json, TableSpec table) {
    TableSpec.Placement placement = table.placement();
    json.put("locality", Words.of(placement.locality()));
    json.put("home", Words.of(placement.rule()));
    json.put("partitioning", Words.of(placement.partitioning()));
    placement.policy().ifPresent(policy -> json.put("policy", Words.of(policy)));
    placement.residency().ifPresent(domain -> json.put("residency", domain.name()));
    json.put("copies", placement.copies().toString());
  }

  /** The declared ones. */
  static String columns(TableSpec table) {
    return table.columns().isEmpty()
        ? "any document"
        : table.columns().stream()
            .map(column -> column.name() + " " + Words.of(column.type()))
            .collect(Collectors.joining(", "));
  }

  private static String key(List<KeyColumn> columns) {
    return columns.stream()
        .map(column -> column.name() + " " + Words.of(column.type()))
        .collect(Collectors.joining(", "));
  }

  private static String domain(DomainName name, Directory directory) {
    ResidencyDomain domain = directory.domains().get(name);
    return name + (domain == null ? "" : ": " + Words.list(domain.regions()));
  }
}
