package dev.isochrone.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The network between regions: far, and in a storm bad. */
final class Wan {
  private static final long DELAY_MIN_MILLIS = 20;
  private static final long DELAY_MAX_MILLIS = 120;
  private static final long LATE_MAX_MILLIS = 1_500;

  private record Way(int from, int to) implements Comparable<Way> {
    @Override
    public int compareTo(Way that) {
      return from != that.from ? Integer.compare(from, that.from) : Integer.compare(to, that.to);
    }
  }

  private final Stage stage;
  private final Set<Way> cuts = new TreeSet<>();
  private final Set<Way> paused = new TreeSet<>();
  private final List<Stream> streams = new ArrayList<>();
  private boolean bad = true;

  Wan(Stage stage) {
    this.stage = stage;
  }

  /** One direction of a stream. */
  final class Lane {
    private final Way way;
    private final boolean orderly = !bad || stage.chance(75);
    private long lastMillis;
    private boolean closed;

    private Lane(Way way) {
      this.way = way;
    }

    /** Arrives once, twice, late, or not at all. */
    void send(Runnable arrival) {
      if (closed || cuts.contains(way)) {
        return;
      }
      long delay = stage.between(DELAY_MIN_MILLIS, DELAY_MAX_MILLIS);
      if (bad && stage.chance(3)) {
        delay += stage.between(0, LATE_MAX_MILLIS);
      }
      if (orderly) {
        delay = Math.max(delay, lastMillis - stage.millis());
        lastMillis = stage.millis() + delay;
        stage.after(delay, arrival);
        return;
      }
      if (!stage.chance(10)) {
        stage.after(delay, arrival);
      }
      if (stage.chance(20)) {
        stage.after(delay + stage.between(0, LATE_MAX_MILLIS), arrival);
      }
    }

    void close() {
      closed = true;
    }
  }

  Lane lane(Territory from, Territory to) {
    return new Lane(new Way(from.number(), to.number()));
  }

  void opened(Stream stream) {
    streams.removeIf(Stream::isOver);
    streams.add(stream);
  }

  /** Some stream breaks, if there is any. */
  void breakOne() {
    if (!streams.isEmpty()) {
      stage.note("a stream breaks");
      streams.remove(stage.random().nextInt(streams.size())).cut();
    }
  }

  void cut(Territory from, Territory to) {
    stage.note("cut " + from.name() + " => " + to.name());
    cuts.add(new Way(from.number(), to.number()));
  }

  void mendCuts() {
    stage.note("cuts between regions are mended");
    cuts.clear();
  }

  void pause(Territory from, Territory to, boolean wanted) {
    stage.note((wanted ? "pause " : "resume ") + from.name() + " => " + to.name());
    Way way = new Way(from.number(), to.number());
    boolean unused = wanted ? paused.add(way) : paused.remove(way);
  }

  boolean isPaused(Territory from, Territory to) {
    return paused.contains(new Way(from.number(), to.number()));
  }

  /** From here on streams that open are as gRPC's, and none breaks. */
  void calm() {
    bad = false;
    mendCuts();
  }
}
