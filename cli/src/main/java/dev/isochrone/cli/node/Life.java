package dev.isochrone.cli.node;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How long a node's process lives: until it is told to stop, or until the first fault. */
final class Life {
  /** Empty: told to stop. */
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  /** Something happened that must not; any thread. */
  void failed(Throwable fault) {
    end.complete(Optional.of(fault));
  }

  boolean hasFailed() {
    return end.isDone() && end.join().isPresent();
  }

  /** Ends when the stream does. */
  void endWith(InputStream stream) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (stream.read() >= 0) {
                  // What is said does not matter, only that there is somebody.
                }
              } catch (IOException gone) {
                // As good as its end.
              }
              end.complete(Optional.empty());
            },
            "end-with-stdin");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits for the end; the fault, if it was one. */
  Optional<Throwable> await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
