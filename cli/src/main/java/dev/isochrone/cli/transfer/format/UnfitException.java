package dev.isochrone.cli.transfer.format;

import java.util.Optional;

/**
 * A line, or a field of it, is not what the table or the format asks for. An answer on its way
 * through this package, without a stack trace.
 */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_MAX = 40;

  private final transient Optional<String> column;
  private final String reason;

  private UnfitException(Optional<String> column, String reason) {
    super(reason, null, false, false);
    this.column = column;
    this.reason = reason;
  }

  UnfitException(String reason) {
    this(Optional.empty(), reason);
  }

  /** The same of this column, if none was named yet. */
  UnfitException of(String name) {
    return column.isPresent() ? this : new UnfitException(Optional.of(name), reason);
  }

  Optional<String> column() {
    return column;
  }

  String reason() {
    return reason;
  }

  /** A word as a reason shows it: its beginning, on one line. */
  static String shown(String word) {
    String line = word.replaceAll("\\p{Cntrl}", "?");
    int end = Math.min(line.length(), SHOWN_MAX);
    if (end > 0 && end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--; // Never half a pair.
    }
    return "'" + line.substring(0, end) + (end < line.length() ? "..." : "") + "'";
  }
}
