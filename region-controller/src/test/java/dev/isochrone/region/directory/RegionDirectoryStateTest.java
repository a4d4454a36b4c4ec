package dev.isochrone.region.directory;

import static dev.isochrone.region.directory.Places.EU;
import static dev.isochrone.region.directory.Places.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.placement.ring.Layouts;
import dev.isochrone.testing.ForSeeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RegionDirectoryStateTest {
  private static final Shape THREE = new Shape(2, 3, 3);

  @ForSeeds(300)
  void commands_keepEveryNodeToItsDisk_andPlaceOnce(long seed) {
    AnyCommands any = new AnyCommands(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    RegionDirectoryState state = RegionDirectoryState.EMPTY;
    Map<NodeId, RegisteredNode> nodes = new HashMap<>();
    List<PartitionEntry> placed = List.of();

    for (int i = 0; i < 60; i++) {
      RegionCommand command = any.region(EU);
      RegionDirectoryState before = state;
      Reply<RegionDirectoryState> reply = before.apply(command);
      state = reply.state();

      boolean changed = !state.equals(before);
      assertThat(state.version()).isEqualTo(before.version() + (changed ? 1 : 0));
      assertThat(state.apply(command).state()).as("%s again", command).isSameAs(state);
      assertThat(changed && state.apply(command).refusal().isPresent()).isFalse();
      if (command instanceof RegionCommand.Register register && before.binding().isPresent()) {
        NodeId id = register.node().entry().id();
        RegisteredNode known = nodes.get(id);
        boolean own = known == null || known.instance().equals(register.node().instance());
        assertThat(reply.refusal().isEmpty()).as("%s", command).isEqualTo(own);
        if (own) {
          nodes.put(id, register.node());
        }
      }
      placed = placed.isEmpty() ? partitions(state) : placed;
      assertThat(partitions(state)).as("placed once").isEqualTo(placed);
      assertThat(state.nodes()).isEqualTo(nodes);
      requireZonesApart(state);
    }
  }

  private static List<PartitionEntry> partitions(RegionDirectoryState state) {
    return state.layout().map(layout -> layout.partitions()).orElse(List.of());
  }

  private static void requireZonesApart(RegionDirectoryState state) {
    for (PartitionEntry partition : partitions(state)) {
      Set<Zone> zones = new HashSet<>();
      partition.replicas().forEach(node -> assertThat(zones.add(zone(state, node))).isTrue());
    }
  }

  private static Zone zone(RegionDirectoryState state, NodeId node) {
    return Objects.requireNonNull(state.nodes().get(node)).entry().zone();
  }

  @Test
  void node_withAnotherDisk_isRefusedUnderItsOldId_bothNamed() {
    RegionDirectoryState state = withThreeNodes();
    RegisteredNode wiped = Places.node(EU, 1, /* instance= */ 2);

    Reply<RegionDirectoryState> reply = state.apply(new RegionCommand.Register(wiped));

    assertThat(reply.state()).isSameAs(state);
    Refusal refusal = reply.refusal().orElseThrow();
    assertThat(refusal.code()).isEqualTo(RefusalCode.WRONG_CLUSTER);
    assertThat(refusal.message())
        .contains(Places.node(EU, 1).instance().hex())
        .contains(wiped.instance().hex());
  }

  @Test
  void node_thatMovedItsPorts_isTaken_andItsZoneOnlyBeforeItHoldsReplicas() {
    RegionDirectoryState state = withThreeNodes();
    RegisteredNode old = Places.node(EU, 1);
    NodeEntry entry = old.entry();
    RegisteredNode elsewhere =
        new RegisteredNode(
            new NodeEntry(
                entry.id(), new Zone("z"), entry.client(), entry.internal(), entry.raft()),
            old.instance());

    assertThat(state.apply(new RegionCommand.Register(elsewhere)).refusal()).isEmpty();
    assertThat(place(state).apply(new RegionCommand.Register(elsewhere)).refusal()).isPresent();
    RegisteredNode heavier = new RegisteredNode(entry.weighing(2), old.instance());
    assertThat(place(state).apply(new RegionCommand.Register(heavier)).refusal()).isEmpty();
  }

  @Test
  void place_withTwoReplicasInAZone_orOnStrangers_isRefused() {
    RegionDirectoryState state = withThreeNodes();
    state = state.apply(new RegionCommand.Register(Places.node(EU, 3))).state();
    List<NodeId> sameZone =
        List.of(new NodeId("eu-west-0"), new NodeId("eu-west-1"), new NodeId("eu-west-3"));
    List<NodeId> stranger =
        List.of(new NodeId("eu-west-0"), new NodeId("eu-west-1"), new NodeId("nobody"));

    for (List<NodeId> replicas : List.of(sameZone, stranger)) {
      RegionCommand place =
          new RegionCommand.Place(
              List.of(
                  new PartitionEntry(0, List.of(new SlotRange(0, 99)), replicas),
                  new PartitionEntry(1, List.of(new SlotRange(100, 16_383)), replicas)));
      assertThat(state.apply(place).refusal()).isPresent();
    }
  }

  @Test
  void place_withAHoleInTheSlots_isRefused() {
    RegionDirectoryState state = withThreeNodes();
    List<NodeId> replicas = List.copyOf(state.nodes().keySet());

    RegionCommand place =
        new RegionCommand.Place(
            List.of(
                new PartitionEntry(0, List.of(new SlotRange(0, 99)), replicas),
                new PartitionEntry(1, List.of(new SlotRange(101, 16_383)), replicas)));

    assertThat(state.apply(place).refusal().orElseThrow().message()).contains("100");
  }

  @Test
  void bind_toAnotherClusterOrRegion_isRefused() {
    RegionDirectoryState state = withThreeNodes();

    for (Binding other :
        List.of(binding(US, 1, RegionRole.DATA), binding(EU, 2, RegionRole.DATA))) {
      Refusal refusal = state.apply(new RegionCommand.Bind(other)).refusal().orElseThrow();
      assertThat(refusal.code()).isEqualTo(RefusalCode.WRONG_CLUSTER);
    }
  }

  @Test
  void witness_takesNoNodes() {
    RegionDirectoryState state =
        RegionDirectoryState.EMPTY
            .apply(new RegionCommand.Bind(binding(EU, 1, RegionRole.WITNESS)))
            .state();

    assertThat(state.apply(new RegionCommand.Register(Places.node(EU, 0))).refusal()).isPresent();
  }

  @Test
  void told_keepsRaftEndpointsToItself() {
    RegionDirectoryState state = place(withThreeNodes());

    assertThat(state.told().orElseThrow().nodes().values())
        .hasSize(3)
        .allSatisfy(node -> assertThat(node.raft()).isEmpty());
    assertThat(state.entry().orElseThrow().nodes().values())
        .allSatisfy(node -> assertThat(node.raft()).isPresent());
  }

  private static RegionDirectoryState withThreeNodes() {
    RegionDirectoryState state =
        RegionDirectoryState.EMPTY
            .apply(new RegionCommand.Bind(binding(EU, 1, RegionRole.DATA)))
            .state();
    for (int i = 0; i < 3; i++) {
      state = state.apply(new RegionCommand.Register(Places.node(EU, i))).state();
    }
    return state;
  }

  private static RegionDirectoryState place(RegionDirectoryState state) {
    List<PartitionEntry> plan = Layouts.plan(Places.nodes(EU, 3), 2, 3).partitions();
    Reply<RegionDirectoryState> reply = state.apply(new RegionCommand.Place(plan));
    assertThat(reply.refusal()).isEmpty();
    return reply.state();
  }

  private static Binding binding(Region region, int origin, RegionRole role) {
    return new Binding(Places.CLUSTER.id(), region, new Origin(origin), role, THREE);
  }
}
