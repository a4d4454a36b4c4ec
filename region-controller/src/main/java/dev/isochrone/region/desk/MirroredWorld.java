package dev.isochrone.region.desk;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.store.DirectoryGroup.Seat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The global directory of a controller without a vote: the newest copy that it was given. */
public final class MirroredWorld implements World {
  private final Seat voter;
  private volatile GlobalDirectoryState newest = GlobalDirectoryState.EMPTY;

  /**
   * Nothing is known yet.
   *
   * @param voter to whom commands are sent away; it knows who leads
   */
  public MirroredWorld(Seat voter) {
    this.voter = voter;
  }

  @Override
  public GlobalDirectoryState state() {
    return newest;
  }

  /**
   * Takes the copy if it is newer than what is known.
   *
   * @return whether it is of the same cluster; another one is never taken
   */
  public synchronized boolean offer(GlobalDirectoryState copy) {
    boolean same =
        newest.cluster().isEmpty()
            || copy.cluster().isEmpty()
            || newest.cluster().equals(copy.cluster());
    if (same && copy.version() > newest.version()) {
      newest = copy;
    }
    return same;
  }

  @Override
  public CompletableFuture<Outcome<GlobalDirectoryState>> propose(GlobalCommand command) {
    return CompletableFuture.completedFuture(
        Outcome.refused(Refusal.notLeader(voter.region(), Optional.of(voter.internal()))));
  }
}
