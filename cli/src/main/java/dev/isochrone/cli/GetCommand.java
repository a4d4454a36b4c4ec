package dev.isochrone.cli;

import dev.isochrone.cli.session.SessionOption;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.server.config.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone get}. */
@Command(
    name = "get",
    description = "Reads a row: strongly at its home, or nearby, with its staleness said.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone get cities FR/2996944",
      "  isochrone get cities FR/2996944 --region ap-south --consistency eventual -o json",
      "  isochrone get cities FR/2996944 --region ap-south --max-staleness 2s",
      "  isochrone get cities FR/2996944 --region ap-south --session new"
    })
final class GetCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private Row row = new Row();

  @Option(
      names = {"-c", "--consistency"},
      paramLabel = "LEVEL",
      description = {
        "strong: at the home, confirmed by a majority; leased: there, confirmed by clocks;",
        "region-strong: as strong, in the region nearby; bounded-staleness: nearby if the copy there",
        "is young enough (--max-staleness), else at the home; session: nearby if the copy there has",
        "what the session has seen (--session), else at the home; eventual: nearby (default: by",
        "--max-staleness or --session, else strong, of multi-master tables region-strong)."
      })
  private @Nullable Consistency consistency;

  @Option(
      names = "--max-staleness",
      paramLabel = "DURATION",
      defaultValue = "",
      description = "For bounded-staleness: how old the row may be at most, as in 500ms or 2s.")
  private String stalenessMax = "";

  @Mixin private SessionOption session = new SessionOption();

  @Override
  public Integer call() throws Exception {
    Optional<Duration> bound = bound();
    try (IsochroneClient client = connection.connect()) {
      Optional<Session> one = session.of(client);
      Consistency asked = asked(bound, one);
      Table table = SessionOption.table(client, one, row.table());
      ReadAnswer answer = read(table, asked, bound);
      TableSpec spec = client.directory().table(table.name()).orElseThrow();
      Consistency used = asked == null ? Consistency.strongestOf(spec) : asked;
      Printed.read(output, answer, new Printed.How(used, one), client.directory());
      return (answer.isFound() ? ExitCode.DONE : ExitCode.NOT_FOUND).number();
    }
  }

  private ReadAnswer read(Table table, @Nullable Consistency asked, Optional<Duration> bound)
      throws RefusedException {
    if (bound.isPresent()) {
      return table.getWithin(bound.get(), row.key());
    }
    return asked == null ? table.get(row.key()) : table.get(row.key(), asked);
  }

  private @Nullable Consistency asked(Optional<Duration> bound, Optional<Session> one)
      throws InputException {
    boolean bounded = consistency == Consistency.BOUNDED_STALENESS;
    if (bound.isPresent() && consistency != null && !bounded) {
      throw new InputException("--max-staleness is for consistency bounded-staleness");
    } else if (bounded && bound.isEmpty()) {
      throw new InputException("consistency bounded-staleness needs --max-staleness, as in 2s");
    } else if (consistency == Consistency.SESSION && one.isEmpty()) {
      throw new InputException("consistency session needs --session: a token, or new");
    } else if (bound.isPresent()) {
      return Consistency.BOUNDED_STALENESS;
    }
    return consistency == null && one.isPresent() ? Consistency.SESSION : consistency;
  }

  private Optional<Duration> bound() throws InputException {
    if (stalenessMax.isEmpty()) {
      return Optional.empty();
    }
    try {
      Duration bound = DurationText.parse(stalenessMax);
      if (bound.isZero()) {
        throw new IllegalArgumentException("must be above 0");
      }
      return Optional.of(bound);
    } catch (IllegalArgumentException unfit) {
      throw new InputException("--max-staleness " + stalenessMax + ": " + unfit.getMessage());
    }
  }
}
