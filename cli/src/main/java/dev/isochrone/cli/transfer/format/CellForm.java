package dev.isochrone.cli.transfer.format;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How fields stand in lines: TSV or CSV. */
sealed interface CellForm permits TsvForm, CsvForm {

  /** The next record, blank lines passed over; empty at the end. */
  Optional<Found> next(ByteLines lines) throws IOException;

  /** A line of these fields, with what ends it. */
  String line(List<Cell> cells);

  /** Fields, or a line that has none. */
  sealed interface Found {
    /**
     * They could be told apart.
     *
     * @param raw what they were read from
     */
    record Read(RawLine raw, List<Cell> cells) implements Found {
      public Read {
        cells = List.copyOf(cells);
      }
    }

    /** They could not. */
    record Unreadable(Parsed.BadLine line) implements Found {}
  }
}
