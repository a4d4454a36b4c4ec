package dev.isochrone.cli.transfer;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.transfer.ImportCourse.Ending;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusalKind;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What became of an import's lines.
 *
 * @param read lines gone through: written, refused or unknown
 * @param written by the region whose log took them: their home, or, of a multi-master table, nearby
 * @param refused bad lines among them
 * @param unknown may be written, or not
 * @param bytes of the lines gone through
 * @param refusal the kind of the first refusal that ended it
 * @param resumeLine where to go on; empty if all is done
 */
record ImportCount(
    long read,
    SortedMap<Region, Long> written,
    long refused,
    long unknown,
    long bytes,
    Ending ending,
    Optional<RefusalKind> refusal,
    OptionalLong resumeLine) {

  ImportCount {
    written = Collections.unmodifiableSortedMap(written);
  }

  long allWritten() {
    return written.values().stream().mapToLong(Long::longValue).sum();
  }

  /** An unknown outcome is always said, whatever else ended it. */
  ExitCode exitCode() {
    if (unknown > 0) {
      return ExitCode.UNKNOWN;
    }
    return switch (ending) {
      case END_OF_FILE -> ExitCode.DONE;
      case BAD_LINE, UNREADABLE -> ExitCode.INPUT;
      case REFUSED, UNKNOWN -> ExitCode.of(refusal.orElseThrow());
      case INTERRUPTED -> ExitCode.LATER;
    };
  }
}
