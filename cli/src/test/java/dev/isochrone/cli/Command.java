package dev.isochrone.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * What a run of the command ended with.
 *
 * @param code its exit code
 */
public record Command(int code, String out, String err) {
  /** Runs it in this process. */
  public static Command run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Command(code, out.toString(), err.toString());
  }

  /** The same, of a cluster. */
  public static Command at(String endpoints, String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--endpoints";
    all[args.length + 1] = endpoints;
    return run(all);
  }
}
