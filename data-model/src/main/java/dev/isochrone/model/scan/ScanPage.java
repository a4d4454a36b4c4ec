package dev.isochrone.model.scan;

import dev.isochrone.model.bytes.Bytes;
import java.util.List;

/**
 * Some rows of a scan, in the order of their stored keys.
 *
 * @param <R> {@link PackedRow} where they are served, {@link ScannedRow} where they are read
 * @param resume an encoded {@link ResumeToken}, to go on after this page; empty: there are no more
 *     rows
 */
public record ScanPage<R>(ScanHeader header, List<R> rows, Bytes resume) {
  public ScanPage {
    rows = List.copyOf(rows);
  }
}
