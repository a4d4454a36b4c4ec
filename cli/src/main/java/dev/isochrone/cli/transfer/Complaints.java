package dev.isochrone.cli.transfer;

/** What is said of lines that were not written: each on a line of its own, up to some number. */
final class Complaints {
  private final Progress progress;
  private final long shownMax;
  private long all;

  Complaints(Progress progress, long shownMax) {
    this.progress = progress;
    this.shownMax = shownMax;
  }

  void add(String line) {
    all++;
    if (all <= shownMax) {
      progress.say(line);
    }
  }

  /** Says how many there were beyond those that were shown. */
  void end() {
    if (all > shownMax) {
      progress.say(all - shownMax + " more such lines; --errors-max shows more, --rejects all");
    }
  }
}
