package dev.isochrone.region.desk;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.Directory;
import dev.isochrone.region.directory.DirectoryView;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.RegisteredNode;
import dev.isochrone.region.store.DirectoryGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a controller is asked for, by operators, nodes and other controllers. Any thread. */
public final class ControlDesk {
  private static final Duration SOON = Duration.ofMillis(500);

  private final Place place;
  private final World world;
  private final DirectoryGroup<RegionCommand, RegionDirectoryState> own;

  /**
   * Whose desk it is.
   *
   * @param clusterName as configured
   * @param clusterIds draws one for a cluster that is made here
   */
  public record Place(Region region, String clusterName, Supplier<ClusterId> clusterIds) {}

  /**
   * The wish for a cluster.
   *
   * @param id empty: one is drawn
   */
  public record Founding(String name, Optional<ClusterId> id, List<RegionSpec> regions) {}

  public ControlDesk(
      Place place, World world, DirectoryGroup<RegionCommand, RegionDirectoryState> own) {
    this.place = place;
    this.world = world;
    this.own = own;
  }

  /** Makes the cluster, or finds it made; its id. */
  public CompletableFuture<Outcome<ClusterId>> init(Founding wish) {
    if (!wish.name().equals(place.clusterName())) {
      return refused(
          RefusalCode.WRONG_CLUSTER,
          "this controller is configured for cluster "
              + place.clusterName()
              + ", not for "
              + wish.name());
    }
    Optional<Outcome<ClusterId>> known = found(wish);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    ClusterId id = wish.id().orElseGet(place.clusterIds());
    return world
        .propose(new GlobalCommand.Init(new Directory.Cluster(id, wish.name()), wish.regions()))
        .thenApply(
            outcome ->
                // Two may ask at once; the second finds the first one's cluster, and that is it.
                outcome instanceof Outcome.Refused<GlobalDirectoryState> refused
                    ? found(wish).orElseGet(refused::as)
                    : Outcome.done(id));
  }

  private Optional<Outcome<ClusterId>> found(Founding wish) {
    return world
        .state()
        .cluster()
        .map(
            cluster ->
                wish.id().isEmpty() || wish.id().get().equals(cluster.id())
                    ? Outcome.done(cluster.id())
                    : Outcome.refused(otherCluster(cluster.id(), wish.id().get())));
  }

  /** A region more; the origin of its first incarnation. */
  public CompletableFuture<Outcome<Origin>> join(ClusterId cluster, RegionSpec spec) {
    return change(cluster, new GlobalCommand.AddRegion(spec))
        .thenApply(outcome -> outcome.map(state -> state.origin(spec.region()).orElseThrow()));
  }

  /** A node reports; the cluster that it belongs to from now on. */
  public CompletableFuture<Outcome<ClusterId>> register(
      Optional<ClusterId> cluster, Region region, RegisteredNode node) {
    Optional<Refusal> foreign = cluster.flatMap(this::foreign);
    if (foreign.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.refused(foreign.get()));
    } else if (!region.equals(place.region())) {
      return refused(
          RefusalCode.WRONG_CLUSTER,
          "this is a controller of " + place.region() + "; the node is of " + region);
    }
    return own.propose(new RegionCommand.Register(node))
        .thenApply(outcome -> outcome.map(state -> state.binding().orElseThrow().cluster()));
  }

  /** The directory, as this controller has it. */
  public Outcome<DirectoryView> view(Optional<ClusterId> cluster) {
    Optional<Refusal> foreign = cluster.flatMap(this::foreign);
    return foreign
        .<Outcome<DirectoryView>>map(Outcome::refused)
        .orElseGet(() -> DirectoryView.of(world.state(), own.state()));
  }

  /** Changes the global directory, if it is that of this cluster; the state after it. */
  public CompletableFuture<Outcome<GlobalDirectoryState>> change(
      ClusterId cluster, GlobalCommand command) {
    Optional<Refusal> foreign = foreign(cluster);
    return foreign.isPresent()
        ? CompletableFuture.completedFuture(Outcome.refused(foreign.get()))
        : world.propose(command);
  }

  /** Changes the global directory for another controller of it. */
  public CompletableFuture<Outcome<GlobalDirectoryState>> submitted(GlobalCommand command) {
    return world.propose(command);
  }

  /** The global directory, as this controller has it. */
  public GlobalDirectoryState global() {
    return world.state();
  }

  /** The region of this controller. */
  public Region region() {
    return place.region();
  }

  private Optional<Refusal> foreign(ClusterId given) {
    Optional<ClusterId> here = world.state().cluster().map(Directory.Cluster::id);
    if (here.isEmpty()) {
      return Optional.of(
          Refusal.later(RefusalCode.NOT_READY, "no cluster is known here yet", SOON));
    }
    return here.get().equals(given)
        ? Optional.empty()
        : Optional.of(otherCluster(here.get(), given));
  }

  private static Refusal otherCluster(ClusterId here, ClusterId given) {
    return Refusal.of(RefusalCode.WRONG_CLUSTER, "here is cluster " + here + ", and not " + given);
  }

  private static <T> CompletableFuture<Outcome<T>> refused(RefusalCode code, String why) {
    return CompletableFuture.completedFuture(Outcome.refused(Refusal.of(code, why)));
  }
}
