package dev.isochrone.cli.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.server.http.HttpEndpoint;
import dev.isochrone.zone.ZoneNode;
import org.jspecify.annotations.Nullable;

/**
 * Stops the node once, whether the command returns or the process is told to end. After a fault
 * nothing is stopped in order: what is on the disk is right, and what is in memory may not be.
 */
final class Closing implements AutoCloseable {
  private final Life life;

  @GuardedBy("this") private @Nullable ZoneNode node;

  @GuardedBy("this") private @Nullable HttpEndpoint http;

  @GuardedBy("this") private boolean closed;

  Closing(Life life) {
    this.life = life;
  }

  /** From here on there is a node to stop; it is stopped at once if the process ends already. */
  synchronized void push(ZoneNode started) {
    if (closed) {
      started.close();
    }
    node = started;
  }

  /** Likewise of the pages about it, which end first. */
  synchronized void push(HttpEndpoint started) {
    if (closed) {
      started.close();
    }
    http = started;
  }

  @Override
  public synchronized void close() {
    if (!closed && http != null) {
      http.close();
    }
    if (!closed && node != null && !life.hasFailed()) {
      node.close();
    }
    closed = true;
  }
}
