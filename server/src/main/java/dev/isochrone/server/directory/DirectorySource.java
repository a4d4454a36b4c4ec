package dev.isochrone.server.directory;

import dev.isochrone.model.refusal.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where copies come from: a region's controllers. */
@FunctionalInterface
public interface DirectorySource {
  /**
   * The directory as some controller has it now; empty if it is the known copy. Does not wait; the
   * future never completes exceptionally, and may stay open for as long as a call may take.
   *
   * @param known what the asker has
   */
  CompletableFuture<Outcome<Optional<DirectoryCopy>>> fetch(Optional<DirectoryCopy> known);
}
