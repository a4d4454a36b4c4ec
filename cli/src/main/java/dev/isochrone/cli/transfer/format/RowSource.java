package dev.isochrone.cli.transfer.format;

import java.io.IOException;
import java.util.Optional;

/** Rows, in the order of a file. One thread at a time. */
public interface RowSource {
  /** The next row, or what stands in its place; empty at the end. */
  Optional<Parsed> next() throws IOException;
}
