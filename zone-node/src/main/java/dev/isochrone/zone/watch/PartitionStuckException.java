package dev.isochrone.zone.watch;

import dev.isochrone.consensus.Standing;
import java.util.Locale;

/** A replica will not go on by itself. The process that has it should end; the others elect. */
public final class PartitionStuckException extends Exception {
  private static final long serialVersionUID = 1;

  PartitionStuckException(int partition, Finding.Stuck stuck, Standing standing) {
    super(
        String.format(
            Locale.ROOT,
            "partition %d is stuck: for %d s %s (term %d, committed %d, applied %d)",
            partition,
            stuck.since().toSeconds(),
            stuck.cause().text(),
            standing.term(),
            standing.committed(),
            standing.applied()));
  }
}
