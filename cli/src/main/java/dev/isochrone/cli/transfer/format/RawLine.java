package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.Utf8;

/**
 * One line of a file, or several that are one record, as bytes: whether they are text is not known
 * yet.
 *
 * @param number of the first line, from 1
 * @param content without what ends the line; of a line that is too long its beginning
 * @param whole false: longer than {@link ByteLines#LINE_BYTES_MAX}
 */
record RawLine(long number, Bytes content, boolean whole) {

  /** The line as text, or why it is none. */
  String text() throws UnfitException {
    if (!whole) {
      throw new UnfitException("longer than " + (ByteLines.LINE_BYTES_MAX >> 20) + " MiB");
    }
    try {
      return Utf8.decode(content.shared(), 0, content.length());
    } catch (FormatException malformed) {
      throw new UnfitException("not UTF-8");
    }
  }

  /** The number of the first line behind it. */
  long nextLine() {
    long next = number + 1;
    for (byte b : content.shared()) {
      next += b == '\n' ? 1 : 0;
    }
    return next;
  }

  boolean isBlank() {
    for (int i = 0; i < content.length(); i++) {
      if (content.at(i) != ' ' && content.at(i) != '\r') {
        return false;
      }
    }
    return true;
  }

  Parsed.BadLine bad(UnfitException unfit) {
    return new Parsed.BadLine(number, unfit.column(), unfit.reason(), content);
  }
}
