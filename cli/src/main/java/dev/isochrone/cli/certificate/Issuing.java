package dev.isochrone.cli.certificate;

import dev.isochrone.cli.InputException;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.server.certificate.Authority.Validity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What making any certificate is told, and how it says what it made. */
final class Issuing {
  private static final int DAYS_MAX = 36_500;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the files go; nothing there is overwritten.")
  private Path out = Path.of("");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  Path out() {
    return out;
  }

  /** From now on, for so many days. */
  static Validity valid(int days) throws InputException {
    if (days < 1 || days > DAYS_MAX) {
      throw new InputException("--days " + days + ": 1 to " + DAYS_MAX);
    }
    return new Validity(
        Instant.ofEpochMilli(PhysicalClock.system().millis()), Duration.ofDays(days));
  }

  /** Says which files there are now, and then what to do with them. */
  void print(List<Path> made, Validity validity, List<String> next) {
    PrintWriter printer = command.commandLine().getOut();
    made.forEach(file -> printer.println("made  " + file));
    printer.println(
        "valid till "
            + validity.from().plus(validity.length()).toString().substring(0, "2026-01-01".length())
            + "; a certificate never outlives its authority");
    printer.println();
    next.forEach(printer::println);
    printer.flush();
  }

  /** A file of the directory, so that it can be pasted anywhere. */
  String path(String name) {
    return out.resolve(name).toAbsolutePath().normalize().toString();
  }
}
