package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;
import java.util.Optional;

/** What a line says: a row, or nothing that the table takes. */
public sealed interface Parsed {
  /** The line in the file on which it begins, from 1. */
  long line();

  /** How many bytes of the file it takes, what ends the line aside. */
  default int bytes() {
    return content().length();
  }

  /** The first line behind it. */
  default long nextLine() {
    return line() + 1;
  }

  /** The line, or lines, as they stand. */
  Bytes content();

  /**
   * A row that has a place in the table.
   *
   * @param nextLine the first line behind it: a record of CSV may take several
   */
  record Row(long line, long nextLine, Bytes content, Key key, Document document)
      implements Parsed {}

  /**
   * What can't be read, or would be refused.
   *
   * @param column where in the line, if it is one place
   * @param reason for a person: what is wrong and what is taken
   * @param content the line as it stands; of one that is too long its beginning
   */
  record BadLine(long line, Optional<String> column, String reason, Bytes content)
      implements Parsed {
    /** As a person reads it, on one line. */
    public String explained() {
      return "line " + line + column.map(name -> ", column " + name).orElse("") + ": " + reason;
    }
  }
}
