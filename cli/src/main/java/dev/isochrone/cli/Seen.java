package dev.isochrone.cli;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.RowWrite;
import picocli.CommandLine.Option;

/** The option by which a writer says what he has read of a multi-master row. */
final class Seen {
  @Option(
      names = "--context",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = {
        "Multi-master tables: the context that get -o json printed of this row. The write takes",
        "the place of all that was read, siblings too."
      })
  private String context = "";

  /** The write, by who has read that. */
  RowWrite by(RowWrite write) throws InputException {
    if (context.isEmpty()) {
      return write;
    }
    Bytes token = TokenText.parse("--context", context);
    if (token.isEmpty() || token.length() > ContextToken.BYTES_MAX) {
      throw new InputException("--context: not what get has printed");
    }
    return write.having(new ContextToken(token));
  }
}
