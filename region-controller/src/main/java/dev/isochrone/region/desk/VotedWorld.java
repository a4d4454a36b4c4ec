package dev.isochrone.region.desk;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.store.DirectoryGroup;
import java.util.concurrent.CompletableFuture;

/** The global directory of a controller that has its region's vote in it. */
public record VotedWorld(DirectoryGroup<GlobalCommand, GlobalDirectoryState> group)
    implements World {
  @Override
  public GlobalDirectoryState state() {
    return group.state();
  }

  @Override
  public CompletableFuture<Outcome<GlobalDirectoryState>> propose(GlobalCommand command) {
    return group.propose(command);
  }
}
