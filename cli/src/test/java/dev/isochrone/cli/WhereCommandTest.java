package dev.isochrone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.bench.BenchTable;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WhereCommandTest {
  @Test
  void rule_isNamedAsInAClustersFile_withTheColumnsThatDecide() {
    assertThat(WhereCommand.rule(DemoTable.cities(), 1))
        .isEqualTo("by-value: country is mapped to it");
    assertThat(WhereCommand.rule(BenchTable.table(), 1)).startsWith("pinned: ");
    assertThat(by(new HomeRule.ByRegionColumn("region")))
        .isEqualTo("by-region-column: region names it");
    assertThat(by(new HomeRule.ByHash(new TreeMap<>(Map.of(DemoTable.EU_WEST, 1)))))
        .startsWith("by-hash: ");
    assertThat(WhereCommand.rule(table(TableSpec.Placement.multiMaster(ConflictPolicy.LWW)), 0))
        .startsWith("multi-master: ");
  }

  @Test
  void home_thatWasMoved_isSaidToBe_whateverTheRule() {
    assertThat(WhereCommand.rule(DemoTable.cities(), 2)).isEqualTo("it was moved there, once");
    assertThat(WhereCommand.rule(BenchTable.table(), 4)).isEqualTo("it was moved there, 3 times");
  }

  private static String by(HomeRule rule) {
    return WhereCommand.rule(
        table(new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH)), 1);
  }

  private static TableSpec table(TableSpec.Placement placement) {
    return new TableSpec(
        1,
        TableName.parse("t"),
        List.of(new KeyColumn("region", KeyType.STRING)),
        1,
        List.of(),
        placement,
        TableSpec.Versions.FIRST);
  }
}
