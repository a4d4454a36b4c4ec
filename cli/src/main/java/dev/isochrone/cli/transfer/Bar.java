package dev.isochrone.cli.transfer;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;

/** A line on standard error that is drawn again and again: how far, how fast, how long yet. */
final class Bar implements Progress {
  private static final int REDRAW_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final ProgressBar bar;
  private final PrintWriter err;

  private Bar(ProgressBar bar, PrintWriter err) {
    this.bar = bar;
    this.err = err;
  }

  /**
   * A bar, if a person looks at standard error and wants one.
   *
   * @param task what it is called
   * @param bytes of the whole; empty if nobody knows: then rows are counted
   */
  static Progress open(String task, OptionalLong bytes, boolean quiet, PrintWriter err) {
    if (quiet || !isTerminal()) {
      return Progress.none(err);
    }
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setInitialMax(bytes.orElse(-1))
            .showSpeed();
    if (bytes.isPresent()) {
      builder.setUnit(" MiB", 1 << 20);
    } else {
      builder.setUnit(" rows", 1);
    }
    return new Bar(builder.build(), err);
  }

  @Override
  public void at(long done, long rows) {
    bar.stepTo(done);
    bar.setExtraMessage(String.format(Locale.ROOT, " %,d rows", rows));
  }

  @Override
  public void say(String line) {
    err.print(CLEAR_LINE);
    err.println(line);
    err.flush();
  }

  @Override
  public void close() {
    bar.close();
  }

  /**
   * Where a system shows its open files, the file of standard error says it; else picocli guesses.
   */
  private static boolean isTerminal() {
    Path error = Path.of("/proc/self/fd/2");
    if (!Files.isSymbolicLink(error)) {
      return CommandLine.Help.Ansi.AUTO.enabled();
    }
    try {
      String target = Files.readSymbolicLink(error).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }
}
