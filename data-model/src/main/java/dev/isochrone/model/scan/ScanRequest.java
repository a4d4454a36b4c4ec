package dev.isochrone.model.scan;

import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.table.TableName;
import java.util.Optional;

/**
 * A scan.
 *
 * @param consistency empty: strong where the range lies within one partition key, else eventual
 * @param resume of the last page that arrived of the same scan
 */
public record ScanRequest(
    RequestHeader header,
    TableName table,
    ScanRange range,
    Optional<Consistency> consistency,
    Amount amount,
    Optional<ResumeToken> resume) {

  /**
   * How much.
   *
   * @param rows at most so many in all; 0: all
   * @param pageRows at most so many in a page; 0: the server's choice, which is also the most
   */
  public record Amount(long rows, int pageRows) {
    /** All rows, in pages as the server likes them. */
    public static final Amount ALL = new Amount(0, 0);

    public Amount {
      if (rows < 0 || pageRows < 0) {
        throw new IllegalArgumentException(rows + " rows, " + pageRows + " in a page");
      }
    }
  }
}
