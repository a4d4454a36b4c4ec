package dev.isochrone.cli.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.transfer.format.Format;
import dev.isochrone.cli.transfer.format.JsonText;
import dev.isochrone.cli.transfer.format.RowText;
import dev.isochrone.cli.transfer.format.TabularText;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isochrone export}. */
@Command(
    name = "export",
    description = {
      "Writes a table's rows to a file that import takes back, the key's columns first.",
      "JSON lines keep every value as it is; TSV and CSV the types that the table declares."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone export cities cities.jsonl.gz",
      "  isochrone export cities fr.csv --prefix FR --consistency strong --force",
      "  isochrone export cities --format tsv --home eu-west | wc -l"
    })
public final class ExportCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private FormatOption format = new FormatOption();

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in cities or shop.orders.")
  private String table = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = FormatOption.STANDARD,
      description = {
        "The file, which gets its name when it is whole; *.gz is packed.",
        "- is standard output (the default); the summary then goes to standard error."
      })
  private String file = FormatOption.STANDARD;

  @Option(
      names = "--prefix",
      paramLabel = "KEY",
      description = "Only rows whose key begins so, as in FR.")
  private @Nullable String prefix;

  @Option(
      names = {"-c", "--consistency"},
      paramLabel = "strong|region-strong|eventual",
      description = {
        "strong, region-strong: only within one partition key, and there the default (of",
        "multi-master tables region-strong); else eventual."
      })
  private @Nullable Consistency consistency;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "0",
      description = "At most so many rows (default: all).")
  private long limit;

  @Option(
      names = "--home",
      paramLabel = "REGION",
      description = "Only rows whose home this region is; the others are scanned and left out.")
  private @Nullable String home;

  @Option(
      names = "--columns",
      paramLabel = "COL",
      split = ",",
      description =
          "TSV, CSV: the columns behind the key's, in this order (default: those that the table"
              + " declares).")
  private List<String> columns = List.of();

  @Option(
      names = "--drop-others",
      description = "TSV, CSV: leave out fields without a column, instead of refusing such a row.")
  private boolean dropOthers;

  @Option(
      names = "--skip-siblings",
      description = "Leave out rows that have siblings, instead of refusing them.")
  private boolean skipSiblings;

  @Option(names = "--force", description = "Write over a file that exists.")
  private boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress bar; without a terminal there is none anyway.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new InputException("--limit " + limit + ": at least 0, which is all");
    }
    Format form = format.of(file);
    try (IsochroneClient client = connection.connect()) {
      Table source = client.table(table);
      TableSpec declared = client.directory().table(source.name()).orElseThrow();
      RowText text = text(form, declared);
      Dump.Choice choice =
          new Dump.Choice(homes(client.directory(), declared), skipSiblings, limit);
      // With a filter, the limit is of rows that pass it.
      long scanned = home == null && !skipSiblings ? limit : 0;
      ScanOptions options =
          new ScanOptions(Optional.ofNullable(consistency), scanned, 0, Bytes.EMPTY);
      try (RowScan scan = source.scan(range(declared), options);
          PartFile part = PartFile.open(file, force)) {
        export(scan, text, choice, part);
      }
    }
    return ExitCode.DONE.number();
  }

  private void export(RowScan scan, RowText text, Dump.Choice choice, PartFile part)
      throws RefusedException, IOException, InputException {
    Ticker ticker = Ticker.system();
    long began = ticker.nanos();
    Dump dump = new Dump(text, choice, part);
    try (Progress progress =
        Bar.open(table, OptionalLong.empty(), quiet, spec.commandLine().getErr())) {
      dump.run(scan, progress);
    }
    part.finish();
    print(dump, scan, text, (ticker.nanos() - began) / 1e9);
  }

  private RowText text(Format form, TableSpec declared) throws InputException {
    TabularText.Choice choice = new TabularText.Choice(columns, dropOthers);
    if (form == Format.JSON_LINES && (!columns.isEmpty() || dropOthers)) {
      throw new InputException(
          "--columns and --drop-others are of TSV and CSV; JSON lines have all");
    }
    return switch (form) {
      case TSV -> TabularText.tsv(declared, choice);
      case CSV -> TabularText.csv(declared, choice);
      case JSON_LINES -> new JsonText(declared);
    };
  }

  private Dump.Homes homes(Directory directory, TableSpec declared) throws InputException {
    if (home == null) {
      return Dump.Homes.ANY;
    } else if (!declared.placement().locality().isHomed()) {
      throw new InputException(
          "--home: the rows of " + table + " have none, every region writes them");
    } else if (!Region.isName(home) || directory.region(new Region(home)).isEmpty()) {
      throw new InputException("--home " + home + ": one of " + directory.regions().keySet());
    }
    return Dump.Homes.in(new Region(home), directory, declared);
  }

  private ScanRange range(TableSpec declared) throws RefusedException {
    return prefix == null
        ? ScanRange.ALL
        : ScanRange.of(KeyText.parsePrefix(declared, prefix).orThrow());
  }

  private void print(Dump dump, RowScan scan, RowText text, double seconds) {
    double rate = seconds > 0 ? dump.rows() / seconds : 0;
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    ObjectNode json = DocumentJson.object().put("table", table).put("file", file);
    lines.add(Map.entry("rows", String.format(Locale.ROOT, "%,d", dump.rows())));
    json.put("rows", dump.rows());
    if (skipSiblings) {
      lines.add(Map.entry("left out", dump.leftOut() + " with siblings"));
      json.put("rows_with_siblings", dump.leftOut());
    }
    lines.add(
        Map.entry(
            "took",
            String.format(
                Locale.ROOT,
                "%.1f s, %,.0f rows/s, %.1f MiB",
                seconds,
                rate,
                dump.bytes() / 1048576.0)));
    json.put("bytes", dump.bytes()).put("seconds", seconds).put("rows_per_second", rate);
    scan.header().ifPresent(header -> printSource(header, scan, lines, json));
    SortedMap<String, Set<ValueType>> untold = text.untoldTypes();
    if (!untold.isEmpty()) {
      String types = types(untold);
      lines.add(Map.entry("import with", "--types " + types + several(untold)));
      json.put("types", types);
    }
    if (file.equals(FormatOption.STANDARD)) {
      output.printAside(lines, json);
    } else {
      output.print(lines, json);
    }
  }

  private static void printSource(
      ScanHeader header, RowScan scan, List<Map.Entry<String, String>> lines, ObjectNode json) {
    String age = header.staleness().map(it -> it.toMillis() + " ms").orElse("unknown");
    String positions =
        scan.resumptions() == 0 ? "" : ", at " + (scan.resumptions() + 1) + " positions";
    lines.add(
        Map.entry(
            "served by",
            header.served().region()
                + " (node "
                + header.served().node()
                + "), staleness "
                + age
                + positions));
    json.put("region", header.served().region().name());
    json.put("node", header.served().node().name());
    header.staleness().ifPresent(it -> json.put("staleness_millis", it.toMillis()));
    json.put("resumptions", scan.resumptions());
  }

  private static String types(SortedMap<String, Set<ValueType>> untold) {
    List<String> types = new ArrayList<>();
    untold.forEach(
        (column, seen) ->
            types.add(
                column
                    + ":"
                    + ColumnOptions.name(
                        seen.size() == 1 ? seen.iterator().next() : ValueType.STRING)));
    return String.join(",", types);
  }

  /** Such a column has no type that all its values have. */
  private static String several(SortedMap<String, Set<ValueType>> untold) {
    List<String> mixed =
        untold.entrySet().stream()
            .filter(one -> one.getValue().size() > 1)
            .map(Map.Entry::getKey)
            .toList();
    return mixed.isEmpty()
        ? ""
        : "; of several types, and so only as text: "
            + String.join(",", mixed)
            + " (JSON lines keep them)";
  }
}
