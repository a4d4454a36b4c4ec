package dev.isochrone.local.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.wire.grpc.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
  private final WorldFile world = WorldFile.plan("drill", regions(), 1, 11);
  private final NetworkPlan plan = NetworkPlan.of(world, 12);

  @Test
  void everyServer_seesEveryOther_byALineOfItsOwn_andItselfAsItIs() {
    assertThat(plan.views()).hasSize(12);
    for (String from : plan.views().keySet()) {
      for (String to : plan.views().keySet()) {
        String seen = host(from, to);
        if (from.equals(to)) {
          assertThat(seen).startsWith("127.11.");
        } else {
          assertThat(plan.between(from, to))
              .isNotEmpty()
              .allSatisfy(line -> assertThat(line.listen().host()).isEqualTo(seen));
        }
      }
    }
  }

  @Test
  void lines_leadToTheServerThatTheySay_onTheSamePort_noTwoAtOneAddress() {
    Set<Address> taken = new HashSet<>();
    for (NetworkPlan.Line line : plan.lines().values()) {
      assertThat(taken.add(line.listen())).as(line.name()).isTrue();
      assertThat(line.listen().port()).isEqualTo(line.upstream().port());
      assertThat(line.upstream().host()).isEqualTo(host(line.to(), line.to()));
    }
  }

  @Test
  void consensus_hasLinesWhereItSpans_rowsInARegion_theDirectoryEverywhere() {
    assertThat(names("eu-a", "eu-b")).containsExactly("eu-a>eu-b:internal", "eu-a>eu-b:raft");
    assertThat(names("eu-a", "us-a")).containsExactly("eu-a>us-a:internal");
    assertThat(names("eu-a", "eu-controller")).containsExactly("eu-a>eu-controller:internal");
    assertThat(names("eu-controller", "us-controller"))
        .containsExactly(
            "eu-controller>us-controller:internal", "eu-controller>us-controller:raft");
  }

  private List<String> names(String from, String to) {
    return plan.between(from, to).stream().map(NetworkPlan.Line::name).toList();
  }

  private String host(String viewer, String server) {
    return Objects.requireNonNull(plan.views().get(viewer))
        .addresses()
        .getOrDefault(world.nameOf(server), "nothing");
  }

  private static SortedMap<Region, List<Zone>> regions() {
    SortedMap<Region, List<Zone>> regions = new TreeMap<>();
    List<Zone> zones = List.of(new Zone("a"), new Zone("b"), new Zone("c"));
    List.of("eu", "us", "ap").forEach(name -> regions.put(new Region(name), zones));
    return regions;
  }
}
