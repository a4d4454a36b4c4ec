package dev.isochrone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.session.SessionOption;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Ranges;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isochrone scan}. */
@Command(
    name = "scan",
    description = {
      "Prints the rows of a range, one a line: strongly within one partition key, else nearby.",
      "Within one partition key they come in the order of keys, across a table in that of slots."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone scan cities FR --limit 10",
      "  isochrone scan cities FR --from FR/2996944 --to FR/3000000",
      "  isochrone scan cities --region ap-south -o json",
      "  isochrone scan cities --count"
    })
final class ScanCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in cities or shop.orders.")
  private String table = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "The first components of the keys, as in FR (default: all rows).")
  private @Nullable String prefix;

  @Option(
      names = "--from",
      paramLabel = "KEY",
      description = "Only keys at or above this one; the first components are enough.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "KEY", description = "Only keys below this one.")
  private @Nullable String to;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "0",
      description = "At most so many rows (default: all).")
  private long limit;

  @Option(
      names = {"-c", "--consistency"},
      paramLabel = "strong|region-strong|eventual",
      description = {
        "strong, region-strong: only within one partition key, and there the default (of",
        "multi-master tables region-strong); else eventual."
      })
  private @Nullable Consistency consistency;

  @Option(
      names = "--count",
      description = "Only how many rows there are, and in which regions their homes are.")
  private boolean count;

  @Option(
      names = "--resume",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = "Go on where a scan of the same range ended.")
  private String resume = "";

  @Mixin private SessionOption session = new SessionOption();

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new InputException("--limit " + limit + ": at least 0, which is all");
    }
    ScanOptions options =
        new ScanOptions(
            Optional.ofNullable(consistency), limit, 0, TokenText.parse("--resume", resume));
    try (IsochroneClient client = connection.connect()) {
      Optional<Session> one = session.of(client);
      Table named = client.table(table);
      TableSpec spec = client.directory().table(named.name()).orElseThrow();
      ScanRange range = new ScanRange(key(spec, prefix), key(spec, from), key(spec, to));
      Printed.How how = new Printed.How(level(client, spec, range), one);
      requireSeen(how);
      try (RowScan scan = named.scan(range, options)) {
        print(scan, new Homes(client.directory(), spec), how);
      }
    }
    return ExitCode.DONE.number();
  }

  /** As asked for, or what the table and the range allow. */
  private Consistency level(IsochroneClient client, TableSpec spec, ScanRange range)
      throws RefusedException {
    if (consistency != null) {
      return consistency;
    }
    Region taking = client.directory().taking(spec, client.region());
    boolean together =
        Ranges.place(client.directory(), spec, range, taking).orThrow().one().isPresent();
    return together ? Consistency.strongestOf(spec) : Consistency.EVENTUAL;
  }

  /** A strong scan sees all that any session has seen; no other one promises it. */
  private static void requireSeen(Printed.How how) throws InputException {
    if (how.session().isPresent() && how.consistency() != Consistency.STRONG) {
      throw new InputException(
          "--session: a session's scan is strong, and so lies within one partition key of a table"
              + " whose rows have a home; leave --session out to scan with consistency "
              + how.level());
    }
  }

  private void print(RowScan scan, Homes homes, Printed.How how) throws RefusedException {
    for (Optional<ScannedRow> row = scan.next(); row.isPresent(); row = scan.next()) {
      homes.add(row.get());
      if (how.session().isPresent()) {
        how.session().get().saw(row.get().version());
      }
      if (!count) {
        print(row.get());
      }
    }
    printEnd(scan, homes, how);
  }

  private void print(ScannedRow row) {
    String key = KeyText.format(row.key());
    ObjectNode json = DocumentJson.object().put("key", key);
    json.put("version", row.version().toString());
    if (row.document().isPresent()) {
      ObjectNode document = DocumentJson.toJson(row.document().get());
      json.set("row", document);
      output.printLine(key + "  " + Output.text(document), json);
      return;
    }
    for (Sibling sibling : row.siblings()) {
      json.withArray("siblings").add(Printed.json(sibling));
    }
    output.printLine(key + "  " + row.siblings().size() + " siblings; get shows them", json);
  }

  /** The last line says how many rows there were, how old, and where to go on. */
  private void printEnd(RowScan scan, Homes homes, Printed.How how) {
    ObjectNode json = DocumentJson.object().put("rows", homes.rows());
    StringBuilder line = new StringBuilder(homes.rows() == 1 ? "1 row" : homes.rows() + " rows");
    if (count && !homes.byRegion().isEmpty()) {
      ObjectNode each = json.putObject("homes");
      homes.byRegion().forEach((region, rows) -> each.put(region.name(), rows));
      line.append(" at home in ").append(homes.byRegion());
    }
    if (scan.header().isPresent()) {
      ScanHeader header = scan.header().get();
      String age = header.staleness().map(it -> it.toMillis() + " ms").orElse("unknown");
      line.append(", served by ").append(header.served().region());
      line.append(" (node ").append(header.served().node()).append("), staleness ").append(age);
      json.put("region", header.served().region().name());
      json.put("node", header.served().node().name());
      json.put("hlc", header.at().toString());
      header.staleness().ifPresent(it -> json.put("staleness_millis", it.toMillis()));
    }
    line.append(", consistency ").append(how.level());
    json.put("consistency", how.level());
    if (scan.resumptions() > 0) {
      line.append(", at ").append(scan.resumptions() + 1).append(" positions");
    }
    json.put("resumptions", scan.resumptions());
    if (!scan.resume().isEmpty()) {
      String token = TokenText.of(scan.resume());
      line.append("; there are more: --resume ").append(token);
      json.put("resume", token);
    }
    if (how.session().isPresent()) {
      line.append("\nsession  ").append(how.session().get().token());
      json.put("session", how.session().get().token());
    }
    output.printLine(line.toString(), json);
  }

  private static Optional<Key> key(TableSpec table, @Nullable String text) throws RefusedException {
    return text == null
        ? Optional.empty()
        : Optional.of(KeyText.parsePrefix(table, text).orThrow());
  }
}
