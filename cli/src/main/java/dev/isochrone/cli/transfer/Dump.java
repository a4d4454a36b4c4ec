package dev.isochrone.cli.transfer;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.transfer.format.RowText;
import dev.isochrone.client.RowScan;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import java.io.IOException;
import java.util.Optional;

/** Writes the rows of a scan to a file. One thread. */
final class Dump {
  /** How many rows lie between two looks at the bar. */
  private static final int LOOK_ROWS = 256;

  private final RowText text;
  private final Choice choice;
  private final PartFile file;
  private long rows;
  private long leftOut;

  /** Which rows are wanted, by their home. */
  @FunctionalInterface
  interface Homes {
    Homes ANY = key -> true;

    boolean has(Key key);

    /** Those at home in this region, as the directory says. */
    static Homes in(Region region, Directory directory, TableSpec table) {
      return key ->
          Placement.place(directory, table, key)
              .fold(place -> place.home().region().equals(region), nowhere -> false);
    }
  }

  /**
   * Which rows are written.
   *
   * @param skipSiblings whether rows with siblings are left out; else they end the export
   * @param limit at most so many; 0: all
   */
  record Choice(Homes homes, boolean skipSiblings, long limit) {}

  Dump(RowText text, Choice choice, PartFile file) {
    this.text = text;
    this.choice = choice;
    this.file = file;
  }

  long rows() {
    return rows;
  }

  /** Rows with siblings that were left out. */
  long leftOut() {
    return leftOut;
  }

  long bytes() {
    return file.bytes();
  }

  /** Writes all rows; the file is not finished by that. */
  void run(RowScan scan, Progress progress) throws RefusedException, IOException, InputException {
    Optional<String> header = text.header();
    if (header.isPresent()) {
      file.write(header.get());
    }
    for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
      write(row.get());
      if (rows % LOOK_ROWS == 0) {
        progress.at(rows, rows);
      }
      if (choice.limit() > 0 && rows == choice.limit()) {
        break;
      }
    }
    progress.at(rows, rows);
  }

  private void write(ScannedRow row) throws IOException, InputException {
    if (!choice.homes().has(row.key())) {
      return;
    } else if (row.document().isPresent()) {
      file.write(text.line(row.key(), row.document().get()));
      rows++;
    } else if (choice.skipSiblings()) {
      leftOut++;
    } else {
      throw new InputException(
          "row "
              + KeyText.format(row.key())
              + " has "
              + row.siblings().size()
              + " siblings, and a line holds one: settle them, or leave such rows out with"
              + " --skip-siblings");
    }
  }
}
