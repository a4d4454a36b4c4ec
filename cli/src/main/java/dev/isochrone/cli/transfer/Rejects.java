package dev.isochrone.cli.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.Utf8;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The lines that were not written, with the reason, as JSON lines: {@code line}, {@code column},
 * {@code reason}, and {@code text}, which is the line as it stands, or {@code hex} if it is no
 * text.
 */
final class Rejects implements AutoCloseable {
  private final Writer out;

  private Rejects(Writer out) {
    this.out = out;
  }

  /** A new file; none that exists is written over. */
  static Rejects to(Path file) throws IOException, InputException {
    try {
      return new Rejects(
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException exists) {
      throw new InputException("--rejects " + file + ": the file exists; name another one");
    }
  }

  void add(long line, Optional<String> column, String reason, Bytes content) throws IOException {
    ObjectNode json = DocumentJson.object().put("line", line);
    column.ifPresent(name -> json.put("column", name));
    json.put("reason", reason);
    try {
      json.put("text", Utf8.decode(content.shared(), 0, content.length()));
    } catch (FormatException notText) {
      json.put("hex", content.toHex());
    }
    out.write(Output.text(json));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
