package dev.isochrone.zone.scan;

import java.time.Duration;

/**
 * What scans may use of a node.
 *
 * @param openMax scans that are open at once; each holds a snapshot. Past it, {@code OVERLOADED}
 * @param threads read pages and wait for the ends of entries, all scans' together
 * @param ageMax a scan that is open for longer is ended, since its snapshot keeps what others have
 *     replaced; its reader goes on with the last page's token
 * @param pageRowsMax rows in a page
 * @param pageBytesMax keys and documents in a page, unless its first row alone has more
 * @param lookedAtMax rows that are looked at for one page; then it is sent as it is, so that others
 *     get their turn
 */
public record ScanLimits(
    int openMax, int threads, Duration ageMax, int pageRowsMax, int pageBytesMax, int lookedAtMax) {

  public static final ScanLimits DEFAULT =
      new ScanLimits(64, 2, Duration.ofMinutes(1), 1_000, 1 << 20, 20_000);

  public ScanLimits {
    if (openMax < 1
        || threads < 1
        || ageMax.isNegative()
        || pageRowsMax < 1
        || pageBytesMax < 1
        || lookedAtMax < 1) {
      throw new IllegalArgumentException("limits of scans below one");
    }
  }

  /** The same for a caller who asked for so many rows in a page; 0: did not say. */
  ScanLimits inPagesOf(int asked) {
    int rows = asked == 0 ? pageRowsMax : Math.min(asked, pageRowsMax);
    return new ScanLimits(openMax, threads, ageMax, rows, pageBytesMax, lookedAtMax);
  }
}
