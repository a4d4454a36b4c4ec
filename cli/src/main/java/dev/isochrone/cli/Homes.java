package dev.isochrone.cli;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many rows of a table were seen, and where they live. One thread. */
final class Homes {
  private final Directory directory;
  private final TableSpec table;
  private final SortedMap<Region, Long> byRegion = new TreeMap<>();
  private long rows;

  Homes(Directory directory, TableSpec table) {
    this.directory = directory;
    this.table = table;
  }

  /** Counts a row. */
  void add(ScannedRow row) throws RefusedException {
    rows++;
    if (table.placement().locality().isHomed()) {
      Region home = Placement.place(directory, table, row.key()).orThrow().home().region();
      byRegion.merge(home, 1L, Long::sum);
    }
  }

  long rows() {
    return rows;
  }

  /** Those of each region that is a home; none of a multi-master table, whose rows have no home. */
  SortedMap<Region, Long> byRegion() {
    return Collections.unmodifiableSortedMap(byRegion);
  }
}
