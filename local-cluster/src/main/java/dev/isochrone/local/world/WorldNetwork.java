package dev.isochrone.local.world;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.local.proxy.Direction;
import dev.isochrone.local.proxy.Toxic;
import dev.isochrone.local.proxy.Toxiproxy;
import dev.isochrone.local.proxy.ToxiproxyProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The proxies between the servers of a world, in one Toxiproxy process that outlives its starter as
 * the servers do. It gives the links between regions the round trips of the cluster's file, and
 * does to them what a drill wants. Any thread.
 *
 * <p>What a drill did is undone by closing what it was given. A process that ended before it did so
 * leaves its faults; {@link #raise} removes them.
 */
public final class WorldNetwork {
  private static final String TOXIPROXY = "toxiproxy";
  private static final int PORT = 8474;
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MILLIS = 20;
  private static final long END_MILLIS = 5_000;

  private final WorldFile file;
  private final NetworkPlan plan;
  private final ServerProcess process;
  private final String host;
  private final Toxiproxy toxiproxy;
  private final Ticker ticker;

  @GuardedBy("this") private final Map<String, Integer> refusals = new HashMap<>();

  @GuardedBy("this") private long spoils;

  private WorldNetwork(WorldFile file, int network, Path dir, Ticker ticker) {
    this.file = file;
    this.plan = NetworkPlan.of(file, network);
    this.process = new ServerProcess(TOXIPROXY, dir.resolve(TOXIPROXY));
    this.host = "127." + network + ".0.1";
    this.toxiproxy = Toxiproxy.at(host, PORT);
    this.ticker = ticker;
  }

  static WorldNetwork of(WorldFile file, WorldFile.ProxyPart proxies, Path dir, Ticker ticker) {
    return new WorldNetwork(file, proxies.network(), dir, ticker);
  }

  /**
   * What one server says to another, whoever of them opened the connection.
   *
   * @param from who speaks
   */
  public record Speech(String from, String to) {}

  /** Something that was done to the network, until it is closed. */
  public interface Spoiled extends AutoCloseable {
    /** Makes all as it was; a second call does nothing. */
    @Override
    void close() throws IOException;
  }

  /** Which proxies stand where. */
  public NetworkPlan plan() {
    return plan;
  }

  /**
   * Starts the process if it does not run, makes the proxies that are missing, and removes whatever
   * is wrong with them but the distance between regions.
   *
   * @throws IOException there is no Toxiproxy here, with what to do about it; or it does not answer
   */
  public void raise() throws IOException, InterruptedException {
    launch();
    Set<String> there = awaitAnswer();
    try {
      toxiproxy.reset();
    } catch (IOException failed) {
      // Toxiproxy 2.12.0 may die of removing what is wrong; one that is new has nothing wrong.
      if (process.running().isPresent()) {
        throw failed;
      }
      launch();
      there = awaitAnswer();
    }
    synchronized (this) {
      refusals.clear();
    }
    for (NetworkPlan.Line line : plan.lines().values()) {
      if (!there.contains(line.name())) {
        toxiproxy.create(line.name(), line.listen().toString(), line.upstream().toString());
      }
    }
    setDistances();
  }

  private void launch() throws IOException {
    if (process.running().isEmpty()) {
      ToxiproxyProgram program =
          ToxiproxyProgram.find(System.getenv())
              .orElseThrow(
                  () ->
                      new IOException(
                          "this cluster has proxies between its servers, and there is no Toxiproxy"
                              + " here: "
                              + ToxiproxyProgram.HOW_TO_GET_IT));
      Files.createDirectories(process.dir());
      process.launch(program.command(host, PORT));
    }
  }

  private Set<String> awaitAnswer() throws IOException, InterruptedException {
    TimeLimit limit = TimeLimit.in(START_MAX, ticker);
    while (true) {
      try {
        return toxiproxy.proxies();
      } catch (IOException notYet) {
        if (limit.isOver() || process.running().isEmpty()) {
          throw new IOException("Toxiproxy does not answer; its log is " + process.log(), notYet);
        }
        boolean unused = new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void setDistances() throws IOException {
    for (NetworkPlan.Line line : plan.lines().values()) {
      WorldFile.Distance distance = file.distance(line.from(), line.to());
      if (!distance.roundTrip().isZero()) {
        // Half of it each way, so that a one-way fault leaves the other half as it is.
        Toxic half =
            new Toxic.Latency(
                distance.roundTrip().toMillis() / 2, distance.jitter().toMillis() / 2);
        toxiproxy.add(line.name(), "distance-there", Direction.REQUESTS, half);
        toxiproxy.add(line.name(), "distance-back", Direction.ANSWERS, half);
      }
    }
  }

  /** Has everything that is said there suffer from this, until the answer is closed. */
  public Spoiled spoil(Collection<Speech> said, Toxic toxic) throws IOException {
    String name;
    synchronized (this) {
      name = "spoil-" + ++spoils;
    }
    Undoing undoing = new Undoing();
    try {
      for (Speech one : said) {
        for (NetworkPlan.Line line : plan.between(one.from(), one.to())) {
          add(line, name + "-there", Direction.REQUESTS, toxic, undoing);
        }
        for (NetworkPlan.Line line : plan.between(one.to(), one.from())) {
          add(line, name + "-back", Direction.ANSWERS, toxic, undoing);
        }
      }
      return undoing;
    } catch (IOException failed) {
      undoing.close();
      throw failed;
    }
  }

  private void add(
      NetworkPlan.Line line, String name, Direction direction, Toxic toxic, Undoing undoing)
      throws IOException {
    undoing.later(() -> toxiproxy.remove(line.name(), name));
    toxiproxy.add(line.name(), name, direction, toxic);
  }

  /**
   * Ends the connections that the first of each pair opened to the second, and has new ones
   * refused, until the answer is closed.
   */
  public Spoiled refuse(Collection<Speech> opened) throws IOException {
    Undoing undoing = new Undoing();
    try {
      for (Speech one : opened) {
        for (NetworkPlan.Line line : plan.between(one.from(), one.to())) {
          undoing.later(() -> refuse(line.name(), -1));
          refuse(line.name(), 1);
        }
      }
      return undoing;
    } catch (IOException failed) {
      undoing.close();
      throw failed;
    }
  }

  /** Two who refuse the same line: it is open again when both are done. */
  private synchronized void refuse(String line, int more) throws IOException {
    int before = refusals.getOrDefault(line, 0);
    refusals.put(line, Math.max(0, before + more));
    if (before == 0 && more > 0) {
      toxiproxy.disable(line);
    } else if (before == 1 && more < 0) {
      toxiproxy.enable(line);
    }
  }

  /** Ends the process. */
  void end() throws IOException, InterruptedException {
    if (process.running().isPresent()) {
      ProcessHandle running = process.running().get();
      boolean unused = running.destroy();
      if (!ServerProcess.awaitEnd(running, END_MILLIS)) {
        boolean killed = running.destroyForcibly();
        if (!killed || !ServerProcess.awaitEnd(running, END_MILLIS)) {
          throw new IOException("process " + running.pid() + " does not end");
        }
      }
    }
  }

  private interface Undo {
    void run() throws IOException;
  }

  /** Undoes everything, in the reverse order; what fails does not keep the rest from it. */
  private static final class Undoing implements Spoiled {
    private final List<Undo> steps = new ArrayList<>();

    void later(Undo step) {
      steps.add(step);
    }

    @Override
    public void close() throws IOException {
      IOException failure = null;
      while (!steps.isEmpty()) {
        Undo last = steps.remove(steps.size() - 1);
        try {
          last.run();
        } catch (IOException failed) {
          if (failure == null) {
            failure = failed;
          } else {
            failure.addSuppressed(failed);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
