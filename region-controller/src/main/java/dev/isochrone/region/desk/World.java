package dev.isochrone.region.desk;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import java.util.concurrent.CompletableFuture;

/** The global directory, as one controller has it: by its vote, or as a copy. Any thread. */
public interface World {
  /** What is known here; it may be older than what is known elsewhere, and never gets older. */
  GlobalDirectoryState state();

  /**
   * Has the command applied, and gives the state after it; {@code NOT_LEADER} names whom to ask
   * instead. Does not wait.
   */
  CompletableFuture<Outcome<GlobalDirectoryState>> propose(GlobalCommand command);
}
