package dev.isochrone.cli.transfer.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What files of rows look like. */
public enum Format {
  /** Fields between tabs, escaped as in the text format of PostgreSQL's {@code COPY}. */
  TSV("tsv"),
  /** RFC 4180: fields between commas, in double quotes where they need it. */
  CSV("csv"),
  /** One JSON object on each line. */
  JSON_LINES("jsonl");

  private static final String COMPRESSED = ".gz";

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** How the command line and names of files call it. */
  public String word() {
    return word;
  }

  /** The words of all. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Format::word).toList();
  }

  /** The format that is called so. */
  public static Optional<Format> called(String word) {
    return Arrays.stream(values()).filter(format -> format.word.equals(word)).findAny();
  }

  /** The format that a file's name ends on, before {@code .gz} if it ends on that. */
  public static Optional<Format> ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    String plain =
        isCompressed(name) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
    return Arrays.stream(values()).filter(format -> plain.endsWith("." + format.word)).findAny();
  }

  /** Whether a file of this name is gzip. */
  public static boolean isCompressed(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(COMPRESSED);
  }
}
