package dev.isochrone.local.proxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A Toxiproxy server, told by HTTP what it is to do. Its client library waits for ever, and the
 * server is known to hang on the removal of a toxic (its issues 254 and 412): so each call here has
 * {@link #CALL_MAX}, and a call that takes longer ends in an {@link IOException}. Any thread may
 * call; what two threads do to one proxy at once is the server's to order.
 */
public final class Toxiproxy {
  /** For one call; on this machine, so a second is long. */
  public static final Duration CALL_MAX = Duration.ofSeconds(10);

  private final ToxiproxyClient client;
  private final Duration callMax;

  private Toxiproxy(ToxiproxyClient client, Duration callMax) {
    this.client = client;
    this.callMax = callMax;
  }

  /** The server whose HTTP interface is there; nothing is called yet. */
  public static Toxiproxy at(String host, int port) {
    return at(host, port, CALL_MAX);
  }

  static Toxiproxy at(String host, int port, Duration callMax) {
    return new Toxiproxy(new ToxiproxyClient(host, port), callMax);
  }

  /** What the server calls its version. */
  public String version() throws IOException {
    return call("version", client::version);
  }

  /** The names of all proxies. */
  public Set<String> proxies() throws IOException {
    return call(
        "list proxies",
        () ->
            client.getProxies().stream()
                .map(Proxy::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * Makes a proxy, which passes everything on.
   *
   * @param listen {@code host:port}
   * @param upstream {@code host:port}; need not answer yet
   * @throws IOException there is one of that name, or the address is taken
   */
  public void create(String name, String listen, String upstream) throws IOException {
    run("create " + name, () -> client.createProxy(name, listen, upstream));
  }

  /** Takes no connections and ends those there are, as a machine that crashed. */
  public void disable(String name) throws IOException {
    run("disable " + name, () -> onProxy(name, Proxy::disable));
  }

  /** Takes connections again. */
  public void enable(String name) throws IOException {
    run("enable " + name, () -> onProxy(name, Proxy::enable));
  }

  /**
   * Adds something that is wrong, to connections there are as well as to new ones.
   *
   * @param toxicName not yet one of this proxy's
   */
  public void add(String name, String toxicName, Direction direction, Toxic toxic)
      throws IOException {
    run(
        "add " + toxicName + " to " + name,
        () -> onProxy(name, proxy -> add(proxy.toxics(), toxicName, stream(direction), toxic)));
  }

  /** Removes it; a {@link Toxic.BlackHole} ends its connections by that. */
  public void remove(String name, String toxicName) throws IOException {
    run(
        "remove " + toxicName + " from " + name,
        () -> onProxy(name, proxy -> proxy.toxics().get(toxicName).remove()));
  }

  /**
   * Enables all proxies and removes all toxics. Seen to end a server of 2.12.0 whose connections
   * had several toxics: then it is gone, and with it what was wrong.
   */
  public void reset() throws IOException {
    run(
        "reset",
        () -> {
          client.reset();
          return null;
        });
  }

  private static void add(ToxicList list, String name, ToxicDirection stream, Toxic toxic)
      throws IOException {
    if (toxic instanceof Toxic.Latency latency) {
      list.latency(name, stream, latency.millis()).setJitter(latency.jitter());
    } else if (toxic instanceof Toxic.Bandwidth bandwidth) {
      list.bandwidth(name, stream, bandwidth.kilobytesPerSecond());
    } else if (toxic instanceof Toxic.Slicer slicer) {
      list.slicer(name, stream, slicer.bytes(), slicer.delayMicros())
          .setSizeVariation(slicer.variation());
    } else if (toxic instanceof Toxic.LimitedBytes limited) {
      list.limitData(name, stream, limited.bytes());
    } else if (toxic instanceof Toxic.SlowClose slow) {
      list.slowClose(name, stream, slow.millis());
    } else if (toxic instanceof Toxic.Reset reset) {
      list.resetPeer(name, stream, reset.millis());
    } else if (toxic instanceof Toxic.BlackHole) {
      list.timeout(name, stream, 0);
    } else {
      throw new AssertionError(toxic);
    }
  }

  private static ToxicDirection stream(Direction direction) {
    return direction == Direction.REQUESTS ? ToxicDirection.UPSTREAM : ToxicDirection.DOWNSTREAM;
  }

  private interface Change {
    void on(Proxy proxy) throws IOException;
  }

  private Object onProxy(String name, Change change) throws IOException {
    Proxy proxy = client.getProxy(name);
    change.on(proxy);
    return proxy;
  }

  private void run(String what, Callable<?> action) throws IOException {
    Object unused = call(what, action);
  }

  private <T> T call(String what, Callable<T> action) throws IOException {
    FutureTask<T> task = new FutureTask<>(action);
    Thread caller = new Thread(task, "toxiproxy-call");
    caller.setDaemon(true); // One that hangs holds up nobody's end.
    caller.start();
    try {
      return task.get(callMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new IOException("Toxiproxy, " + what + ": " + failed.getCause(), failed.getCause());
    } catch (TimeoutException late) {
      task.cancel(/* mayInterruptIfRunning= */ true);
      throw new IOException("Toxiproxy, " + what + ": no answer within " + callMax, late);
    } catch (InterruptedException interrupted) {
      task.cancel(/* mayInterruptIfRunning= */ true);
      Thread.currentThread().interrupt();
      throw new IOException("Toxiproxy, " + what + ": interrupted", interrupted);
    }
  }
}
