package dev.isochrone.region;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.region.desk.MirroredWorld;
import dev.isochrone.region.desk.World;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.RegionSteps;
import dev.isochrone.region.grpc.ControllerCalls;
import dev.isochrone.region.store.ControllerDirectory;
import dev.isochrone.region.store.DirectoryGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a controller does by itself: binds its disk to the cluster, keeps its copy of the global
 * directory new if it has no vote, and, where it leads the region, takes {@link RegionSteps}. One
 * thread; a step that is under way is waited for by not taking another.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Region region;
  private final ControllerDirectory disk;
  private final World world;
  private final DirectoryGroup<RegionCommand, RegionDirectoryState> own;
  private final ControllerCalls voters;
  private CompletableFuture<?> step = CompletableFuture.completedFuture(null);
  private CompletableFuture<?> mirroring = CompletableFuture.completedFuture(null);

  /** Written by whatever thread ends a step, of which there is one at a time. */
  private volatile String lastSaid = "";

  Upkeep(
      Region region,
      ControllerDirectory disk,
      World world,
      DirectoryGroup<RegionCommand, RegionDirectoryState> own,
      ControllerCalls voters) {
    this.region = region;
    this.disk = disk;
    this.world = world;
    this.own = own;
    this.voters = voters;
  }

  /** One look. */
  void look() {
    if (world instanceof MirroredWorld mirror && mirroring.isDone()) {
      mirroring = voters.mirror(mirror.state().version()).thenAccept(copy -> take(mirror, copy));
    }
    bindDisk();
    if (own.leads() && step.isDone()) {
      RegionSteps steps = RegionSteps.next(region, world.state(), own.state());
      steps.own().ifPresent(this::changeOwn);
      steps.world().ifPresent(this::tellTheWorld);
    }
  }

  private void bindDisk() {
    Optional<Directory.Cluster> cluster = world.state().cluster();
    if (cluster.isPresent()) {
      try {
        disk.bind(cluster.get().id());
      } catch (IOException another) {
        throw new UncheckedIOException(another);
      }
    }
  }

  private static void take(MirroredWorld mirror, Outcome<Optional<GlobalDirectoryState>> answer) {
    boolean ours = answer.fold(copy -> copy.map(mirror::offer).orElse(true), refused -> true);
    if (!ours) {
      LOG.error("a controller that should have a vote answers for another cluster");
    }
  }

  private void changeOwn(RegionCommand command) {
    step = own.propose(command).thenAccept(outcome -> log(command.getClass(), outcome));
  }

  private void tellTheWorld(GlobalCommand command) {
    step = voters.submit(command).thenAccept(outcome -> log(command.getClass(), outcome));
  }

  /**
   * What is refused now is tried again at the next look, as long as it is still to be done; it is
   * said once for each reason.
   */
  private void log(Class<?> step, Outcome<?> outcome) {
    String said =
        outcome.fold(
            done -> step.getSimpleName() + " is done",
            refusal ->
                step.getSimpleName()
                    + " was refused ("
                    + refusal.code()
                    + ": "
                    + refusal.message()
                    + ")");
    if (!said.equals(lastSaid)) {
      lastSaid = said;
      LOG.info("{}: {}", region, said);
    }
  }
}
