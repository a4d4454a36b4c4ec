package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.ResidencyDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isochrone residency}. */
@Command(
    name = "residency",
    description = "Makes, shows and drops residency domains: regions that rows never leave.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ResidencyCommand.Create.class,
      ResidencyCommand.Listing.class,
      ResidencyCommand.Drop.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  isochrone residency create atlantic --regions eu-west,us-east")
public final class ResidencyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static DomainName name(String text) throws InputException {
    try {
      return new DomainName(text);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(
          text + ": no domain can be called so; names have a-z, 0-9 and hyphens, at most 32");
    }
  }

  private static Optional<ResidencyDomain> known(Directory directory, DomainName name) {
    return Optional.ofNullable(directory.domains().get(name));
  }

  /** {@code isochrone residency create}. */
  @Command(
      name = "create",
      description = {
        "Makes a residency domain. It does not change later; one that is there already, with these",
        "regions, is left as it is."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  isochrone residency create atlantic --regions eu-west,us-east")
  static final class Create implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What it is called, such as eu.")
    private String name = "";

    @Option(
        names = "--regions",
        required = true,
        split = ",",
        paramLabel = "REGION",
        description = "The regions that may hold what is bound to it.")
    private List<String> regions = List.of();

    @Mixin private Connection connection = new Connection();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws Exception {
      ResidencyDomain domain = domain();
      try (IsochroneClient client = connection.connect()) {
        boolean before = known(client.directory(), domain.name()).equals(Optional.of(domain));
        client.schema().createDomain(domain);
        Everywhere heard =
            Everywhere.await(
                client, directory -> known(directory, domain.name()).equals(Optional.of(domain)));
        print(client.directory(), domain, before, heard);
      }
      return ExitCode.DONE.number();
    }

    private ResidencyDomain domain() throws InputException {
      SortedSet<Region> named = new TreeSet<>();
      for (String region : regions) {
        if (!Region.isName(region)) {
          throw new InputException(
              "--regions " + region + ": not a region's name, such as eu-west");
        }
        named.add(new Region(region));
      }
      return new ResidencyDomain(ResidencyCommand.name(name), named);
    }

    private void print(
        Directory directory, ResidencyDomain domain, boolean before, Everywhere heard) {
      ObjectNode json = DocumentJson.object();
      json.put("domain", domain.name().name()).put("created", !before);
      domain.regions().forEach(region -> json.withArray("regions").add(region.name()));
      List<Map.Entry<String, String>> lines = new ArrayList<>();
      lines.add(Map.entry("domain", domain.name().name()));
      lines.add(Map.entry("done", before ? "is there already, as asked" : "created"));
      lines.add(Map.entry("regions", Words.list(domain.regions())));
      lines.add(heard.line());
      heard.addTo(json);
      LoneDomains.of(directory, domain.name()).addTo(lines, json);
      output.print(lines, json);
    }
  }

  /** {@code isochrone residency list}. */
  @Command(
      name = "list",
      description = "Shows all residency domains, their regions, and what is bound to them.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  isochrone residency list -o json")
  static final class Listing implements Callable<Integer> {
    @Mixin private Connection connection = new Connection();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws Exception {
      try (IsochroneClient client = connection.connect()) {
        print(client.directory());
      }
      return ExitCode.DONE.number();
    }

    private void print(Directory directory) {
      List<List<String>> rows = new ArrayList<>();
      ObjectNode json = DocumentJson.object();
      ArrayNode domains = json.putArray("domains");
      for (ResidencyDomain domain : directory.domains().values()) {
        List<TableName> bound =
            directory.tables().values().stream()
                .filter(table -> isBound(table, domain.name()))
                .map(TableSpec::name)
                .toList();
        rows.add(
            List.of(
                domain.name().name(),
                Words.list(domain.regions()),
                bound.isEmpty() ? "-" : Words.list(bound)));
        ObjectNode one = domains.addObject().put("domain", domain.name().name());
        domain.regions().forEach(region -> one.withArray("regions").add(region.name()));
        one.putArray("tables");
        bound.forEach(table -> one.withArray("tables").add(table.toString()));
      }
      List<Map.Entry<String, String>> lines = new ArrayList<>();
      LoneDomains.of(directory).addTo(lines, json);
      output.print(List.of("DOMAIN", "REGIONS", "TABLES"), rows, lines, json);
    }

    private static boolean isBound(TableSpec table, DomainName domain) {
      return table.placement().residency().equals(Optional.of(domain));
    }
  }

  /** {@code isochrone residency drop}. */
  @Command(
      name = "drop",
      description = {
        "Drops a residency domain that no table is bound to; one that is not there is dropped all",
        "the same."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  isochrone residency drop atlantic")
  static final class Drop implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The domain.")
    private String name = "";

    @Mixin private Connection connection = new Connection();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws Exception {
      DomainName domain = ResidencyCommand.name(name);
      try (IsochroneClient client = connection.connect()) {
        boolean before = known(client.directory(), domain).isPresent();
        client.schema().dropDomain(domain);
        Everywhere heard =
            Everywhere.await(client, directory -> known(directory, domain).isEmpty());
        ObjectNode json = DocumentJson.object();
        json.put("domain", domain.name()).put("dropped", before);
        heard.addTo(json);
        output.print(
            List.of(
                Map.entry("domain", domain.name()),
                Map.entry("done", before ? "dropped" : "nothing: there was none"),
                heard.line()),
            json);
      }
      return ExitCode.DONE.number();
    }
  }
}
