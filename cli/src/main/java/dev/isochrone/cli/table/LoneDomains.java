package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is allowed and unwise: domains of one region, with which everything in them is lost. */
record LoneDomains(List<Directory.LoneRegion> warnings) {
  /** All there are. */
  static LoneDomains of(Directory directory) {
    return new LoneDomains(directory.warnings());
  }

  /** Those that tables are bound to. */
  static LoneDomains of(Directory directory, Collection<TableSpec> tables) {
    return new LoneDomains(
        directory.warnings().stream()
            .filter(
                warning ->
                    tables.stream()
                        .anyMatch(
                            table ->
                                table
                                    .placement()
                                    .residency()
                                    .equals(Optional.of(warning.domain()))))
            .toList());
  }

  /** That of one domain. */
  static LoneDomains of(Directory directory, DomainName domain) {
    return new LoneDomains(
        directory.warnings().stream().filter(warning -> warning.domain().equals(domain)).toList());
  }

  void addTo(List<Map.Entry<String, String>> lines, ObjectNode json) {
    json.putArray("warnings");
    for (Directory.LoneRegion warning : warnings) {
      lines.add(Map.entry("warning", warning.toString()));
      json.withArray("warnings").add(warning.toString());
    }
  }
}
