package dev.isochrone.local.world;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.local.LocalCertificates;
import dev.isochrone.local.NodeProgram;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.region.config.ControllerFile;
import dev.isochrone.region.config.FoundingFile;
import dev.isochrone.region.grpc.Founder;
import dev.isochrone.server.config.ByteSize;
import dev.isochrone.server.config.LogPart;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.zone.config.NodeFile;
import dev.isochrone.zone.config.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A cluster with controllers on this machine, every server a process of its own. They go on when
 * this process ends, and are found again: below the cluster's directory lie {@code cluster.yaml},
 * and for each server {@code SERVER/server.yaml}, {@code SERVER/data}, {@code SERVER/log} and
 * {@code SERVER/pid}, and {@code SERVER/hosts} if they call each other by name. One thread at a
 * time, and one process.
 */
public final class LocalWorld {
  private static final String CLUSTER = "cluster.yaml";
  private static final String FOUNDING = "world.yaml";
  private static final String SERVER = "server.yaml";
  private static final String HOSTS = "hosts";
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(2);
  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final long END_MILLIS = 20_000;

  /** Many servers share a machine: what each may take is less than where it is alone. */
  private static final NodeFile.Store STORE =
      new NodeFile.Store(
          ByteSize.parse("16MiB"), ByteSize.parse("48MiB"), null, ByteSize.parse("16MiB"), null);

  private final Path dir;
  private final WorldFile file;
  private final Optional<LocalCertificates> certificates;
  private final NodeProgram program;
  private final Ticker ticker;

  private LocalWorld(
      Path dir,
      WorldFile file,
      Optional<LocalCertificates> certificates,
      NodeProgram program,
      Ticker ticker) {
    this.dir = dir;
    this.file = file;
    this.certificates = certificates;
    this.program = program;
    this.ticker = ticker;
  }

  /** What a server is. */
  public enum Kind {
    CONTROLLER,
    NODE
  }

  /**
   * A server.
   *
   * @param serves where: a node clients, a controller servers
   */
  public record Server(String name, Kind kind, Region region, Address serves) {}

  /** A server, and its process if it runs. */
  public record Seen(Server server, Optional<Long> pid) {}

  /** Whether there is a cluster in the directory. */
  public static boolean isIn(Path dir) {
    return Files.exists(dir.resolve(CLUSTER));
  }

  /**
   * Makes the files of a new cluster; nothing is started.
   *
   * @throws IOException the directory has a cluster already, or can't be written
   */
  public static LocalWorld create(Path dir, WorldFile planned, NodeProgram program)
      throws IOException {
    Files.createDirectories(dir);
    if (isIn(dir)) {
      throw new IOException(dir + " has a cluster already");
    }
    planned.founding().specs(); // Says what would not do, before anything is written.
    YamlFile.write(dir.resolve(CLUSTER), planned);
    return open(dir, program);
  }

  /** The cluster that is in the directory, as far as its files go. */
  public static LocalWorld open(Path dir, NodeProgram program) throws IOException {
    WorldFile file = WorldFile.read(dir.resolve(CLUSTER));
    Path whole = dir.toAbsolutePath();
    Optional<LocalCertificates> certificates =
        file.speaksTls()
            ? Optional.of(
                LocalCertificates.in(whole, file.cluster(), file.holders(), PhysicalClock.system()))
            : Optional.empty();
    return new LocalWorld(whole, file, certificates, program, Ticker.system());
  }

  /** Where every server listens. */
  public WorldFile file() {
    return file;
  }

  /** All servers, running or not; controllers first. */
  public List<Server> servers() {
    List<Server> controllers = new ArrayList<>();
    List<Server> nodes = new ArrayList<>();
    file.regions()
        .forEach(
            (name, part) -> {
              Region region = new Region(name);
              part.controllers()
                  .forEach(
                      (id, at) ->
                          controllers.add(new Server(id, Kind.CONTROLLER, region, at.internal())));
              part.nodes()
                  .forEach((id, at) -> nodes.add(new Server(id, Kind.NODE, region, at.client())));
            });
    controllers.addAll(nodes);
    return controllers;
  }

