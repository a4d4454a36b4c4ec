package dev.isochrone.cli.transfer.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields between tabs, escaped as in the text format of PostgreSQL's {@code COPY}: {@code \t},
 * {@code \n}, {@code \r}, {@code \b}, {@code \f}, {@code \v} and {@code \\}; {@code \N} alone is
 * null. One word is ours: {@code \E} alone is a text without characters, since an empty field may
 * as well be none. Any other escape is refused: most often it is a backslash that was meant as one.
 *
 * @param escaped false: a backslash is a backslash, and there is no null
 */
record TsvForm(boolean escaped) implements CellForm {
  private static final String NULL = "\\N";
  private static final String NO_CHARACTERS = "\\E";
  private static final String LETTERS = "tnrbfv\\";
  private static final String CHARACTERS = "\t\n\r\b\f\u000B\\";

  @Override
  public Optional<Found> next(ByteLines lines) throws IOException {
    Optional<RawLine> raw = lines.next();
    while (raw.isPresent() && raw.get().isBlank()) {
      raw = lines.next();
    }
    return raw.map(this::read);
  }

  private Found read(RawLine raw) {
    try {
      return new Found.Read(raw, cells(raw.text()));
    } catch (UnfitException unfit) {
      return new Found.Unreadable(raw.bad(unfit));
    }
  }

  private List<Cell> cells(String text) throws UnfitException {
    String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    List<Cell> cells = new ArrayList<>();
    int from = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', from)) {
      cells.add(cell(line.substring(from, tab)));
      from = tab + 1;
    }
    cells.add(cell(line.substring(from)));
    return cells;
  }

  private Cell cell(String field) throws UnfitException {
    if (field.isEmpty()) {
      return Cell.Empty.EMPTY;
    } else if (!escaped || field.indexOf('\\') < 0) {
      return new Cell.Text(field);
    } else if (field.equals(NULL)) {
      return Cell.Null.NULL;
    } else if (field.equals(NO_CHARACTERS)) {
      return new Cell.Text("");
    }
    return new Cell.Text(unescaped(field));
  }

  private static String unescaped(String field) throws UnfitException {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\') {
        i++;
        int letter = i < field.length() ? LETTERS.indexOf(field.charAt(i)) : -1;
        if (letter < 0) {
          String escape = field.substring(i - 1, Math.min(field.length(), i + 1));
          throw new UnfitException(
              UnfitException.shown(escape)
                  + " is no escape; a backslash is written \\\\, or read as it is with"
                  + " --no-escapes");
        }
        c = CHARACTERS.charAt(letter);
      }
      text.append(c);
    }
    return text.toString();
  }

  @Override
  public String line(List<Cell> cells) {
    StringBuilder line = new StringBuilder();
    for (Cell cell : cells) {
      if (cell == Cell.Null.NULL) {
        line.append(NULL);
      } else if (cell instanceof Cell.Text text) {
        escape(line, text.text());
      } else if (cell != Cell.Empty.EMPTY) {
        throw new AssertionError(cell);
      }
      line.append('\t');
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString();
  }

  private static void escape(StringBuilder line, String text) {
    if (text.isEmpty()) {
      line.append(NO_CHARACTERS);
    }
    for (int i = 0; i < text.length(); i++) {
      int letter = CHARACTERS.indexOf(text.charAt(i));
      if (letter < 0) {
        line.append(text.charAt(i));
      } else {
        line.append('\\').append(LETTERS.charAt(letter));
      }
    }
  }
}
