package dev.isochrone.chaos.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Main;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.NodeEntry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two regions that write the same rows, neither hearing of the other, as a person sees it. */
@Timeout(180)
@ResourceLock("worlds") // They take turns: each looks for free ports.
class MultiMasterPathTest {
  private static final Region EU = DemoTable.EU_WEST;
  private static final Region ASIA = DemoTable.AP_SOUTH;
  private static final Pattern CONTEXT = Pattern.compile("\"context\":\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  /** What a command ended with, and printed. */
  private record Said(int exitCode, String out, String err) {}

  @Test
  void twoRegionsApart_meetAgain_andWhatMetIsSettledOrTold(@TempDir Path dir) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(config(dir), (id, fault) -> faults.add(fault))) {
      World.await().until(cluster::hasLeaders);
      writeApart(cluster);

      siblingsAreSettledEverywhere(cluster);
      lossIsToldOnce(cluster);
    }
    assertThat(faults).isEmpty();
  }

  /** Each region writes while the other is down. */
  private void writeApart(LocalCluster cluster) throws Exception {
    cluster.kill(node(cluster, ASIA));
    put(cluster, EU, "eu");
    cluster.stop(node(cluster, EU));
    cluster.start(node(cluster, ASIA));
    World.await().until(() -> runs(cluster, ASIA));
    put(cluster, ASIA, "asia");
    cluster.start(node(cluster, EU));
    World.await().until(cluster::hasLeaders);
  }

  private void siblingsAreSettledEverywhere(LocalCluster cluster) {
    for (Region region : List.of(EU, ASIA)) {
      World.await()
          .until(() -> done(cluster, region, "get carts ann").contains("2 siblings, above"));
    }
    assertThat(done(cluster, EU, "get carts ann"))
        .contains("eu-west", "ap-south", "{\"from\":\"eu\"}", "{\"from\":\"asia\"}");
    assertThat(say(cluster, EU, "get carts ann -c strong").err()).contains("NO_SINGLE_HOME");
    assertThat(say(cluster, EU, "put carts ann {\"from\":\"blind\"}").err()).contains("UNREAD");

    String context = found(CONTEXT, done(cluster, EU, "get carts ann -o json"));
    assertThat(say(cluster, EU, "put carts bob {} --context " + context).exitCode()).isEqualTo(2);
    done(cluster, EU, "put carts ann {\"from\":\"both\"} --context " + context);

    for (Region region : List.of(EU, ASIA)) {
      World.await()
          .until(
              () ->
                  done(cluster, region, "get carts ann -o json")
                      .contains("\"row\":{\"from\":\"both\"}"));
    }
    assertThat(done(cluster, ASIA, "conflicts list carts -o json"))
        .isEqualTo("{\"conflicts\":[]}\n");
  }

  /** The later write stands in both; the earlier one's loss has the same record in both. */
  private void lossIsToldOnce(LocalCluster cluster) {
    List<String> lists = new ArrayList<>();
    for (Region region : List.of(EU, ASIA)) {
      World.await()
          .until(() -> done(cluster, region, "get visits ann").contains("{\"from\":\"asia\"}"));
      World.await()
          .until(() -> done(cluster, region, "conflicts list visits").contains("recorded"));
      lists.add(done(cluster, region, "conflicts list visits -o json"));
    }

    assertThat(lists.get(0)).isEqualTo(lists.get(1));
    assertThat(lists.get(0).split("\"id\"")).hasSize(2);
    String shown =
        done(cluster, EU, "conflicts show visits " + found(ID, lists.get(0)) + " -o json");
    assertThat(shown).contains("\"key\":\"ann\"", "\"row\":{\"from\":\"eu\"}", "\"found\":true");
  }

  private static void put(LocalCluster cluster, Region region, String from) {
    World.await()
        .untilAsserted(
            () ->
                assertThat(
                        say(cluster, region, "put carts ann {\"from\":\"" + from + "\"}")
                            .exitCode())
                    .isZero());
    done(cluster, region, "put visits ann {\"from\":\"" + from + "\"}");
  }

  private static boolean runs(LocalCluster cluster, Region region) {
    return cluster.node(node(cluster, region)).map(node -> node.takesWrites(0)).orElse(false);
  }

  private static NodeId node(LocalCluster cluster, Region region) {
    return only(cluster, region).id();
  }

  private static NodeEntry only(LocalCluster cluster, Region region) {
    return cluster.directory().region(region).orElseThrow().nodes().values().iterator().next();
  }

  private static String found(Pattern what, String in) {
    Matcher matcher = what.matcher(in);
    assertThat(matcher.find()).as(in).isTrue();
    return matcher.group(1);
  }

  private static String done(LocalCluster cluster, Region region, String line) {
    Said said = say(cluster, region, line);
    assertThat(said.exitCode()).as(said.err()).isZero();
    return said.out();
  }

  private static Said say(LocalCluster cluster, Region region, String line) {
    List<String> args = new ArrayList<>(List.of(line.split(" ", -1)));
    args.add("--endpoints");
    args.add(only(cluster, region).client().address());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Said(exitCode, out.toString(), err.toString());
  }

  private static LocalClusterConfig config(Path dir) throws Exception {
    TreeMap<Region, List<Zone>> regions = new TreeMap<>();
    regions.put(EU, List.of(new Zone("a")));
    regions.put(ASIA, List.of(new Zone("a")));
    return new LocalClusterConfig(
        "two-masters",
        dir,
        FreePorts.baseFor(2),
        regions,
        List.of(table(1, "carts", ConflictPolicy.VECTOR), table(2, "visits", ConflictPolicy.LWW)),
        LocalClusterConfig.Clocks.SYSTEM);
  }

  private static TableSpec table(int id, String name, ConflictPolicy policy) {
    return new TableSpec(
        id,
        TableName.parse(name),
        List.of(new KeyColumn("user", KeyType.STRING)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        TableSpec.Placement.multiMaster(policy),
        TableSpec.Versions.FIRST);
  }
}
