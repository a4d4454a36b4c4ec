package dev.isochrone.cli.inside;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.status.Diagnosis;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.inside.Collected;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone debug collect}. */
@Command(
    name = "collect",
    description = {
      "Writes what all servers that can be reached say of themselves into one file, to be looked at"
          + " or sent to somebody:",
      "configuration, directory, status, metrics, threads, JVM, latest log lines. No rows, no keys,"
          + " no secrets.",
      "Exit code 3 if a server was not reached; the file says which, and holds the others."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  isochrone debug collect", "  isochrone debug collect --out /tmp/friday.zip"})
final class CollectCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FILE.zip",
      defaultValue = "isochrone-debug.zip",
      description = "A new file (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      SortedMap<String, Outcome<Collected>> collected = client.interiors().collect();
      SortedMap<String, String> files =
          Archive.files(collected, Diagnosis.of(client.directory(), client.status()));
      write(files);
      long reached =
          collected.values().stream().filter(one -> one instanceof Outcome.Done<?>).count();
      print(reached, collected, files.size());
      return (reached == collected.size() ? ExitCode.DONE : ExitCode.LATER).number();
    }
  }

  private void write(SortedMap<String, String> files) throws IOException, InputException {
    try (OutputStream file = Files.newOutputStream(out, StandardOpenOption.CREATE_NEW);
        ZipOutputStream zip = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, String> entry : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (FileAlreadyExistsException there) {
      throw new InputException("--out " + out + ": is there already; name another file");
    }
  }

  private void print(long reached, Map<String, Outcome<Collected>> collected, int files) {
    List<String> missing =
        collected.entrySet().stream()
            .filter(one -> one.getValue() instanceof Outcome.Refused<?>)
            .map(Map.Entry::getKey)
            .toList();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", out.toString()).put("servers", reached).put("files", files);
    missing.forEach(server -> json.withArray("not_reached").add(server));
    output.print(
        List.of(
            Map.entry("file", out.toString()),
            Map.entry("servers", reached + " of " + collected.size()),
            Map.entry("not reached", missing.isEmpty() ? "-" : String.join(", ", missing))),
        json);
  }
}