  /** All servers, and which of them run. */
  public List<Seen> look() throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (Server server : servers()) {
      seen.add(new Seen(server, process(server.name()).running().map(ProcessHandle::pid)));
    }
    return seen;
  }

  /** A client's configuration that knows all nodes. */
  public ClientConfig client() {
    ClientConfig plain =
        ClientConfig.to(file.clients().stream().map(Address::toString).toArray(String[]::new));
    return clientTls().map(plain::with).orElse(plain);
  }

  /** What a client needs for TLS, if the cluster speaks it. */
  public Optional<TlsConfig> clientTls() {
    return certificates.map(LocalCertificates::ofClient);
  }

  /** Where a server's output goes. */
  public Path log(String server) {
    return process(server).log();
  }

  /**
   * Starts what does not run, makes the cluster if it is not made, and waits until every node
   * serves and every partition has a leader.
   *
   * @param progress told what is waited for, whenever that changes
   * @throws IOException a server ended, or it took too long; the message names its log
   */
  public void up(Duration timeout, Consumer<String> progress)
      throws IOException, InterruptedException {
    TimeLimit limit = TimeLimit.in(timeout, ticker);
    start(servers().stream().map(Server::name).toList());
    progress.accept("controllers");
    found(limit);
    awaitHealthy(limit, progress);
  }

  /** Starts those of these servers that do not run. */
  public void start(Collection<String> names) throws IOException {
    YamlFile.write(dir.resolve(FOUNDING), file.founding());
    for (Server server : servers()) {
      if (names.contains(server.name())) {
        ServerProcess process = process(server.name());
        Files.createDirectories(process.dir());
        if (process.running().isEmpty()) {
          Path config = process.dir().resolve(SERVER);
          YamlFile.write(config, settings(server));
          String command = server.kind() == Kind.NODE ? "node" : "controller";
          process.launch(
              seeing(server.name())
                  .command(server.name(), List.of(command, "--config", config.toString())));
        }
      }
    }
  }

  /** What a server sees behind the names of the others. */
  public HostsFile hosts(String server) throws IOException {
    Path own = hostsFile(server);
    return Files.exists(own) ? HostsFile.read(own) : file.direct();
  }

  /**
   * Has a server see these addresses behind names, until it is told otherwise: from its next start,
   * and while it runs from the time on when its JVM asks again, which is half a minute at most.
   */
  public void route(String server, HostsFile hosts) throws IOException {
    Path own = hostsFile(server);
    Files.createDirectories(process(server).dir());
    hosts.write(own);
  }

  private NodeProgram seeing(String server) throws IOException {
    if (!file.hasNames()) {
      return program;
    }
    route(server, hosts(server));
    return program.with("-Djdk.net.hosts.file=" + hostsFile(server));
  }

  private Path hostsFile(String server) {
    return process(server).dir().resolve(HOSTS);
  }

  /** Ends servers by SIGKILL, and waits until they are gone. */
  public void kill(Collection<String> names) throws IOException, InterruptedException {
    end(names, /* inOrder= */ false);
  }

  /** Stops servers in order, by SIGTERM, beside each other; what takes too long is killed. */
  public void stop(Collection<String> names) throws IOException, InterruptedException {
    end(names, /* inOrder= */ true);
  }

  /** Waits until every node serves and every partition has a leader. */
  public void awaitHealthy(Duration timeout) throws IOException, InterruptedException {
    awaitHealthy(TimeLimit.in(timeout, ticker), waitedFor -> {});
  }

  private void awaitHealthy(TimeLimit limit, Consumer<String> progress)
      throws IOException, InterruptedException {
    String last = "";
    while (true) {
      String missing = missing();
      if (missing.isEmpty()) {
        return;
      } else if (!missing.equals(last)) {
        last = missing;
        progress.accept(missing);
      }
      pause(limit, missing);
    }
  }

  /** What there is to wait for; empty: nothing. */
  private String missing() {
    try (IsochroneClient client = IsochroneClient.connect(client().within(ATTEMPT_MAX))) {
      Directory directory = client.directory();
      Map<NodeId, Outcome<NodeStatus>> told = client.status();
      List<NodeId> silent = new ArrayList<>();
      Set<String> led = new HashSet<>();
      told.forEach(
          (id, outcome) -> {
            if (outcome instanceof Outcome.Done<NodeStatus> done) {
              for (ReplicaStatus replica : done.value().replicas()) {
                if (replica.leadership().leads()) {
                  led.add(done.value().region() + "/" + replica.partition());
                }
              }
            } else {
              silent.add(id);
            }
          });
      long partitions =
          directory.regions().values().stream()
              .mapToLong(region -> region.layout().partitions().size())
              .sum();
      if (!silent.isEmpty()) {
        return "nodes " + silent;
      }
      return led.size() < partitions ? "leaders, " + led.size() + " of " + partitions : "";
    } catch (RefusedException notYet) {
      return "the first node";
    }
  }

  /** Has the cluster made; the controllers may be starting still. */
  private void found(TimeLimit limit) throws IOException, InterruptedException {
    FoundingFile founding = file.founding();
    // Controllers are called by nodes alone, so as one of them this process calls.
    String asIf = servers().get(0).name();
    Optional<Credentials> tls =
        Credentials.openIfAny(certificates.map(made -> made.ofServer(asIf)));
    try (Channels channels = Channels.open(ChannelConfig.DEFAULT, ticker, tls)) {
      Founder founder = new Founder(new Controllers(channels, file.controllers()));
      while (founder.found(founding.cluster(), founding.specs()).join()
          instanceof Outcome.Refused<?> refused) {
        pause(limit, "controllers (" + refused.refusal().message() + ")");
      }
    }
  }

  private void pause(TimeLimit limit, String waitedFor) throws IOException, InterruptedException {
    for (Seen seen : look()) {
      if (seen.pid().isEmpty()) {
        throw new IOException(
            seen.server().name() + " ended; its log is " + log(seen.server().name()));
      }
    }
    if (limit.isOver()) {
      throw new IOException("it took too long: still waiting for " + waitedFor);
    }
    boolean unused = new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void end(Collection<String> names, boolean inOrder)
      throws IOException, InterruptedException {
    List<ProcessHandle> ending = new ArrayList<>();
    for (String name : names) {
      process(name).running().ifPresent(ending::add);
    }
    for (ProcessHandle process : ending) {
      boolean unused = inOrder ? process.destroy() : process.destroyForcibly();
    }
    for (ProcessHandle process : ending) {
      if (!ServerProcess.awaitEnd(process, END_MILLIS)) {
        boolean unused = process.destroyForcibly();
        boolean gone = ServerProcess.awaitEnd(process, END_MILLIS);
        if (!gone) {
          throw new IOException("process " + process.pid() + " does not end");
        }
      }
    }
  }

  private Object settings(Server server) {
    WorldFile.RegionPart region = part(server.region());
    return server.kind() == Kind.CONTROLLER ? controller(server, region) : node(server, region);
  }

  private ControllerFile controller(Server server, WorldFile.RegionPart region) {
    WorldFile.ControllerPart at = required(region.controllers().get(server.name()), server.name());
    return new ControllerFile(
        server.name(),
        "data",
        "../" + FOUNDING,
        file.hasNames() ? new ControllerFile.Listen(at.internal(), at.raft()) : null,
        at.http() == null ? null : new ControllerFile.Http(at.http()),
        LogPart.json(),
        part(server.name()).orElse(null));
  }

  private NodeFile node(Server server, WorldFile.RegionPart region) {
    WorldFile.NodePart at = required(region.nodes().get(server.name()), server.name());
    List<Address> controllers = new ArrayList<>();
    region.controllers().forEach((id, one) -> controllers.add(file.told(id, one.internal())));
    NodeFile.Join join = new NodeFile.Join(controllers, at.zone(), /* weight= */ null);
    Ports bound = new Ports(at.client(), at.internal(), at.raft());
    // Clients outside see no server's hosts file: to them it is an address.
    Ports known =
        new Ports(
            at.client(),
            file.told(server.name(), at.internal()),
            file.told(server.name(), at.raft()));
    return NodeFile.joining(
            new NodeId(server.name()),
            server.region(),
            "data",
            join,
            program.engine(),
            new NodeFile.Http(at.http()))
        .at(bound, known)
        .with(STORE)
        .with(LogPart.json())
        .with(part(server.name()));
  }

  private Optional<TlsPart> part(String server) {
    return certificates.map(made -> made.part(server));
  }

  private WorldFile.RegionPart part(Region region) {
    WorldFile.RegionPart part = file.regions().get(region.name());
    if (part == null) {
      throw new IllegalArgumentException("no region " + region);
    }
    return part;
  }

  private ServerProcess process(String server) {
    return new ServerProcess(server, dir.resolve(server));
  }
}
