package dev.isochrone.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that prints what a test gives it. */
public final class Shown {
  private Shown() {}

  /** What a command with these arguments prints. */
  public static String by(Consumer<Output> printing, String... args) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new Printing(printing));
    int exitCode =
        command
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .execute(args);
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode);
    }
    return out.toString();
  }

  @Command(name = "printing")
  private static final class Printing implements Callable<Integer> {
    @Mixin private Output output = new Output();
    private final Consumer<Output> printing;

    Printing(Consumer<Output> printing) {
      this.printing = printing;
    }

    @Override
    public Integer call() {
      printing.accept(output);
      return 0;
    }
  }
}
