package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isochrone table create}. */
@Command(
    name = "create",
    description = {
      "Makes tables: those of a file, or one from flags. One that is there already, as asked,",
      "is left as it is; one that is there and different is refused."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone table create users --key region,id:uuid --columns name,born:timestamp",
      "  isochrone table create orders --key country,id:int64 --pinned eu-west",
      "  isochrone table create carts --key user:int64 --locality multi-master --policy vector",
      "  isochrone table create -f docs/examples/tables.yaml"
    })
final class CreateCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "What it is called, with its namespace if it has one, as in shop.orders.")
  private @Nullable String name;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = {
        "Tables by their names, YAML: what 'tables:' has in a cluster's file, and what",
        "'table describe -o yaml' prints. An 'id' is not looked at."
      })
  private @Nullable Path file;

  @Mixin private TableFlags flags = new TableFlags();
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  /** What became of one of them. */
  private record Made(TableSpec table, boolean before) {}

  @Override
  public Integer call() throws Exception {
    List<Wanted> wanted = wanted();
    try (IsochroneClient client = connection.connect()) {
      List<TableSpec> specs = specs(wanted, client.directory());
      List<Made> made = new ArrayList<>();
      try {
        for (TableSpec spec : specs) {
          made.add(make(client, spec));
        }
      } finally {
        if (!made.isEmpty()) {
          Everywhere heard = Everywhere.await(client, known -> has(known, made));
          print(client.directory(), made, heard); // Which knows of them by now.
        }
      }
    }
    return ExitCode.DONE.number();
  }

  private List<Wanted> wanted() throws Exception {
    if (file != null && (name != null || !flags.isEmpty())) {
      throw new InputException(
          "-f says all of its tables: it takes no name and no flags beside it");
    } else if (file != null) {
      return Wanted.read(file);
    } else if (name == null) {
      throw new InputException("a name and its flags are missing, or -f FILE");
    }
    return List.of(new Wanted(Wanted.name(name), flags.part(), /* source= */ ""));
  }

  /** All of them are looked at before the first is made. */
  private static List<TableSpec> specs(List<Wanted> wanted, Directory directory)
      throws InputException {
    List<TableSpec> specs = new ArrayList<>();
    for (Wanted one : wanted) {
      TableSpec spec = one.spec(directory);
      Optional<TableSpec> known = directory.table(spec.name());
      List<String> differences =
          known.map(table -> Wanted.differences(table, spec)).orElse(List.of());
      if (!differences.isEmpty()) {
        throw new InputException(
            "there is a table "
                + spec.name()
                + " already, and it differs in "
                + Words.list(differences)
                + "; nothing was made. See isochrone table describe "
                + spec.name()
                + " -o yaml");
      }
      specs.add(spec);
    }
    return specs;
  }

  private static Made make(IsochroneClient client, TableSpec spec) throws RefusedException {
    Optional<TableSpec> known = client.directory().table(spec.name());
    TableSpec made = client.schema().createTable(spec);
    return new Made(made, known.filter(table -> table.id() == made.id()).isPresent());
  }

  private static boolean has(Directory directory, List<Made> made) {
    return made.stream()
        .allMatch(
            one ->
                directory.table(one.table().id()).isPresent()
                    || directory.wasDropped(one.table().id()));
  }

  private void print(Directory directory, List<Made> made, Everywhere known) {
    List<List<String>> rows = new ArrayList<>();
    ObjectNode json = DocumentJson.object();
    ArrayNode tables = json.putArray("tables");
    for (Made one : made) {
      TableSpec table = one.table();
      rows.add(
          List.of(
              table.name().toString(),
              one.before() ? "is there already, as asked" : "created",
              Integer.toString(table.id()),
              Words.of(table.placement().locality()),
              Words.of(table.placement().rule())));
      tables
          .addObject()
          .put("table", table.name().toString())
          .put("id", table.id())
          .put("created", !one.before());
    }
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(known.line());
    known.addTo(json);
    LoneDomains.of(directory, made.stream().map(Made::table).toList()).addTo(lines, json);
    output.print(List.of("TABLE", "DONE", "ID", "LOCALITY", "HOME"), rows, lines, json);
  }
}
