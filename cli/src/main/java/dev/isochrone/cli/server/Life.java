package dev.isochrone.cli.server;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.model.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a server's process lives: until it is told to stop, or until the first fault. */
final class Life {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  /** Empty: told to stop. */
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  /** Says which variables had a say in what the server is; their values stand nowhere. */
  static void sayEnvironment(Set<String> variables) {
    if (!variables.isEmpty()) {
      LOG.info("from the environment, over the file: {}", String.join(", ", variables));
    }
  }

  /** Something happened that must not; any thread. */
  void failed(Throwable fault) {
    end.complete(Optional.of(fault));
  }

  boolean hasFailed() {
    return end.isDone() && end.join().isPresent();
  }

  /** To be run once it ends, on whatever thread ends it; at once if it has ended. */
  void onEnd(Runnable what) {
    var unused = end.thenRun(what);
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

  /**
   * Waits for the end, says why if it was a fault, and gives the exit code.
   *
   * @param server what it is called in the message
   */
  int awaitEnd(String server, PrintWriter err) throws InterruptedException {
    Optional<Throwable> fault;
    try {
      fault = end.get();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
    if (fault.isEmpty()) {
      return ExitCode.DONE.number();
    } else if (fault.get() instanceof RefusedException refused) {
      err.println("isochrone: this " + server + " can't go on: " + refused.refusal().message());
      err.println("  " + refused.refusal().code().nextStep());
      return ExitCode.of(refused.refusal().kind()).number();
    }
    err.println("isochrone: this " + server + " can't go on: " + fault.get());
    err.println("  It ends as in a crash; start it again, and report this if it recurs.");
    return ExitCode.DEFECT.number();
  }
}
