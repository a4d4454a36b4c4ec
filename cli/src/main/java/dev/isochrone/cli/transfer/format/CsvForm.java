package dev.isochrone.cli.transfer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.isochrone.model.bytes.ByteWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Fields between commas, as RFC 4180 has them: in double quotes if they hold commas, quotes or line
 * ends. A field that is empty is none, {@code ""} is a text without characters, and {@code \N} is
 * null; a text that looks like that, backslashes and an N, is written with one more backslash.
 *
 * <p>Where a record ends is decided here, by the parity of its quotes, so that of one that can't be
 * read a single line is lost: reading goes on at the next one.
 */
enum CsvForm implements CellForm {
  CSV;

  private static final String NULL = "\\N";
  private static final Pattern LIKE_NULL = Pattern.compile("\\\\+N");
  private static final Pattern QUOTED = Pattern.compile("[,\"\\n\\r]");

  private static final CsvFactory FACTORY =
      CsvFactory.builder().enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL).build();

  @Override
  public Optional<Found> next(ByteLines lines) throws IOException {
    Optional<RawLine> first = lines.next();
    while (first.isPresent() && first.get().isBlank()) {
      first = lines.next();
    }
    return first.isEmpty() ? Optional.empty() : Optional.of(record(first.get(), lines));
  }

  private static Found record(RawLine first, ByteLines lines) throws IOException {
    List<RawLine> behind = new ArrayList<>();
    RawLine whole = withRest(first, lines, behind);
    try {
      return new Found.Read(whole, cells(whole.text()));
    } catch (UnfitException unfit) {
      lines.giveBack(behind);
      return new Found.Unreadable(first.bad(unfit));
    }
  }

  /** The line, with those behind it while a quote is open. */
  private static RawLine withRest(RawLine first, ByteLines lines, List<RawLine> behind)
      throws IOException {
    boolean open = first.whole() && hasOpenQuote(first);
    if (!open) {
      return first;
    }
    ByteWriter all = new ByteWriter().raw(first.content());
    while (open && all.size() <= ByteLines.LINE_BYTES_MAX) {
      Optional<RawLine> next = lines.next();
      if (next.isEmpty()) {
        break; // The parser will say that a quote is missing.
      }
      behind.add(next.get());
      all.u8('\n').raw(next.get().content());
      open ^= hasOpenQuote(next.get());
    }
    return new RawLine(first.number(), all.toBytes(), /* whole= */ true);
  }

  private static boolean hasOpenQuote(RawLine line) {
    byte[] content = line.content().shared();
    boolean open = false;
    for (byte b : content) {
      open ^= b == '"';
    }
    return open;
  }

  private static List<Cell> cells(String record) throws UnfitException {
    try (CsvParser parser = FACTORY.createParser(record)) {
      List<Cell> cells = new ArrayList<>();
      JsonToken token = parser.nextToken(); // Begins the record.
      for (token = parser.nextToken();
          token != null && token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        cells.add(token == JsonToken.VALUE_NULL ? Cell.Empty.EMPTY : cell(parser.getText()));
      }
      if (parser.nextToken() != null) {
        throw new UnfitException(
            "a quote or a carriage return in a field that is not in double quotes");
      }
      return cells;
    } catch (JsonProcessingException malformed) {
      throw new UnfitException(reason(malformed.getOriginalMessage()));
    } catch (IOException impossible) {
      throw new AssertionError(impossible); // It reads from memory.
    }
  }

  private static String reason(String message) {
    return message.startsWith("Missing closing quote")
        ? "a double quote is never closed"
        : "something other than a comma stands behind a closing quote";
  }

  private static Cell cell(String text) {
    if (text.equals(NULL)) {
      return Cell.Null.NULL;
    }
    return new Cell.Text(LIKE_NULL.matcher(text).matches() ? text.substring(1) : text);
  }

  @Override
  public String line(List<Cell> cells) {
    StringBuilder line = new StringBuilder();
    for (Cell cell : cells) {
      if (cell == Cell.Null.NULL) {
        line.append(NULL);
      } else if (cell instanceof Cell.Text text) {
        quote(line, text.text());
      } else if (cell != Cell.Empty.EMPTY) {
        throw new AssertionError(cell);
      }
      line.append(',');
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString();
  }

  /** By hand: the library's writer leaves out what is null, and with it a field. */
  private static void quote(StringBuilder line, String text) {
    String safe = LIKE_NULL.matcher(text).matches() ? "\\" + text : text;
    if (safe.isEmpty() || QUOTED.matcher(safe).find()) {
      line.append('"').append(safe.replace("\"", "\"\"")).append('"');
    } else {
      line.append(safe);
    }
  }
}
