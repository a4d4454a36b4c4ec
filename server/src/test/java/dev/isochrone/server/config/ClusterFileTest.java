package dev.isochrone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFileTest {
  private static final String FILE =
      """
      cluster: {id: 0123456789abcdef0123456789abcdef, name: test}
      regions:
        eu-west:
          origin: 1
          nodes:
            eu-a: {zone: a, client: "127.0.0.1:7400", internal: "127.0.0.1:7401", raft: "127.0.0.1:7402"}
        us-east:
          origin: 2
          nodes:
            us-a: {zone: a, client: "127.0.0.1:7410", internal: "127.0.0.1:7411", raft: "[::1]:7412"}
      tables:
        cities:
          id: 7
          key:
            - {name: country, type: string}
            - {name: id, type: int64}
          partition-key-columns: 1
          columns:
            - {name: name, type: string}
          locality: regional-by-row
          home:
            by-value: {column: country, regions: {FR: eu-west, CA: us-east}}
          partitioning: hash
        shop.stock:
          id: 8
          key: [{name: sku, type: uuid}]
          locality: regional-by-table
          home: {pinned: us-east}
          partitioning: hash
      """;

  @TempDir Path dir;

  @Test
  void description_becomesTheDirectory() throws IOException {
    Directory directory = read(FILE);

    assertThat(directory.regions()).containsOnlyKeys(new Region("eu-west"), new Region("us-east"));
    TableSpec cities = directory.table(TableName.parse("cities")).orElseThrow();
    assertThat(cities.partitionKeyColumns()).isEqualTo(1);
    assertThat(cities.columns()).containsExactly(new Column("name", ValueType.STRING));
    TableSpec stock = directory.table(TableName.parse("shop.stock")).orElseThrow();
    assertThat(stock.placement().rule()).isEqualTo(new HomeRule.Pinned(new Region("us-east")));
    assertThat(stock.partitionKeyColumns()).isEqualTo(1);
  }

  @Test
  void directory_written_isReadAsItWas() throws IOException {
    Directory directory = read(FILE);
    Path again = dir.resolve("again.yaml");

    YamlFile.write(again, ClusterFile.of(directory));

    assertThat(ClusterFile.read(again)).isEqualTo(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "origin: 1|orgin: 1|cluster.yaml:4: unknown key 'orgin'; taken here: nodes, origin",
        "type: int64|type: int46|cluster.yaml:16: 'int46' is none of string, int64",
        "127.0.0.1:7411|192.0.2.1:7411|192.0.2.1:7411 can be reached from other machines",
        "{pinned: us-east}|{}|a home is either 'pinned' or 'by-value'",
        "{pinned: us-east}|{pinned: us-west}|us-west",
        "origin: 2|origin: 1|names two regions",
        "name: test}|name: test, name: x}|cluster.yaml:1: ",
        "id: 8|id: 8, x: [|cluster.yaml:",
        "127.0.0.1:7411|nowhere|not host:port: nowhere"
      })
  void mistake_isNamedWithFileAndLine(String right, String wrong, String message) {
    assertThat(FILE).contains(right);

    assertThatThrownBy(() -> read(FILE.replace(right, wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void key_leftOut_isNamed() {
    assertThatThrownBy(() -> read(FILE.replace("zone: a, client", "client")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.yaml:6: the key 'zone' is missing");
  }

  @Test
  void file_emptyOrAbsent_isSaid() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("cluster.yaml");
    assertThatThrownBy(() -> ClusterFile.read(dir.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no such file");
  }

  private Directory read(String text) throws IOException {
    Path file = dir.resolve("cluster.yaml");
    Files.writeString(file, text);
    return ClusterFile.read(file);
  }
}
