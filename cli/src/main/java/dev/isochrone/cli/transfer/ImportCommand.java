package dev.isochrone.cli.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.transfer.ImportCourse.Ending;
import dev.isochrone.cli.transfer.ImportCourse.FlightMax;
import dev.isochrone.cli.transfer.ImportCourse.OnError;
import dev.isochrone.cli.transfer.format.ByteLines;
import dev.isochrone.cli.transfer.format.Format;
import dev.isochrone.cli.transfer.format.Intake;
import dev.isochrone.cli.transfer.format.JsonRows;
import dev.isochrone.cli.transfer.format.Parsed;
import dev.isochrone.cli.transfer.format.RowRules;
import dev.isochrone.cli.transfer.format.RowSource;
import dev.isochrone.cli.transfer.format.TabularRows;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.table.TableSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isochrone import}. */
@Command(
    name = "import",
    description = {
      "Writes the rows of a TSV, CSV or JSON lines file, many at once, each at its home.",
      "A row takes the place of the one with its key; of two in the file the later one stays."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone import cities cities.tsv.gz",
      "  isochrone import cities more.csv --key cc,geoname_id --ignore note --on-error skip"
          + " --rejects bad.jsonl",
      "  zcat cities.tsv.gz | tail -n +2 | isochrone import cities - --format tsv \\",
      "      --columns id,name,country,population,latitude,longitude",
      "  isochrone import cities cities.tsv.gz --from-line 70001"
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int IN_FLIGHT_MAX = 1_024; // As many as a client takes.
  private static final long BYTES_IN_FLIGHT_MAX = 32L << 20;
  private static final long INTERRUPT_SECONDS_MAX = 60;

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private FormatOption format = new FormatOption();
  @Mixin private ColumnOptions columns = new ColumnOptions();

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in cities or shop.orders.")
  private String table = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The file; *.gz is unpacked, - is standard input.")
  private String file = "";

  @Option(
      names = "--on-error",
      paramLabel = "stop|skip",
      defaultValue = "stop",
      description = {
        "What to do about a line that can't be written (default: ${DEFAULT-VALUE}): stop, with all",
        "before it written and nothing behind it; or skip it, which leaves the exit code 0."
      })
  private OnError onError = OnError.STOP;

  @Option(
      names = "--errors-max",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show so many bad lines (default: ${DEFAULT-VALUE}); all are counted.")
  private long errorsMax;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Write the bad lines there, with their reasons, as JSON lines.")
  private @Nullable Path rejects;

  @Option(
      names = "--from-line",
      paramLabel = "N",
      defaultValue = "1",
      description = "Go on at this line of the file, which an import that stopped has named.")
  private long fromLine;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "256",
      description = "Rows on their way at once, 1 to 1024 (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress bar; without a terminal there is none anyway.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (inFlight < 1 || inFlight > IN_FLIGHT_MAX || fromLine < 1 || errorsMax < 0) {
      throw new InputException(
          "--in-flight takes 1 to "
              + IN_FLIGHT_MAX
              + ", --from-line 1 and more, --errors-max 0 and more");
    }
    Format form = format.of(file);
    try (IsochroneClient client = connection.connect();
        InputFile input = InputFile.open(file)) {
      Table target = client.table(table);
      TableSpec declared = client.directory().table(target.name()).orElseThrow();
      RowRules rules = new RowRules(client.directory(), declared);
      Intake intake = Intake.of(declared, columns.said());
      RowSource rows = rows(form, new ByteLines(input.content()), intake, rules);
      try (Reporting reporting = reporting(input)) {
        return load(target, rows, reporting);
      }
    }
  }

  private RowSource rows(Format form, ByteLines lines, Intake intake, RowRules rules)
      throws InputException, IOException {
    RowSource rows =
        switch (form) {
          case TSV -> TabularRows.tsv(lines, columns.escaped(), columns.header(), intake, rules);
          case CSV -> TabularRows.csv(lines, columns.header(), intake, rules);
          case JSON_LINES -> new JsonRows(lines, intake, rules);
        };
    lines.skipTo(fromLine); // Behind the line that names the columns.
    return rows;
  }

  private Reporting reporting(InputFile input) throws IOException, InputException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Rejects> kept = rejects == null ? Optional.empty() : Optional.of(Rejects.to(rejects));
    return new Reporting(Bar.open(file, input.size(), quiet, err), errorsMax, kept, input);
  }

  private int load(Table target, RowSource rows, Reporting reporting)
      throws InterruptedException, IOException {
    Ticker ticker = Ticker.system();
    ImportCourse course =
        new ImportCourse(new FlightMax(inFlight, BYTES_IN_FLIGHT_MAX), onError, fromLine);
    Load.Sink sink =
        (key, document) ->
            target
                .putAsync(new KeyForm.Typed(key), document, Condition.None.NONE)
                .thenApply(answer -> answer.header().home().region());
    Load load = new Load(course, rows, sink, reporting);
    long began = ticker.nanos();
    Interrupts interrupts = Interrupts.open(load::interrupt, INTERRUPT_SECONDS_MAX);
    try {
      Optional<IOException> broken = load.run();
      reporting.close();
      broken.ifPresent(why -> spec.commandLine().getErr().println(file + ": " + why.getMessage()));
      print(course.count(), (ticker.nanos() - began) / 1e9);
    } finally {
      interrupts.close();
    }
    return course.count().exitCode().number();
  }

  private void print(ImportCount count, double seconds) {
    double rate = seconds > 0 ? count.allWritten() / seconds : 0;
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    ObjectNode json = DocumentJson.object().put("table", table).put("file", file);
    lines.add(Map.entry("lines", String.format(Locale.ROOT, "%,d read", count.read())));
    json.put("rows_read", count.read());
    lines.add(Map.entry("written", String.format(Locale.ROOT, "%,d", count.allWritten())));
    json.put("rows_written", count.allWritten());
    ObjectNode byHome = json.putObject("rows_by_home");
    count
        .written()
        .forEach(
            (home, n) -> {
              lines.add(Map.entry("  in " + home, String.format(Locale.ROOT, "%,d", n)));
              byHome.put(home.name(), n);
            });
    lines.add(Map.entry("refused", String.format(Locale.ROOT, "%,d", count.refused())));
    json.put("rows_refused", count.refused());
    lines.add(Map.entry("unknown", String.format(Locale.ROOT, "%,d", count.unknown())));
    json.put("rows_unknown", count.unknown());
    String took =
        String.format(
            Locale.ROOT,
            "%.1f s, %,.0f rows/s, %.1f MiB",
            seconds,
            rate,
            count.bytes() / 1048576.0);
    lines.add(Map.entry("took", took));
    json.put("bytes", count.bytes()).put("seconds", seconds).put("rows_per_second", rate);
    json.put("ended", count.ending().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    count.resumeLine().ifPresent(line -> json.put("resume_line", line));
    if (count.resumeLine().isPresent()) {
      long line = count.resumeLine().getAsLong();
      lines.add(Map.entry("ended", ended(count.ending()) + "; go on with --from-line " + line));
    }
    output.print(lines, json);
  }

  private static String ended(Ending ending) {
    return switch (ending) {
      case END_OF_FILE -> throw new AssertionError(ending);
      case BAD_LINE -> "at a bad line";
      case UNREADABLE -> "where the file could not be read on";
      case REFUSED -> "when the cluster refused a row";
      case UNKNOWN -> "with rows that may be written or not; writing them again does no harm";
      case INTERRUPTED -> "by a signal";
    };
  }

  /** Where the import's words go: bar, standard error, and the file of rejects. */
  private static final class Reporting implements Load.Listener, AutoCloseable {
    private final Progress progress;
    private final Complaints complaints;
    private final Optional<Rejects> rejects;
    private final InputFile input;
    private boolean closed;

    Reporting(Progress progress, long errorsMax, Optional<Rejects> rejects, InputFile input) {
      this.progress = progress;
      this.complaints = new Complaints(progress, errorsMax);
      this.rejects = rejects;
      this.input = input;
    }

    @Override
    public void bad(Parsed.BadLine line) {
      complaints.add(line.explained());
      reject(line, line.column(), line.reason());
    }

    @Override
    public void refused(Parsed.Row row, Refusal why) {
      String reason = why.code() + ": " + why.message();
      boolean unknown = why.kind() == RefusalKind.UNKNOWN;
      complaints.add(
          "line "
              + row.line()
              + ", key "
              + KeyText.format(row.key())
              + ": "
              + (unknown ? "may be written or not: " : "")
              + reason);
      reject(row, Optional.empty(), reason);
    }

    @Override
    public void at(ImportCount count) {
      long rows = count.allWritten();
      progress.at(input.size().isPresent() ? input.file().bytes() : rows, rows);
    }

    private void reject(Parsed line, Optional<String> column, String reason) {
      if (rejects.isEmpty()) {
        return;
      }
      try {
        rejects.get().add(line.line(), column, reason, line.content());
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      progress.close();
      complaints.end();
      if (rejects.isPresent()) {
        rejects.get().close();
      }
    }
  }
}
