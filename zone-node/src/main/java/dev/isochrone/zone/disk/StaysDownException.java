package dev.isochrone.zone.disk;

import java.io.IOException;
import java.nio.file.Path;

/** The watchdog has ended this node too often; a person must look before it is started again. */
public final class StaysDownException extends IOException {
  private static final long serialVersionUID = 1;

  StaysDownException(Path file, WatchdogExits.Limits limits, String last) {
    super(
        "the watchdog has ended this node "
            + limits.exitsMax()
            + " times within "
            + limits.within().toMinutes()
            + " minutes, so it stays down. Last: "
            + last
            + ". See its log for the threads at each end, mend what held them (a disk, a"
            + " defect), then delete "
            + file
            + " and start it again.");
  }
}
