package dev.isochrone.cli;

import dev.isochrone.cli.bench.BenchCommand;
import dev.isochrone.cli.certificate.CertCommand;
import dev.isochrone.cli.conflict.ConflictsCommand;
import dev.isochrone.cli.demo.DemoCommand;
import dev.isochrone.cli.inside.DebugCommand;
import dev.isochrone.cli.inside.LogCommand;
import dev.isochrone.cli.local.LocalCommand;
import dev.isochrone.cli.region.LeaderCommand;
import dev.isochrone.cli.region.RegionCommand;
import dev.isochrone.cli.replication.ReplicationCommand;
import dev.isochrone.cli.server.ControllerCommand;
import dev.isochrone.cli.server.InitCommand;
import dev.isochrone.cli.server.NodeCommand;
import dev.isochrone.cli.shell.CompletionCommand;
import dev.isochrone.cli.status.StatusCommand;
import dev.isochrone.cli.table.ResidencyCommand;
import dev.isochrone.cli.table.TableCommand;
import dev.isochrone.cli.transfer.ExportCommand;
import dev.isochrone.cli.transfer.ImportCommand;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import java.io.IOException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code isochrone}. */
@Command(
    name = "isochrone",
    description = "Rows that know their home, writes that know their time.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      PutCommand.class,
      GetCommand.class,
      DeleteCommand.class,
      ScanCommand.class,
      WhereCommand.class,
      TableCommand.class,
      ResidencyCommand.class,
      RegionCommand.class,
      StatusCommand.class,
      LeaderCommand.class,
      LogCommand.class,
      DebugCommand.class,
      ReplicationCommand.class,
      ConflictsCommand.class,
      ControllerCommand.class,
      InitCommand.class,
      NodeCommand.class,
      CertCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      LocalCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:get: there is no such row",
      "2:the command line or the input is wrong; repeating it will not help",
      "3:refused for now; try again",
      "4:refused: read again, then decide again",
      "5:the outcome is not known",
      "70:a defect of this program, or a node that could not go on"
    })
public final class Main implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Spec private CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the command in this process, and returns its exit code. */
  public static int run(String... args) {
    return run(new CommandLine(new Main()), args);
  }

  /** The same, with what it prints going to these. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(new CommandLine(new Main()).setOut(out).setErr(err), args);
  }

  private static int run(CommandLine command, String... args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return understanding(command).setExecutionExceptionHandler(Main::explain).execute(args);
  }

  /** With the words of all commands. */
  static CommandLine understanding(CommandLine command) {
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Consistency.class, Main::consistency);
  }

  /** As people and docs write it: {@code region-strong}. */
  private static Consistency consistency(String text) {
    for (Consistency level : Consistency.values()) {
      if (level.name().replace('_', '-').equalsIgnoreCase(text)) {
        return level;
      }
    }
    throw new CommandLine.TypeConversionException(
        "no consistency is called " + text + "; take strong, leased, region-strong or eventual");
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Says what went wrong and what to do next; a stack trace goes to the log alone. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof RefusedException refused) {
      err.println("isochrone: " + refused.refusal().code() + ": " + refused.refusal().message());
      err.println("  " + refused.refusal().code().nextStep());
      refused.requestId().ifPresent(id -> err.println("  request " + id));
      return ExitCode.of(refused.refusal().kind()).number();
    }
    if (failure instanceof InputException || failure instanceof IOException) {
      err.println("isochrone: " + failure.getMessage());
      return ExitCode.INPUT.number();
    }
    LOG.error("{} failed", command.getCommandName(), failure);
    err.println("isochrone: a defect of this program: " + failure);
    return ExitCode.DEFECT.number();
  }
}
