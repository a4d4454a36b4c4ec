package dev.isochrone.cli.transfer;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.transfer.format.Format;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says what a file looks like whose name does not. */
final class FormatOption {
  /** The file that is standard input or output. */
  static final String STANDARD = "-";

  @Option(
      names = "--format",
      paramLabel = "tsv|csv|jsonl",
      description = "What the file looks like (default: as its name ends, .gz aside).")
  private @Nullable String format;

  Format of(String file) throws InputException {
    if (format != null) {
      return Format.called(format)
          .orElseThrow(
              () -> new InputException("--format " + format + ": one of " + Format.words()));
    }
    return Format.ofName(file)
        .orElseThrow(
            () ->
                new InputException(
                    (file.equals(STANDARD) ? "standard input or output" : file)
                        + " does not say what it looks like: take --format, one of "
                        + Format.words()));
  }
}
