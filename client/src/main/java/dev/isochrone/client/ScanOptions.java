package dev.isochrone.client;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.request.Consistency;
import java.util.Optional;

/**
 * How to scan.
 *
 * @param consistency empty: strong within one partition key, else eventual
 * @param limit at most so many rows; 0: all
 * @param pageRows at most so many rows in a message; 0: as many as the server likes
 * @param resume a token of an earlier scan of the same range, see {@link RowScan#resume}; empty:
 *     from the beginning
 */
public record ScanOptions(
    Optional<Consistency> consistency, long limit, int pageRows, Bytes resume) {
  /** All rows, as fresh as the range allows. */
  public static final ScanOptions DEFAULT = new ScanOptions(Optional.empty(), 0, 0, Bytes.EMPTY);

  public ScanOptions {
    if (limit < 0 || pageRows < 0) {
      throw new IllegalArgumentException("limit " + limit + ", rows of a page " + pageRows);
    }
  }

  /** The same at this consistency. */
  public ScanOptions with(Consistency level) {
    return new ScanOptions(Optional.of(level), limit, pageRows, resume);
  }

  /** The same for so many rows at most. */
  public ScanOptions limitedTo(long rows) {
    return new ScanOptions(consistency, rows, pageRows, resume);
  }

  /** The same in pages of so many rows at most. */
  public ScanOptions inPagesOf(int rows) {
    return new ScanOptions(consistency, limit, rows, resume);
  }

  /** The same, going on where another scan had come to. */
  public ScanOptions after(Bytes token) {
    return new ScanOptions(consistency, limit, pageRows, token);
  }
}
